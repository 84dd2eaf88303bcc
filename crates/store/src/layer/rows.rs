//! The statements that are the same for every kind of rows, spelt for each.

use crate::file_list::FILES;
use crate::page_list::PAGES;
use crate::{Error, Result, Sql};

/// A kind of rows, and the statements that know its table and its holders' table.
///
/// The parameters `above` of the statements are the seven of [`super::Above`].
pub(crate) struct Rows {
    /// What `list.kind` says.
    pub(crate) kind: i64,
    /// Opens a list in a holder: drive, id, list.
    pub(crate) open: &'static Sql,
    /// Closes a holder: drive, id.
    pub(crate) close: &'static Sql,
    /// Returns lists, tombstones and rows of a key: key, all eight layers.
    pub(crate) layers: &'static Sql,
    /// Says whether a list has a row: list, key.
    pub(crate) has: &'static Sql,
    /// Removes a row: list, key.
    pub(crate) delete: &'static Sql,
    /// Makes a tombstone, perhaps of a row: list, key.
    pub(crate) bury: &'static Sql,
    /// Copies what a layer shows into a list: list, layer, whether tombstones too, above.
    pub(crate) fold: &'static Sql,
    /// Copies what a layer shows into a list: list, layer, after key, to key, above.
    pub(crate) flatten: &'static Sql,
    /// Returns the key that a range of rows of a layer ends with: layer, after key, how many more.
    pub(crate) range: &'static Sql,
    /// Returns closed holders of a list and locks them: list, how many.
    pub(crate) holders: &'static Sql,
    /// Gives a holder another head: drive, id, list.
    pub(crate) turn: &'static Sql,
    /// Counts holders of a list and lists on top of it: list.
    pub(crate) left: &'static Sql,
    /// Returns keys and contents of some rows: list, how many.
    pub(crate) some: &'static Sql,
    /// Removes rows up to a key: list, key.
    pub(crate) delete_some: &'static Sql,
}

impl Rows {
    /// Returns the kind that a list's row names.
    pub(crate) fn of(kind: i64) -> Result<&'static Self> {
        [&PAGES, &FILES].into_iter().find(|rows| rows.kind == kind).ok_or_else(|| Error::corrupt("a list is of no known kind"))
    }
}

/// Spells the statements: the name of the static, its number, the rows' table, the holders' table, how a tombstone is made
/// of parameters list and key, and the columns that a row has beside `list, key, dead`.
macro_rules! rows {
    ($(#[$doc:meta])* $name:ident = $kind:literal: $table:literal in $holder:literal, $bury:expr, $($column:ident)*) => {
        $(#[$doc])*
        pub(crate) static $name: $crate::layer::rows::Rows = $crate::layer::rows::Rows {
            kind: $kind,
            open: $crate::sql!(
                concat!($holder, ".open"),
                concat!("UPDATE ", $holder, " SET head = $3, is_open = 1 WHERE drive = $1 AND id = $2")
            ),
            close: $crate::sql!(concat!($holder, ".close"), concat!("UPDATE ", $holder, " SET is_open = 0 WHERE drive = $1 AND id = $2")),
            layers: $crate::sql!(
                concat!($table, ".layers"),
                concat!(
                    "SELECT list, dead, key", $(", ", stringify!($column),)*
                    " FROM ", $table, " WHERE key = $1 AND list IN ($2, $3, $4, $5, $6, $7, $8, $9)"
                )
            ),
            has: $crate::sql!(concat!($table, ".has"), concat!("SELECT 1 FROM ", $table, " WHERE list = $1 AND key = $2")),
            delete: $crate::sql!(concat!($table, ".delete"), concat!("DELETE FROM ", $table, " WHERE list = $1 AND key = $2")),
            bury: $bury,
            fold: $crate::sql!(
                concat!($table, ".fold"),
                concat!(
                    "INSERT INTO ", $table, " (list, key, dead", $(", ", stringify!($column),)*
                    ") SELECT l.id, p.key, p.dead", $(", p.", stringify!($column),)*
                    " FROM ", $table, " p, list l WHERE l.id = $1 AND p.list = $2 AND (p.dead = 0 OR CAST($3 AS BIGINT) = 1) \
                     AND NOT EXISTS (SELECT 1 FROM ", $table, " u WHERE u.key = p.key AND u.list IN ($4, $5, $6, $7, $8, $9, $10))"
                )
            ),
            flatten: $crate::sql!(
                concat!($table, ".flatten"),
                concat!(
                    "INSERT INTO ", $table, " (list, key, dead", $(", ", stringify!($column),)*
                    ") SELECT l.id, p.key, 0", $(", p.", stringify!($column),)*
                    " FROM ", $table, " p, list l WHERE l.id = $1 AND p.list = $2 AND p.dead = 0 AND p.key > $3 AND p.key <= $4 \
                     AND NOT EXISTS (SELECT 1 FROM ", $table, " u WHERE u.key = p.key AND u.list IN ($5, $6, $7, $8, $9, $10, $11)) \
                     ON CONFLICT (list, key) DO NOTHING"
                )
            ),
            range: $crate::sql!(
                concat!($table, ".range"),
                concat!("SELECT key FROM ", $table, " WHERE list = $1 AND key > $2 ORDER BY key LIMIT 1 OFFSET $3")
            ),
            holders: $crate::sql!(
                concat!($holder, ".holders"),
                concat!(
                    "SELECT drive, id FROM ", $holder, " WHERE head = $1 AND is_open = 0 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED"
                )
            ),
            turn: $crate::sql!(concat!($holder, ".turn"), concat!("UPDATE ", $holder, " SET head = $3 WHERE drive = $1 AND id = $2")),
            left: $crate::sql!(
                concat!($holder, ".left"),
                concat!("SELECT (SELECT COUNT(*) FROM ", $holder, " WHERE head = $1) + (SELECT COUNT(*) FROM list WHERE parent = $1)")
            ),
            some: $crate::sql!(
                concat!($table, ".some"),
                concat!("SELECT key, content FROM ", $table, " WHERE list = $1 ORDER BY key LIMIT $2")
            ),
            delete_some: $crate::sql!(
                concat!($table, ".delete_some"),
                concat!("DELETE FROM ", $table, " WHERE list = $1 AND key <= $2")
            ),
        };
    };
}

pub(crate) use rows;
