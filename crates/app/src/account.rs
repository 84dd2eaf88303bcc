//! People who leave: for a while, or for good. What becomes of what is theirs, whoever runs the server says.

use crate::admin::{library, owned_alone, user_by_name};
use crate::{Cx, Error, Result};
use model::{Owner, Role};
use store::directory::{self, User};
use store::drive;

/// Keeps somebody out, with all that speaks for them, or lets them in again. What is theirs stays as it is.
///
/// # Errors
/// [`Error::NotFound`] if there is nobody of the name.
pub fn suspend(cx: &mut Cx<'_, '_>, name: &str, is_suspended: bool) -> Result<User> {
    let user = user_by_name(cx, name)?;
    directory::state::set_suspended(cx.tx, &user.id, is_suspended)?;
    if is_suspended {
        store::session::remove_all_of(cx.tx, &user.id)?;
        store::second_factor::remove_halves_of(cx.tx, &user.id)?;
    }
    Ok(user)
}

/// Gives all that somebody owns to somebody else, as a library of its own, called as they were, and what they alone owned as an
/// owner of a group or site. At once, however much it is.
///
/// # Errors
/// [`Error::NotFound`] if there is nobody of a name; [`Error::NameTaken`] if the other has libraries of all names that are tried.
pub fn give(cx: &mut Cx<'_, '_>, name: &str, to: &str) -> Result<()> {
    let (user, to) = (user_by_name(cx, name)?, user_by_name(cx, to)?);
    if user.id == to.id {
        return Err(Error::NameTaken(user.name));
    }
    for it in drive::of_owner(cx.tx, &Owner::User(user.id))? {
        library::give(cx, &it, &to.id, &user.name)?;
    }
    let alone = owned_alone(cx, name)?;
    for group in alone.groups {
        directory::put_group_member(cx.tx, &group.id, &to.id, Role::Owner)?;
    }
    for site in alone.sites {
        directory::put_site_member(cx.tx, &site.id, &to.id, Role::Owner)?;
    }
    Ok(())
}

/// Puts some of what somebody owns into the recycle bin, from where the sweep takes it. Returns how much; there may be more.
///
/// # Errors
/// [`Error::NotFound`] if there is nobody of the name.
pub fn discard_some(cx: &mut Cx<'_, '_>, name: &str) -> Result<usize> {
    let user = user_by_name(cx, name)?;
    for it in drive::of_owner(cx.tx, &Owner::User(user.id))? {
        match library::discard_some(cx, &it.id)? {
            0 => {}
            some => return Ok(some),
        }
    }
    Ok(0)
}

/// Lets somebody go. What they made goes on showing their name, which somebody else may have from then on; links that they made
/// open nothing any more.
///
/// # Errors
/// [`Error::NotFound`] if there is nobody of the name.
pub fn remove(cx: &mut Cx<'_, '_>, name: &str) -> Result<()> {
    let user = user_by_name(cx, name)?;
    let now = cx.now();
    Ok(directory::state::remove(cx.tx, &user.id, now)?)
}
