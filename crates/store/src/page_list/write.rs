//! Writing pages: create, replace, remove. One lock, one chain, any number of pages, one write-back.

mod arrange;

pub use arrange::Standing;

use super::{Above, CHAIN_MAX, Layer, PageRow, SEALED_MAX, chain, fold, page};
use crate::ids::RowId;
use crate::{Error, Hash, Result, Tx, content, params, section, sql};
use model::{AppId, DriveId, Ids, ListId, NodeId, PageKey, Timestamp, UserId};
use section::Section;

/// The distance between two pages that are appended one after another: room to put others between them later.
const ORD_GAP: i64 = model::ORDER_GAP;

/// What a new page brings.
#[derive(Clone, Debug)]
pub struct NewPage<'a> {
    /// A key that is fresh in this section.
    pub key: PageKey,
    /// Its content, already written in this transaction.
    pub content: &'a Hash,
    /// The length of its content.
    pub bytes: u64,
    /// Its title.
    pub title: &'a str,
    /// When it was created.
    pub created: Timestamp,
    /// When it was last changed; `None` is now.
    pub modified: Option<Timestamp>,
    /// Its indentation.
    pub level: i64,
    /// The app that creates it.
    pub app: &'a AppId,
}

impl<'a> NewPage<'a> {
    /// Returns a page that is there already, to be shown once more under another key: with its times, and as its app's work.
    pub fn again(row: &'a PageRow, key: PageKey, app: &'a AppId) -> Self {
        Self {
            key,
            content: &row.content,
            bytes: row.bytes,
            title: &row.title,
            created: row.created,
            modified: Some(row.modified),
            level: row.level,
            app,
        }
    }
}

/// A page and the layer that its visible row lies in.
#[derive(Clone, Debug)]
pub struct Found {
    /// The visible row.
    pub row: PageRow,
    list: ListId,
}

/// A section that is locked for writing.
///
/// Holds what the row will say when [`Writer::finish`] writes it back; dropping it without that leaves counts wrong, so
/// `finish` takes it by value and every verb ends with it.
#[must_use = "the section's counts are written by `finish`"]
pub struct Writer<'t, 'c> {
    tx: &'t mut Tx<'c>,
    ids: &'t dyn Ids,
    section: Section,
    chain: Vec<Layer>,
    /// The moment of this change: never before what the section already shows, even when the clock steps back.
    now: Timestamp,
}

impl<'t, 'c> Writer<'t, 'c> {
    /// Locks a section for writing. `None` if there is no such section.
    ///
    /// # Errors
    /// What the store can meet.
    pub fn lock(tx: &'t mut Tx<'c>, ids: &'t dyn Ids, drive: &DriveId, id: &NodeId, now: Timestamp) -> Result<Option<Self>> {
        let Some(section) = section::lock(tx, drive, id)? else { return Ok(None) };
        crate::planted::pause("write.locked");
        let chain = chain(tx, section.head.as_ref())?;
        crate::planted::pause("write.chain");
        let now = now.after(section.page_bound);
        Ok(Some(Self { tx, ids, section, chain, now }))
    }

    /// Returns the section as it stands in this transaction.
    pub fn section(&self) -> &Section {
        &self.section
    }

    /// Returns the moment that this change will carry.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Returns a visible page.
    pub fn page(&mut self, key: &PageKey) -> Result<Option<Found>> {
        topmost(self.tx, &self.chain, key).map(|found| found.filter(|(dead, _)| !dead).map(|(_, found)| found))
    }

    /// Adds a page after all others, and returns its row.
    pub fn append(&mut self, new: &NewPage<'_>) -> Result<PageRow> {
        let head = self.open()?;
        let modified = new.modified.unwrap_or(self.now);
        self.section.ord_bound = self.section.ord_bound.saturating_add(ORD_GAP);
        let row = PageRow {
            key: new.key,
            content: *new.content,
            title: new.title.to_owned(),
            created: new.created,
            modified,
            ord: self.section.ord_bound,
            level: new.level,
            app: new.app.as_str().to_owned(),
            bytes: new.bytes,
        };
        put(self.tx, &head, &row)?;
        self.section.top_rows += 1;
        self.section.n += 1;
        self.section.bytes += new.bytes;
        self.section.page_bound = self.section.page_bound.max(modified);
        section::add_app(self.tx, &self.section, new.app, 1, modified)?;
        Ok(row)
    }

