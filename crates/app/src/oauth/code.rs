//! The authorization code: somebody lets an app in, in a browser, and the app brings what it is sent back with. Source: RFC 6749,
//! section 4.1, with RFC 7636 and RFC 9700.

use super::issue::{ACCESS_SECONDS, Issued, issue};
use super::registration::Returning;
use super::{Asked, Client, Refused, Result, asked, consent, registration};
use crate::sign_in::{self, Session};
use crate::{Cx, bearer};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::{AuthorizationId, Timestamp};
use sha2::{Digest as _, Sha256};
use store::authorization::{self, Authorization, code};

/// How long a code is good, in seconds: an app brings it at once. Source: RFC 6749, section 4.1.2, has ten minutes at most.
pub const CODE_SECONDS: i64 = 60;

/// The longest nonce that is kept, in bytes.
pub const NONCE_BYTES_MAX: usize = 512;

/// The length of a challenge: a SHA-256 in base64url.
const CHALLENGE_BYTES: usize = 43;

/// What an app asks for, beside who it is.
#[derive(Clone, Debug, Default)]
pub struct Params {
    /// The scopes.
    pub scope: String,
    /// What it will prove that it knew.
    pub challenge: Option<String>,
    /// How; nothing but `S256` is taken.
    pub challenge_method: Option<String>,
    /// What goes into the ID token as it came.
    pub nonce: Option<String>,
}

/// A request that may be put before somebody. Only [`request`] makes one.
#[derive(Clone, Debug)]
pub struct Request {
    returning: Returning,
    asked: Asked,
    challenge: Option<String>,
    nonce: Option<String>,
}

impl Request {
    /// Returns the app, and where it is sent back to.
    pub fn returning(&self) -> &Returning {
        &self.returning
    }

    /// Returns what it asks for.
    pub fn asked(&self) -> &Asked {
        &self.asked
    }
}

/// Takes a request.
///
/// # Errors
/// [`Refused::Scope`], [`Refused::NoScope`]; [`Refused::Proof`] for a challenge that is missing, is none, or of another method.
pub fn request(returning: Returning, params: &Params) -> Result<Request> {
    let asked = asked(&returning.app, &params.scope)?;
    let is_fit = match (&params.challenge, params.challenge_method.as_deref()) {
        (None, None) => !returning.app.needs_pkce,
        (Some(challenge), Some("S256")) => {
            challenge.len() == CHALLENGE_BYTES && challenge.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        }
        _ => false,
    };
    if !is_fit || params.nonce.as_ref().is_some_and(|nonce| nonce.len() > NONCE_BYTES_MAX) {
        return Err(Refused::Proof.into());
    }
    Ok(Request { returning, asked, challenge: params.challenge.clone(), nonce: params.nonce.clone() })
}

/// Lets an app in, and returns the code that it is sent back with.
///
/// # Errors
/// [`Refused::Client`] if it is not registered any more; [`Refused::SignedOut`].
pub fn grant(cx: &mut Cx<'_, '_>, session: &Session, request: &Request) -> Result<String> {
    let Returning { app, redirect_uri, is_named } = &request.returning;
    // It may have been forgotten while somebody thought about it.
    registration::returning(cx, &app.app, Some(redirect_uri))?;
    consent::give(cx, &session.user, &app.app, &request.asked)?;
    let now = cx.now();
    let authorization = let_in(cx, session, &app.app, &request.asked)?;
    let secret = bearer::fresh(cx, bearer::Kind::Code);
    let row = code::Code {
        authorization: authorization.id,
        redirect_uri: redirect_uri.clone(),
        is_redirect_named: *is_named,
        challenge: request.challenge.clone(),
        nonce: request.nonce.clone(),
        expires: now.plus_seconds(CODE_SECONDS),
        used: None,
    };
    code::insert(cx.tx, &bearer::hash(&secret), &row)?;
    Ok(secret)
}

