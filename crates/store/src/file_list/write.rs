//! Writing files: add, replace, change, remove, restore. One lock, one chain, any number of files, one write-back.

use super::trash::{self, Trashed};
use super::{FileRow, file, version};
use crate::file::{self as by_id, File, Place};
use crate::folder::{self, Folder};
use crate::ids::RowId;
use crate::layer::all_of;
use crate::layer::held::Held;
use crate::layer::stack::Stack;
use crate::node::{self, Node};
use crate::{Error, Hash, Result, Tx, content, params, relocation, sql};
use model::{DriveId, FileId, FileKey, Ids, ListId, NodeId, NodeKind, Timestamp, UserId};

/// What a new file brings.
#[derive(Clone, Debug)]
pub struct NewFile<'a> {
    /// Its content, already written in this transaction.
    pub content: &'a Hash,
    /// The length of its content.
    pub bytes: u64,
    /// Its name, which the caller knows to be free.
    pub name: &'a str,
    /// What people say of it.
    pub description: Option<&'a str>,
    /// When it was created as its client says; `None` is now.
    pub fs_created: Option<Timestamp>,
    /// When it was last changed as its client says; `None` is now.
    pub fs_modified: Option<Timestamp>,
}

impl<'a> NewFile<'a> {
    /// Returns a file that is there already, to be shown once more under another key and name: with its client's times.
    pub fn again(row: &'a FileRow, name: &'a str) -> Self {
        Self {
            content: &row.content,
            bytes: row.bytes,
            name,
            description: row.description.as_deref(),
            fs_created: Some(row.fs_created),
            fs_modified: Some(row.fs_modified),
        }
    }
}

/// What is to become of a file beside its content. What is not given stays.
#[derive(Clone, Copy, Debug, Default)]
pub struct Change<'a> {
    /// Its name, which the caller knows to be free.
    pub name: Option<&'a str>,
    /// What people say of it; the inner `None` is nothing.
    pub description: Option<Option<&'a str>>,
    /// When it was created as its client says.
    pub fs_created: Option<Timestamp>,
    /// When it was last changed as its client says.
    pub fs_modified: Option<Timestamp>,
}

impl Change<'_> {
    fn of(&self, row: &FileRow) -> FileRow {
        FileRow {
            name: self.name.unwrap_or(&row.name).to_owned(),
            description: self.description.unwrap_or(row.description.as_deref()).map(str::to_owned),
            fs_created: self.fs_created.unwrap_or(row.fs_created),
            fs_modified: self.fs_modified.unwrap_or(row.fs_modified),
            ..row.clone()
        }
    }
}

/// What becomes of a file that is removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removal {
    /// It goes to the recycle bin.
    ToTrash,
    /// Only its name is kept for a while, so that clients can be told that it is gone.
    ForGood,
}

/// A file and the layer that its visible row lies in.
#[derive(Clone, Debug)]
pub struct Found {
    /// The file.
    pub file: File,
    list: ListId,
}

/// Who has a name in a folder.
#[derive(Clone, Debug)]
pub enum Holder {
    /// A file.
    File(Box<Found>),
    /// A folder or a notebook.
    Node(Node),
}

/// A folder that is locked for writing.
///
/// As with sections, [`Writer::finish`] writes back what the row says, so every verb ends with it.
#[must_use = "the folder's counts are written by `finish`"]
pub struct Writer<'t, 'c>(Stack<'t, 'c, Folder>);

impl<'t, 'c> Writer<'t, 'c> {
    /// Locks a folder for writing. `None` if it never held a file: then there is nothing to change.
    pub fn lock(tx: &'t mut Tx<'c>, ids: &'t dyn Ids, drive: &DriveId, id: &NodeId, now: Timestamp) -> Result<Option<Self>> {
        match folder::lock(tx, drive, id)? {
            Some(folder) => Self::on(tx, ids, folder, now).map(Some),
            None => Ok(None),
        }
    }

    /// Locks a folder for writing, which may never have held a file. `None` if it never did and is no live node; that one which
    /// did is still live is the caller's to ask.
    pub fn lock_or_make(
        tx: &'t mut Tx<'c>,
        ids: &'t dyn Ids,
        drive: &DriveId,
        id: &NodeId,
        by: &UserId,
        now: Timestamp,
    ) -> Result<Option<Self>> {
        match folder::lock_or_make(tx, drive, id, by, now)? {
            Some(folder) => Self::on(tx, ids, folder, now).map(Some),
            None => Ok(None),
        }
    }

    fn on(tx: &'t mut Tx<'c>, ids: &'t dyn Ids, folder: Folder, now: Timestamp) -> Result<Self> {
        // Later than all that the folder showed, its copy's own moment included: so a change is seen as one.
        let now = now.after(folder.held.bound).after(folder.copied_at);
        Stack::on(tx, ids, folder, now).map(Self)
    }

    /// Returns the folder as it stands in this transaction.
    pub fn folder(&self) -> &Folder {
        &self.0.holder
    }

