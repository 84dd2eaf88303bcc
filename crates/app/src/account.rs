//! People who leave: for a while, or for good. What becomes of what is theirs, whoever runs the server says.

use crate::admin::library::{let_go, told};
use crate::admin::{Admin, Fate, OwnedAlone, owned_alone, staying, staying_by_name};
use crate::{Cx, Error, Result};
use model::{Owner, Role, UserId};
use store::directory::{self, User, change, state};
use store::drive;

/// Keeps somebody out, with all that speaks for them. What is theirs stays as it is.
///
/// # Errors
/// [`Error::NotFound`] if they are gone; [`crate::admin::Refused::LastAdministrator`].
pub fn suspend(cx: &mut Cx<'_, '_>, by: &Admin, id: &UserId) -> Result<User> {
    let user = by.losing(cx, id)?;
    state::set_suspended(cx.tx, id, true)?;
    // In this order: what waits for a code now ends, or is a browser's session by then.
    store::second_factor::remove_halves_of(cx.tx, id)?;
    store::session::remove_all_of(cx.tx, id)?;
    by.note(cx, "user suspend", &user.name)?;
    Ok(User { is_suspended: true, ..user })
}

/// Lets somebody in again.
///
/// # Errors
/// [`Error::NotFound`] if they are gone.
pub fn resume(cx: &mut Cx<'_, '_>, by: &Admin, id: &UserId) -> Result<User> {
    let user = staying(cx, id)?;
    state::set_suspended(cx.tx, id, false)?;
    by.note(cx, "user resume", &user.name)?;
    Ok(User { is_suspended: false, ..user })
}

/// Lets somebody go. All that they own becomes of as is said, at once, however much it is: given, it is a library of its own, called as
/// they were, and its new owner owns also the groups and sites that they owned alone. What they made elsewhere goes on showing their name,
/// which somebody else may have from then on; links that they made open nothing any more. Returns what nobody owns now.
///
/// # Errors
/// [`Error::NotFound`] if they are gone, or there is nobody to give it to; [`Error::NameTaken`] if those would be they themselves, or have
/// libraries of all names that are tried; [`crate::admin::Refused::LastAdministrator`].
pub fn remove(cx: &mut Cx<'_, '_>, by: &Admin, id: &UserId, fate: &Fate) -> Result<OwnedAlone> {
    let user = by.losing(cx, id)?;
    let mut alone = owned_alone(cx, id)?;
    if let Fate::GiveTo(heir) = fate {
        let heir = staying_by_name(cx, heir)?;
        if heir.id == user.id {
            return Err(Error::NameTaken(user.name));
        }
        let OwnedAlone { groups, sites } = std::mem::take(&mut alone);
        // One that is removed meanwhile needs no owner.
        for group in groups {
            if change::group_locked(cx.tx, &group.id)?.is_some() {
                directory::put_group_member(cx.tx, &group.id, &heir.id, Role::Owner)?;
            }
        }
        for site in sites {
            if change::site_locked(cx.tx, &site.id)?.is_some() {
                directory::put_site_member(cx.tx, &site.id, &heir.id, Role::Owner)?;
            }
        }
    }
    let drives = drive::of_owner(cx.tx, &Owner::User(user.id))?;
    let_go(cx, drives, &user.name, Some(fate))?;
    let now = cx.now();
    state::remove(cx.tx, id, now)?;
    by.note(cx, "user remove", &format!("{}{}", user.name, told(Some(fate))))?;
    Ok(alone)
}
