//! Putting bytes into a file: a new one, or another content for one that is there.

use super::Reached;
use super::create::{self, Made};
use super::lock;
use super::named::{self, Way};
use crate::access::{self, Allowed, AllowedFile, AllowedItem};
use crate::{Caller, Cx, Digests, Error, Result, naming, quota};
use model::{ConflictBehavior, Name, NameRule, NodeKind, Timestamp};
use store::content::{self, Content};
use store::file_list::write::{Change, Found, NewFile, Writer};

/// What must hold for a file to be written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Only {
    /// Nothing.
    #[default]
    Always,
    /// It is there, and is as it was when it was looked up.
    IfUnchanged,
    /// It is not there.
    IfNew,
}

impl Only {
    /// Holds this against a file or a node that is there, by when it was changed last: when it was looked up, if it was, and now.
    ///
    /// # Errors
    /// [`Error::Changed`].
    pub(super) fn hold(self, was: Option<Timestamp>, is: Timestamp) -> Result<()> {
        match self {
            Self::Always => Ok(()),
            Self::IfUnchanged if was == Some(is) => Ok(()),
            Self::IfUnchanged | Self::IfNew => Err(Error::Changed),
        }
    }
}

/// What a file is to hold.
#[derive(Clone, Copy, Debug)]
pub struct Bytes<'a> {
    /// The bytes.
    pub content: &'a Content,
    /// What clients know them by.
    pub digests: &'a Digests,
}

/// How a file is put.
#[derive(Clone, Copy, Debug, Default)]
pub struct How<'a> {
    /// What to do when the name is taken. Nothing takes the place of a folder.
    pub conflict: ConflictBehavior,
    /// What must hold.
    pub only: Only,
    /// What people say of it.
    pub description: Option<&'a str>,
    /// When it was created as its client says.
    pub fs_created: Option<Timestamp>,
    /// When it was last changed as its client says.
    pub fs_modified: Option<Timestamp>,
}

/// Puts a content where a path leads. Folders that are missing on the way are made.
///
/// # Errors
/// [`Error::BadName`], [`Error::NameTaken`], [`Error::Changed`], [`Error::QuotaExceeded`], [`Error::TooDeep`];
/// [`Error::NotebookOnly`] in a notebook, [`Error::NotAFolder`] where the path leads through a file.
pub fn put(cx: &mut Cx<'_, '_>, caller: &Caller, to: &Reached, bytes: Bytes<'_>, how: &How<'_>) -> Result<(AllowedFile, Made)> {
    match (&to.item, to.missing.as_slice()) {
        (AllowedItem::File(file), []) => over(cx, caller, file, bytes, how),
        (AllowedItem::File(_), _) => Err(Error::NotAFolder),
        (AllowedItem::Node(held), []) => match held.node().kind {
            NodeKind::SectionGroup | NodeKind::Section => Err(Error::NotebookOnly),
            NodeKind::Root | NodeKind::Folder | NodeKind::Shortcut | NodeKind::Notebook => Err(Error::NameTaken(held.node().name.clone())),
        },
        (item, [folders @ .., name]) => {
            if how.only == Only::IfUnchanged {
                return Err(Error::Changed);
            }
            let name = naming::checked(name, NameRule::Item)?;
            let folder = create::path(cx, caller, create::holder(item)?, folders)?;
            within(cx, caller, &folder, &Wanted { name, seen: None }, bytes, how)
        }
    }
}

/// Gives a file that is there another content, unless it is to be left alone.
fn over(cx: &mut Cx<'_, '_>, caller: &Caller, file: &AllowedFile, bytes: Bytes<'_>, how: &How<'_>) -> Result<(AllowedFile, Made)> {
    if how.conflict == ConflictBehavior::Rename {
        // Then it is another file that is put there.
        file.to_arrange()?;
    }
    let row = &file.file().row;
    let name = naming::checked(&row.name, NameRule::Item)?;
    within(cx, caller, file.folder(), &Wanted { name, seen: Some(file) }, bytes, how)
}

/// Which file of a folder is meant.
struct Wanted<'a> {
    name: Name,
    /// The file that was addressed, where that was one.
    seen: Option<&'a AllowedFile>,
}

fn within(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    folder: &Allowed,
    wanted: &Wanted<'_>,
    Bytes { content, digests }: Bytes<'_>,
    how: &How<'_>,
) -> Result<(AllowedFile, Made)> {
    let Wanted { name, seen } = wanted;
    let (ids, now, by) = (cx.ids(), cx.now(), caller.user());
    content::put(cx.tx, content, now)?;
    content::digest::put(cx.tx, &content.hash, digests)?;
    let (drive, id) = (&folder.node().drive, &folder.node().id);
    match seen {
        Some(seen) => lock::file(cx, caller, seen)?,
        None => lock::folder(cx, caller, folder)?,
    }
    let mut writer = Writer::lock_or_make(cx.tx, ids, drive, id, by, now)?.ok_or(Error::NotFound)?;
    // One that was addressed may have another name by now; it is meant all the same.
    let found = match seen {
        Some(seen) => writer.file(&seen.file().row.key)?.map(Box::new),
        None => None,
    };
    let way = match found {
        Some(found) => named::against_file(&mut writer, name, found, how.conflict)?,
        None if seen.is_some_and(|seen| seen.to_arrange().is_err()) => return Err(Error::NotFound),
        None => named::way(&mut writer, name, how.conflict, None)?,
    };
    let (file, made) = match way {
        Way::Free(_) if how.only == Only::IfUnchanged => return Err(Error::Changed),
        Way::Over(found) => {
            how.only.hold(seen.map(|seen| seen.file().row.modified), found.file.row.modified)?;
            (replace(&mut writer, *found, content, how, caller)?, Made::Before)
        }
        Way::Free(name) => {
            let new = NewFile {
                content: &content.hash,
                bytes: content.bytes,
                name: name.as_str(),
                description: how.description,
                fs_created: how.fs_created,
                fs_modified: how.fs_modified,
            };
            (writer.add(&new, by)?, Made::New)
        }
    };
    writer.finish(by)?;
    quota::reserve(cx, folder.drive(), 0)?;
    let placed = match seen {
        Some(seen) if made == Made::Before => seen.changed(file),
        _ => access::file_within(folder, file),
    };
    Ok((placed, made))
}

fn replace(writer: &mut Writer<'_, '_>, found: Found, content: &Content, how: &How<'_>, caller: &Caller) -> Result<store::file::File> {
    let change = Change { name: None, description: how.description.map(Some), fs_created: how.fs_created, fs_modified: how.fs_modified };
    Ok(writer.replace(found, &content.hash, content.bytes, &change, caller.user())?)
}
