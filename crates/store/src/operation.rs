//! Asynchronous work: one durable row, written when the work is accepted, claimed under a lease, ended with its result.

use crate::ids::{RowId, count, moment};
use crate::{Error, Result, Row, Tx, params, sql};
use model::{ConflictBehavior, DriveId, NameRule, NodeId, OperationId, OperationState, PageKey, Progress, Timestamp, UserId};

/// What is asked for: to copy a node, a page or a file to somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Who asks; the copy will be theirs.
    pub caller: UserId,
    /// The app that asks.
    pub app: String,
    /// Whether the app may only touch pages of its own making.
    pub own_pages_only: bool,
    /// The request that it came with, for the log.
    pub correlation: String,
    /// The drive of what is copied.
    pub source_drive: DriveId,
    /// The node that is copied, the section of the page that is, or the folder of the file.
    pub source: NodeId,
    /// The page if one is copied; if a file is, its id: pages go to sections, and files to folders.
    pub source_key: Option<PageKey>,
    /// Whether what lies in the node is copied, without the node.
    pub children_only: bool,
    /// Whether former versions of files come along.
    pub with_versions: bool,
    /// The drive to copy to.
    pub target_drive: DriveId,
    /// The node to copy into.
    pub target: NodeId,
    /// The name of the copy, if it is not to keep its own.
    pub name: Option<String>,
    /// The rule that the copy's name must pass, whichever it is.
    pub name_rule: NameRule,
    /// What to do when the name is taken.
    pub conflict: ConflictBehavior,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The new node, the section of the new page, or the new file's id.
    pub node: NodeId,
    /// The new page, if one was copied.
    pub key: Option<PageKey>,
}

/// An operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The operation.
    pub id: OperationId,
    /// What was asked for.
    pub request: Request,
    /// Where it stands.
    pub state: OperationState,
    /// Whether the source is captured.
    pub is_planned: bool,
    /// How far it has come.
    pub progress: Progress,
    /// Claims since the last step that was committed.
    pub attempt: u32,
    /// Not to be claimed before this.
    pub not_before: Timestamp,
    /// Until when a worker may keep it.
    pub lease_until: Timestamp,
    /// Which claim this is; a step of an earlier claim changes nothing.
    pub lease_epoch: i64,
    /// Why it failed, as `app` spells it.
    pub error: Option<String>,
    /// What the reason is about, such as the name that was taken.
    pub error_detail: Option<String>,
    /// What came of it, once it is completed.
    pub outcome: Option<Outcome>,
    /// When it was accepted.
    pub created: Timestamp,
    /// When anything last happened to it.
    pub acted: Timestamp,
}

const fn state_number(state: OperationState) -> i64 {
    match state {
        OperationState::NotStarted => 0,
        OperationState::Running => 1,
        OperationState::Completed => 2,
        OperationState::Failed => 3,
    }
}

/// Begins a statement whose rows [`read`] reads.
macro_rules! select {
    () => {
        "SELECT id, caller, app, own_pages_only, correlation, source_drive, source, source_key, target_drive, target, name, \
         name_rule, conflict, state, is_planned, done, total, attempt, not_before_us, lease_until_us, lease_epoch, error, \
         error_detail, result, result_key, created_at_us, acted_at_us, children_only, with_versions FROM operation "
    };
}