    /// Returns the moment that this change will carry.
    pub fn now(&self) -> Timestamp {
        self.0.now
    }

    /// Returns a visible file.
    pub fn file(&mut self, key: &FileKey) -> Result<Option<Found>> {
        let Some(found) = self.0.topmost(&key.0, file)? else { return Ok(None) };
        let Some(row) = found.row else { return Ok(None) };
        let Held { drive, id: folder, .. } = self.0.holder.held;
        let id = by_id::id_at(self.0.tx, &folder, *key)?;
        Ok(Some(Found { file: File { drive, folder, id, row: self.0.holder.show(row) }, list: found.list }))
    }

    /// Returns the file of this name, in any letter case.
    pub fn named(&mut self, name: &str) -> Result<Option<Found>> {
        let name_key = model::fold(name);
        let Some(all) = all_of(params![&name_key], &self.0.chain) else { return Ok(None) };
        let rows = self.0.tx.rows(
            sql!("file.with_name", "SELECT list, key FROM file WHERE name_key = $1 AND list IN ($2, $3, $4, $5, $6, $7, $8, $9)"),
            &all,
            |row| Ok((ListId::read(row, 0)?, FileKey::read(row, 1)?)),
        )?;
        for (list, key) in rows {
            // What lies deeper may be hidden, or have another name by now.
            if let Some(found) = self.file(&key)?.filter(|found| found.list == list) {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// Returns who has a name in the folder, in any letter case: names are unique among all that lies in it.
    pub fn holder_of(&mut self, name: &str) -> Result<Option<Holder>> {
        if let Some(found) = self.named(name)? {
            return Ok(Some(Holder::File(Box::new(found))));
        }
        let Held { drive, id, .. } = self.0.holder.held;
        Ok(node::child(self.0.tx, &drive, &id, NodeKind::Folder, name)?.map(Holder::Node))
    }

    /// Adds a file.
    pub fn add(&mut self, new: &NewFile<'_>, by: &UserId) -> Result<File> {
        let now = self.0.now;
        let key = self.fresh_key();
        let row = FileRow {
            key,
            content: *new.content,
            bytes: new.bytes,
            name: new.name.to_owned(),
            description: new.description.map(str::to_owned),
            created: now,
            created_by: *by,
            modified: now,
            modified_by: *by,
            fs_created: new.fs_created.unwrap_or(now),
            fs_modified: new.fs_modified.unwrap_or(now),
        };
        let id = FileId::within(&self.0.holder.held.id, key);
        self.append(id, row)
    }

    /// Gives a file another content, and changes it; what it held becomes a version. Where the client does not say when it was
    /// last changed, it was now.
    pub fn replace(&mut self, found: Found, content: &Hash, bytes: u64, change: &Change<'_>, by: &UserId) -> Result<File> {
        version::push(self.0.tx, &found.file, self.0.now)?;
        let fs_modified = change.fs_modified.unwrap_or(self.0.now);
        let row = FileRow { content: *content, bytes, fs_modified, ..change.of(&found.file.row) };
        self.write(found, row, by)
    }

    /// Says whether a number means what a file holds now.
    pub fn is_newest(&mut self, found: &Found, number: i64) -> Result<bool> {
        Ok(version::current(self.0.tx, &found.file.folder, &found.file.row.key)? == number)
    }

    /// Makes what a file held before the newest; what it holds now becomes a version. `None` if it has no such version.
    pub fn restore_version(&mut self, found: Found, number: i64, by: &UserId) -> Result<Option<File>> {
        let File { folder, row, .. } = &found.file;
        let Some(version) = version::get(self.0.tx, folder, &row.key, number)? else { return Ok(None) };
        self.replace(found, &version.content, version.bytes, &Change::default(), by).map(Some)
    }

    /// Changes a file's name, description and client's times.
    pub fn change(&mut self, found: Found, change: &Change<'_>, by: &UserId) -> Result<File> {
        let row = change.of(&found.file.row);
        self.write(found, row, by)
    }

    /// Gives a file that was just added what another one held before.
    pub fn copy_versions(&mut self, from: &File, to: &File) -> Result<()> {
        version::copy(self.0.tx, &place_of(from), &place_of(to))
    }

    /// Gives a file that was just added what was captured of another one, under the id of a folder that is never built.
    pub fn take_versions(&mut self, captured: &NodeId, from: &File, to: &File) -> Result<()> {
        let from = Place { folder: *captured, ..place_of(from) };
        version::follow(self.0.tx, &from, &place_of(to))
    }

    /// Removes a file: to the recycle bin, or for good with all its versions.
    pub fn remove(&mut self, found: Found, removal: Removal, by: &UserId) -> Result<()> {
        let now = self.0.now;
        trash::put(self.0.tx, &found.file, removal, by, now)?;
        if removal == Removal::ForGood {
            content::release(self.0.tx, &found.file.row.content, now)?;
            version::drop_all(self.0.tx, &found.file.folder, &found.file.row.key, now)?;
        }
        self.take_out(found)
    }

    /// Shows a deleted file again, under its old key if it was deleted from this folder. The caller knows the name to be free.
    pub fn restore(&mut self, trashed: Trashed, name: &str, by: &UserId) -> Result<File> {
        let Trashed { file: File { drive, folder, id, row }, .. } = trashed;
        trash::forget(self.0.tx, &folder, &row.key)?;
        // Later than what it showed in any folder: by this its clients tell its states apart.
        let was_called = row.name.clone();
        let row = FileRow { name: name.to_owned(), modified: self.0.now.after(row.modified), modified_by: *by, ..row };
        if folder == self.0.holder.held.id {
            return self.append(id, row);
        }
        relocation::file_left(self.0.tx, &drive, &id, &folder, &was_called, self.0.now)?;
        self.bring_in(&Place { drive, folder, key: row.key }, id, row)
    }

    /// Shows a file that was somewhere else before, under a fresh key: a folder that was copied from the file's own has the
    /// old one already.
    pub(super) fn bring_in(&mut self, from: &Place, id: FileId, row: FileRow) -> Result<File> {
        let key = self.fresh_key();
        let Held { drive, id: folder, .. } = self.0.holder.held;
        by_id::moved(self.0.tx, &id, &Place { drive, folder, key })?;
        version::follow(self.0.tx, from, &Place { drive, folder, key })?;
        self.append(id, FileRow { key, ..row })
    }

    /// Hides a file.
    pub(super) fn take_out(&mut self, found: Found) -> Result<()> {
        let head = self.0.open()?;
        let row = found.file.row;
        let is_on_top = self.0.is_on_top(&head, &found.list, &row.key.0)?;
        self.0.hide(&head, &row.key.0, is_on_top)?;
        self.0.holder.held.loses(row.bytes);
        Ok(())
    }

    /// Writes the folder back, changed now by `by`, and asks for a flatten if its layers hide too much.
    pub fn finish(self, by: &UserId) -> Result<Folder> {
        self.0.finish(by)
    }

    fn fresh_key(&self) -> FileKey {
        FileKey::of(self.0.ids.guid(self.0.now))
    }

    /// Puts a row under a key that shows nothing.
    fn append(&mut self, id: FileId, row: FileRow) -> Result<File> {
        let head = self.0.open()?;
        // A file that comes back may lie under its own tombstone.
        let is_on_top = self.0.is_on_top(&head, &NO_LIST, &row.key.0)?;
        put(self.0.tx, &head, &row)?;
        self.0.wrote(is_on_top);
        let held = &mut self.0.holder.held;
        held.gains(row.bytes, row.modified);
        Ok(File { drive: held.drive, folder: held.id, id, row })
    }

    /// Puts a row over one that is shown.
    fn write(&mut self, found: Found, row: FileRow, by: &UserId) -> Result<File> {
        let row = FileRow { modified: self.0.now, modified_by: *by, ..row };
        let head = self.0.open()?;
        let is_on_top = self.0.is_on_top(&head, &found.list, &row.key.0)?;
        put(self.0.tx, &head, &row)?;
        self.0.wrote(is_on_top);
        self.0.holder.held.changes(found.file.row.bytes, row.bytes, row.modified);
        Ok(File { row, ..found.file })
    }
}

const fn place_of(file: &File) -> Place {
    Place { drive: file.drive, folder: file.folder, key: file.row.key }
}

/// No list has this id.
const NO_LIST: ListId = ListId([0; 16]);

fn put(tx: &mut Tx<'_>, list: &ListId, row: &FileRow) -> Result<()> {
    let changed = tx.run(
        sql!(
            "file.put",
            "INSERT INTO file (list, key, dead, content, bytes, name, name_key, description, created_at_us, created_by, \
             modified_at_us, modified_by, fs_created_us, fs_modified_us) VALUES ($1, $2, 0, $3, $4, $5, $6, $7, $8, $9, $10, $11, \
             $12, $13) ON CONFLICT (list, key) DO UPDATE SET dead = 0, content = excluded.content, bytes = excluded.bytes, \
             name = excluded.name, name_key = excluded.name_key, description = excluded.description, \
             created_at_us = excluded.created_at_us, created_by = excluded.created_by, modified_at_us = excluded.modified_at_us, \
             modified_by = excluded.modified_by, fs_created_us = excluded.fs_created_us, fs_modified_us = excluded.fs_modified_us"
        ),
        &params![
            list,
            &row.key,
            &row.content,
            row.bytes,
            &row.name,
            &model::fold(&row.name),
            row.description.as_deref(),
            row.created,
            &row.created_by,
            row.modified,
            &row.modified_by,
            row.fs_created,
            row.fs_modified
        ],
    )?;
    if changed == 1 { Ok(()) } else { Err(Error::corrupt("a file was not written")) }
}
