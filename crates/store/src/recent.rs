//! Which notebooks somebody opened lately. Coarse on purpose: who opens one a hundred times leaves one row.

use crate::ids::{RowId, moment};
use crate::{Result, Tx, params, sql};
use model::{NodeId, Timestamp, UserId};

/// Notes that somebody opened a notebook, unless a later moment is noted already.
pub fn put(tx: &mut Tx<'_>, user: &UserId, notebook: &NodeId, at: Timestamp) -> Result<()> {
    tx.run(
        sql!(
            "recent.put",
            "INSERT INTO recent (user_id, notebook, opened_at_us) VALUES ($1, $2, $3) ON CONFLICT (user_id, notebook) DO UPDATE \
             SET opened_at_us = CASE WHEN excluded.opened_at_us > recent.opened_at_us THEN excluded.opened_at_us ELSE recent.opened_at_us END"
        ),
        &params![user, notebook, at],
    )?;
    Ok(())
}

/// Forgets all but the newest `kept` notebooks of a person.
pub fn trim(tx: &mut Tx<'_>, user: &UserId, kept: usize) -> Result<u64> {
    tx.run(
        sql!(
            "recent.trim",
            "DELETE FROM recent WHERE user_id = $1 AND notebook NOT IN ( \
             SELECT notebook FROM recent WHERE user_id = $1 ORDER BY opened_at_us DESC, notebook LIMIT $2)"
        ),
        &params![user, kept],
    )
}

/// Returns what a person opened lately, the newest first. What was deleted since is among it.
pub fn of(tx: &mut Tx<'_>, user: &UserId, limit: usize) -> Result<Vec<(NodeId, Timestamp)>> {
    tx.rows(
        sql!("recent.of", "SELECT notebook, opened_at_us FROM recent WHERE user_id = $1 ORDER BY opened_at_us DESC, notebook LIMIT $2"),
        &params![user, limit],
        |row| Ok((NodeId::read(row, 0)?, moment(row, 1)?)),
    )
}