    /// Gives a visible page another content and title.
    pub fn replace(&mut self, found: Found, content: &Hash, bytes: u64, title: &str) -> Result<PageRow> {
        let head = self.open()?;
        let is_on_top = self.release_if_on_top(&head, &found)?;
        let row = PageRow { content: *content, bytes, title: title.to_owned(), modified: self.now, ..found.row.clone() };
        put(self.tx, &head, &row)?;
        self.section.top_rows += u64::from(!is_on_top);
        self.section.bytes = self.section.bytes.saturating_sub(found.row.bytes) + bytes;
        self.section.page_bound = self.section.page_bound.max(self.now);
        if let Ok(app) = AppId::new(&row.app) {
            section::add_app(self.tx, &self.section, &app, 0, self.now)?;
        }
        Ok(row)
    }

    /// Removes a visible page: its row if nothing below shows the key, else a tombstone over it.
    pub fn remove(&mut self, found: Found) -> Result<()> {
        let head = self.open()?;
        let is_on_top = self.release_if_on_top(&head, &found)?;
        let below = topmost(self.tx, &self.chain[1..], &found.row.key)?;
        if below.is_some_and(|(dead, _)| !dead) {
            bury(self.tx, &head, &found.row.key)?;
            self.section.top_rows += u64::from(!is_on_top);
        } else {
            self.tx.run(sql!("page.delete", "DELETE FROM page WHERE list = $1 AND key = $2"), &params![&head, &found.row.key])?;
            self.section.top_rows -= u64::from(is_on_top);
        }
        self.section.n = self.section.n.saturating_sub(1);
        self.section.bytes = self.section.bytes.saturating_sub(found.row.bytes);
        match AppId::new(&found.row.app) {
            Ok(app) => section::add_app(self.tx, &self.section, &app, -1, Timestamp::from_micros(0)),
            Err(_) => Ok(()),
        }
    }

    /// Writes the section back, changed now by `by`, and asks for a flatten if its layers hide too much.
    pub fn finish(mut self, by: &UserId) -> Result<Section> {
        // Later than it was: who kept a list of the pages sees by this that it is out of date.
        self.section.last_modified = self.now.after(self.section.last_modified);
        self.section.last_modified_by = *by;
        section::update(self.tx, &self.section)?;
        if self.hides_too_much() && super::flatten::queued_at(self.tx, &self.chain)?.is_none() {
            let depth = self.worth_flattening();
            if depth == 0 {
                section::seal(self.tx, &mut self.section)?;
            }
            if let Some(layer) = self.chain.get(depth) {
                super::flatten::queue(self.tx, self.ids, &layer.list, self.now)?;
            }
        }
        Ok(self.section)
    }

    /// Returns the deepest layer under which nearly all of the hidden rows lie.
    ///
    /// What lies deep is shared: flattened there, it is done once for all who share it. Each row above can hide one and be
    /// hidden by none, or be a tombstone and hide one, so rows that are few above hide little.
    fn worth_flattening(&self) -> usize {
        let few = self.hidden_max() / 4;
        let mut above = 0;
        let rows = self.chain.iter().enumerate().map(
            |(depth, layer)| {
                if depth == 0 && self.section.is_open { self.section.top_rows } else { layer.rows }
            },
        );
        let deeper = rows.take_while(|rows| {
            above += rows;
            above <= few
        });
        deeper.count().min(self.chain.len().saturating_sub(1))
    }

    /// Says whether a reader meets many more rows than pages.
    ///
    /// The bound is checked on design figures: the worst page of a list stays under half a millisecond at 5,000 pages, and
    /// a flatten is spread over at least 256 changes.
    fn hides_too_much(&self) -> bool {
        let sealed: u64 = self.chain.iter().skip(usize::from(self.section.is_open)).map(|layer| layer.rows).sum();
        let top = if self.section.is_open { self.section.top_rows } else { 0 };
        (sealed + top).saturating_sub(self.section.n) > self.hidden_max()
    }

    /// Returns how many hidden rows are put up with.
    fn hidden_max(&self) -> u64 {
        (self.section.n / 8).max(FOLDED_AWAY_MIN)
    }

    /// Makes the head writable and returns it.
    fn open(&mut self) -> Result<ListId> {
        if let (true, Some(head)) = (self.section.is_open, self.section.head) {
            return Ok(head);
        }
        let head = ListId(self.ids.guid(self.now));
        let is_long = self.chain.len() > SEALED_MAX;
        let queued = if is_long { super::flatten::queued_at(self.tx, &self.chain)? } else { None };
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
        self.tx.run(sql!("list.insert", "INSERT INTO list (id, parent, rows) VALUES ($1, $2, 0)"), &params![&head, parent.as_ref()])?;
        self.section.top_rows = 0;
        if taken > 0 {
            self.section.top_rows = fold::into(self.tx, &self.chain, taken, &head)?;
            // The section was perhaps the last to name the old head.
            super::collect::suspect(self.tx, &self.chain[0].list, self.now)?;
        }
        if taken == 0 && is_long && queued.is_none() {
            super::flatten::queue(self.tx, self.ids, &self.chain[0].list, self.now)?;
        }
        self.chain.drain(..taken);
        self.chain.insert(0, Layer { list: head, rows: 0 });
        self.section.head = Some(head);
        self.section.is_open = true;
        crate::planted::pause("write.opened");
        Ok(head)
    }

