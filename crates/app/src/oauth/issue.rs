//! What an app gets.

use super::{Asked, Refused, Result};
use crate::{Cx, Error, bearer, caller};
use model::{AppId, Grant, Need, Timestamp, UserId};
use store::authorization::{self, Authorization, refresh};
use store::directory;

/// How long an access token is good, in seconds.
pub const ACCESS_SECONDS: i64 = 60 * 60;

/// How long a refresh token is good, in seconds. Each one that is brought is followed by another that is good as long.
pub const REFRESH_SECONDS: i64 = 90 * 24 * 60 * 60;

/// What an app gets. No `Debug`, so that its secrets cannot slip into a log.
pub struct Issued {
    /// The access token.
    pub access: String,
    /// How long it is good, in seconds.
    pub seconds: i64,
    /// The scopes' names, separated by spaces.
    pub scopes: String,
    /// The refresh token, if the app may go on while the person is away.
    pub refresh: Option<String>,
    /// Who let it in, if it asked for that.
    pub person: Option<Person>,
}

/// Who let an app in, as far as its scopes tell. Source: "OpenID Connect Core 1.0", section 2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub user: UserId,
    /// What they are called, if the app may know.
    pub name: Option<String>,
    /// When they signed in.
    pub signed_in: Timestamp,
    /// By what, separated by spaces; nothing where that is not known. Source: RFC 8176.
    pub methods: String,
    /// What came with the request.
    pub nonce: Option<String>,
}

/// Issues what hangs on an authorization, for some or all of its scopes.
///
/// # Errors
/// [`Refused::Grant`] if the person may do nothing any more.
pub(super) fn issue(cx: &mut Cx<'_, '_>, it: &Authorization, asked: &Asked, nonce: Option<String>) -> Result<Issued> {
    let user = directory::state::acting(cx.tx, &it.user)?.ok_or(Refused::Grant)?;
    let app = AppId::new(&it.app).map_err(|_| Error::Internal)?;
    let scopes = asked.text();
    let token = caller::issue(cx, &it.user, &app, &scopes, ACCESS_SECONDS, Some(it.id))?;
    let may = |need| Asked::stored(&it.scopes).scopes().grant(need) != Grant::Nothing;
    let (refresh, lasts) = if may(Need::StaySignedIn) {
        let (secret, expires) = (bearer::fresh(cx, bearer::Kind::Refresh), cx.now().plus_seconds(REFRESH_SECONDS));
        refresh::insert(cx.tx, &bearer::hash(&secret), &it.id, expires)?;
        (Some(secret), expires)
    } else {
        (None, cx.now().plus_seconds(ACCESS_SECONDS))
    };
    // What hangs on it would not end with it otherwise.
    if lasts > it.expires {
        authorization::extend(cx.tx, &it.id, lasts)?;
    }
    let asks = |need| asked.scopes().grant(need) != Grant::Nothing;
    let person = asks(Need::SignIn).then(|| {
        let name = asks(Need::ReadProfile).then_some(user.name);
        Person { user: user.id, name, signed_in: it.signed_in, methods: it.methods.clone(), nonce }
    });
    Ok(Issued { access: token.secret, seconds: ACCESS_SECONDS, scopes, refresh, person })
}
