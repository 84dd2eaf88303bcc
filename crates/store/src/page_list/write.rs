//! Writing pages: create, replace, remove. One lock, one chain, any number of pages, one write-back.

mod arrange;

pub use arrange::Standing;

use super::version::{self, Run};
use super::{PageRow, page};
use crate::layer::stack::Stack;
use crate::{Hash, Result, Tx, content, params, search, section, sql};
use model::{AppId, DriveId, Ids, ListId, NodeId, PageId, PageKey, Timestamp, UserId};
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
pub struct Writer<'t, 'c>(Stack<'t, 'c, Section>);

impl<'t, 'c> Writer<'t, 'c> {
    /// Locks a section for writing. `None` if there is no such section.
    ///
    /// # Errors
    /// What the store can meet.
    pub fn lock(tx: &'t mut Tx<'c>, ids: &'t dyn Ids, drive: &DriveId, id: &NodeId, now: Timestamp) -> Result<Option<Self>> {
        let Some(section) = section::lock(tx, drive, id)? else { return Ok(None) };
        let now = now.after(section.held.bound);
        Stack::on(tx, ids, section, now).map(|stack| Some(Self(stack)))
    }

    /// Returns the section as it stands in this transaction.
    pub fn section(&self) -> &Section {
        &self.0.holder
    }

    /// Returns the moment that this change will carry.
    pub fn now(&self) -> Timestamp {
        self.0.now
    }

    /// Returns a visible page.
    pub fn page(&mut self, key: &PageKey) -> Result<Option<Found>> {
        let found = self.0.topmost(&key.0, page)?;
        Ok(found.and_then(|found| found.row.map(|row| Found { row, list: found.list })))
    }

    /// Adds a page after all others, and returns its row.
    pub fn append(&mut self, new: &NewPage<'_>) -> Result<PageRow> {
        let Stack { now, .. } = self.0;
        let head = self.0.open()?;
        let section = &mut self.0.holder;
        let modified = new.modified.unwrap_or(now);
        section.ord_bound = section.ord_bound.saturating_add(ORD_GAP);
        let row = PageRow {
            key: new.key,
            content: *new.content,
            title: new.title.to_owned(),
            created: new.created,
            modified,
            ord: section.ord_bound,
            level: new.level,
            app: new.app.as_str().to_owned(),
            bytes: new.bytes,
        };
        put(self.0.tx, &head, &row)?;
        section.held.gains(new.bytes, modified);
        section::add_app(self.0.tx, section, new.app, 1, modified)?;
        self.0.wrote(false);
        Ok(row)
    }

    /// Gives a visible page another content and title. What it held becomes a version, unless the same person has just changed it.
    pub fn replace(&mut self, found: Found, content: &Hash, bytes: u64, title: &str, by: &UserId) -> Result<PageRow> {
        self.put_over(found, content, bytes, title, (Run::GoesOn, by))
    }

    /// Gives a page what it held before; what it holds now becomes a version in any case. Where it holds
    /// that already, it stays as it is. `None` if it has no such version.
    pub fn restore_version(&mut self, found: Found, number: i64, by: &UserId) -> Result<Option<PageRow>> {
        let page = PageId { section: self.0.holder.held.id, key: found.row.key };
        let Some(version) = version::get(self.0.tx, &page, number)? else { return Ok(None) };
        if version.content == found.row.content {
            return Ok(Some(found.row));
        }
        search::show_again(self.0.tx, &version.content, self.0.now)?;
        self.put_over(found, &version.content, version.bytes, &version.title, (Run::Begins, by)).map(Some)
    }

    fn put_over(&mut self, found: Found, content: &Hash, bytes: u64, title: &str, (run, by): (Run, &UserId)) -> Result<PageRow> {
        let Stack { now, .. } = self.0;
        let head = self.0.open()?;
        let is_on_top = self.0.is_on_top(&head, &found.list, &found.row.key.0)?;
        if found.row.content != *content {
            version::push(self.0.tx, &self.0.holder.held.id, &found.row, run, by, now)?;
        }
        // Also what is kept as a version: nobody finds it by its words any more, and the collector sees to that.
        if is_on_top {
            content::release(self.0.tx, &found.row.content, now)?;
        }
        let row = PageRow { content: *content, bytes, title: title.to_owned(), modified: now, ..found.row.clone() };
        put(self.0.tx, &head, &row)?;
        self.0.wrote(is_on_top);
        let section = &mut self.0.holder;
        section.held.changes(found.row.bytes, bytes, now);
        if let Ok(app) = AppId::new(&row.app) {
            section::add_app(self.0.tx, section, &app, 0, now)?;
        }
        Ok(row)
    }

    /// Removes a visible page: its row if nothing below shows the key, else a tombstone over it. Its versions go with it.
    pub fn remove(&mut self, found: Found) -> Result<()> {
        let now = self.0.now;
        let head = self.0.open()?;
        let is_on_top = self.0.is_on_top(&head, &found.list, &found.row.key.0)?;
        if is_on_top {
            content::release(self.0.tx, &found.row.content, now)?;
        }
        version::drop_all(self.0.tx, &self.0.holder.held.id, &found.row.key, now)?;
        self.0.hide(&head, &found.row.key.0, is_on_top)?;
        let section = &mut self.0.holder;
        section.held.loses(found.row.bytes);
        match AppId::new(&found.row.app) {
            Ok(app) => section::add_app(self.0.tx, section, &app, -1, Timestamp::from_micros(0)),
            Err(_) => Ok(()),
        }
    }

    /// Writes the section back, changed now by `by`, and asks for a flatten if its layers hide too much.
    pub fn finish(self, by: &UserId) -> Result<Section> {
        self.0.finish(by)
    }
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
