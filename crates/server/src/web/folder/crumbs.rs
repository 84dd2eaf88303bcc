//! The way down to something in a drive, as links.

use super::super::thing::{KINDS, drive_name, node_href};
use crate::root::PublicId;
use app::access::{self, AllowedItem};
use app::{Caller, Cx, item};
use model::{NodeKind, Right};

/// One step.
pub(in crate::web) struct Crumb {
    pub(in crate::web) href: String,
    pub(in crate::web) name: String,
    /// As forms name it.
    pub(in crate::web) of: String,
}

/// Returns what an item lies in, from the top down.
///
/// # Errors
/// As [`item::way`].
pub(in crate::web) fn of(cx: &mut Cx<'_, '_>, caller: &Caller, found: &AllowedItem) -> app::Result<Vec<Crumb>> {
    let mut crumbs = Vec::new();
    for above in item::way(cx, caller, found)? {
        let is_root = above.id == found.drive().root();
        let name = if is_root {
            let root = access::node_anywhere(cx, caller, KINDS, &above.id, Right::Read)?;
            drive_name(cx, caller, &root)?
        } else {
            above.name
        };
        crumbs.push(Crumb { href: node_href(NodeKind::Folder, above.id), name, of: PublicId(above.id).to_string() });
    }
    Ok(crumbs)
}
