//! What whoever has the data folder does to people, whom tests know by name.

use app::admin::{self, Admin, Fate};
use app::{Cx, Result, account, issuer, sign_in};
use model::{GroupId, Role};
use store::audit::Entry;

/// Keeps somebody out, or lets them in again.
///
/// # Errors
/// The verb's.
pub fn suspend(cx: &mut Cx<'_, '_>, name: &str, is_suspended: bool) -> Result<()> {
    let user = admin::user_by_name(cx, name)?.id;
    let verb = if is_suspended { account::suspend } else { account::resume };
    verb(cx, &Admin::operator(), &user).map(drop)
}

/// Lets somebody go, with all that is theirs.
///
/// # Errors
/// The verb's.
pub fn remove(cx: &mut Cx<'_, '_>, name: &str) -> Result<()> {
    let user = admin::user_by_name(cx, name)?.id;
    account::remove(cx, &Admin::operator(), &user, &Fate::Discard).map(drop)
}

/// Lets somebody go; all that is theirs is another's.
///
/// # Errors
/// The verb's.
pub fn give(cx: &mut Cx<'_, '_>, name: &str, to: &str) -> Result<()> {
    let user = admin::user_by_name(cx, name)?.id;
    account::remove(cx, &Admin::operator(), &user, &Fate::GiveTo(to.to_owned())).map(drop)
}

/// Gives somebody another password, by its hash.
///
/// # Errors
/// The verb's.
pub fn set_password(cx: &mut Cx<'_, '_>, name: &str, hash: &str) -> Result<()> {
    let user = admin::user_by_name(cx, name)?.id;
    sign_in::set_password(cx, &Admin::operator(), &user, Some(hash)).map(drop)
}

/// Makes somebody an administrator, or no longer.
///
/// # Errors
/// The verb's.
pub fn set_admin(cx: &mut Cx<'_, '_>, name: &str, is_admin: bool) -> Result<()> {
    let user = admin::user_by_name(cx, name)?.id;
    admin::set_admin(cx, &Admin::operator(), &user, is_admin).map(drop)
}

/// Makes somebody a member of a group, or ends the membership.
///
/// # Errors
/// The verb's.
pub fn set_member(cx: &mut Cx<'_, '_>, group: &GroupId, name: &str, role: Option<Role>) -> Result<()> {
    let user = admin::user_by_name(cx, name)?.id;
    admin::set_group_member(cx, &Admin::operator(), group, &user, role)
}

/// Makes a group a member of another, or ends the membership.
///
/// # Errors
/// The verb's.
pub fn set_inner(cx: &mut Cx<'_, '_>, outer: &str, inner: &str, role: Option<Role>) -> Result<()> {
    let (outer, inner) = (admin::group_by_name(cx, outer)?.id, admin::inner_by_name(cx, inner)?.id);
    admin::set_inner_group(cx, &Admin::operator(), &outer, &inner, role)
}

/// Trusts an issuer no more.
///
/// # Errors
/// The verb's.
pub fn remove_issuer(cx: &mut Cx<'_, '_>, name: &str) -> Result<()> {
    let issuer = issuer::named(cx, name)?.id;
    issuer::remove(cx, &Admin::operator(), &issuer)
}

/// Writes something into the audit log.
///
/// # Errors
/// What the store can meet.
pub fn note(cx: &mut Cx<'_, '_>, act: &str, subject: &str) -> Result<()> {
    let entry = Entry {
        id: cx.guid(),
        at: cx.now(),
        actor: None,
        app: String::new(),
        act: act.to_owned(),
        subject: subject.to_owned(),
        status: 0,
        from: String::new(),
        correlation: [0; 16],
    };
    Ok(store::audit::insert(cx.tx, &entry)?)
}
