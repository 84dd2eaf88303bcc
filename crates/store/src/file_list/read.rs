//! Reading files through the layers: one by its key or name, or all of a folder in some order.

use super::{COLUMNS, FILES, FileRow, columns_of_p, file, shown};
use crate::file::File;
use crate::folder::Folder;
use crate::ids::{RowId, moment};
use crate::layer::{Above, Layer, chain};
use crate::{Error, Result, Row, Tx, params, sql};
use model::{DriveId, FileId, FileKey, NodeId, Timestamp, UserId};

/// The layers of a folder: parameters drive and id of it.
///
/// A chain has at most [`crate::layer::CHAIN_MAX`] layers. PostgreSQL, which cannot know, would expect a hundred, and walk all
/// files of all folders instead of looking into so many: the limit only tells it.
macro_rules! chain_of_folder {
    () => {
        "WITH RECURSIVE chain (id, parent, depth) AS ( \
         SELECT l.id, l.parent, 0 FROM folder f CROSS JOIN list l WHERE l.id = f.head AND f.drive = $1 AND f.id = $2 \
         UNION ALL SELECT l.id, l.parent, c.depth + 1 FROM chain c CROSS JOIN list l WHERE l.id = c.parent), \
         layer (id, depth) AS (SELECT id, depth FROM chain LIMIT 8) "
    };
}

/// Returns a visible file of a folder.
pub fn get(tx: &mut Tx<'_>, drive: &DriveId, folder: &NodeId, key: &FileKey) -> Result<Option<File>> {
    let topmost = tx.row(
        sql!(
            "file.get",
            concat!(
                chain_of_folder!(),
                "SELECT p.dead, ",
                columns_of_p!(),
                ", f.copied_at_us, f.copied_by, a.id FROM layer c CROSS JOIN file p CROSS JOIN folder f \
                 LEFT JOIN file_alias a ON a.folder = $2 AND a.key = p.key \
                 WHERE p.list = c.id AND p.key = $3 AND f.drive = $1 AND f.id = $2 ORDER BY c.depth LIMIT 1"
            )
        ),
        &params![drive, folder, key],
        |row| if row.boolean(0)? { Ok(None) } else { whole(row, 1, drive, folder).map(Some) },
    )?;
    Ok(topmost.flatten())
}

/// Returns the file of this name in a folder, in any letter case.
pub fn named(tx: &mut Tx<'_>, drive: &DriveId, folder: &NodeId, name: &str) -> Result<Option<File>> {
    // Tombstones have no name. `i` is the index alone: SQLite, which has no figures, would else read the whole layer.
    tx.row(
        sql!(
            "file.named",
            concat!(
                chain_of_folder!(),
                "SELECT ",
                columns_of_p!(),
                ", f.copied_at_us, f.copied_by, a.id FROM layer c CROSS JOIN file i CROSS JOIN file p CROSS JOIN folder f \
                 LEFT JOIN file_alias a ON a.folder = $2 AND a.key = p.key \
                 WHERE i.list = c.id AND i.name_key = $3 AND p.list = i.list AND p.key = i.key AND f.drive = $1 AND f.id = $2 \
                 AND NOT EXISTS (SELECT 1 FROM layer d CROSS JOIN file u WHERE d.depth < c.depth AND u.list = d.id AND u.key = i.key) \
                 LIMIT 1"
            )
        ),
        &params![drive, folder, &model::fold(name)],
        |row| whole(row, 0, drive, folder),
    )
}

/// Reads a row with its folder's stamp and its alias.
fn whole(row: &Row<'_>, first: usize, drive: &DriveId, folder: &NodeId) -> Result<File> {
    let seen = shown(file(row, first)?, moment(row, first + COLUMNS)?, &UserId::read(row, first + COLUMNS + 1)?);
    let alias = FileId::read_opt(row, first + COLUMNS + 2)?;
    Ok(File { drive: *drive, folder: *folder, id: alias.unwrap_or(FileId::within(folder, seen.key)), row: seen })
}

/// By what the files of a folder are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Their name, letter case aside.
    Name,
    /// Their length, and the name where it is equal.
    Size,
    /// The time of the last change that they show, and the name where it is equal.
    Modified,
}

/// A place in a list. It names no layer, so it survives edits, folds and flattens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// What the list is ordered by, as a number; 0 for the name.
    pub value: i64,
    /// The folded name.
    pub name_key: String,
}

impl Order {
    /// Returns where a file stands in a list of this order.
    pub fn position(self, row: &FileRow) -> Position {
        Position { value: self.value(row), name_key: model::fold(&row.name) }
    }

    fn value(self, row: &FileRow) -> i64 {
        match self {
            Self::Name => 0,
            Self::Size => i64::try_from(row.bytes).unwrap_or(i64::MAX),
            Self::Modified => row.modified.micros(),
        }
    }
}

