//! Writing through the layers of a holder whose row is locked.

use super::held::Holder;
use super::rows::Rows;
use super::{CHAIN_MAX, Layer, SEALED_MAX, all_of, chain, collect, flatten, fold};
use crate::ids::RowId;
use crate::{Error, Result, Row, Tx, params, sql};
use model::{Ids, ListId, Timestamp, UserId};

/// Closes a locked holder: from here on its head never changes, and others may share it.
pub(crate) fn seal<H: Holder>(tx: &mut Tx<'_>, holder: &mut H) -> Result<()> {
    let held = holder.held_mut();
    let Some(head) = held.head.filter(|_| held.is_open) else { return Ok(()) };
    tx.run(H::ROWS.close, &params![&held.drive, &held.id])?;
    tx.run(sql!("list.seal", "UPDATE list SET rows = $2 WHERE id = $1"), &params![&head, held.top_rows])?;
    held.is_open = false;
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
    let Some(all) = all_of([key.into()], layers) else { return Ok(None) };
    let found = tx.rows(rows.layers, &all, |row| {
        let is_dead = row.boolean(1)?;
        Ok(Topmost { list: ListId::read(row, 0)?, row: if is_dead { None } else { Some(read(row, 2)?) } })
    })?;
    let depth = |list: &ListId| layers.iter().position(|layer| layer.list == *list);
    Ok(found.into_iter().min_by_key(|found| depth(&found.list)))
}

/// A locked holder and its layers. Counts of visible rows are the caller's to keep, those of layers are kept here; whoever is
/// done with it calls [`Stack::finish`].
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
        let chain = chain(tx, holder.held().head.as_ref())?;
        crate::planted::pause("write.chain");
        Ok(Self { tx, ids, holder, chain, now })
    }

    /// Returns the nearest row of a key, tombstones included. `read` begins at the column of the key.
    pub(crate) fn topmost<T>(&mut self, key: &[u8], read: fn(&Row<'_>, usize) -> Result<T>) -> Result<Option<Topmost<T>>> {
        topmost(self.tx, H::ROWS, &self.chain, key, read)
    }

    /// Makes the head writable and returns it.
    pub(crate) fn open(&mut self) -> Result<ListId> {
        let held = self.holder.held();
        if let (true, Some(head)) = (held.is_open, held.head) {
            return Ok(head);
        }
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
            &params![&head, parent.as_ref(), H::ROWS.kind],
        )?;
        let held = self.holder.held();
        self.tx.run(H::ROWS.open, &params![&held.drive, &held.id, &head])?;
        let mut top_rows = 0;
        if taken > 0 {
            top_rows = fold::into(self.tx, H::ROWS, &self.chain, taken, &head)?;
            // The holder was perhaps the last to name the old head.
            collect::suspect(self.tx, &self.chain[0].list, self.now)?;
        }
        if taken == 0 && is_long && queued.is_none() {
            flatten::queue(self.tx, self.ids, H::ROWS, &self.chain[0].list, self.now)?;
        }
        self.chain.drain(..taken);
        self.chain.insert(0, Layer { list: head, rows: 0 });
        let held = self.holder.held_mut();
        (held.head, held.is_open, held.top_rows) = (Some(head), true, top_rows);
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
        Ok(self.tx.row(H::ROWS.has, &params![head, key], |row| row.integer(0))?.is_some())
    }

    /// Counts a row that was written to the open head, where one of its key was already if it `is_on_top`.
    pub(crate) fn wrote(&mut self, is_on_top: bool) {
        self.holder.held_mut().top_rows += u64::from(!is_on_top);
    }

    /// Hides a row: removes it if nothing below shows the key, else puts a tombstone over it.
    pub(crate) fn hide(&mut self, head: &ListId, key: &[u8], is_on_top: bool) -> Result<()> {
        let below = topmost(self.tx, H::ROWS, self.chain.get(1..).unwrap_or_default(), key, |_, _| Ok(()))?;
        if below.is_some_and(|below| below.row.is_some()) {
            self.tx.run(H::ROWS.bury, &params![head, key])?;
            self.wrote(is_on_top);
        } else {
            self.tx.run(H::ROWS.delete, &params![head, key])?;
            self.holder.held_mut().top_rows -= u64::from(is_on_top);
        }
        Ok(())
    }

    /// Writes the holder back, changed now by `by`, and asks for a flatten if its layers hide too much.
    pub(crate) fn finish(mut self, by: &UserId) -> Result<H> {
        let held = self.holder.held_mut();
        // Later than it was: who kept a list of what is shown sees by this that it is out of date.
        held.last_modified = self.now.after(held.last_modified);
        held.last_modified_by = *by;
        self.holder.write_back(self.tx)?;
        self.tidy()?;
        Ok(self.holder)
    }

    /// Asks for a flatten if the layers hide too much.
    fn tidy(&mut self) -> Result<()> {
        if self.hides_too_much() && flatten::queued_at(self.tx, &self.chain)?.is_none() {
            let depth = self.worth_flattening();
            if depth == 0 {
                seal(self.tx, &mut self.holder)?;
            }
            if let Some(layer) = self.chain.get(depth) {
                flatten::queue(self.tx, self.ids, H::ROWS, &layer.list, self.now)?;
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
        let held = self.holder.held();
        let mut above = 0;
        let rows = self.chain.iter().enumerate().map(|(depth, layer)| if depth == 0 && held.is_open { held.top_rows } else { layer.rows });
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
        let held = self.holder.held();
        let sealed: u64 = self.chain.iter().skip(usize::from(held.is_open)).map(|layer| layer.rows).sum();
        (sealed + if held.is_open { held.top_rows } else { 0 }).saturating_sub(held.n) > self.hidden_max()
    }

    /// Returns how many hidden rows are put up with.
    fn hidden_max(&self) -> u64 {
        (self.holder.held().n / 8).max(FOLDED_AWAY_MIN)
    }
}

/// How many sealed lists a chain may have while one of them waits to be flattened, before layers above that one are folded.
const WAITING_MAX: usize = 6;

/// Fewer hidden rows than this are never worth a flatten.
const FOLDED_AWAY_MIN: u64 = 256;
