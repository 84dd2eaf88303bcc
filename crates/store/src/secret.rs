//! Keys that the server made for itself. They lie in the database, so that all of its processes have the same ones.

use crate::{Result, Tx, params, sql};
use model::Timestamp;

/// The length of a secret, in bytes: as many as the hashes that it keys.
pub const SECRET_BYTES: usize = 32;

/// Returns the secret for a purpose, if it was made.
///
/// # Errors
/// What the store can meet.
pub fn get(tx: &mut Tx<'_>, purpose: &str) -> Result<Option<[u8; SECRET_BYTES]>> {
    tx.row(sql!("secret.get", "SELECT secret FROM server_secret WHERE purpose = $1"), &params![purpose], |row| row.array(0))
}

/// Keeps a secret for a purpose that has none. Of two that are offered at once the first stays, so it is to be read again.
///
/// # Errors
/// What the store can meet.
pub fn offer(tx: &mut Tx<'_>, purpose: &str, secret: &[u8; SECRET_BYTES], now: Timestamp) -> Result<()> {
    tx.insert(
        sql!(
            "secret.offer",
            "INSERT INTO server_secret (purpose, secret, created_at_us) VALUES ($1, $2, $3) ON CONFLICT (purpose) DO NOTHING"
        ),
        &params![purpose, secret.as_slice(), now],
    )?;
    Ok(())
}
