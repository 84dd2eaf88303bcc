//! Removing what nobody names any more, after a delay.
//!
//! Whoever drops a reference *suspects* the list that it pointed to. After the grace a suspect that is still unreferenced,
//! asked in the very statement that deletes it, goes: first its own row, then what it holds in batches. The delay is what
//! keeps PostgreSQL's READ COMMITTED honest: a transaction that read a chain in one statement may read its rows in the
//! next, and no lock on a holder covers `list.parent`.

use super::rows::Rows;
use crate::ids::RowId;
use crate::{Hash, Result, Tx, content, params, sql};
use model::{ListId, Timestamp};

/// How long an unreferenced list or content stays, in seconds. Longer than the longest transaction, which the store bounds.
pub const GRACE_SECONDS: i64 = 600;

/// The most lists, contents or rows that a step looks at.
const A_STEP: u32 = 256;

/// Notes that a list lost a reference, and may have lost the last.
pub fn suspect(tx: &mut Tx<'_>, list: &ListId, now: Timestamp) -> Result<()> {
    tx.run(sql!("list.suspect", "UPDATE list SET unused_since_us = $2 WHERE id = $1"), &params![list, now])?;
    Ok(())
}

/// Removes suspects that nobody names since before `cutoff`. Returns how many suspects were looked at.
pub fn lists(tx: &mut Tx<'_>, cutoff: Timestamp, now: Timestamp) -> Result<usize> {
    let suspects = tx.rows(
        sql!(
            "collect.suspects",
            "SELECT id FROM list WHERE unused_since_us IS NOT NULL AND unused_since_us < $1 ORDER BY unused_since_us LIMIT $2"
        ),
        &params![cutoff, A_STEP],
        |row| ListId::read(row, 0),
    )?;
    for list in &suspects {
        // A copy that began meanwhile may hold a reference that this statement cannot see yet; then the foreign key
        // speaks up, and the suspect waits for the next round.
        let _: Result<()> = tx.savepoint(|tx| one(tx, list, cutoff, now));
    }
    Ok(suspects.len())
}

fn one(tx: &mut Tx<'_>, list: &ListId, cutoff: Timestamp, now: Timestamp) -> Result<()> {
    let parent = tx.row(
        sql!(
            "collect.delete",
            "DELETE FROM list WHERE id = $1 AND unused_since_us < $2 AND building IS NULL \
             AND NOT EXISTS (SELECT 1 FROM section s WHERE s.head = $1) \
             AND NOT EXISTS (SELECT 1 FROM folder s WHERE s.head = $1) \
             AND NOT EXISTS (SELECT 1 FROM list c WHERE c.parent = $1) \
             AND NOT EXISTS (SELECT 1 FROM captured c WHERE c.head = $1) \
             AND NOT EXISTS (SELECT 1 FROM flatten f WHERE f.list = $1 OR f.target = $1) RETURNING parent, kind"
        ),
        &params![list, cutoff],
        |row| Ok((ListId::read_opt(row, 0)?, row.integer(1)?)),
    )?;
    match parent {
        Some((parent, kind)) => {
            tx.run(sql!("collect.release", "INSERT INTO list_released (list, kind) VALUES ($1, $2)"), &params![list, kind])?;
            parent.map_or(Ok(()), |parent| suspect(tx, &parent, now))
        }
        None => {
            tx.run(
                sql!("collect.clear", "UPDATE list SET unused_since_us = NULL WHERE id = $1 AND unused_since_us < $2"),
                &params![list, cutoff],
            )?;
            Ok(())
        }
    }
}

/// Removes some rows of a list whose own row is gone. Returns how many rows went.
pub fn rows(tx: &mut Tx<'_>, now: Timestamp) -> Result<u64> {
    let list = tx.row(
        sql!("collect.released", "SELECT list, kind FROM list_released ORDER BY list LIMIT 1 FOR UPDATE SKIP LOCKED"),
        &params![],
        |row| Ok((ListId::read(row, 0)?, Rows::of(row.integer(1)?)?)),
    )?;
    let Some((list, kind)) = list else { return Ok(0) };
    let rows = tx.rows(kind.some, &params![&list, A_STEP], |row| Ok((row.bytes(0)?, row.opt_array::<32>(1)?.map(Hash))))?;
    let Some((last, _)) = rows.last() else {
        tx.run(sql!("collect.emptied", "DELETE FROM list_released WHERE list = $1"), &params![&list])?;
        return Ok(1);
    };
    tx.run(kind.delete_some, &params![&list, last])?;
    let mut hashes: Vec<_> = rows.iter().filter_map(|(_, content)| *content).collect();
    hashes.sort_unstable();
    hashes.dedup();
    for hash in &hashes {
        content::release(tx, hash, now)?;
    }
    Ok(rows.len() as u64)
}
