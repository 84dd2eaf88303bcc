//! What lies in a folder and is as a filter has it: nodes, and the files of each layer, to be merged by the caller.
//!
//! A filter that finds little would go through all of a folder. By name, where a piece may end anywhere, it looks at so many
//! names and no more; in the other orders each piece looks at all of the folder anyway.

use super::expression::{Fields, predicate};
use super::statement::Statement;
use crate::file::File;
use crate::file_list::COLUMNS_OF_P;
use crate::file_list::read::{Listing, Order, Position, listed, start};
use crate::folder::Folder;
use crate::layer::{Layer, chain};
use crate::node::listing::Listed;
use crate::node::{self, kind_number};
use crate::{Result, Tx, params, sql};
use model::query::{ItemField, Predicate};
use model::{DriveId, ListId, NodeId, NodeKind};

/// Which items of a folder are listed.
#[derive(Clone, Copy, Debug)]
pub struct Chosen<'a> {
    /// In which order, after which place, and how many.
    pub listing: Listing<'a>,
    /// Which.
    pub filter: &'a Predicate<ItemField>,
    /// The place of the last name that is looked at; none if all are.
    pub last: Option<&'a Position>,
}

/// Returns the place of the last name that is looked at where `look` names of each layer, and of the nodes, are; none if that
/// is all.
pub fn last_looked_at(
    tx: &mut Tx<'_>,
    (drive, parent): (&DriveId, &NodeId),
    folder: Option<&Folder>,
    listing: &Listing<'_>,
    look: u64,
) -> Result<Option<Position>> {
    if listing.order != Order::Name {
        return Ok(None);
    }
    let start = start(listing.is_descending);
    let after = &listing.after.unwrap_or(&start).name_key;
    let skipped = look.saturating_sub(1);
    let of_nodes = if listing.is_descending {
        sql!(
            "node.last_name_down",
            "SELECT name_key FROM live WHERE drive = $1 AND parent = $2 AND name_key < $3 ORDER BY name_key DESC LIMIT 1 OFFSET $4"
        )
    } else {
        sql!(
            "node.last_name",
            "SELECT name_key FROM live WHERE drive = $1 AND parent = $2 AND name_key > $3 ORDER BY name_key LIMIT 1 OFFSET $4"
        )
    };
    let of_files = if listing.is_descending {
        sql!("file.last_name_down", "SELECT name_key FROM file WHERE list = $1 AND name_key < $2 ORDER BY name_key DESC LIMIT 1 OFFSET $3")
    } else {
        sql!("file.last_name", "SELECT name_key FROM file WHERE list = $1 AND name_key > $2 ORDER BY name_key LIMIT 1 OFFSET $3")
    };
    let mut lasts = Vec::new();
    lasts.extend(tx.row(of_nodes, &params![drive, parent, after, skipped], |row| row.text(0))?);
    let layers = folder.map(|folder| chain(tx, folder.held.head.as_ref())).transpose()?.unwrap_or_default();
    for layer in &layers {
        lasts.extend(tx.row(of_files, &params![&layer.list, after, skipped], |row| row.text(0))?);
    }
    // The first that some of them come to: before it, all of all were looked at.
    let last = if listing.is_descending { lasts.into_iter().max() } else { lasts.into_iter().min() };
    Ok(last.map(|name_key| Position { value: 0, name_key }))
}

