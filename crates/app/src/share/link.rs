//! Making links, and ending them.

use crate::access::AllowedItem;
use crate::item::Made;
use crate::permission::Subject;
use crate::{Caller, Cx, Error, Result};
use model::{LinkScope, Role, ShareId, Timestamp};
use store::share_link;

pub use store::share_link::Link;

/// The most links that one item has: more than people make, and few enough to be shown together.
pub const LINKS_MAX: u64 = 50;

/// What a link is to be.
#[derive(Clone, Debug)]
pub struct Order {
    /// What it lets people do.
    pub role: Role,
    /// To whom it is open.
    pub scope: LinkScope,
    /// The hash of its password.
    pub password_hash: Option<String>,
    /// From when on it opens nothing.
    pub expires: Option<Timestamp>,
}

/// Makes a link to an item; or returns the one that the same app has made of the same kind and until the same moment. One with a
/// password is always new: whether another has the same, nobody can tell.
///
/// # Errors
/// [`Error::NotAllowed`] for anybody but its owners; [`Error::RootNotShared`], [`Error::TooManyShares`].
pub fn create(cx: &mut Cx<'_, '_>, caller: &Caller, what: &AllowedItem, order: &Order) -> Result<(Link, Made)> {
    let what = Subject::from(what);
    what.share()?;
    what.lock(cx)?;
    let (now, on) = (cx.now(), what.on());
    let (over, links): (Vec<_>, Vec<_>) = share_link::of(cx.tx, what.drive, &on)?.into_iter().partition(|link| link.is_over(now));
    for link in &over {
        share_link::remove(cx.tx, &link.id)?;
    }
    let is_same = |link: &Link| {
        let is_open = link.password_hash.is_none() && order.password_hash.is_none();
        is_open && (link.role, link.scope, link.expires) == (order.role, order.scope, order.expires) && link.app == caller.app().as_str()
    };
    if let Some(link) = links.iter().find(|link| is_same(link)) {
        return Ok((link.clone(), Made::Before));
    }
    if links.len() as u64 >= LINKS_MAX {
        return Err(Error::TooManyShares);
    }
    let mut id = ShareId([0; 16]);
    cx.ids().fill(&mut id.0);
    let link = Link {
        id,
        drive: *what.drive,
        on,
        role: order.role,
        scope: order.scope,
        app: caller.app().as_str().to_owned(),
        password_hash: order.password_hash.clone(),
        created: now,
        created_by: *caller.user(),
        expires: order.expires,
    };
    share_link::insert(cx.tx, &link)?;
    Ok((link, Made::New))
}

/// Returns a link of an item, of its own or of something above it.
///
/// # Errors
/// [`Error::NotAllowed`] for anybody but its owners; [`Error::NotFound`].
pub fn link_of(cx: &mut Cx<'_, '_>, what: &AllowedItem, id: &ShareId) -> Result<Link> {
    let what = Subject::from(what);
    what.manage()?;
    let now = cx.now();
    let links = share_link::along(cx.tx, what.drive, what.node, what.file)?;
    links.into_iter().find(|link| link.id == *id && !link.is_over(now)).ok_or(Error::NotFound)
}

/// Changes when a link ends, or its password. What is not given stays; the inner `None` is nothing.
///
/// # Errors
/// As [`link_of`]; [`Error::Inherited`] for one of something above.
pub fn change(
    cx: &mut Cx<'_, '_>,
    what: &AllowedItem,
    id: &ShareId,
    expires: Option<Option<Timestamp>>,
    password_hash: Option<Option<&str>>,
) -> Result<Link> {
    let mut link = own(cx, what, id)?;
    link.expires = expires.unwrap_or(link.expires);
    if let Some(hash) = password_hash {
        link.password_hash = hash.map(str::to_owned);
    }
    share_link::change(cx.tx, id, link.expires, link.password_hash.as_deref())?;
    Ok(link)
}

/// Ends a link.
///
/// # Errors
/// As [`change`].
pub fn remove(cx: &mut Cx<'_, '_>, what: &AllowedItem, id: &ShareId) -> Result<()> {
    own(cx, what, id)?;
    Ok(share_link::remove(cx.tx, id)?)
}

fn own(cx: &mut Cx<'_, '_>, what: &AllowedItem, id: &ShareId) -> Result<Link> {
    let link = link_of(cx, what, id)?;
    if link.on == Subject::from(what).on() { Ok(link) } else { Err(Error::Inherited) }
}
