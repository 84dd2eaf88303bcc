//! Replacing a list that hides too much by an equivalent one, for all who share it, in the background.
//!
//! Every step is one short transaction and harmless to repeat: the target fills by ranges of keys, then each referrer is
//! turned from the old list to the new one. A referrer that was missed stays right on the old list, since both show the
//! same rows; the next step finds it.

use super::rows::Rows;
use super::{Above, Layer, all_of, chain, collect};
use crate::ids::{RowId, count};
use crate::{Result, Tx, params, sql};
use model::{DriveId, Ids, ListId, NodeId, Timestamp};

/// The most rows of one layer that a step moves.
const ROWS_A_STEP: u32 = 512;

/// The most referrers that a step turns.
const REFERRERS_A_STEP: u32 = 64;

/// Follows every key: they are shorter.
const AFTER_ALL: [u8; 17] = [0xff; 17];

/// What a step did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flattened {
    /// No list is waiting, or other workers hold all that are.
    Nothing,
    /// A list came nearer to being replaced.
    Some,
}

/// Asks for a sealed list to be flattened. Asking twice is the same as once.
pub(crate) fn queue(tx: &mut Tx<'_>, ids: &dyn Ids, kind: &Rows, list: &ListId, now: Timestamp) -> Result<()> {
    let target = ListId(ids.guid(now));
    let queued = tx.run(
        sql!(
            "flatten.queue",
            "INSERT INTO flatten (list, target, cursor_key, is_built, rows) VALUES ($1, $2, NULL, 0, 0) ON CONFLICT (list) DO NOTHING"
        ),
        &params![list, &target],
    )?;
    if queued == 1 {
        tx.run(
            sql!("list.insert_target", "INSERT INTO list (id, parent, rows, building, kind) VALUES ($1, NULL, 0, $2, $3)"),
            &params![&target, list, kind.kind],
        )?;
    }
    Ok(())
}

/// Returns the number of the topmost of these layers that is already being replaced.
pub(crate) fn queued_at(tx: &mut Tx<'_>, layers: &[Layer]) -> Result<Option<usize>> {
    let Some(all) = all_of([], layers) else { return Ok(None) };
    let queued =
        tx.rows(sql!("flatten.queued", "SELECT list FROM flatten WHERE list IN ($1, $2, $3, $4, $5, $6, $7, $8)"), &all, |row| {
            ListId::read(row, 0)
        })?;
    Ok(layers.iter().position(|layer| queued.contains(&layer.list)))
}

struct Work {
    list: ListId,
    target: ListId,
    /// The last key that is built; before all others while none is.
    cursor: Vec<u8>,
    is_built: bool,
    rows: u64,
    kind: &'static Rows,
}

/// Makes one step on one list that waits.
pub fn step(tx: &mut Tx<'_>, now: Timestamp) -> Result<Flattened> {
    let work = tx.row(
        sql!(
            "flatten.claim",
            "SELECT f.list, f.target, f.cursor_key, f.is_built, f.rows, l.kind FROM flatten f CROSS JOIN list l WHERE l.id = f.list \
             ORDER BY f.list LIMIT 1 FOR UPDATE OF f SKIP LOCKED"
        ),
        &params![],
        |row| {
            Ok(Work {
                list: ListId::read(row, 0)?,
                target: ListId::read(row, 1)?,
                cursor: row.opt_bytes(2)?.unwrap_or_default(),
                is_built: row.boolean(3)?,
                rows: count(row, 4)?,
                kind: Rows::of(row.integer(5)?)?,
            })
        },
    )?;
    let Some(work) = work else { return Ok(Flattened::Nothing) };
    // A list that nobody shows any more is not worth building, and would keep others waiting.
    if !is_done(tx, &work, now)? {
        if work.is_built {
            swap(tx, &work, now)?;
        } else {
            build(tx, &work)?;
        }
    }
    Ok(Flattened::Some)
}

/// Copies the next range of visible rows into the target.
fn build(tx: &mut Tx<'_>, work: &Work) -> Result<()> {
    // Read anew at each step: another flatten may have replaced a lower list meanwhile, by an equivalent one.
    let layers = chain(tx, Some(&work.list))?;
    crate::planted::pause("flatten.chain");
    let after = work.cursor.as_slice();
    let mut upto: Option<Vec<u8>> = None;
    for layer in &layers {
        let end = tx.row(work.kind.range, &params![&layer.list, after, ROWS_A_STEP - 1], |row| row.bytes(0))?;
        upto = [upto, end].into_iter().flatten().min();
    }
    let limit = upto.as_deref().unwrap_or(&AFTER_ALL);
    let mut rows = 0;
    for (depth, layer) in layers.iter().enumerate() {
        let above = Above::of(&layers, depth);
        rows += tx.run(work.kind.flatten, &above.within(params![&work.target, &layer.list, after, limit], []))?;
    }
    let rows = work.rows + rows;
    tx.run(
        sql!("flatten.advance", "UPDATE flatten SET cursor_key = $2, is_built = $3, rows = $4 WHERE list = $1"),
        &params![&work.list, limit, upto.is_none(), rows],
    )?;
    if upto.is_none() {
        tx.run(sql!("list.built", "UPDATE list SET rows = $2, building = NULL WHERE id = $1"), &params![&work.target, rows])?;
    }
    Ok(())
}

/// Turns some referrers of the old list to the new one; when none is left, the work is done.
fn swap(tx: &mut Tx<'_>, work: &Work, now: Timestamp) -> Result<()> {
    let holders =
        tx.rows(work.kind.holders, &params![&work.list, REFERRERS_A_STEP], |row| Ok((DriveId::read(row, 0)?, NodeId::read(row, 1)?)))?;
    for (drive, id) in &holders {
        tx.run(work.kind.turn, &params![drive, id, &work.target])?;
    }
    let lists = tx.rows(
        sql!("flatten.children", "SELECT id FROM list WHERE parent = $1 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED"),
        &params![&work.list, REFERRERS_A_STEP],
        |row| ListId::read(row, 0),
    )?;
    for list in &lists {
        tx.run(sql!("flatten.turn_list", "UPDATE list SET parent = $2 WHERE id = $1"), &params![list, &work.target])?;
    }
    if holders.is_empty() && lists.is_empty() {
        is_done(tx, work, now)?;
    }
    Ok(())
}

/// Ends the work if nobody refers to the old list any more, and says whether it did.
fn is_done(tx: &mut Tx<'_>, work: &Work, now: Timestamp) -> Result<bool> {
    let left = tx.row(work.kind.left, &params![&work.list], |row| row.integer(0))?;
    if left != Some(0) {
        return Ok(false);
    }
    tx.run(sql!("flatten.done", "DELETE FROM flatten WHERE list = $1"), &params![&work.list])?;
    tx.run(sql!("list.built", "UPDATE list SET rows = $2, building = NULL WHERE id = $1"), &params![&work.target, work.rows])?;
    collect::suspect(tx, &work.list, now)?;
    collect::suspect(tx, &work.target, now)?;
    Ok(true)
}
