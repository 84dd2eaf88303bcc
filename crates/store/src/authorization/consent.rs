//! What people let apps do without being asked again.

use crate::{Result, Tx, params, sql};
use model::{Timestamp, UserId};

/// Returns the scopes that somebody lets an app have, separated by spaces.
pub fn get(tx: &mut Tx<'_>, user: &UserId, app: &str) -> Result<Option<String>> {
    tx.row(sql!("consent.get", "SELECT scopes FROM consent WHERE user_id = $1 AND app = $2"), &params![user, app], |row| row.text(0))
}

/// Writes them down, in the place of what was there.
pub fn put(tx: &mut Tx<'_>, user: &UserId, app: &str, scopes: &str, now: Timestamp) -> Result<()> {
    tx.run(
        sql!(
            "consent.put",
            "INSERT INTO consent (user_id, app, scopes, changed_at_us) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (user_id, app) DO UPDATE SET scopes = excluded.scopes, changed_at_us = excluded.changed_at_us"
        ),
        &params![user, app, scopes, now],
    )?;
    Ok(())
}

/// Takes it back. `false` if there was none.
pub fn remove(tx: &mut Tx<'_>, user: &UserId, app: &str) -> Result<bool> {
    let rows = tx.run(sql!("consent.remove", "DELETE FROM consent WHERE user_id = $1 AND app = $2"), &params![user, app])?;
    Ok(rows == 1)
}
