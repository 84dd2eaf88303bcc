//! Codes: what an app is sent back with, and brings at once for tokens.

use super::SecretHash;
use crate::ids::{RowId, moment};
use crate::{Result, Tx, params, sql};
use model::{AuthorizationId, Timestamp};

/// A code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// What it stands for.
    pub authorization: AuthorizationId,
    /// Where the app was sent back to.
    pub redirect_uri: String,
    /// Whether the app named that when it asked.
    pub is_redirect_named: bool,
    /// What the app has to prove that it knew. Source: RFC 7636.
    pub challenge: Option<String>,
    /// What goes into the ID token as it came.
    pub nonce: Option<String>,
    /// From when on it is worth nothing.
    pub expires: Timestamp,
    /// When it was brought, if it was.
    pub used: Option<Timestamp>,
}

/// Writes a code down.
pub fn insert(tx: &mut Tx<'_>, hash: &SecretHash, code: &Code) -> Result<()> {
    tx.run(
        sql!(
            "code.insert",
            "INSERT INTO authorization_code (hash, authorization_id, redirect_uri, challenge, nonce, expires_at_us, \
             is_redirect_named) VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        &params![
            hash,
            &code.authorization,
            &code.redirect_uri,
            code.challenge.as_deref(),
            code.nonce.as_deref(),
            code.expires,
            code.is_redirect_named
        ],
    )?;
    Ok(())
}

/// Returns a code, also one that was brought before or is too old. Locked: it is brought once.
pub fn lock(tx: &mut Tx<'_>, hash: &SecretHash) -> Result<Option<Code>> {
    tx.row(
        sql!(
            "code.lock",
            "SELECT authorization_id, redirect_uri, challenge, nonce, expires_at_us, used_at_us, is_redirect_named \
             FROM authorization_code WHERE hash = $1 FOR UPDATE"
        ),
        &params![hash],
        |row| {
            Ok(Code {
                authorization: AuthorizationId::read(row, 0)?,
                redirect_uri: row.text(1)?,
                is_redirect_named: row.boolean(6)?,
                challenge: row.opt_text(2)?,
                nonce: row.opt_text(3)?,
                expires: moment(row, 4)?,
                used: row.opt_integer(5)?.map(Timestamp::from_micros),
            })
        },
    )
}

/// Notes that a code was brought.
pub fn use_up(tx: &mut Tx<'_>, hash: &SecretHash, now: Timestamp) -> Result<()> {
    tx.run(sql!("code.use_up", "UPDATE authorization_code SET used_at_us = $2 WHERE hash = $1"), &params![hash, now])?;
    Ok(())
}
