//! Requests of devices without a browser: somebody lets them in from elsewhere. Source: RFC 8628.

use super::SecretHash;
use crate::ids::{RowId, moment};
use crate::{Error, Result, Row, Tx, params, sql};
use model::{AuthorizationId, Timestamp};

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Nobody has said anything yet.
    Waits,
    /// Somebody let the device in.
    LetIn(AuthorizationId),
    /// Somebody refused.
    Refused,
}

/// A device's request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// What somebody types elsewhere, without its hyphen.
    pub user_code: String,
    /// The app.
    pub app: String,
    /// What it asks for, separated by spaces.
    pub scopes: String,
    /// What became of it.
    pub state: State,
    /// How long the device has to wait between two questions, in seconds.
    pub interval_seconds: u32,
    /// When it asked last.
    pub polled: Option<Timestamp>,
    /// From when on it is worth nothing.
    pub expires: Timestamp,
}

/// Writes one down. `false` if another has the code that people type.
pub fn insert(tx: &mut Tx<'_>, hash: &SecretHash, it: &Request) -> Result<bool> {
    tx.insert(
        sql!(
            "device.insert",
            "INSERT INTO device_request (hash, user_code, app, scopes, state, interval_seconds, expires_at_us) \
             VALUES ($1, $2, $3, $4, 0, $5, $6) ON CONFLICT DO NOTHING"
        ),
        &params![hash, &it.user_code, &it.app, &it.scopes, it.interval_seconds, it.expires],
    )
}

/// A statement whose rows [`read`] takes, given what it looks for.
macro_rules! select {
    ($which:literal) => {
        concat!(
            "SELECT user_code, app, scopes, state, authorization_id, interval_seconds, polled_at_us, expires_at_us FROM device_request WHERE ",
            $which
        )
    };
}

/// Returns the request of a device. Locked: it is answered with tokens once.
pub fn lock(tx: &mut Tx<'_>, hash: &SecretHash) -> Result<Option<Request>> {
    tx.row(sql!("device.lock", select!("hash = $1 FOR UPDATE")), &params![hash], read)
}

/// Returns a request by what people type. Locked: it is decided once.
pub fn lock_by_user_code(tx: &mut Tx<'_>, user_code: &str) -> Result<Option<Request>> {
    tx.row(sql!("device.lock_by_user_code", select!("user_code = $1 FOR UPDATE")), &params![user_code], read)
}

/// Returns a request by what people type.
pub fn by_user_code(tx: &mut Tx<'_>, user_code: &str) -> Result<Option<Request>> {
    tx.row(sql!("device.by_user_code", select!("user_code = $1")), &params![user_code], read)
}

/// Notes what somebody decided.
pub fn decide(tx: &mut Tx<'_>, user_code: &str, authorization: Option<&AuthorizationId>) -> Result<()> {
    tx.run(
        sql!("device.decide", "UPDATE device_request SET state = $2, authorization_id = $3 WHERE user_code = $1"),
        &params![user_code, if authorization.is_some() { 1_i64 } else { 2 }, authorization],
    )?;
    Ok(())
}

/// Notes that the device asked, and how long it has to wait from now on.
pub fn polled(tx: &mut Tx<'_>, hash: &SecretHash, now: Timestamp, interval_seconds: u32) -> Result<()> {
    tx.run(
        sql!("device.polled", "UPDATE device_request SET polled_at_us = $2, interval_seconds = $3 WHERE hash = $1"),
        &params![hash, now, interval_seconds],
    )?;
    Ok(())
}

/// Forgets the request of a device.
pub fn remove(tx: &mut Tx<'_>, hash: &SecretHash) -> Result<()> {
    tx.run(sql!("device.remove", "DELETE FROM device_request WHERE hash = $1"), &params![hash])?;
    Ok(())
}

/// Forgets some that were worth nothing before `cutoff`. Returns how many.
pub fn forget(tx: &mut Tx<'_>, cutoff: Timestamp) -> Result<u64> {
    tx.run(
        sql!(
            "device.forget",
            "DELETE FROM device_request WHERE hash IN (SELECT d.hash FROM device_request d WHERE d.expires_at_us < $1 LIMIT 256)"
        ),
        &params![cutoff],
    )
}

fn read(row: &Row<'_>) -> Result<Request> {
    let state = match (row.integer(3)?, AuthorizationId::read_opt(row, 4)?) {
        (0, None) => State::Waits,
        (1, Some(id)) => State::LetIn(id),
        (2, None) => State::Refused,
        _ => return Err(Error::corrupt("the state of a device's request")),
    };
    Ok(Request {
        user_code: row.text(0)?,
        app: row.text(1)?,
        scopes: row.text(2)?,
        state,
        interval_seconds: u32::try_from(row.integer(5)?).map_err(|_| Error::corrupt("the interval of a device's request"))?,
        polled: row.opt_integer(6)?.map(Timestamp::from_micros),
        expires: moment(row, 7)?,
    })
}
