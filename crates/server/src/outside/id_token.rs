//! What an issuer says of somebody who signs in there. Source: "OpenID Connect Core 1.0", sections 2 and 3.1.3.

use super::jwt::{Claims, Unverified};
use super::{LEEWAY_SECONDS, Outside, Untrue};
use app::App;
use app::issuer::Issuer;
use app::outside::Said;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::Timestamp;

/// How long ago it may have been made, in seconds: it was asked for a moment ago, within the time that somebody has for signing in.
const AGE_SECONDS_MAX: i64 = 15 * 60;

/// What we know of an ID token before it comes.
pub(crate) struct Expected<'e> {
    pub(crate) client: &'e str,
    pub(crate) nonce: &'e str,
    /// The access token that it came with, if one did.
    pub(crate) access: Option<&'e str>,
    /// Since when they have to have signed in there, in seconds, if they were to be asked anew.
    pub(crate) signed_in_since: Option<i64>,
}

/// Returns what an issuer says of somebody.
///
/// # Errors
/// [`Untrue`].
pub(crate) async fn heard(outside: &Outside, app: &App, issuer: &Issuer, token: &str, expected: &Expected<'_>) -> Result<Said, Untrue> {
    let token = Unverified::read(token).ok_or(Untrue::No("it is no token, or too long"))?;
    if token.kind().is_some_and(|kind| kind != "jwt") {
        return Err(Untrue::No("it is a token of another kind"));
    }
    let claims = outside.verified(app, issuer, &token).await?;
    checked(issuer, &claims, expected, app.now())?;
    said(issuer, &claims)
}

/// Returns what an issuer says of somebody, with what it says of them elsewhere: some say there alone what people are called. Source:
/// "OpenID Connect Core 1.0", section 5.4. That it is of the same person is looked at, and nothing else of it decides who they are.
pub(crate) fn completed(issuer: &Issuer, told: Said, user_info: &[u8]) -> Said {
    let more = Claims::plain(user_info).and_then(|claims| said(issuer, &claims).ok()).filter(|more| more.subject == told.subject);
    match more {
        Some(more) => Said { name: told.name.or(more.name), email: told.email.or(more.email), ..told },
        None => told,
    }
}

fn checked(issuer: &Issuer, claims: &Claims, expected: &Expected<'_>, now: Timestamp) -> Result<(), Untrue> {
    let no = |why| Err(Untrue::No(why));
    if claims.text("iss") != Some(&issuer.url) {
        return no("it is of another issuer");
    }
    let audience = claims.texts("aud");
    if !audience.contains(&expected.client) {
        return no("it is for somebody else");
    }
    let party = claims.text("azp");
    if party.is_some_and(|party| party != expected.client) || (audience.len() > 1 && party.is_none()) {
        return no("it was given to somebody else");
    }
    is_now(claims, now)?;
    let now = now.micros() / 1_000_000;
    if claims.moment("iat").ok().flatten().is_none_or(|made| made < now - AGE_SECONDS_MAX) {
        return no("it was made long ago");
    }
    if claims.text("nonce") != Some(expected.nonce) {
        return no("it answers another question");
    }
    let signed_in = claims.moment("auth_time").map_err(|()| Untrue::No("a moment in it is none"))?;
    if expected.signed_in_since.is_some_and(|since| signed_in.is_none_or(|at| at < since)) {
        return no("they were to be asked anew, and were not, or it does not say");
    }
    if let (Some(hash), Some(access)) = (claims.text("at_hash"), expected.access) {
        // The left half of the hash that goes with the algorithm.
        let halves = [half(&aws_lc_rs::digest::SHA256, access), half(&aws_lc_rs::digest::SHA512, access)];
        if !halves.iter().any(|half| half == hash) {
            return no("it came with another access token");
        }
    }
    Ok(())
}

fn half(algorithm: &'static aws_lc_rs::digest::Algorithm, text: &str) -> String {
    let digest = aws_lc_rs::digest::digest(algorithm, text.as_bytes());
    URL_SAFE_NO_PAD.encode(&digest.as_ref()[..digest.as_ref().len() / 2])
}

/// Looks whether a token counts now.
pub(super) fn is_now(claims: &Claims, now: Timestamp) -> Result<(), Untrue> {
    let now = now.micros() / 1_000_000;
    let moment = |name| claims.moment(name).map_err(|()| Untrue::No("a moment in it is none"));
    if moment("exp")?.is_none_or(|end| end <= now) {
        return Err(Untrue::No("it has expired, or never does"));
    }
    let later = now + LEEWAY_SECONDS;
    if moment("nbf")?.is_some_and(|start| start > later) || moment("iat")?.is_some_and(|made| made > later) {
        return Err(Untrue::No("it does not count yet"));
    }
    Ok(())
}

/// Returns of whom claims speak.
pub(super) fn said(issuer: &Issuer, claims: &Claims) -> Result<Said, Untrue> {
    let subject = claims.text("sub").filter(|subject| app::issuer::is_subject(subject)).ok_or(Untrue::No("it speaks for nobody"))?;
    let email = claims.text("email").filter(|_| claims.is_true("email_verified"));
    let signed_in = claims.moment("auth_time").ok().flatten().map(|seconds| Timestamp::from_micros(seconds.saturating_mul(1_000_000)));
    let name = claims.text(&issuer.name_claim).map(str::to_owned);
    Ok(Said { subject: subject.to_owned(), name, email: email.map(str::to_owned), signed_in })
}