/// Returns nodes that lie directly in a node, in the order asked for.
pub fn nodes(tx: &mut Tx<'_>, drive: &DriveId, parent: (&NodeId, NodeKind), chosen: &Chosen<'_>) -> Result<Vec<Listed>> {
    let fields = Nodes { holds_sections: matches!(parent.1, NodeKind::Notebook | NodeKind::SectionGroup) };
    let order = chosen.listing.order;
    let uses = |field| chosen.filter.any_field(&|used| used == field);
    let mut statement = Statement::new(tx);
    let to = &mut statement;
    let is_sized = order == Order::Size || uses(ItemField::Size);
    if is_sized {
        to.push("WITH RECURSIVE below (top, drive, id) AS (SELECT id, drive, id FROM live WHERE drive = ").bind(drive);
        to.push(" AND parent = ").bind(parent.0);
        to.push(
            " UNION ALL SELECT b.top, n.drive, n.id FROM below b CROSS JOIN live n WHERE n.drive = b.drive AND n.parent = b.id), \
             sized (top, bytes) AS (SELECT b.top, CAST(COALESCE(SUM(s.bytes), 0) + COALESCE(SUM(f.bytes), 0) AS BIGINT) FROM below b \
             LEFT JOIN section s ON s.drive = b.drive AND s.id = b.id LEFT JOIN folder f ON f.drive = b.drive AND f.id = b.id \
             GROUP BY b.top) ",
        );
    }
    to.push("SELECT ").push(node::COLUMNS_OF_N).push(", ");
    value(to, &fields, order);
    to.push(", n.name_key FROM ");
    // `i` is the index of parents alone, as in `down`; the index of names is walked in its order.
    to.push(match (is_sized, order) {
        (true, _) => "sized z CROSS JOIN live n",
        (false, Order::Name) => "live n",
        (false, _) => "live i CROSS JOIN node n",
    });
    if order == Order::Modified || uses(ItemField::Modified) {
        to.push(" LEFT JOIN section s ON s.drive = n.drive AND s.id = n.id");
    }
    if is_sized {
        to.push(" WHERE n.id = z.top");
    } else {
        let of = if order == Order::Name { "n" } else { "i" };
        to.push(" WHERE ").push(of).push(".drive = ").bind(drive).push(" AND ").push(of).push(".parent = ").bind(parent.0);
        to.push(if order == Order::Name { "" } else { " AND n.id = i.id" });
    }
    stretch(to, &fields, chosen, "n.name_key");
    statement.rows(tx, "query.items", |row| {
        let at = Position { value: row.integer(node::COLUMNS)?, name_key: row.text(node::COLUMNS + 1)? };
        Ok((node::read(row)?, at))
    })
}

/// Returns files of a folder, in the order asked for.
pub fn files(tx: &mut Tx<'_>, folder: &Folder, chosen: &Chosen<'_>) -> Result<Vec<File>> {
    let layers = chain(tx, folder.held.head.as_ref())?;
    crate::planted::pause("read.chain");
    let mut found = Vec::new();
    for (depth, layer) in layers.iter().enumerate() {
        found.extend(of_layer(tx, folder, layer, &layers[..depth], chosen)?);
    }
    chosen.listing.merge(&mut found, layers.len());
    Ok(found)
}

fn of_layer(tx: &mut Tx<'_>, folder: &Folder, layer: &Layer, above: &[Layer], chosen: &Chosen<'_>) -> Result<Vec<File>> {
    let is_by_index = chosen.listing.order == Order::Name && !tx.is_postgres();
    let name_key = if is_by_index { "i.name_key" } else { "p.name_key" };
    let fields = Files { folder, name_key };
    let above: Vec<ListId> = above.iter().map(|layer| layer.list).collect();
    let mut statement = Statement::new(tx);
    let to = &mut statement;
    // `i` is the index of names alone: SQLite, which has no figures, would else read the whole layer to find one.
    to.push("SELECT ").push(COLUMNS_OF_P).push(", a.id FROM ").push(if is_by_index { "file i CROSS JOIN file p" } else { "file p" });
    to.push(" LEFT JOIN file_alias a ON a.folder = ").bind(&folder.held.id).push(" AND a.key = p.key WHERE ");
    to.push(if is_by_index { "p.list = i.list AND p.key = i.key AND i" } else { "p" }).push(".list = ").bind(&layer.list);
    to.push(" AND p.dead = 0");
    if !above.is_empty() {
        to.push(" AND NOT EXISTS (SELECT 1 FROM file u WHERE u.key = p.key AND u.list IN ").bind_list(&above).push(")");
    }
    stretch(to, &fields, chosen, name_key);
    statement.rows(tx, "query.files", |row| listed(row, folder))
}

/// Writes what a list is ordered by.
fn value<'a>(to: &mut Statement<'a>, fields: &'a dyn Fields<ItemField>, order: Order) {
    match order {
        Order::Name => {
            to.push("CAST(0 AS BIGINT)");
        }
        Order::Size => fields.write(to, ItemField::Size),
        Order::Modified => fields.write(to, ItemField::Modified),
    }
}

