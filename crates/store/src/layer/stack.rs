//! Writing through the layers of a holder whose row is locked.

use super::rows::Rows;
use super::{CHAIN_MAX, Layer, SEALED_MAX, all_of, chain, collect, flatten, fold};
use crate::ids::RowId;
use crate::{Error, Result, Row, Tx, Value, params, sql};
use model::{DriveId, Ids, ListId, NodeId, Timestamp};

/// What a holder's row says of its layers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Top {
    /// The layer nearest to the holder; none while it never held anything.
    pub(crate) head: Option<ListId>,
    /// Whether `head` is the holder's own and writable. A closed head may be shared and never changes.
    pub(crate) is_open: bool,
    /// Visible rows.
    pub(crate) n: u64,
    /// Rows of the open layer, tombstones included; meaningless while closed.
    pub(crate) rows: u64,
}

/// What names a chain of layers: a section or a folder.
pub(crate) trait Holder {
    /// Returns the kind of what it holds.
    fn rows(&self) -> &'static Rows;
    /// Returns its row's key.
    fn id(&self) -> (DriveId, NodeId);
    /// Returns what its row says of its layers.
    fn top(&self) -> Top;
    /// Changes that.
    fn set_top(&mut self, top: Top);
}

/// Closes a locked holder: from here on its head never changes, and others may share it.
pub(crate) fn seal(tx: &mut Tx<'_>, holder: &mut impl Holder) -> Result<()> {
    let top = holder.top();
    let Some(head) = top.head.filter(|_| top.is_open) else { return Ok(()) };
    let (drive, id) = holder.id();
    tx.run(holder.rows().close, &params![&drive, &id])?;
    tx.run(sql!("list.seal", "UPDATE list SET rows = $2 WHERE id = $1"), &params![&head, top.rows])?;
    holder.set_top(Top { is_open: false, ..top });
    Ok(())
}

/// The row of a key that is nearest to the holder.
pub(crate) struct Topmost<T> {
    /// The list that it lies in.
    pub(crate) list: ListId,
    /// What it holds; none for a tombstone.
    pub(crate) row: Option<T>,
}

