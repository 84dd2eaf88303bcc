//! What ID tokens are signed with. The keys lie in the database, so that all processes of a server sign with the same.

use crate::ids::moment;
use crate::seal::Sealed;
use crate::{Result, Tx, params, sql};
use model::Timestamp;

/// A key.
#[derive(Clone)]
pub struct SigningKey {
    /// Names it, in tokens too.
    pub id: String,
    /// What it signs by. Source: RFC 7518, section 3.1.
    pub algorithm: String,
    /// The private key.
    pub secret: Sealed,
    /// When it was made.
    pub created: Timestamp,
}

/// Keeps a key.
pub fn insert(tx: &mut Tx<'_>, key: &SigningKey) -> Result<()> {
    tx.run(
        sql!("signing_key.insert", "INSERT INTO signing_key (id, algorithm, secret, sealed_by, created_at_us) VALUES ($1, $2, $3, $4, $5)"),
        &params![&key.id, &key.algorithm, &key.secret.bytes, key.secret.key.as_ref(), key.created],
    )?;
    Ok(())
}

/// Returns all keys, the newest first.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<SigningKey>> {
    tx.rows(
        sql!("signing_key.all", "SELECT id, algorithm, secret, sealed_by, created_at_us FROM signing_key ORDER BY created_at_us DESC, id"),
        &params![],
        |row| Ok(SigningKey { id: row.text(0)?, algorithm: row.text(1)?, secret: Sealed::read(row, 2)?, created: moment(row, 4)? }),
    )
}

/// Forgets keys that were made before `cutoff`. Returns how many.
pub fn forget(tx: &mut Tx<'_>, cutoff: Timestamp) -> Result<u64> {
    tx.run(sql!("signing_key.forget", "DELETE FROM signing_key WHERE created_at_us < $1"), &params![cutoff])
}
