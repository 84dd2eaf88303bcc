//! Refresh tokens: each is brought once, for the next one, and may be brought once more right after that.

use super::SecretHash;
use crate::ids::{RowId, moment};
use crate::{Result, Tx, params, sql};
use model::{AuthorizationId, Timestamp};

/// A refresh token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refresh {
    /// What it stands for.
    pub authorization: AuthorizationId,
    /// From when on it is worth nothing.
    pub expires: Timestamp,
    /// When it was brought, if it was.
    pub used: Option<Timestamp>,
    /// Whether it was brought once more.
    pub is_used_again: bool,
}

/// Writes one down.
pub fn insert(tx: &mut Tx<'_>, hash: &SecretHash, authorization: &AuthorizationId, expires: Timestamp) -> Result<()> {
    tx.run(
        sql!("refresh.insert", "INSERT INTO refresh_token (hash, authorization_id, expires_at_us) VALUES ($1, $2, $3)"),
        &params![hash, authorization, expires],
    )?;
    Ok(())
}

/// Returns one, also one that was brought before or is too old. Locked: it is brought once.
pub fn lock(tx: &mut Tx<'_>, hash: &SecretHash) -> Result<Option<Refresh>> {
    tx.row(
        sql!(
            "refresh.lock",
            "SELECT authorization_id, expires_at_us, used_at_us, is_used_again FROM refresh_token WHERE hash = $1 FOR UPDATE"
        ),
        &params![hash],
        |row| {
            Ok(Refresh {
                authorization: AuthorizationId::read(row, 0)?,
                expires: moment(row, 1)?,
                used: row.opt_integer(2)?.map(Timestamp::from_micros),
                is_used_again: row.boolean(3)?,
            })
        },
    )
}

/// Notes that one was brought.
pub fn use_up(tx: &mut Tx<'_>, hash: &SecretHash, now: Timestamp) -> Result<()> {
    tx.run(sql!("refresh.use_up", "UPDATE refresh_token SET used_at_us = $2 WHERE hash = $1"), &params![hash, now])?;
    Ok(())
}

/// Notes that one was brought once more.
pub fn use_again(tx: &mut Tx<'_>, hash: &SecretHash) -> Result<()> {
    tx.run(sql!("refresh.use_again", "UPDATE refresh_token SET is_used_again = 1 WHERE hash = $1"), &params![hash])?;
    Ok(())
}

/// Forgets some that were worth nothing before `cutoff`. Returns how many.
pub fn forget(tx: &mut Tx<'_>, cutoff: Timestamp) -> Result<u64> {
    tx.run(
        sql!(
            "refresh.forget",
            "DELETE FROM refresh_token WHERE hash IN (SELECT r.hash FROM refresh_token r WHERE r.expires_at_us < $1 LIMIT 256)"
        ),
        &params![cutoff],
    )
}
