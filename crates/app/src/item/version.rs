//! What files held before: shown, fetched, made the newest again, removed.
//!
//! Versions are a file's own: a copy begins without, and what lies in notebooks has none.

use super::lock;
use super::put::Only;
use crate::access::{AllowedFile, AllowedItem};
use crate::view::Person;
use crate::view::many::People;
use crate::{Caller, Cx, Error, Result, quota};
use model::Timestamp;
use store::content::{self, Content};
use store::file::{self, File};
use store::file_list::version as rows;
use store::file_list::write::Writer;
use store::{Hash, folder};

/// One version of a file: what it holds now, or held before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionView {
    /// Its number, 1 for the first. Means this one for good.
    pub number: i64,
    /// The length of its content, in bytes.
    pub bytes: u64,
    /// When the file came to hold it, and through whom.
    pub modified: (Timestamp, Person),
}

/// Returns all versions of a file, the newest first: what it holds now.
///
/// # Errors
/// [`Error::NoVersions`] for what is no file.
pub fn versions(cx: &mut Cx<'_, '_>, caller: &Caller, item: &AllowedItem) -> Result<Vec<VersionView>> {
    let File { folder, row, .. } = of(item)?.file();
    let mut people = People::default();
    let mut views = vec![VersionView {
        number: rows::current(cx.tx, folder, &row.key)?,
        bytes: row.bytes,
        modified: (row.modified, people.person(cx, caller, &row.modified_by)?),
    }];
    for version in rows::list(cx.tx, folder, &row.key)? {
        let modified = (version.modified, people.person(cx, caller, &version.modified_by)?);
        views.push(VersionView { number: version.number, bytes: version.bytes, modified });
    }
    Ok(views)
}

/// Returns one version of a file.
///
/// # Errors
/// As [`versions`]; [`Error::NotFound`] for a number that no version has.
pub fn version(cx: &mut Cx<'_, '_>, caller: &Caller, item: &AllowedItem, number: i64) -> Result<VersionView> {
    let found = find(cx, of(item)?, number)?;
    let modified = (found.modified, People::default().person(cx, caller, &found.modified_by)?);
    Ok(VersionView { number, bytes: found.bytes, modified })
}

/// Returns the content of one version of a file.
///
/// # Errors
/// As [`version`].
pub fn version_content(cx: &mut Cx<'_, '_>, item: &AllowedItem, number: i64) -> Result<Content> {
    let rows::Version { content: hash, bytes, .. } = find(cx, of(item)?, number)?;
    read(cx, hash, bytes)
}

pub(super) fn read(cx: &mut Cx<'_, '_>, hash: Hash, bytes: u64) -> Result<Content> {
    let body = content::get(cx.tx, &hash)?.ok_or(Error::Internal)?;
    Ok(Content { hash, bytes, body })
}

/// Makes a version the newest again. What the file holds now stays, as a version.
///
/// # Errors
/// As [`version`]; [`Error::Changed`], [`Error::QuotaExceeded`].
pub fn restore_version(cx: &mut Cx<'_, '_>, caller: &Caller, item: &AllowedItem, number: i64, only: Only) -> Result<()> {
    let allowed = of(item)?;
    let File { drive, folder, row, .. } = allowed.file();
    let (ids, now) = (cx.ids(), cx.now());
    lock::file(cx, caller, allowed)?;
    let mut writer = Writer::lock(cx.tx, ids, drive, folder, now)?.ok_or(Error::NotFound)?;
    let found = writer.file(&row.key)?.ok_or(Error::NotFound)?;
    only.hold(Some(row.modified), found.file.row.modified)?;
    if writer.is_newest(&found, number)? {
        return Ok(());
    }
    writer.restore_version(found, number, caller.user())?.ok_or(Error::NotFound)?;
    writer.finish(caller.user())?;
    quota::reserve(cx, allowed.folder().drive(), 0)
}

/// Removes a version for good.
///
/// # Errors
/// As [`version`]; [`Error::Changed`]; [`Error::CurrentVersion`] for what the file holds now.
pub fn remove_version(cx: &mut Cx<'_, '_>, caller: &Caller, item: &AllowedItem, number: i64, only: Only) -> Result<()> {
    let allowed = of(item)?;
    let File { drive, folder, id, row } = allowed.file();
    lock::file(cx, caller, allowed)?;
    folder::lock(cx.tx, drive, folder)?.ok_or(Error::NotFound)?;
    // Asked again under the lock: where it has moved to, its versions are by now.
    let found = file::find(cx.tx, id)?.filter(|found| found.folder == *folder).ok_or(Error::NotFound)?;
    only.hold(Some(row.modified), found.row.modified)?;
    if number == rows::current(cx.tx, folder, &row.key)? {
        return Err(Error::CurrentVersion);
    }
    let now = cx.now();
    if rows::remove(cx.tx, folder, &row.key, number, now)? { Ok(()) } else { Err(Error::NotFound) }
}

fn of(item: &AllowedItem) -> Result<&AllowedFile> {
    item.file().ok_or(Error::NoVersions)
}

fn find(cx: &mut Cx<'_, '_>, allowed: &AllowedFile, number: i64) -> Result<rows::Version> {
    let File { folder, row, .. } = allowed.file();
    if let Some(found) = rows::get(cx.tx, folder, &row.key, number)? {
        return Ok(found);
    }
    if rows::current(cx.tx, folder, &row.key)? != number {
        return Err(Error::NotFound);
    }
    let (content, modified_by) = (row.content, row.modified_by);
    Ok(rows::Version { number, content, bytes: row.bytes, modified: row.modified, modified_by })
}
