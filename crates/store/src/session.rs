//! Browsers in which people are signed in, known by the hash of a secret alone.

use crate::ids::{RowId, count, moment};
use crate::{Result, Row, Tx, params, sql};
use model::{IssuerId, Timestamp, UserId};

/// A browser in which somebody is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Who.
    pub user: UserId,
    /// When they signed in.
    pub signed_in: Timestamp,
    /// From when on they are not any more.
    pub expires: Timestamp,
    /// Which issuer vouched for them, if one did, and it was noted then.
    pub issuer: Option<IssuerId>,
    /// By what they signed in, separated by spaces; nothing where that is not known.
    pub methods: String,
}

/// Writes one down.
pub fn insert(tx: &mut Tx<'_>, hash: &[u8; 32], it: &Session) -> Result<()> {
    tx.run(
        sql!(
            "session.insert",
            "INSERT INTO browser_session (hash, user_id, signed_in_at_us, expires_at_us, issuer_id, methods) \
             VALUES ($1, $2, $3, $4, $5, $6)"
        ),
        &params![hash, &it.user, it.signed_in, it.expires, it.issuer.as_ref(), &it.methods],
    )?;
    Ok(())
}

/// Returns one, also one that is over.
pub fn get(tx: &mut Tx<'_>, hash: &[u8; 32]) -> Result<Option<Session>> {
    tx.row(
        sql!("session.get", "SELECT user_id, signed_in_at_us, expires_at_us, issuer_id, methods FROM browser_session WHERE hash = $1"),
        &params![hash],
        read,
    )
}

/// Returns one, locked until the transaction ends: whoever ends it meanwhile waits, and finds all that was given in it.
pub fn lock(tx: &mut Tx<'_>, hash: &[u8; 32]) -> Result<Option<Session>> {
    tx.row(
        sql!(
            "session.lock",
            "SELECT user_id, signed_in_at_us, expires_at_us, issuer_id, methods FROM browser_session WHERE hash = $1 FOR SHARE"
        ),
        &params![hash],
        read,
    )
}

fn read(row: &Row<'_>) -> Result<Session> {
    Ok(Session {
        user: UserId::read(row, 0)?,
        signed_in: moment(row, 1)?,
        expires: moment(row, 2)?,
        issuer: IssuerId::read_opt(row, 3)?,
        methods: row.text(4)?,
    })
}

/// Ends one.
pub fn remove(tx: &mut Tx<'_>, hash: &[u8; 32]) -> Result<()> {
    tx.run(sql!("session.remove", "DELETE FROM browser_session WHERE hash = $1"), &params![hash])?;
    Ok(())
}

/// Returns how many of somebody are not over.
pub fn count_of(tx: &mut Tx<'_>, user: &UserId, now: Timestamp) -> Result<u64> {
    let found = tx.row(
        sql!("session.count", "SELECT COUNT(*) FROM browser_session WHERE user_id = $1 AND expires_at_us > $2"),
        &params![user, now],
        |row| count(row, 0),
    )?;
    Ok(found.unwrap_or(0))
}

/// Ends all of somebody but one.
pub fn remove_others_of(tx: &mut Tx<'_>, user: &UserId, but: &[u8; 32]) -> Result<()> {
    tx.run(sql!("session.remove_others", "DELETE FROM browser_session WHERE user_id = $1 AND hash <> $2"), &params![user, but])?;
    Ok(())
}

/// Ends all of somebody.
pub fn remove_all_of(tx: &mut Tx<'_>, user: &UserId) -> Result<u64> {
    tx.run(sql!("session.remove_all", "DELETE FROM browser_session WHERE user_id = $1"), &params![user])
}

/// Forgets some that were over before `cutoff`. Returns how many.
pub fn forget(tx: &mut Tx<'_>, cutoff: Timestamp) -> Result<u64> {
    tx.run(
        sql!(
            "session.forget",
            "DELETE FROM browser_session WHERE hash IN (SELECT s.hash FROM browser_session s WHERE s.expires_at_us < $1 LIMIT 256)"
        ),
        &params![cutoff],
    )
}