/// Which files of a folder are listed, and how.
#[derive(Clone, Copy, Debug)]
pub struct Listing<'a> {
    /// By what.
    pub order: Order,
    /// Whether the greatest comes first.
    pub is_descending: bool,
    /// Where the last piece ended.
    pub after: Option<&'a Position>,
    /// The most files that are returned.
    pub limit: usize,
}

/// Follows every name.
const LAST_NAME: &str = "\u{10ffff}";

/// Returns the place that everything in a list follows.
pub(crate) fn start(is_descending: bool) -> Position {
    if is_descending {
        Position { value: i64::MAX, name_key: LAST_NAME.to_owned() }
    } else {
        Position { value: i64::MIN, name_key: String::new() }
    }
}

/// Returns a piece of the list of a folder's files.
///
/// By name it is as dear as it is long. By anything else each file of the folder is looked at once for each piece.
pub fn children(tx: &mut Tx<'_>, folder: &Folder, listing: &Listing<'_>) -> Result<Vec<File>> {
    let layers = chain(tx, folder.held.head.as_ref())?;
    crate::planted::pause("read.chain");
    let mut found = Vec::new();
    for (depth, layer) in layers.iter().enumerate() {
        found.extend(of_layer(tx, folder, layer, &Above::of(&layers, depth), listing)?);
    }
    listing.merge(&mut found, layers.len());
    Ok(found)
}

impl Listing<'_> {
    /// Makes one piece of those of some layers.
    pub(crate) fn merge(&self, found: &mut Vec<File>, layers: usize) {
        if layers > 1 {
            found.sort_by_cached_key(|file| self.order.position(&file.row));
            if self.is_descending {
                found.reverse();
            }
            found.truncate(self.limit);
        }
    }
}

/// The statement of one order: its label, the value and how it is compared, and what it is ordered by.
macro_rules! listing {
    ($label:literal, $below:expr, $by:expr) => {
        sql!(
            $label,
            concat!(
                "SELECT ",
                columns_of_p!(),
                ", a.id FROM file p LEFT JOIN file_alias a ON a.folder = $1 AND a.key = p.key WHERE p.list = $2 AND p.dead = 0 AND ",
                $below,
                " AND NOT EXISTS (SELECT 1 FROM file u WHERE u.key = p.key AND u.list IN ($4, $5, $6, $7, $8, $9, $10)) ORDER BY ",
                $by,
                " LIMIT $11"
            )
        )
    };
}

/// When a file was changed last, as its folder shows it: `$13` is when that was copied.
macro_rules! modified {
    () => {
        "CASE WHEN p.modified_at_us < $13 THEN CAST($13 AS BIGINT) ELSE p.modified_at_us END"
    };
}

fn of_layer(tx: &mut Tx<'_>, folder: &Folder, layer: &Layer, above: &Above, listing: &Listing<'_>) -> Result<Vec<File>> {
    let is_down = listing.is_descending;
    let start = start(is_down);
    let after = listing.after.unwrap_or(&start);
    let statement = match (listing.order, is_down) {
        (Order::Name, false) => listing!("file.by_name", "p.name_key > $3", "p.name_key"),
        (Order::Name, true) => listing!("file.by_name_down", "p.name_key < $3", "p.name_key DESC"),
        (Order::Size, false) => listing!("file.by_size", "(p.bytes, p.name_key) > ($12, $3)", "p.bytes, p.name_key"),
        (Order::Size, true) => listing!("file.by_size_down", "(p.bytes, p.name_key) < ($12, $3)", "p.bytes DESC, p.name_key DESC"),
        (Order::Modified, false) => {
            listing!("file.by_modified", concat!("(", modified!(), ", p.name_key) > ($12, $3)"), concat!(modified!(), ", p.name_key"))
        }
        (Order::Modified, true) => listing!(
            "file.by_modified_down",
            concat!("(", modified!(), ", p.name_key) < ($12, $3)"),
            concat!(modified!(), " DESC, p.name_key DESC")
        ),
    };
    let all = above.within(params![&folder.held.id, &layer.list, &after.name_key], params![listing.limit, after.value, folder.copied_at]);
    let used = match listing.order {
        Order::Name => 11,
        Order::Size => 12,
        Order::Modified => 13,
    };
    tx.rows(statement, &all[..used], |row| listed(row, folder))
}

/// Reads a row and its alias.
pub(crate) fn listed(row: &Row<'_>, folder: &Folder) -> Result<File> {
    let seen = folder.show(file(row, 0)?);
    let alias = FileId::read_opt(row, COLUMNS)?;
    Ok(File { drive: folder.held.drive, folder: folder.held.id, id: alias.unwrap_or(FileId::within(&folder.held.id, seen.key)), row: seen })
}

