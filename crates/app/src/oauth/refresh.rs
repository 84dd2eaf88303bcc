//! Refresh tokens, and giving back what was issued. Source: RFC 6749, section 6; RFC 9700, section 4.14; RFC 7009.

use super::code::{Answer, brought};
use super::issue::issue;
use super::{Asked, Client, Refused, Result, asked};
use crate::{Cx, bearer};
use store::authorization::{self, refresh};
use store::token;

/// How long after it was brought a refresh token may be brought once more, in seconds: long enough for an answer that was lost on the
/// way, and for two processes that share what they remember and come at once. Both get a successor of their own. Whoever stole one
/// uses it unnoticed if they come within that time of its owner.
pub const AGAIN_SECONDS: i64 = 30;

/// Gives an app new tokens for a refresh token, for all of its scopes or for some. One that is brought again ends all that hangs on
/// its authorization, since one of the two is a thief; but once, within [`AGAIN_SECONDS`], it may be.
///
/// # Errors
/// What the store can meet.
pub fn renew(cx: &mut Cx<'_, '_>, client: &Client, secret: &str, scope: Option<&str>) -> Result<Answer> {
    let hash = bearer::hash(secret);
    let Some(row) = refresh::lock(cx.tx, &hash)? else { return Ok(Answer::Refused(Refused::Grant)) };
    let now = cx.now();
    let is_spent = row.used.is_some_and(|used| row.is_used_again || used.plus_seconds(AGAIN_SECONDS) < now);
    let brought = brought(cx, client, &row.authorization, is_spent, row.expires)?;
    let Some(it) = brought else { return Ok(Answer::Refused(Refused::Grant)) };
    let all = Asked::stored(&it.scopes);
    let wanted = match scope.filter(|text| !text.trim().is_empty()) {
        Some(text) => asked(client.registration(), text)?,
        None => all.clone(),
    };
    if !wanted.is_within(&all) {
        let word = wanted.names().find(|name| !all.names().any(|known| known == *name)).unwrap_or_default();
        return Ok(Answer::Refused(Refused::Scope(word.to_owned())));
    }
    match row.used {
        None => refresh::use_up(cx.tx, &hash, now)?,
        Some(_) => refresh::use_again(cx.tx, &hash)?,
    }
    Ok(Answer::Issued(Box::new(issue(cx, &it, &wanted, None)?)))
}

/// Takes back a token of an app's: a refresh token with all that hangs on it, an access token alone. What is none is fine.
///
/// # Errors
/// What the store can meet.
pub fn revoke(cx: &mut Cx<'_, '_>, client: &Client, secret: &str) -> Result<()> {
    let (hash, now) = (bearer::hash(secret), cx.now());
    if let Some(row) = refresh::lock(cx.tx, &hash)? {
        let it = authorization::lock(cx.tx, &row.authorization)?.filter(|it| it.app == client.id());
        if let Some(it) = it {
            authorization::end(cx.tx, &it.id, now)?;
        }
    } else if let Some(access) = token::by_hash(cx.tx, &hash)?.filter(|access| access.app == client.id()) {
        token::revoke(cx.tx, &access.id, now)?;
    }
    Ok(())
}
