//! Folders as places to put something.

use super::{Destination, LOOKED_AT_MAX, SHOWN_MAX, has_all};
use crate::item::view::Facet;
use crate::place::{self, Place};
use crate::shelf::Keeper;
use crate::view::NodeView;
use crate::{Caller, Cx, Error, Result, access, notebook, share};
use model::{Location, NodeId, NodeKind, Owner, Right, UserId};

/// The most things that others share which are looked at for folders among them.
const RECEIVED_MAX: usize = 500;

/// Adds the drives of a place, and the folders in them.
pub(super) fn of_place(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    (keeper, place): (&Keeper, &Place),
    words: &[String],
    found: &mut Vec<Destination>,
) -> Result<()> {
    if !place.role.is_some_and(|role| role.gives(Right::Write)) {
        return Ok(());
    }
    let is_one = place.drives.len() == 1;
    let top = |library: &str| match keeper {
        Keeper::Own | Keeper::Others => vec!["Your files".to_owned()],
        Keeper::Group(name) | Keeper::Site(name) if is_one => vec![format!("Files of {name}")],
        Keeper::Group(name) | Keeper::Site(name) => vec![format!("Files of {name}"), library.to_owned()],
    };
    let drives = place.drives.iter().map(|drive| Destination::Folder { id: drive.root(), path: top(&drive.name) });
    found.extend(drives.filter(|drive| has_all(drive, words)));
    let folders = folders(cx, caller, place, words, found.len())?.into_iter().map(|view| {
        let path = top(&view.path.library).into_iter().chain(view.path.names).collect();
        Destination::Folder { id: view.id, path }
    });
    found.extend(folders.filter(|folder| has_all(folder, words)));
    Ok(())
}

/// Adds the folders that others share, and what lies in those of people.
pub(super) fn shared(cx: &mut Cx<'_, '_>, caller: &Caller, words: &[String], found: &mut Vec<Destination>) -> Result<()> {
    let mut people: Vec<UserId> = Vec::new();
    for (view, _) in share::received(cx, caller, None, RECEIVED_MAX)? {
        match (&view.facet, view.within.owner) {
            (Facet::Folder { .. }, Owner::User(user)) if !people.contains(&user) => people.push(user),
            (Facet::Folder { .. } | Facet::Root { .. }, Owner::Group(_) | Owner::Site(_)) => {
                let id = NodeId(view.id.bytes);
                match access::node_anywhere(cx, caller, &[NodeKind::Folder, NodeKind::Root], &id, Right::Write) {
                    // What it lies in is not theirs to know.
                    Ok(_) => found.extend(Some(named(id, view.name)).filter(|folder| has_all(folder, words))),
                    Err(Error::NotFound | Error::NotAllowed(_)) => {}
                    Err(error) => return Err(error),
                }
            }
            _ => {}
        }
    }
    for person in people {
        let place = match place::resolve(cx, caller, Location::User(person)) {
            Ok(place) => place,
            Err(Error::NotFound) => continue,
            Err(error) => return Err(error),
        };
        let folders = folders(cx, caller, &place, words, found.len())?.into_iter().map(|view| named(view.id, view.name));
        found.extend(folders.filter(|folder| has_all(folder, words)));
    }
    Ok(())
}

fn named(id: NodeId, name: String) -> Destination {
    Destination::Folder { id, path: vec!["Shared with you".to_owned(), name] }
}

/// Returns the folders of a place that the caller may write to, unless enough was found before.
fn folders(cx: &mut Cx<'_, '_>, caller: &Caller, place: &Place, words: &[String], found: usize) -> Result<Vec<NodeView>> {
    if found > SHOWN_MAX {
        return Ok(Vec::new());
    }
    // Without words the first ones will do.
    let limit = if words.is_empty() { SHOWN_MAX + 1 } else { LOOKED_AT_MAX };
    let nodes = notebook::all_of(cx, caller, place, NodeKind::Folder, None, limit)?.entries;
    Ok(nodes.into_iter().filter(|view| view.role.gives(Right::Write)).collect())
}
