//! Who did what, in the order in which it was written down.

use crate::ids::{RowId, moment};
use crate::{Result, Row, Tx, params, sql};
use model::{Timestamp, UserId};

/// Something that was done, or tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Names it. Rises with time.
    pub id: [u8; 16],
    /// When.
    pub at: Timestamp,
    /// Who. Nobody for the operator, and for whoever is unknown.
    pub actor: Option<UserId>,
    /// Through which app; empty for none.
    pub app: String,
    /// What, by the name of the call or verb.
    pub act: String,
    /// To what: an address, or a name.
    pub subject: String,
    /// How it ended, as an HTTP status; 0 on the command line.
    pub status: u16,
    /// From which network address; empty for this machine's command line.
    pub from: String,
    /// The id of the request.
    pub correlation: [u8; 16],
}

/// Which entries are looked for.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Only somebody's.
    pub actor: Option<UserId>,
    /// Only what happened since then.
    pub since: Option<Timestamp>,
    /// Only what was written down before the entry that would have this id.
    pub before: Option<[u8; 16]>,
}

/// Returns the least id that something gets at a moment: ids begin with the milliseconds.
pub fn first_id(at: Timestamp) -> [u8; 16] {
    let millis = u64::try_from(at.micros() / 1_000).unwrap_or(0);
    let mut id = [0; 16];
    id[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
    id
}

/// Writes an entry down.
pub fn insert(tx: &mut Tx<'_>, it: &Entry) -> Result<()> {
    tx.run(
        sql!(
            "audit.insert",
            "INSERT INTO audit (id, at_us, actor, app, act, subject, status, came_from, correlation) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        ),
        &params![&it.id, it.at, it.actor.as_ref(), &it.app, &it.act, &it.subject, it.status, &it.from, &it.correlation],
    )?;
    Ok(())
}

/// Returns entries, the newest first.
pub fn newest(tx: &mut Tx<'_>, wanted: &Wanted, limit: usize) -> Result<Vec<Entry>> {
    let since = wanted.since.unwrap_or(Timestamp::from_micros(i64::MIN));
    // So that nothing is read that is older.
    let (from, before) = (first_id(since), wanted.before.unwrap_or([0xff; 16]));
    match &wanted.actor {
        Some(actor) => tx.rows(
            sql!(
                "audit.newest_of",
                "SELECT id, at_us, actor, app, act, subject, status, came_from, correlation FROM audit \
                 WHERE actor = $1 AND id >= $2 AND id < $3 AND at_us >= $4 ORDER BY id DESC LIMIT $5"
            ),
            &params![actor, &from, &before, since, limit],
            read,
        ),
        None => tx.rows(
            sql!(
                "audit.newest",
                "SELECT id, at_us, actor, app, act, subject, status, came_from, correlation FROM audit \
                 WHERE id >= $1 AND id < $2 AND at_us >= $3 ORDER BY id DESC LIMIT $4"
            ),
            &params![&from, &before, since, limit],
            read,
        ),
    }
}

/// Forgets some entries that were written before `cutoff`. Returns how many.
pub fn forget(tx: &mut Tx<'_>, cutoff: Timestamp) -> Result<u64> {
    // The oldest come first, so nothing is looked at that stays, but for one piece.
    tx.run(
        sql!(
            "audit.forget",
            "DELETE FROM audit WHERE id IN (SELECT a.id FROM (SELECT id, at_us FROM audit ORDER BY id LIMIT 256) a WHERE a.at_us < $1)"
        ),
        &params![cutoff],
    )
}

fn read(row: &Row<'_>) -> Result<Entry> {
    Ok(Entry {
        id: row.array(0)?,
        at: moment(row, 1)?,
        actor: UserId::read_opt(row, 2)?,
        app: row.text(3)?,
        act: row.text(4)?,
        subject: row.text(5)?,
        status: u16::try_from(row.integer(6)?).unwrap_or(0),
        from: row.text(7)?,
        correlation: row.array(8)?,
    })
}
