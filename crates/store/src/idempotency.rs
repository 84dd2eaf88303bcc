//! What keyed requests did, so that a repetition has no second effect.

use crate::{Result, Tx, params, sql};
use model::{Timestamp, UserId};

/// A keyed request that was carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// Hash over the request; the same key with another hash is a mistake of the client.
    pub request_hash: [u8; 32],
    /// What it made, in `app`'s encoding.
    pub outcome: Vec<u8>,
}

/// Returns what the caller's request of this key did.
pub fn get(tx: &mut Tx<'_>, caller: &UserId, key: &str) -> Result<Option<Done>> {
    tx.row(
        sql!("idempotency.get", "SELECT request_hash, outcome FROM idempotency WHERE caller = $1 AND key = $2"),
        &params![caller, key],
        |row| Ok(Done { request_hash: row.array::<32>(0)?, outcome: row.bytes(1)? }),
    )
}

/// Takes the key, before the work: of two requests at once the second waits here, or finds the key taken. `false` if taken.
pub fn take(tx: &mut Tx<'_>, caller: &UserId, key: &str, request_hash: &[u8; 32], now: Timestamp) -> Result<bool> {
    let rows = tx.run(
        sql!(
            "idempotency.take",
            "INSERT INTO idempotency (caller, key, request_hash, outcome, created_at_us) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (caller, key) DO NOTHING"
        ),
        &params![caller, key, request_hash, &[0_u8; 0], now],
    )?;
    Ok(rows == 1)
}

/// Notes what the request did, in the transaction that does it.
pub fn settle(tx: &mut Tx<'_>, caller: &UserId, key: &str, outcome: &[u8]) -> Result<()> {
    tx.run(
        sql!("idempotency.settle", "UPDATE idempotency SET outcome = $3 WHERE caller = $1 AND key = $2"),
        &params![caller, key, outcome],
    )?;
    Ok(())
}

/// Forgets some of what was done before `cutoff`. Returns how many; there may be more.
pub fn forget(tx: &mut Tx<'_>, cutoff: Timestamp) -> Result<u64> {
    tx.run(
        sql!(
            "idempotency.forget",
            "DELETE FROM idempotency WHERE (caller, key) IN (SELECT caller, key FROM idempotency WHERE created_at_us < $1 LIMIT 256)"
        ),
        &params![cutoff],
    )
}
