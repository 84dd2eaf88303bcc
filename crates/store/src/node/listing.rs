//! What lies in something, in the orders that drives list it in, merged by the caller with the files there.

use super::{COLUMNS, read};
use crate::file_list::read::{Listing, Order, Position, start};
use crate::{Result, Tx, params, sql};
use model::{DriveId, NodeId};

/// A node, and where it stands in the list.
pub type Listed = (super::Node, Position);

/// The statement of one order: its label, what it needs before it, the value, and how that is compared and ordered by.
macro_rules! listing {
    ($label:literal, $before:literal, $value:expr, $from:literal, $compared:expr, $by:literal) => {
        sql!(
            $label,
            concat!(
                $before,
                "SELECT n.drive, n.id, n.parent, n.notebook, n.kind, n.name, n.created_at_us, n.created_by, n.modified_at_us, n.modified_by, ",
                $value,
                ", n.name_key FROM ",
                $from,
                " AND ",
                $compared,
                " ORDER BY ",
                $by,
                " LIMIT $4"
            )
        )
    };
}

macro_rules! by_name {
    ($label:literal, $compared:literal, $by:literal) => {
        listing!($label, "", "CAST(0 AS BIGINT)", "live n WHERE n.drive = $1 AND n.parent = $2", $compared, $by)
    };
}

/// When a node was changed last. What a section shows as that is the last change of its pages.
macro_rules! modified {
    () => {
        "CASE WHEN s.last_modified_us > n.modified_at_us THEN s.last_modified_us ELSE n.modified_at_us END"
    };
}

// `i` is the index of parents alone, as in `down`.
macro_rules! by_modified {
    ($label:literal, $than:literal, $by:literal) => {
        listing!(
            $label,
            "",
            modified!(),
            "live i CROSS JOIN node n LEFT JOIN section s ON s.drive = n.drive AND s.id = n.id \
             WHERE i.drive = $1 AND i.parent = $2 AND n.id = i.id",
            concat!("(", modified!(), ", n.name_key) ", $than, " ($5, $3)"),
            $by
        )
    };
}

macro_rules! by_size {
    ($label:literal, $than:literal, $by:literal) => {
        listing!(
            $label,
            "WITH RECURSIVE below (top, drive, id) AS (SELECT id, drive, id FROM live WHERE drive = $1 AND parent = $2 \
             UNION ALL SELECT b.top, n.drive, n.id FROM below b CROSS JOIN live n WHERE n.drive = b.drive AND n.parent = b.id), \
             sized (top, bytes) AS (SELECT b.top, CAST(COALESCE(SUM(s.bytes), 0) + COALESCE(SUM(f.bytes), 0) AS BIGINT) FROM below b \
             LEFT JOIN section s ON s.drive = b.drive AND s.id = b.id LEFT JOIN folder f ON f.drive = b.drive AND f.id = b.id GROUP BY b.top) ",
            "z.bytes",
            "sized z CROSS JOIN live n WHERE n.id = z.top",
            concat!("(z.bytes, n.name_key) ", $than, " ($5, $3)"),
            $by
        )
    };
}

/// Returns a piece of the list of what lies directly in a node.
///
/// By name it is as dear as it is long. By the last change each child is looked at once for each piece, and by size all that
/// lies below them.
pub fn children(tx: &mut Tx<'_>, drive: &DriveId, parent: &NodeId, listing: &Listing<'_>) -> Result<Vec<Listed>> {
    let start = start(listing.is_descending);
    let after = listing.after.unwrap_or(&start);
    let all = params![drive, parent, &after.name_key, listing.limit, after.value];
    let (statement, used) = match (listing.order, listing.is_descending) {
        (Order::Name, false) => (by_name!("node.by_name", "n.name_key > $3", "n.name_key"), 4),
        (Order::Name, true) => (by_name!("node.by_name_down", "n.name_key < $3", "n.name_key DESC"), 4),
        (Order::Size, false) => (by_size!("node.by_size", ">", "z.bytes, n.name_key"), 5),
        (Order::Size, true) => (by_size!("node.by_size_down", "<", "z.bytes DESC, n.name_key DESC"), 5),
        (Order::Modified, false) => (by_modified!("node.by_modified", ">", "11, n.name_key"), 5),
        (Order::Modified, true) => (by_modified!("node.by_modified_down", "<", "11 DESC, n.name_key DESC"), 5),
    };
    tx.rows(statement, &all[..used], |row| Ok((read(row)?, Position { value: row.integer(COLUMNS)?, name_key: row.text(COLUMNS + 1)? })))
}
