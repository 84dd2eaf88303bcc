//! What is taken along when somebody exports: the sections with their pages, as they stand at one instant.

use crate::access::Allowed;
use crate::expand::{self, Branch, DEPTH_MAX};
use crate::page::order::{self, At};
use crate::view::{self, NodeView, PageView};
use crate::{Caller, Cx, Error, Result, access};
use model::{NodeKind, Right};

/// The most pages that are exported at once: so many that their list takes some 50 MB.
pub const PAGES_MAX: usize = 100_000;

/// The most pages that are looked at in one step.
const STEP: usize = 2_000;

/// A section that is exported.
#[derive(Clone, Debug)]
pub struct Part {
    /// The names of the section groups around it, from the outermost, and its own; below what is exported.
    pub path: Vec<String>,
    /// Its pages, in their order.
    pub pages: Vec<PageView>,
}

/// What is exported.
#[derive(Clone, Debug)]
pub struct Export {
    /// What is exported as a whole.
    pub top: NodeView,
    /// Its sections, in their order.
    pub parts: Vec<Part>,
}

/// Returns all that a caller may read of a notebook, a section group or a section. `None` if that is more than [`PAGES_MAX`] pages, or
/// more sections than one look holds.
///
/// # Errors
/// What the store can meet; [`Error::NotFound`] if something of it went meanwhile.
pub fn plan(cx: &mut Cx<'_, '_>, caller: &Caller, found: &Allowed) -> Result<Option<Export>> {
    let top = view::node(cx, caller, found)?;
    let mut sections = Vec::new();
    if top.kind == NodeKind::Section {
        sections.push((Vec::new(), top.clone()));
    } else {
        match expand::structure(cx, caller, &top, DEPTH_MAX) {
            Ok(branches) => gather(&branches, 0, &[], &mut sections),
            Err(Error::TooMuchToExpand) => return Ok(None),
            Err(error) => return Err(error),
        }
    }
    let (mut parts, mut count) = (Vec::with_capacity(sections.len()), 0);
    for (path, section) in sections {
        let section = access::node_anywhere(cx, caller, &[NodeKind::Section], &section.id, Right::Read)?;
        let (mut pages, mut at) = (Vec::new(), At::Begin);
        loop {
            let stretch = order::stretch(cx, caller, &section, at, None, STEP)?;
            count += stretch.entries.len();
            if count > PAGES_MAX {
                return Ok(None);
            }
            pages.extend(stretch.entries);
            match stretch.after {
                Some(after) => at = At::From(after),
                None => break,
            }
        }
        parts.push(Part { path, pages });
    }
    Ok(Some(Export { top, parts }))
}

/// Adds what the branches of one thing lead to, each group before what lies in it.
fn gather(branches: &[Branch], thing: usize, around: &[String], sections: &mut Vec<(Vec<String>, NodeView)>) {
    for branch in branches {
        for i in branch.ranges.get(thing).cloned().unwrap_or_default() {
            let Some(view) = branch.nodes.get(i) else { continue };
            let mut path = around.to_vec();
            path.push(view.name.clone());
            if view.kind == NodeKind::SectionGroup {
                gather(&branch.branches, i, &path, sections);
            } else {
                sections.push((path, view.clone()));
            }
        }
    }
}
