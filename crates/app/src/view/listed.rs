//! Pages of many sections shown at once: what lies around the sections is looked up for all of them together.

use super::around::Around;
use super::{PageView, Shown};
use crate::{Caller, Cx, Error, Result};
use model::NodeId;
use std::collections::{BTreeSet, HashMap};
use store::drive::Drive;
use store::node::{Node, set};
use store::page_list::read::Listed;

/// Shows pages of some drives, in their order.
///
/// # Errors
/// [`Error::Internal`] for a page of a section that is not there or lies in another drive; what the store can meet.
pub(crate) fn listed(cx: &mut Cx<'_, '_>, caller: &Caller, drives: &[Drive], pages: &[Listed]) -> Result<Vec<PageView>> {
    let mut sections: HashMap<NodeId, Shown> = HashMap::new();
    for drive in drives {
        let ids: BTreeSet<NodeId> = pages.iter().filter(|page| page.drive == drive.id).map(|page| page.section).collect();
        if ids.is_empty() {
            continue;
        }
        let nodes = set::get_all(cx.tx, &drive.id, &ids.into_iter().collect::<Vec<_>>())?;
        let around = Around::of(cx, caller, drive, &nodes.iter().collect::<Vec<&Node>>())?;
        sections.extend(nodes.iter().map(|section| (section.id, Shown::within(&around, section))));
    }
    pages.iter().map(|page| Ok(sections.get(&page.section).ok_or(Error::Internal)?.page(&page.row))).collect()
}