/// Writes down that somebody lets an app in, who was signed in when they were asked.
///
/// # Errors
/// [`Refused::SignedOut`] if they are not any more.
pub(super) fn let_in(cx: &mut Cx<'_, '_>, session: &Session, app: &str, asked: &Asked) -> Result<Authorization> {
    // Another password ends what hangs on browsers, and there would be one more.
    if !sign_in::is_still(cx, session)? {
        return Err(Refused::SignedOut.into());
    }
    let now = cx.now();
    let it = Authorization {
        id: AuthorizationId(cx.guid()),
        user: session.user,
        app: app.to_owned(),
        scopes: asked.text(),
        signed_in: session.signed_in,
        created: now,
        // As long as what hangs on it at first. Refresh tokens make it longer, and devices that come late.
        expires: now.plus_seconds(CODE_SECONDS + ACCESS_SECONDS),
        ended: None,
        issuer: session.issuer,
        methods: session.methods.clone(),
    };
    authorization::insert(cx.tx, &it)?;
    Ok(it)
}

/// What an app gets for what it brought.
pub enum Answer {
    /// Tokens.
    Issued(Box<Issued>),
    /// Nothing; and what was ended for it stays ended.
    Refused(Refused),
}

/// Gives an app tokens for a code. A code that is brought a second time ends all that it was given for the first: one of the
/// two is a thief. Source: RFC 6749, section 4.1.2.
///
/// # Errors
/// What the store can meet.
pub fn redeem(cx: &mut Cx<'_, '_>, client: &Client, secret: &str, redirect_uri: Option<&str>, verifier: Option<&str>) -> Result<Answer> {
    let hash = bearer::hash(secret);
    let Some(row) = code::lock(cx.tx, &hash)? else { return Ok(Answer::Refused(Refused::Grant)) };
    let brought = brought(cx, client, &row.authorization, row.used.is_some(), row.expires)?;
    let Some(it) = brought else { return Ok(Answer::Refused(Refused::Grant)) };
    // Whatever else is wrong with it, it is not brought again.
    let now = cx.now();
    code::use_up(cx.tx, &hash, now)?;
    // An app that named where it is sent back to names it again: a code that somebody had sent elsewhere is of no use here. Source:
    // RFC 6749, section 4.1.3.
    if redirect_uri.map_or(row.is_redirect_named, |uri| uri != row.redirect_uri) {
        return Ok(Answer::Refused(Refused::Grant));
    }
    if !proves(row.challenge.as_deref(), verifier) {
        return Ok(Answer::Refused(Refused::Proof));
    }
    let asked = Asked::stored(&it.scopes);
    Ok(Answer::Issued(Box::new(issue(cx, &it, &asked, row.nonce)?)))
}

/// Returns the authorization that something hangs on which an app brings once; `None` if it is worth nothing. Brought when it is
/// spent, it ends all that hangs there.
pub(super) fn brought(
    cx: &mut Cx<'_, '_>,
    client: &Client,
    id: &AuthorizationId,
    is_spent: bool,
    expires: Timestamp,
) -> Result<Option<Authorization>> {
    let now = cx.now();
    let Some(it) = authorization::lock(cx.tx, id)?.filter(|it| it.app == client.id()) else { return Ok(None) };
    if is_spent {
        authorization::end(cx.tx, &it.id, now)?;
        return Ok(None);
    }
    Ok(Some(it).filter(|it| expires > now && it.ended.is_none()))
}

/// Says whether who brings a code is who asked for it. Who asked without a challenge brings no verifier: else a stolen code
/// could be slipped to an app that sends one. Source: RFC 9700, section 4.8.2.
fn proves(challenge: Option<&str>, verifier: Option<&str>) -> bool {
    match (challenge, verifier) {
        (None, None) => true,
        (Some(challenge), Some(verifier)) => {
            (43..=128).contains(&verifier.len()) && URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes())) == challenge
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verifier_is_proved_as_the_document_has_it() {
        // Source: RFC 7636, appendix B.
        let (verifier, challenge) = ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert!(proves(Some(challenge), Some(verifier)));
        assert!(!proves(Some(challenge), Some(challenge)));
        assert!(!proves(Some(verifier), Some(verifier)));
        assert!(!proves(Some(challenge), None));
        assert!(!proves(None, Some(verifier)));
        assert!(proves(None, None));
    }
}
