//! Access tokens of issuers. Source: RFC 9068, and what providers wrote before it: "Access tokens in the Microsoft identity platform".

use super::jwt::Claims;
use super::{Untrue, id_token};
use app::issuer::Issuer;
use app::outside::Bearer;
use model::Timestamp;

/// The most scopes of a token that are looked at.
const SCOPES_MAX: usize = 256;

/// Returns what a token says that its issuer signed.
///
/// # Errors
/// [`Untrue::App`] for one without a person; [`Untrue::No`].
pub(super) fn checked(issuer: &Issuer, kind: Option<String>, claims: &Claims, now: Timestamp) -> Result<Bearer, Untrue> {
    if kind.is_some_and(|kind| !matches!(kind.as_str(), "jwt" | "at+jwt")) {
        return Err(Untrue::No("it is a token of another kind"));
    }
    if claims.text("iss") != Some(&issuer.url) {
        return Err(Untrue::No("it is of another issuer"));
    }
    let audience = claims.texts("aud");
    if !issuer.audiences.split(' ').any(|ours| audience.contains(&ours)) {
        return Err(Untrue::No("it is for somebody else"));
    }
    id_token::is_now(claims, now)?;
    // Whoever shows it has to prove that it is theirs, which nobody asks here.
    if claims.has("cnf") {
        return Err(Untrue::No("it is bound to a key"));
    }
    let app = ["azp", "client_id", "appid", "cid"].iter().find_map(|name| claims.text(name)).ok_or(Untrue::No("it is of no app"))?;
    if is_of_app(claims, app) {
        return Err(Untrue::App);
    }
    // What says nobody's scopes was made for something else: ID tokens do not.
    let scopes: Vec<String> =
        ["scope", "scp"].iter().flat_map(|name| claims.texts(name)).flat_map(str::split_whitespace).map(str::to_owned).collect();
    if scopes.is_empty() || scopes.len() > SCOPES_MAX {
        return Err(Untrue::No("it has no scopes"));
    }
    let expires = claims.moment("exp").ok().flatten().unwrap_or_default();
    Ok(Bearer {
        said: id_token::said(issuer, claims)?,
        app: app.to_owned(),
        scopes,
        expires: Timestamp::from_micros(expires.saturating_mul(1_000_000)),
    })
}

/// Says whether a token speaks for an app alone. There is no one word for it: the first is RFC 9068's, the others are providers' own.
fn is_of_app(claims: &Claims, app: &str) -> bool {
    claims.text("sub").is_none_or(|subject| subject == app || subject.strip_suffix("@clients") == Some(app))
        || claims.text("idtyp") == Some("app")
        || claims.text("gty") == Some("client-credentials")
        || claims
            .text("preferred_username")
            .and_then(|name| name.strip_prefix("service-account-"))
            .is_some_and(|of| of.eq_ignore_ascii_case(app))
}
