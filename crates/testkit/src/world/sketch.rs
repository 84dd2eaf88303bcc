//! Trees from a sketch, and back.

use super::World;
use app::{Caller, Cx, Error, Result};
use model::{NodeId, NodeKind};
use store::Hash;
use store::content::Body;
use store::file_list::read::{Listing, Order};
use store::node::Node;

impl World {
    /// Makes what a sketch shows among the caller's notebooks and in their drive, and returns the nodes of its lines in order.
    ///
    /// A line at the margin is a notebook; a line below that ends in `/` is a section group, any other a section, and what
    /// follows a colon are pages. But a line at the margin that ends in `/` is a folder of the drive, in which those that end
    /// in `/` are folders too, any other is a notebook, and what follows a colon are files, named as what they hold or
    /// `name(what it holds)`. Two spaces are a level.
    ///
    /// # Panics
    /// If the sketch is askew, or a name is taken.
    pub fn sketch(&self, who: &Caller, sketch: &str) -> Vec<NodeId> {
        let mut made = Vec::new();
        let mut above: Vec<(NodeId, bool)> = Vec::new();
        for line in sketch.lines().filter(|line| !line.trim().is_empty()) {
            let depth = (line.len() - line.trim_start().len()) / 2;
            above.truncate(depth);
            let (name, held) = line.trim().split_once(':').unwrap_or((line.trim(), ""));
            let may_be_folder = above.last().is_none_or(|(_, is_folder)| *is_folder);
            let node = match (above.last(), name.strip_suffix('/')) {
                (None, Some(folder)) => self.folder(who, self.root(who), folder),
                (Some((parent, true)), Some(folder)) => self.folder(who, *parent, folder),
                (None, None) => self.notebook(who, name),
                (Some((folder, true)), None) => {
                    let made = self.notebook(who, name);
                    made.and_then(|made| self.change_item(who, made.0, None, Some(*folder)).map(|()| made))
                }
                (Some((parent, false)), Some(group)) => self.group(who, *parent, group),
                (Some((parent, false)), None) => self.section(who, *parent, name),
            };
            let node = node.unwrap_or_else(|error| panic!("{line:?}: {error}"));
            let is_folder = may_be_folder && name.ends_with('/');
            for text in held.split(',').map(str::trim).filter(|text| !text.is_empty()) {
                self.clock.advance_seconds(1);
                let put = match is_folder {
                    true => {
                        let (name, body) = text.strip_suffix(')').and_then(|text| text.split_once('(')).unwrap_or((text, text));
                        self.file(who, node, name, body).map(drop)
                    }
                    false => self.page(who, node, text).map(drop),
                };
                put.unwrap_or_else(|error| panic!("{line:?}: {error}"));
            }
            above.push((node, is_folder));
            made.push(node);
        }
        made
    }

    /// Prints a tree as [`World::sketch`] takes it, pages by rising order, files by name, and with their contents where those
    /// differ from the titles or names. Equal prints mean equal trees, ids and times aside.
    ///
    /// # Panics
    /// If there is no such tree.
    #[must_use]
    pub fn print(&self, root: NodeId) -> String {
        self.read(move |cx| print(cx, &root, 0)).expect("the tree is there")
    }
}

fn print(cx: &mut Cx<'_, '_>, id: &NodeId, depth: usize) -> Result<String> {
    let node = store::node::find(cx.tx, id)?.ok_or(Error::NotFound)?;
    let is_folder = matches!(node.kind, NodeKind::Root | NodeKind::Folder);
    let mut out = format!("{}{}", "  ".repeat(depth), node.name);
    if is_folder || node.kind == NodeKind::SectionGroup {
        out += "/";
    }
    let held = match node.kind {
        NodeKind::Section => pages(cx, &node)?,
        _ if is_folder => files(cx, &node)?,
        _ => Vec::new(),
    };
    for (i, (name, hash)) in held.into_iter().enumerate() {
        let body = store::content::get(cx.tx, &hash)?;
        let Some(Body::Inline(body)) = body else { return Err(Error::Internal) };
        let body = String::from_utf8_lossy(&body).into_owned();
        out += if i == 0 { ": " } else { ", " };
        out += &name;
        if body != name {
            out += &format!("({body})");
        }
    }
    out += "\n";
    for kind in [NodeKind::Folder, NodeKind::Notebook, NodeKind::SectionGroup, NodeKind::Section] {
        for child in store::node::children(cx.tx, &node.drive, id, kind, None, 1_000_000)? {
            out += &print(cx, &child.id, depth + 1)?;
        }
    }
    Ok(out)
}

/// Returns the titles of a section's pages by rising order, and what they hold.
fn pages(cx: &mut Cx<'_, '_>, node: &Node) -> Result<Vec<(String, Hash)>> {
    let row = store::section::get(cx.tx, &node.drive, &node.id)?.ok_or(Error::Internal)?;
    let mut pages = store::page_list::read::newest_in(cx.tx, &row, None, 1_000_000, None)?;
    pages.sort_by_key(|listed| (listed.row.ord, listed.row.key));
    Ok(pages.into_iter().map(|listed| (listed.row.title, listed.row.content)).collect())
}

/// Returns the names of a folder's files in order, and what they hold.
fn files(cx: &mut Cx<'_, '_>, node: &Node) -> Result<Vec<(String, Hash)>> {
    let Some(row) = store::folder::get(cx.tx, &node.drive, &node.id)? else { return Ok(Vec::new()) };
    let listing = Listing { order: Order::Name, is_descending: false, after: None, limit: 1_000_000 };
    let files = store::file_list::read::children(cx.tx, &row, &listing)?;
    Ok(files.into_iter().map(|file| (file.row.name, file.row.content)).collect())
}
