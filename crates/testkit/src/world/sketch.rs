//! Trees from a sketch, and back.

use super::World;
use app::{Caller, Cx, Error, Result};
use model::{NodeId, NodeKind};
use store::content::Body;

impl World {
    /// Makes what a sketch shows among the caller's notebooks, and returns the nodes of its lines in order.
    ///
    /// A line at the margin is a notebook, a line that ends in `/` a section group, any other a section, and what follows a
    /// colon are pages. Two spaces are a level.
    ///
    /// # Panics
    /// If the sketch is askew, or a name is taken.
    pub fn sketch(&self, who: &Caller, sketch: &str) -> Vec<NodeId> {
        let mut made = Vec::new();
        let mut above: Vec<NodeId> = Vec::new();
        for line in sketch.lines().filter(|line| !line.trim().is_empty()) {
            let depth = (line.len() - line.trim_start().len()) / 2;
            above.truncate(depth);
            let (name, pages) = line.trim().split_once(':').unwrap_or((line.trim(), ""));
            let node = match (above.last(), name.strip_suffix('/')) {
                (None, _) => self.notebook(who, name),
                (Some(parent), Some(group)) => self.group(who, *parent, group),
                (Some(parent), None) => self.section(who, *parent, name),
            };
            let node = node.unwrap_or_else(|error| panic!("{line:?}: {error}"));
            for text in pages.split(',').map(str::trim).filter(|text| !text.is_empty()) {
                self.clock.advance_seconds(1);
                self.page(who, node, text).unwrap_or_else(|error| panic!("{line:?}: {error}"));
            }
            above.push(node);
            made.push(node);
        }
        made
    }

    /// Prints a tree as [`World::sketch`] takes it, the pages by rising order and with their contents where those differ
    /// from the titles. Equal prints mean equal trees, ids and times aside.
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
    let mut out = format!("{}{}", "  ".repeat(depth), node.name);
    match node.kind {
        NodeKind::Section => {
            let row = store::section::get(cx.tx, &node.drive, id)?.ok_or(Error::Internal)?;
            let mut pages = store::page_list::read::newest_in(cx.tx, &row, None, 1_000_000, None)?;
            pages.sort_by_key(|listed| (listed.row.ord, listed.row.key));
            for (i, listed) in pages.iter().enumerate() {
                let body = store::content::get(cx.tx, &listed.row.content)?;
                let Some(Body::Inline(body)) = body else { return Err(Error::Internal) };
                let body = String::from_utf8_lossy(&body).into_owned();
                out += if i == 0 { ": " } else { ", " };
                out += &listed.row.title;
                if body != listed.row.title {
                    out += &format!("({body})");
                }
            }
        }
        NodeKind::SectionGroup => out += "/",
        _ => {}
    }
    out += "\n";
    for kind in [NodeKind::Folder, NodeKind::Notebook, NodeKind::SectionGroup, NodeKind::Section] {
        for child in store::node::children(cx.tx, &node.drive, id, kind, None, 1_000_000)? {
            out += &print(cx, &child.id, depth + 1)?;
        }
    }
    Ok(out)
}