fn read(row: &Row<'_>) -> Result<Operation> {
    let state = match row.integer(13)? {
        0 => OperationState::NotStarted,
        1 => OperationState::Running,
        2 => OperationState::Completed,
        3 => OperationState::Failed,
        _ => return Err(Error::corrupt("an operation is in no known state")),
    };
    let name_rule = match row.integer(11)? {
        0 => NameRule::Notebook2014,
        1 => NameRule::Notebook,
        2 => NameRule::Section,
        3 => NameRule::Item,
        _ => return Err(Error::corrupt("an operation names no known rule")),
    };
    let conflict = match row.integer(12)? {
        0 => ConflictBehavior::Fail,
        1 => ConflictBehavior::Replace,
        2 => ConflictBehavior::Rename,
        _ => return Err(Error::corrupt("an operation names no known conflict behaviour")),
    };
    let result_key = PageKey::read_opt(row, 24)?;
    Ok(Operation {
        id: OperationId::read(row, 0)?,
        request: Request {
            caller: UserId::read(row, 1)?,
            app: row.text(2)?,
            own_pages_only: row.boolean(3)?,
            correlation: row.text(4)?,
            source_drive: DriveId::read(row, 5)?,
            source: NodeId::read(row, 6)?,
            source_key: PageKey::read_opt(row, 7)?,
            target_drive: DriveId::read(row, 8)?,
            target: NodeId::read(row, 9)?,
            name: row.opt_text(10)?,
            name_rule,
            conflict,
            children_only: row.boolean(27)?,
            with_versions: row.boolean(28)?,
        },
        state,
        is_planned: row.boolean(14)?,
        progress: Progress { done: count(row, 15)?, total: count(row, 16)? },
        attempt: u32::try_from(row.integer(17)?).unwrap_or(u32::MAX),
        not_before: moment(row, 18)?,
        lease_until: moment(row, 19)?,
        lease_epoch: row.integer(20)?,
        error: row.opt_text(21)?,
        error_detail: row.opt_text(22)?,
        outcome: NodeId::read_opt(row, 23)?.map(|node| Outcome { node, key: result_key }),
        created: moment(row, 25)?,
        acted: moment(row, 26)?,
    })
}

/// Writes an operation that was just accepted, and returns it.
pub fn insert(tx: &mut Tx<'_>, id: &OperationId, request: Request, now: Timestamp) -> Result<Operation> {
    let name_rule = match request.name_rule {
        NameRule::Notebook2014 => 0,
        NameRule::Notebook => 1,
        NameRule::Section => 2,
        NameRule::Item => 3,
    };
    let conflict = match request.conflict {
        ConflictBehavior::Fail => 0,
        ConflictBehavior::Replace => 1,
        ConflictBehavior::Rename => 2,
    };
    tx.run(
        sql!(
            "operation.insert",
            "INSERT INTO operation (id, caller, app, own_pages_only, correlation, source_drive, source, source_key, target_drive, \
             target, name, name_rule, conflict, state, is_planned, done, total, attempt, not_before_us, lease_until_us, lease_epoch, \
             created_at_us, acted_at_us, children_only, with_versions) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, 0, 0, 0, 0, $14, 0, 0, $14, $14, $15, $16)"
        ),
        &params![
            id,
            &request.caller,
            &request.app,
            request.own_pages_only,
            &request.correlation,
            &request.source_drive,
            &request.source,
            request.source_key.as_ref(),
            &request.target_drive,
            &request.target,
            request.name.as_deref(),
            name_rule,
            conflict,
            now,
            request.children_only,
            request.with_versions
        ],
    )?;
    Ok(Operation {
        id: *id,
        request,
        state: OperationState::NotStarted,
        is_planned: false,
        progress: Progress { done: 0, total: 0 },
        attempt: 0,
        not_before: now,
        lease_until: Timestamp::from_micros(0),
        lease_epoch: 0,
        error: None,
        error_detail: None,
        outcome: None,
        created: now,
        acted: now,
    })
}

/// Counts the operations of somebody that have not ended, but no further than `limit`.
pub fn under_way(tx: &mut Tx<'_>, caller: &UserId, limit: u64) -> Result<u64> {
    let n = tx.row(
        sql!("operation.under_way", "SELECT COUNT(*) FROM (SELECT 1 FROM operation WHERE caller = $1 AND state < 2 LIMIT $2) counted"),
        &params![caller, limit],
        |row| count(row, 0),
    )?;
    Ok(n.unwrap_or(0))
}

/// Returns an operation.
pub fn get(tx: &mut Tx<'_>, id: &OperationId) -> Result<Option<Operation>> {
    tx.row(sql!("operation.get", concat!(select!(), "WHERE id = $1")), &params![id], read)
}