    /// Says whether the found row lies in the open head, where it is about to be overwritten, and lets its content go.
    fn release_if_on_top(&mut self, head: &ListId, found: &Found) -> Result<bool> {
        // Opening may have folded the row into the head, so where it was found is not where it is.
        let is_on_top = found.list == *head || has_row(self.tx, head, &found.row.key)?;
        if is_on_top {
            content::release(self.tx, &found.row.content, self.now)?;
        }
        Ok(is_on_top)
    }
}

/// How many sealed lists a chain may have while one of them waits to be flattened, before layers above that one are folded.
const WAITING_MAX: usize = 6;

/// Fewer hidden rows than this are never worth a flatten.
const FOLDED_AWAY_MIN: u64 = 256;

/// Returns the row nearest to the section, tombstones included (as `true`; the rest of a tombstone means nothing).
fn topmost(tx: &mut Tx<'_>, layers: &[Layer], key: &PageKey) -> Result<Option<(bool, Found)>> {
    let Some(first) = layers.first() else { return Ok(None) };
    let above = Above::of(layers, layers.len());
    let last = layers.last().unwrap_or(first);
    let found = tx.rows(
        sql!(
            "page.layers",
            "SELECT list, dead, key, content, title, created_at_us, modified_at_us, ord, level, app, bytes FROM page \
             WHERE key = $1 AND list IN ($2, $3, $4, $5, $6, $7, $8, $9)"
        ),
        &params![key, &above.0[0], &above.0[1], &above.0[2], &above.0[3], &above.0[4], &above.0[5], &above.0[6], &last.list],
        |row| {
            let list = ListId::read(row, 0)?;
            let dead = row.boolean(1)?;
            let row = if dead { tombstone(PageKey::read(row, 2)?) } else { page(row, 2)? };
            Ok((dead, Found { row, list }))
        },
    )?;
    let depth = |list: &ListId| layers.iter().position(|layer| layer.list == *list);
    Ok(found.into_iter().min_by_key(|(_, found)| depth(&found.list)))
}

fn tombstone(key: PageKey) -> PageRow {
    let never = Timestamp::from_micros(0);
    PageRow {
        key,
        content: Hash([0; 32]),
        title: String::new(),
        created: never,
        modified: never,
        ord: 0,
        level: 0,
        app: String::new(),
        bytes: 0,
    }
}

fn has_row(tx: &mut Tx<'_>, list: &ListId, key: &PageKey) -> Result<bool> {
    let one = tx.row(sql!("page.has", "SELECT 1 FROM page WHERE list = $1 AND key = $2"), &params![list, key], |row| row.integer(0))?;
    Ok(one.is_some())
}

fn put(tx: &mut Tx<'_>, list: &ListId, row: &PageRow) -> Result<()> {
    tx.run(
        sql!(
            "page.put",
            "INSERT INTO page (list, key, dead, content, title, created_at_us, modified_at_us, ord, level, app, bytes) \
             VALUES ($1, $2, 0, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (list, key) DO UPDATE SET dead = 0, \
             content = excluded.content, title = excluded.title, modified_at_us = excluded.modified_at_us, ord = excluded.ord, \
             level = excluded.level, bytes = excluded.bytes"
        ),
        &params![list, &row.key, &row.content, &row.title, row.created, row.modified, row.ord, row.level, &row.app, row.bytes],
    )?;
    Ok(())
}

fn bury(tx: &mut Tx<'_>, list: &ListId, key: &PageKey) -> Result<()> {
    tx.run(
        sql!(
            "page.bury",
            "INSERT INTO page (list, key, dead, content, title, created_at_us, modified_at_us, ord, level, app, bytes) \
             VALUES ($1, $2, 1, NULL, '', 0, 0, 0, 0, '', 0) ON CONFLICT (list, key) DO UPDATE SET dead = 1, content = NULL, \
             title = '', modified_at_us = 0, bytes = 0"
        ),
        &params![list, key],
    )?;
    Ok(())
}
