//! People who leave, for a while or for good.

use super::{User, read_user};
use crate::{Result, Tx, params, sql};
use model::{Timestamp, UserId};

/// Returns a person who may do anything at all: one who is here, and not suspended.
pub fn acting(tx: &mut Tx<'_>, id: &UserId) -> Result<Option<User>> {
    tx.row(
        sql!("user.acting", "SELECT id, name, created_at_us, state, is_admin FROM user_account WHERE id = $1 AND state = 0"),
        &params![id],
        read_user,
    )
}

/// Returns a person who is here, suspended or not: one to whom something can be given.
pub fn here(tx: &mut Tx<'_>, id: &UserId) -> Result<Option<User>> {
    tx.row(
        sql!("user.here", "SELECT id, name, created_at_us, state, is_admin FROM user_account WHERE id = $1 AND app IS NULL AND state < 2"),
        &params![id],
        read_user,
    )
}

/// Returns a person who is here, and locks their row until the transaction ends: nobody lets them go meanwhile. Rows that name the
/// person are not kept waiting.
pub fn here_locked(tx: &mut Tx<'_>, id: &UserId) -> Result<Option<User>> {
    tx.row(
        sql!(
            "user.here_locked",
            "SELECT id, name, created_at_us, state, is_admin FROM user_account WHERE id = $1 AND app IS NULL AND state < 2 FOR NO KEY UPDATE"
        ),
        &params![id],
        read_user,
    )
}

/// Suspends a person, or lets them in again.
pub fn set_suspended(tx: &mut Tx<'_>, id: &UserId, is_suspended: bool) -> Result<()> {
    tx.run(sql!("user.set_suspended", "UPDATE user_account SET state = $2 WHERE id = $1 AND state < 2"), &params![id, is_suspended])?;
    Ok(())
}

/// Lets a person run the server, or no longer.
pub fn set_admin(tx: &mut Tx<'_>, id: &UserId, is_admin: bool) -> Result<()> {
    tx.run(sql!("user.set_admin", "UPDATE user_account SET is_admin = $2 WHERE id = $1 AND state < 2"), &params![id, is_admin])?;
    Ok(())
}

/// Returns those who run the server and may do anything at all, and locks their rows until the transaction ends: of two who let
/// each other go, the second finds that it was done.
pub fn admins_locked(tx: &mut Tx<'_>) -> Result<Vec<User>> {
    tx.rows(
        sql!(
            "user.admins_locked",
            "SELECT id, name, created_at_us, state, is_admin FROM user_account WHERE is_admin = 1 AND state = 0 ORDER BY id FOR NO KEY UPDATE"
        ),
        &params![],
        read_user,
    )
}

/// Notes that a person is gone. What they made goes on showing their name, which somebody else may have from now on; whatever let
/// them in is forgotten, and so is what they were let into, and
/// whatever they opened to others by a link.
pub fn remove(tx: &mut Tx<'_>, id: &UserId, now: Timestamp) -> Result<()> {
    // No name has a control character.
    let free = format!("\u{1}{id}");
    tx.run(
        sql!("user.remove", "UPDATE user_account SET state = 2, is_admin = 0, password_hash = NULL, name_key = $2 WHERE id = $1"),
        &params![id, &free],
    )?;
    tx.run(
        sql!("user.revoke_tokens", "UPDATE token SET revoked_at_us = $2 WHERE user_id = $1 AND revoked_at_us IS NULL"),
        &params![id, now],
    )?;
    tx.run(
        sql!("user.end_authorizations", "UPDATE app_authorization SET ended_at_us = $2 WHERE user_id = $1 AND ended_at_us IS NULL"),
        &params![id, now],
    )?;
    for forgets in [
        sql!("user.forget_consents", "DELETE FROM consent WHERE user_id = $1"),
        sql!("user.forget_sessions", "DELETE FROM browser_session WHERE user_id = $1"),
        sql!("user.forget_failures", "DELETE FROM sign_in_failure WHERE user_id = $1"),
        sql!("user.forget_factor", "DELETE FROM second_factor WHERE user_id = $1"),
        sql!("user.forget_recovery", "DELETE FROM recovery_code WHERE user_id = $1"),
        sql!("user.forget_halves", "DELETE FROM sign_in_half WHERE user_id = $1"),
        sql!("user.forget_groups", "DELETE FROM group_member WHERE user_id = $1"),
        sql!("user.forget_sites", "DELETE FROM site_member WHERE user_id = $1"),
        sql!("user.forget_permissions", "DELETE FROM permission WHERE principal = $1"),
        // Nobody answers for them any more. There is no index for it: people leave seldom.
        sql!("user.end_links", "DELETE FROM share_link WHERE created_by = $1"),
    ] {
        tx.run(forgets, &params![id])?;
    }
    Ok(())
}