/// Returns the nearest row of a key in some layers. `read` begins at the column of the key.
fn topmost<T>(
    tx: &mut Tx<'_>,
    rows: &Rows,
    layers: &[Layer],
    key: &[u8],
    read: fn(&Row<'_>, usize) -> Result<T>,
) -> Result<Option<Topmost<T>>> {
    let [first, rest @ ..] = layers else { return Ok(None) };
    let all = all_of(first, rest);
    let [a, b, c, d, e, f, g, h] = all.each_ref().map(Value::from);
    let found = tx.rows(rows.layers, &[key.into(), a, b, c, d, e, f, g, h], |row| {
        let is_dead = row.boolean(1)?;
        Ok(Topmost { list: ListId::read(row, 0)?, row: if is_dead { None } else { Some(read(row, 2)?) } })
    })?;
    let depth = |list: &ListId| layers.iter().position(|layer| layer.list == *list);
    Ok(found.into_iter().min_by_key(|found| depth(&found.list)))
}

/// A locked holder and its layers. Counts of visible rows are the caller's to keep, those of layers are kept here; the caller
/// writes the holder's row back.
pub(crate) struct Stack<'t, 'c, H> {
    pub(crate) tx: &'t mut Tx<'c>,
    pub(crate) ids: &'t dyn Ids,
    pub(crate) holder: H,
    pub(crate) chain: Vec<Layer>,
    /// The moment of this change: never before what the holder already shows, even when the clock steps back.
    pub(crate) now: Timestamp,
}

impl<'t, 'c, H: Holder> Stack<'t, 'c, H> {
    /// Takes a holder that was locked before its head was read.
    pub(crate) fn on(tx: &'t mut Tx<'c>, ids: &'t dyn Ids, holder: H, now: Timestamp) -> Result<Self> {
        crate::planted::pause("write.locked");
        let chain = chain(tx, holder.top().head.as_ref())?;
        crate::planted::pause("write.chain");
        Ok(Self { tx, ids, holder, chain, now })
    }

    /// Returns the nearest row of a key, tombstones included. `read` begins at the column of the key.
    pub(crate) fn topmost<T>(&mut self, key: &[u8], read: fn(&Row<'_>, usize) -> Result<T>) -> Result<Option<Topmost<T>>> {
        topmost(self.tx, self.holder.rows(), &self.chain, key, read)
    }

    /// Makes the head writable and returns it.
    pub(crate) fn open(&mut self) -> Result<ListId> {
        let top = self.holder.top();
        if let (true, Some(head)) = (top.is_open, top.head) {
            return Ok(head);
        }
        let rows = self.holder.rows();
        let head = ListId(self.ids.guid(self.now));
        let is_long = self.chain.len() > SEALED_MAX;
        let queued = if is_long { flatten::queued_at(self.tx, &self.chain)? } else { None };
        let taken = match queued {
            _ if !is_long => 0,
            // The flatten will shorten the chain; until then only layers above it are folded. Folded away, a list would be
            // flattened for nobody, and its rows, which still hide too many, be queued again with each write.
            Some(_) if self.chain.len() < WAITING_MAX => 0,
            Some(queued) => fold::fitting(&self.chain[..queued]),
            None => fold::fitting(&self.chain),
        };
        if taken == 0 && self.chain.len() >= CHAIN_MAX {
            // Nothing fits a fold and no worker has flattened for long: better to refuse than to let reads slow down.
            return Err(Error::Busy);
        }
        let parent = self.chain.get(taken).map(|layer| layer.list);
        self.tx.run(
            sql!("list.insert", "INSERT INTO list (id, parent, rows, kind) VALUES ($1, $2, 0, $3)"),
            &params![&head, parent.as_ref(), rows.kind],
        )?;
        let (drive, id) = self.holder.id();
        self.tx.run(rows.open, &params![&drive, &id, &head])?;
        let mut top = Top { head: Some(head), is_open: true, rows: 0, ..top };
        if taken > 0 {
            top.rows = fold::into(self.tx, rows, &self.chain, taken, &head)?;
            // The holder was perhaps the last to name the old head.
            collect::suspect(self.tx, &self.chain[0].list, self.now)?;
        }
        if taken == 0 && is_long && queued.is_none() {
            flatten::queue(self.tx, self.ids, rows, &self.chain[0].list, self.now)?;
        }
        self.chain.drain(..taken);
        self.chain.insert(0, Layer { list: head, rows: 0 });
        self.holder.set_top(top);
        crate::planted::pause("write.opened");
        Ok(head)
    }

    /// Says whether a row that was found in `list` lies in the open head, where it is about to be overwritten.
    ///
    /// Opening may have folded the row into the head, so where it was found is not where it is.
    pub(crate) fn is_on_top(&mut self, head: &ListId, list: &ListId, key: &[u8]) -> Result<bool> {
        if list == head {
            return Ok(true);
        }
        Ok(self.tx.row(self.holder.rows().has, &params![head, key], |row| row.integer(0))?.is_some())
    }

    /// Counts a row that was written to the open head, where one of its key was already if it `is_on_top`.
    pub(crate) fn wrote(&mut self, is_on_top: bool) {
        let top = self.holder.top();
        self.holder.set_top(Top { rows: top.rows + u64::from(!is_on_top), ..top });
    }

    /// Hides a row: removes it if nothing below shows the key, else puts a tombstone over it.
    pub(crate) fn hide(&mut self, head: &ListId, key: &[u8], is_on_top: bool) -> Result<()> {
        let rows = self.holder.rows();
        let below = topmost(self.tx, rows, self.chain.get(1..).unwrap_or_default(), key, |_, _| Ok(()))?;
        if below.is_some_and(|below| below.row.is_some()) {
            self.tx.run(rows.bury, &params![head, key])?;
            self.wrote(is_on_top);
        } else {
            self.tx.run(rows.delete, &params![head, key])?;
            let top = self.holder.top();
            self.holder.set_top(Top { rows: top.rows - u64::from(is_on_top), ..top });
        }
        Ok(())
    }

    /// Asks for a flatten if the layers hide too much. After this the stack is not written to.
    pub(crate) fn tidy(&mut self) -> Result<()> {
        if self.hides_too_much() && flatten::queued_at(self.tx, &self.chain)?.is_none() {
            let depth = self.worth_flattening();
            if depth == 0 {
                seal(self.tx, &mut self.holder)?;
            }
            if let Some(layer) = self.chain.get(depth) {
                flatten::queue(self.tx, self.ids, self.holder.rows(), &layer.list, self.now)?;
            }
        }
        Ok(())
    }

    /// Returns the deepest layer under which nearly all of the hidden rows lie.
    ///
    /// What lies deep is shared: flattened there, it is done once for all who share it. Each row above can hide one and be
    /// hidden by none, or be a tombstone and hide one, so rows that are few above hide little.
    fn worth_flattening(&self) -> usize {
        let few = self.hidden_max() / 4;
        let top = self.holder.top();
        let mut above = 0;
        let rows = self.chain.iter().enumerate().map(|(depth, layer)| if depth == 0 && top.is_open { top.rows } else { layer.rows });
        let deeper = rows.take_while(|rows| {
            above += rows;
            above <= few
        });
        deeper.count().min(self.chain.len().saturating_sub(1))
    }

    /// Says whether a reader meets many more rows than are shown.
    ///
    /// The bound is checked on design figures: the worst piece of a list stays under half a millisecond at 5,000 pages, and
    /// a flatten is spread over at least 256 changes.
    fn hides_too_much(&self) -> bool {
        let top = self.holder.top();
        let sealed: u64 = self.chain.iter().skip(usize::from(top.is_open)).map(|layer| layer.rows).sum();
        (sealed + if top.is_open { top.rows } else { 0 }).saturating_sub(top.n) > self.hidden_max()
    }

    /// Returns how many hidden rows are put up with.
    fn hidden_max(&self) -> u64 {
        (self.holder.top().n / 8).max(FOLDED_AWAY_MIN)
    }
}

/// How many sealed lists a chain may have while one of them waits to be flattened, before layers above that one are folded.
const WAITING_MAX: usize = 6;

/// Fewer hidden rows than this are never worth a flatten.
const FOLDED_AWAY_MIN: u64 = 256;
