//! People who leave: for a while, or for good. What becomes of what is theirs, whoever runs the server says.

use crate::access::AllowedItem;
use crate::admin::user_by_name;
use crate::caller::{Reach, Standing};
use crate::item::{self, Item, Listing, Only, Order, Removal};
use crate::{Caller, Cx, Error, Result, access};
use model::{AppId, NodeId, NodeKind, Owner, Right, Timestamp};
use store::directory::{self, User};
use store::drive;

/// How many things are put into the recycle bin in one transaction.
const DISCARDED_AT_ONCE: usize = 100;

/// The most names that are tried for a drive that somebody is given.
const NAMES_MAX: u32 = 1_000;

/// Keeps somebody out, with all that speaks for them, or lets them in again. What is theirs stays as it is.
///
/// # Errors
/// [`Error::NotFound`] if there is nobody of the name.
pub fn suspend(cx: &mut Cx<'_, '_>, name: &str, is_suspended: bool) -> Result<User> {
    let user = user_by_name(cx, name)?;
    directory::state::set_suspended(cx.tx, &user.id, is_suspended)?;
    if is_suspended {
        store::session::remove_all_of(cx.tx, &user.id)?;
    }
    Ok(user)
}

/// Gives all that somebody owns to somebody else, as a library of its own, called as they were. At once, however much it is.
///
/// # Errors
/// [`Error::NotFound`] if there is nobody of a name; [`Error::NameTaken`] if the other has libraries of all names that are tried.
pub fn give(cx: &mut Cx<'_, '_>, name: &str, to: &str) -> Result<()> {
    let (user, to) = (user_by_name(cx, name)?, user_by_name(cx, to)?);
    if user.id == to.id {
        return Err(Error::NameTaken(user.name));
    }
    for it in drive::of_owner(cx.tx, &Owner::User(user.id))? {
        let is_given = |cx: &mut Cx<'_, '_>, name: &str| drive::give(cx.tx, &it.id, &Owner::User(to.id), name);
        let mut names = std::iter::once(user.name.clone()).chain((2..=NAMES_MAX).map(|n| format!("{} {n}", user.name)));
        loop {
            let name = names.next().ok_or_else(|| Error::NameTaken(user.name.clone()))?;
            if is_given(cx, &name)? {
                break;
            }
        }
    }
    Ok(())
}

/// Puts some of what somebody owns into the recycle bin, from where the sweep takes it. Returns how much; there may be more.
///
/// # Errors
/// [`Error::NotFound`] if there is nobody of the name.
pub fn discard_some(cx: &mut Cx<'_, '_>, name: &str) -> Result<usize> {
    let user = user_by_name(cx, name)?;
    let app = AppId::new("looseleaf").map_err(|_| Error::Internal)?;
    let reach = Reach::Operation { own_pages_only: false };
    let them = Caller {
        user: user.id,
        name: user.name,
        standing: Standing::Person,
        app,
        reach,
        expires: Timestamp::from_micros(i64::MAX),
        pass: None,
    };
    let listing = Listing { order: Order::Name, is_descending: false, after: None, limit: DISCARDED_AT_ONCE };
    for it in drive::of_owner(cx.tx, &Owner::User(user.id))? {
        let root = access::node_anywhere(cx, &them, &[NodeKind::Root], &NodeId(it.id.0), Right::Write)?;
        let found = item::children(cx, &AllowedItem::Node(root), &listing)?;
        if found.is_empty() {
            continue;
        }
        for (found, _) in &found {
            let id = match found {
                Item::Node(node) => node.id.0,
                Item::File(file) => file.id.0,
            };
            let allowed = access::item_anywhere(cx, &them, &id, Right::Write)?;
            item::delete(cx, &them, &allowed, Removal::ToTrash, Only::Always)?;
        }
        return Ok(found.len());
    }
    Ok(0)
}

/// Lets somebody go. What they made goes on showing their name, which somebody else may have from then on.
///
/// # Errors
/// [`Error::NotFound`] if there is nobody of the name.
pub fn remove(cx: &mut Cx<'_, '_>, name: &str) -> Result<()> {
    let user = user_by_name(cx, name)?;
    let now = cx.now();
    Ok(directory::state::remove(cx.tx, &user.id, now)?)
}
