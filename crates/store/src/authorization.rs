//! Acts of letting an app in: what codes, refresh tokens, device codes and access tokens hang on, and end with.
//!
//! Secrets are known by their hashes alone.

pub mod code;
pub mod consent;
pub mod device;
pub mod refresh;

use crate::ids::{RowId, moment};
use crate::{Result, Row, Tx, params, sql};
use model::{AuthorizationId, IssuerId, Timestamp, UserId};

/// What a secret's row is found by.
pub type SecretHash = [u8; 32];

/// That somebody let an app in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorization {
    /// Names it.
    pub id: AuthorizationId,
    /// Who let it in.
    pub user: UserId,
    /// The app.
    pub app: String,
    /// What it may, separated by spaces.
    pub scopes: String,
    /// When they had signed in.
    pub signed_in: Timestamp,
    /// When they let it in.
    pub created: Timestamp,
    /// From when on nothing hangs on it any more.
    pub expires: Timestamp,
    /// When it was ended, if it was.
    pub ended: Option<Timestamp>,
    /// Which issuer had vouched for them, if one had, and it was noted then.
    pub issuer: Option<IssuerId>,
    /// By what they had signed in, separated by spaces; nothing where that is not known.
    pub methods: String,
}

/// Writes down that an app was let in.
pub fn insert(tx: &mut Tx<'_>, it: &Authorization) -> Result<()> {
    tx.run(
        sql!(
            "authorization.insert",
            "INSERT INTO app_authorization (id, user_id, app, scopes, signed_in_at_us, created_at_us, expires_at_us, issuer_id, methods) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        ),
        &params![&it.id, &it.user, &it.app, &it.scopes, it.signed_in, it.created, it.expires, it.issuer.as_ref(), &it.methods],
    )?;
    Ok(())
}

/// Returns one. Locked, so that of two who use what hangs on it the second sees what the first did.
pub fn lock(tx: &mut Tx<'_>, id: &AuthorizationId) -> Result<Option<Authorization>> {
    tx.row(
        sql!(
            "authorization.lock",
            "SELECT id, user_id, app, scopes, signed_in_at_us, created_at_us, expires_at_us, ended_at_us, issuer_id, methods \
             FROM app_authorization WHERE id = $1 FOR UPDATE"
        ),
        &params![id],
        read,
    )
}

/// Returns those of somebody that go on, the newest first.
pub fn of_user(tx: &mut Tx<'_>, user: &UserId, now: Timestamp) -> Result<Vec<Authorization>> {
    tx.rows(
        sql!(
            "authorization.of_user",
            "SELECT id, user_id, app, scopes, signed_in_at_us, created_at_us, expires_at_us, ended_at_us, issuer_id, methods \
             FROM app_authorization WHERE user_id = $1 AND ended_at_us IS NULL AND expires_at_us > $2 ORDER BY created_at_us DESC, id"
        ),
        &params![user, now],
        read,
    )
}

/// Says from when on nothing hangs on it any more.
pub fn extend(tx: &mut Tx<'_>, id: &AuthorizationId, expires: Timestamp) -> Result<()> {
    tx.run(sql!("authorization.extend", "UPDATE app_authorization SET expires_at_us = $2 WHERE id = $1"), &params![id, expires])?;
    Ok(())
}

/// Ends one, with all that hangs on it.
pub fn end(tx: &mut Tx<'_>, id: &AuthorizationId, now: Timestamp) -> Result<()> {
    tx.run(
        sql!("authorization.end", "UPDATE app_authorization SET ended_at_us = $2 WHERE id = $1 AND ended_at_us IS NULL"),
        &params![id, now],
    )?;
    tx.run(
        sql!("authorization.end_tokens", "UPDATE token SET revoked_at_us = $2 WHERE authorization_id = $1 AND revoked_at_us IS NULL"),
        &params![id, now],
    )?;
    Ok(())
}

/// Returns those of somebody and an app that go on.
pub fn of_user_and_app(tx: &mut Tx<'_>, user: &UserId, app: &str) -> Result<Vec<AuthorizationId>> {
    tx.rows(
        sql!(
            "authorization.of_user_and_app",
            "SELECT id FROM app_authorization WHERE user_id = $1 AND app = $2 AND ended_at_us IS NULL ORDER BY id"
        ),
        &params![user, app],
        |row| AuthorizationId::read(row, 0),
    )
}

/// Returns those of somebody that go on, and came by an issuer.
pub fn of_user_and_issuer(tx: &mut Tx<'_>, user: &UserId, issuer: &IssuerId) -> Result<Vec<AuthorizationId>> {
    tx.rows(
        sql!(
            "authorization.of_user_and_issuer",
            "SELECT id FROM app_authorization WHERE issuer_id = $2 AND user_id = $1 AND ended_at_us IS NULL ORDER BY id"
        ),
        &params![user, issuer],
        |row| AuthorizationId::read(row, 0),
    )
}

/// Ends all that came by an issuer, with all that hangs on them.
pub fn end_all_of_issuer(tx: &mut Tx<'_>, issuer: &IssuerId, now: Timestamp) -> Result<()> {
    // In this order: an app that is given more at this moment holds its authorization, and is done once that can be ended.
    for ends in [
        sql!("authorization.end_of_issuer", "UPDATE app_authorization SET ended_at_us = $2 WHERE issuer_id = $1 AND ended_at_us IS NULL"),
        sql!(
            "authorization.end_tokens_of_issuer",
            "UPDATE token SET revoked_at_us = $2 WHERE revoked_at_us IS NULL \
             AND authorization_id IN (SELECT a.id FROM app_authorization a WHERE a.issuer_id = $1)"
        ),
    ] {
        tx.run(ends, &params![issuer, now])?;
    }
    Ok(())
}

/// Returns those of an app that go on.
pub fn of_app(tx: &mut Tx<'_>, app: &str) -> Result<Vec<AuthorizationId>> {
    tx.rows(
        sql!("authorization.of_app", "SELECT id FROM app_authorization WHERE app = $1 AND ended_at_us IS NULL ORDER BY id"),
        &params![app],
        |row| AuthorizationId::read(row, 0),
    )
}

/// Forgets some that were over before `cutoff`, with all that hangs on them. Returns how many.
pub fn forget(tx: &mut Tx<'_>, cutoff: Timestamp) -> Result<u64> {
    let over = tx.rows(
        sql!("authorization.over", "SELECT id FROM app_authorization WHERE expires_at_us < $1 ORDER BY expires_at_us LIMIT 64"),
        &params![cutoff],
        |row| AuthorizationId::read(row, 0),
    )?;
    for id in &over {
        tx.run(sql!("authorization.forget_codes", "DELETE FROM authorization_code WHERE authorization_id = $1"), &params![id])?;
        tx.run(sql!("authorization.forget_refreshes", "DELETE FROM refresh_token WHERE authorization_id = $1"), &params![id])?;
        tx.run(sql!("authorization.forget_devices", "DELETE FROM device_request WHERE authorization_id = $1"), &params![id])?;
        tx.run(sql!("authorization.forget", "DELETE FROM app_authorization WHERE id = $1"), &params![id])?;
    }
    Ok(over.len() as u64)
}

fn read(row: &Row<'_>) -> Result<Authorization> {
    Ok(Authorization {
        id: AuthorizationId::read(row, 0)?,
        user: UserId::read(row, 1)?,
        app: row.text(2)?,
        scopes: row.text(3)?,
        signed_in: moment(row, 4)?,
        created: moment(row, 5)?,
        expires: moment(row, 6)?,
        ended: row.opt_integer(7)?.map(Timestamp::from_micros),
        issuer: IssuerId::read_opt(row, 8)?,
        methods: row.text(9)?,
    })
}