/// Returns an operation and locks its row until the transaction ends.
pub fn lock(tx: &mut Tx<'_>, id: &OperationId) -> Result<Option<Operation>> {
    tx.row(sql!("operation.lock", concat!(select!(), "WHERE id = $1 FOR UPDATE")), &params![id], read)
}

/// Returns operations, the newest first: all of them, or those that have not ended.
pub fn list(tx: &mut Tx<'_>, unfinished_only: bool, limit: u32) -> Result<Vec<Operation>> {
    tx.rows(
        sql!("operation.list", concat!(select!(), "WHERE state < $1 ORDER BY created_at_us DESC, id DESC LIMIT $2")),
        &params![if unfinished_only { 2 } else { 4 }, limit],
        read,
    )
}

/// Claims an operation that waits or whose worker is gone, until `lease_until`. Raises its epoch and counts the attempt.
pub fn claim(tx: &mut Tx<'_>, now: Timestamp, lease_until: Timestamp) -> Result<Option<Operation>> {
    let id = tx.row(
        sql!(
            "operation.claim",
            "UPDATE operation SET lease_until_us = $2, lease_epoch = lease_epoch + 1, attempt = attempt + 1 WHERE id = ( \
             SELECT id FROM operation WHERE state < 2 AND not_before_us <= $1 AND lease_until_us <= $1 \
             ORDER BY not_before_us, id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id"
        ),
        &params![now, lease_until],
        |row| OperationId::read(row, 0),
    )?;
    match id {
        Some(id) => get(tx, &id),
        None => Ok(None),
    }
}

/// Notes a committed step of the claim `lease_epoch`: how far it has come, and until when the worker keeps it.
pub fn advance(tx: &mut Tx<'_>, operation: &Operation, progress: Progress, now: Timestamp, lease_until: Timestamp) -> Result<()> {
    tx.run(
        sql!(
            "operation.advance",
            "UPDATE operation SET state = 1, is_planned = 1, done = $2, total = $3, attempt = 0, acted_at_us = $4, lease_until_us = $5 \
             WHERE id = $1"
        ),
        &params![&operation.id, progress.done, progress.total, now, lease_until],
    )?;
    Ok(())
}

/// Ends an operation with its result, in the transaction that publishes it.
pub fn complete(tx: &mut Tx<'_>, id: &OperationId, progress: Progress, outcome: &Outcome, now: Timestamp) -> Result<()> {
    tx.run(
        sql!(
            "operation.complete",
            "UPDATE operation SET state = $2, done = $3, total = $3, result = $4, result_key = $5, acted_at_us = $6 WHERE id = $1"
        ),
        &params![id, state_number(OperationState::Completed), progress.total, &outcome.node, outcome.key.as_ref(), now],
    )?;
    Ok(())
}

/// Ends an operation without a result.
pub fn fail(tx: &mut Tx<'_>, id: &OperationId, error: &str, detail: Option<&str>, now: Timestamp) -> Result<()> {
    tx.run(
        sql!("operation.fail", "UPDATE operation SET state = $2, error = $3, error_detail = $4, acted_at_us = $5 WHERE id = $1"),
        &params![id, state_number(OperationState::Failed), error, detail, now],
    )?;
    Ok(())
}

/// Gives a claim back: the next one not before `not_before`.
pub fn postpone(tx: &mut Tx<'_>, id: &OperationId, not_before: Timestamp) -> Result<()> {
    tx.run(
        sql!("operation.postpone", "UPDATE operation SET not_before_us = $2, lease_until_us = 0 WHERE id = $1"),
        &params![id, not_before],
    )?;
    Ok(())
}

/// Forgets operations that ended before `cutoff`.
pub fn forget_ended(tx: &mut Tx<'_>, cutoff: Timestamp) -> Result<u64> {
    tx.run(
        sql!(
            "operation.forget",
            "DELETE FROM operation WHERE id IN (SELECT id FROM operation WHERE state >= 2 AND acted_at_us < $1 LIMIT 256)"
        ),
        &params![cutoff],
    )
}
