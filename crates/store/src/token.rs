//! Bearer tokens, known by their hash alone.

use crate::ids::{RowId, moment};
use crate::{Result, Row, Tx, params, sql};
use model::{AuthorizationId, Timestamp, TokenId, UserId};

/// What is kept of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Names the record.
    pub id: TokenId,
    /// On whose behalf it acts.
    pub user: UserId,
    /// The app that it was issued to.
    pub app: String,
    /// Its scopes, as they were asked for, separated by spaces.
    pub scopes: String,
    /// When it was issued.
    pub created: Timestamp,
    /// From when on it is refused.
    pub expires: Timestamp,
    /// When it was revoked, if it was.
    pub revoked: Option<Timestamp>,
    /// What it hangs on, if an app asked for it.
    pub authorization: Option<AuthorizationId>,
}

fn read(row: &Row<'_>) -> Result<Token> {
    Ok(Token {
        id: TokenId::read(row, 0)?,
        user: UserId::read(row, 1)?,
        app: row.text(2)?,
        scopes: row.text(3)?,
        created: moment(row, 4)?,
        expires: moment(row, 5)?,
        revoked: row.opt_integer(6)?.map(Timestamp::from_micros),
        authorization: AuthorizationId::read_opt(row, 7)?,
    })
}

/// Stores a token under the hash of its secret.
pub fn insert(tx: &mut Tx<'_>, hash: &[u8; 32], token: &Token) -> Result<()> {
    tx.run(
        sql!(
            "token.insert",
            "INSERT INTO token (hash, id, user_id, app, scopes, created_at_us, expires_at_us, authorization_id) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        ),
        &params![hash, &token.id, &token.user, &token.app, &token.scopes, token.created, token.expires, token.authorization.as_ref()],
    )?;
    Ok(())
}

/// Returns the token of this hash.
pub fn by_hash(tx: &mut Tx<'_>, hash: &[u8; 32]) -> Result<Option<Token>> {
    tx.row(
        sql!(
            "token.by_hash",
            "SELECT id, user_id, app, scopes, created_at_us, expires_at_us, revoked_at_us, authorization_id FROM token WHERE hash = $1"
        ),
        &params![hash],
        read,
    )
}

/// Returns somebody's tokens, the newest first.
pub fn of_user(tx: &mut Tx<'_>, user: &UserId) -> Result<Vec<Token>> {
    tx.rows(
        sql!(
            "token.of_user",
            "SELECT id, user_id, app, scopes, created_at_us, expires_at_us, revoked_at_us, authorization_id FROM token WHERE user_id = $1 \
             ORDER BY created_at_us DESC, id"
        ),
        &params![user],
        read,
    )
}

/// Returns some of somebody's tokens, the newest first, after one of theirs.
pub fn of_user_after(tx: &mut Tx<'_>, user: &UserId, after: Option<&TokenId>, limit: usize) -> Result<Vec<Token>> {
    tx.rows(
        sql!(
            "token.of_user_after",
            "SELECT id, user_id, app, scopes, created_at_us, expires_at_us, revoked_at_us, authorization_id FROM token WHERE user_id = $1 \
             AND (created_at_us < COALESCE((SELECT l.created_at_us FROM token l WHERE l.id = $2 AND l.user_id = $1), $3) \
             OR (created_at_us = (SELECT l.created_at_us FROM token l WHERE l.id = $2 AND l.user_id = $1) AND id > $2)) \
             ORDER BY created_at_us DESC, id LIMIT $4"
        ),
        &params![user, after, i64::MAX, limit],
        read,
    )
}

/// Revokes a token. `false` if there is none, or it was revoked before.
pub fn revoke(tx: &mut Tx<'_>, id: &TokenId, now: Timestamp) -> Result<bool> {
    let rows =
        tx.run(sql!("token.revoke", "UPDATE token SET revoked_at_us = $2 WHERE id = $1 AND revoked_at_us IS NULL"), &params![id, now])?;
    Ok(rows == 1)
}

/// Forgets some tokens that expired before `cutoff`. Returns how many; there may be more.
pub fn forget_expired(tx: &mut Tx<'_>, cutoff: Timestamp) -> Result<u64> {
    tx.run(
        sql!("token.forget", "DELETE FROM token WHERE hash IN (SELECT hash FROM token WHERE expires_at_us < $1 LIMIT 256)"),
        &params![cutoff],
    )
}
