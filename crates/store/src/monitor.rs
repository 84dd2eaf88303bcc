//! Monitors: addresses at which whoever knows them may see how far an operation is. Only the hash of what makes one secret is
//! kept.

use crate::ids::RowId;
use crate::{Result, Tx, params, sql};
use model::OperationId;

/// Adds a monitor. `is_legacy` is in whose manner it answers.
pub fn insert(tx: &mut Tx<'_>, hash: &[u8; 32], operation: &OperationId, is_legacy: bool) -> Result<()> {
    tx.run(
        sql!("monitor.insert", "INSERT INTO monitor (hash, operation, is_legacy) VALUES ($1, $2, $3)"),
        &params![hash, operation, is_legacy],
    )?;
    Ok(())
}

/// Returns the operation that a monitor is about, and in whose manner it answers. It goes with the operation.
pub fn get(tx: &mut Tx<'_>, hash: &[u8; 32]) -> Result<Option<(OperationId, bool)>> {
    tx.row(sql!("monitor.get", "SELECT operation, is_legacy FROM monitor WHERE hash = $1"), &params![hash], |row| {
        Ok((OperationId::read(row, 0)?, row.boolean(1)?))
    })
}