/// The statement of one order of files that changed: its label, what follows the place, and what it is ordered by.
macro_rules! changed_files {
    ($label:literal, $beyond:literal, $by:literal) => {
        sql!(
            $label,
            concat!(
                "SELECT ",
                columns_of_p!(),
                ", a.id FROM file p LEFT JOIN file_alias a ON a.folder = $1 AND a.key = p.key \
                 WHERE p.list = $2 AND p.dead = 0 AND ",
                $beyond,
                " AND NOT EXISTS (SELECT 1 FROM file u WHERE u.key = p.key AND u.list IN ($3, $4, $5, $6, $7, $8, $9)) ORDER BY ",
                $by,
                " LIMIT $11"
            )
        )
    };
}

/// Which files of a folder are wanted, and in which order they come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// All, by their keys: nothing that changes meanwhile makes one of them come twice or not at all.
    Ever,
    /// Those whose rows say that they changed then or later, by that moment.
    Moment(Timestamp),
}

/// Where a piece of them ended: the moment that the last one's row says, and its key. By keys the moment is 0.
pub type Place = (Timestamp, FileKey);

impl Since {
    /// Returns where a file stands.
    pub fn place(self, row: &FileRow) -> Place {
        match self {
            Self::Ever => (Timestamp::from_micros(0), row.key),
            Self::Moment(_) => (row.modified, row.key),
        }
    }
}

/// Returns files of a folder after `after`, at most `limit`. Those that changed are found by an index: it costs what they are.
///
/// A folder that was copied since then shows all of its files as new, which their rows do not say: ask for [`Since::Ever`].
pub fn changed(tx: &mut Tx<'_>, folder: &Folder, since: Since, after: Option<&Place>, limit: usize) -> Result<Vec<File>> {
    let layers = chain(tx, folder.held.head.as_ref())?;
    let least = match since {
        Since::Ever => Timestamp::from_micros(0),
        Since::Moment(least) => least,
    };
    let (moment, key): (Timestamp, &[u8]) = after.map_or((least, &[]), |(moment, key)| (*moment, key.bytes()));
    let statement = match since {
        Since::Ever => changed_files!("file.all", "p.key > $10", "p.key"),
        Since::Moment(_) => {
            changed_files!("file.changed", "(p.modified_at_us, p.key) > ($12, $10)", "p.modified_at_us, p.key")
        }
    };
    let mut found = Vec::new();
    for (depth, layer) in layers.iter().enumerate() {
        let above = Above::of(&layers, depth);
        let all = above.within(params![&folder.held.id, &layer.list], params![key, limit, moment]);
        let used = if since == Since::Ever { 11 } else { 12 };
        found.extend(tx.rows(statement, &all[..used], |row| Ok((since.place(&file(row, 0)?), listed(row, folder)?)))?);
    }
    found.sort_unstable_by_key(|(place, _)| *place);
    found.truncate(limit);
    Ok(found.into_iter().map(|(_, file)| file).collect())
}

/// Files whose names have a word, as far as was looked.
#[derive(Clone, Debug)]
pub struct Named {
    /// The files, by their keys.
    pub files: Vec<File>,
    /// Where to look on; none if there is no more.
    pub end: Option<FileKey>,
    /// How many names were looked at, and not many fewer.
    pub looked: u64,
}

/// Looks at `look` names of each layer of a folder behind a key, for files whose folded names have a word; at most `limit`.
pub fn with_word(tx: &mut Tx<'_>, folder: &Folder, word: &str, after: Option<&FileKey>, limit: usize, look: u64) -> Result<Named> {
    let layers = chain(tx, folder.held.head.as_ref())?;
    let after: &[u8] = after.map_or(&[], |key| key.bytes());
    let mut end: Option<Vec<u8>> = None;
    for layer in &layers {
        let last = tx.row(FILES.range, &params![&layer.list, after, look.saturating_sub(1)], |row| row.bytes(0))?;
        end = [end, last].into_iter().flatten().min();
    }
    let upto = end.as_deref().unwrap_or(&AFTER_ALL);
    let pattern = format!("%{}%", word.replace('!', "!!").replace('%', "!%").replace('_', "!_"));
    let mut files = Vec::new();
    for (depth, layer) in layers.iter().enumerate() {
        let above = Above::of(&layers, depth);
        files.extend(tx.rows(
            changed_files!("file.with_word", "p.key > $10 AND p.key <= $13 AND p.name_key LIKE $12 ESCAPE '!'", "p.key"),
            &above.within(params![&folder.held.id, &layer.list], params![after, limit, &pattern, upto]),
            |row| listed(row, folder),
        )?);
    }
    files.sort_unstable_by_key(|file| file.row.key);
    let looked = if end.is_some() { look } else { look.min(folder.held.n) };
    let end = match end {
        _ if files.len() >= limit => files.get(limit.saturating_sub(1)).map(|file| file.row.key),
        Some(key) => Some(FileKey(key.try_into().map_err(|_| Error::corrupt("a file's key"))?)),
        None => None,
    };
    files.truncate(limit);
    Ok(Named { files, end, looked })
}

/// Follows every key: they are shorter.
const AFTER_ALL: [u8; 9] = [0xff; 9];
