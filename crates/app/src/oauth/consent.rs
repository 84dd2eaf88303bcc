//! What people let apps do.

use super::Asked;
use crate::admin::Admin;
use crate::{Cx, Result};
use model::{Timestamp, UserId};
use store::authorization::{self, consent};
use store::registration;

/// An app that somebody lets in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Its client id.
    pub app: String,
    /// What it is called, if it is registered still.
    pub name: Option<String>,
    /// What it may, separated by spaces.
    pub scopes: String,
    /// When it was let in last.
    pub since: Timestamp,
}

/// Says whether somebody lets an app have all of this without being asked again.
///
/// # Errors
/// What the store can meet.
pub fn consented(cx: &mut Cx<'_, '_>, user: &UserId, app: &str, asked: &Asked) -> Result<bool> {
    Ok(consent::get(cx.tx, user, app)?.is_some_and(|given| asked.is_within(&Asked::stored(&given))))
}

/// Notes that somebody lets an app have this too.
pub(super) fn give(cx: &mut Cx<'_, '_>, user: &UserId, app: &str, asked: &Asked) -> Result<()> {
    let before = consent::get(cx.tx, user, app)?.map(|text| Asked::stored(&text));
    let all = before.map_or_else(|| asked.clone(), |before| before.and(asked));
    let now = cx.now();
    Ok(consent::put(cx.tx, user, app, &all.text(), now)?)
}

/// Returns the apps that somebody lets in, the latest first, each once.
///
/// # Errors
/// What the store can meet.
pub fn given(cx: &mut Cx<'_, '_>, user: &UserId) -> Result<Vec<Given>> {
    let now = cx.now();
    let mut apps: Vec<Given> = Vec::new();
    for one in authorization::of_user(cx.tx, user, now)? {
        if apps.iter().any(|known| known.app == one.app) {
            continue;
        }
        let name = registration::get(cx.tx, &one.app)?.map(|app| app.name);
        apps.push(Given { app: one.app, name, scopes: one.scopes, since: one.created });
    }
    Ok(apps)
}

/// The same of somebody, by whoever runs the server.
///
/// # Errors
/// [`crate::Error::NotFound`] if they are gone.
pub fn forget_app_of(cx: &mut Cx<'_, '_>, by: &Admin, user: &UserId, app: &str) -> Result<()> {
    let user = crate::admin::staying(cx, user)?;
    forget_app(cx, &user.id, app)?;
    by.note(cx, "user forget-app", &format!("{} {app}", user.name))
}

/// Lets an app in no more: all that it was given by somebody ends. `false` if there was nothing.
///
/// # Errors
/// What the store can meet.
pub fn forget_app(cx: &mut Cx<'_, '_>, user: &UserId, app: &str) -> Result<bool> {
    let now = cx.now();
    let under_way = authorization::of_user_and_app(cx.tx, user, app)?;
    for id in &under_way {
        authorization::end(cx.tx, id, now)?;
    }
    Ok(consent::remove(cx.tx, user, app)? || !under_way.is_empty())
}
