//! Keys that the server made for itself. They lie in the database, so that all of its processes have the same ones.

use crate::seal::Sealed;
use crate::{Result, Tx, params, sql};
use model::Timestamp;

/// The length of a secret, in bytes: as many as the hashes that it keys.
pub const SECRET_BYTES: usize = 32;

/// Returns the secret for a purpose, if it was made.
///
/// # Errors
/// What the store can meet.
pub fn get(tx: &mut Tx<'_>, purpose: &str) -> Result<Option<Sealed>> {
    let gets = sql!("secret.get", "SELECT secret, sealed_by FROM server_secret WHERE purpose = $1");
    tx.row(gets, &params![purpose], |row| Sealed::read(row, 0))
}

/// Keeps a secret for a purpose that has none. Of two that are offered at once the first stays, so it is to be read again.
///
/// # Errors
/// What the store can meet.
pub fn offer(tx: &mut Tx<'_>, purpose: &str, secret: &Sealed, now: Timestamp) -> Result<()> {
    tx.insert(
        sql!(
            "secret.offer",
            "INSERT INTO server_secret (purpose, secret, sealed_by, created_at_us) VALUES ($1, $2, $3, $4) ON CONFLICT (purpose) DO NOTHING"
        ),
        &params![purpose, &secret.bytes, secret.key.as_ref(), now],
    )?;
    Ok(())
}