/// Writes which stretch of a list is wanted, what of it, and in which order.
fn stretch<'a>(to: &mut Statement<'a>, fields: &'a dyn Fields<ItemField>, chosen: &'a Chosen<'a>, name_key: &str) {
    let Listing { order, is_descending, after, limit } = chosen.listing;
    let beyond = if is_descending { " < " } else { " > " };
    if let Some(after) = after {
        if order == Order::Name {
            to.push(" AND ").push(name_key).push(beyond).bind(&after.name_key);
        } else {
            to.push(" AND (");
            value(to, fields, order);
            to.push(", ").push(name_key).push(")").push(beyond).push("(").bind_integer(after.value);
            to.push(", ").bind_text(&after.name_key).push(")");
        }
    }
    if let Some(last) = chosen.last {
        to.push(" AND ").push(name_key).push(if is_descending { " >= " } else { " <= " }).bind(&last.name_key);
    }
    to.push(" AND ");
    predicate(to, fields, chosen.filter);
    to.push(" ORDER BY ");
    let falls = if is_descending { " DESC" } else { "" };
    if order != Order::Name {
        value(to, fields, order);
        to.push(falls).push(", ");
    }
    to.push(name_key).push(falls).push(" LIMIT ").bind(limit);
}

/// Nodes `n`, with their section `s` and what is below `z` where these are used.
struct Nodes {
    /// Whether they are sections, which have an end to their names, and section groups.
    holds_sections: bool,
}

impl Fields<ItemField> for Nodes {
    fn write<'a>(&'a self, to: &mut Statement<'a>, field: ItemField) {
        let one_of = |to: &mut Statement<'a>, kinds: &[NodeKind]| {
            to.push("(n.kind IN ").bind_list(kinds.iter().map(|kind| kind_number(*kind))).push(")");
        };
        match field {
            // What a section's name key ends in stands for the end of its name.
            ItemField::Name if self.holds_sections => {
                to.push("replace(n.name_key, ").bind_text("\u{1}").push(", ").bind_text(".one").push(")");
                to.either(" COLLATE \"C\"", "");
            }
            ItemField::Name => {
                to.push("n.name_key");
            }
            ItemField::Size => {
                to.push("z.bytes");
            }
            ItemField::Created => {
                to.push("n.created_at_us");
            }
            ItemField::Modified => {
                to.push("(CASE WHEN s.last_modified_us > n.modified_at_us THEN s.last_modified_us ELSE n.modified_at_us END)");
            }
            ItemField::File => one_of(to, &[NodeKind::Section]),
            ItemField::Folder => one_of(to, &[NodeKind::Folder, NodeKind::SectionGroup]),
            ItemField::Notebook => one_of(to, &[NodeKind::Notebook]),
            ItemField::Holder => one_of(to, &[NodeKind::Folder, NodeKind::SectionGroup, NodeKind::Notebook]),
        }
    }
}

/// Files `p` as a folder shows them.
struct Files<'a> {
    folder: &'a Folder,
    name_key: &'static str,
}

impl Fields<ItemField> for Files<'_> {
    fn write<'a>(&'a self, to: &mut Statement<'a>, field: ItemField) {
        let shown = |to: &mut Statement<'a>, column: &str| {
            let copied_at = self.folder.copied_at.micros();
            to.push("(CASE WHEN p.modified_at_us < ").bind_integer(copied_at).push(" THEN ").bind_integer(copied_at);
            to.push(" ELSE ").push(column).push(" END)");
        };
        match field {
            ItemField::Name => {
                to.push(self.name_key);
            }
            ItemField::Size => {
                to.push("p.bytes");
            }
            ItemField::Created => shown(to, "p.created_at_us"),
            ItemField::Modified => shown(to, "p.modified_at_us"),
            ItemField::File => {
                to.push("TRUE");
            }
            ItemField::Folder | ItemField::Notebook | ItemField::Holder => {
                to.push("FALSE");
            }
        }
    }
}
