//! What somebody finds when they come in: their notebooks, those of their groups and sites, and what others share with them.

use crate::access;
use crate::directory;
use crate::place::{self, Place};
use crate::view::{self, NodeView};
use crate::{Caller, Cx, Error, Result, notebook, site};
use model::{Location, NodeId, NodeKind, Right};
use store::permission;
use store::permission::On;

/// The most notebooks on a shelf. Nobody looks through more.
pub const SHOWN_MAX: usize = 200;

/// The most shelves of groups, and of sites.
const SHELVES_MAX: usize = 50;

/// The most things that others share which are looked at: files and folders are among them, and how many somebody shares is for
/// them to say.
const LOOKED_AT_MAX: usize = 1_000;

/// Some notebooks that belong together.
#[derive(Clone, Debug)]
pub struct Shelf {
    /// Whose they are.
    pub keeper: Keeper,
    /// Where they lie; none for those of other people, which lie in many places.
    pub location: Option<Location>,
    /// Whether the caller may put a new one there.
    pub takes_new: bool,
    /// The notebooks by name; among what others share also groups and sections of which they share no more.
    pub books: Vec<NodeView>,
    /// Whether there are more than are shown.
    pub has_more: bool,
}

/// Whose notebooks they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keeper {
    /// The caller's own.
    Own,
    /// Those of other people.
    Others,
    /// A group's. Holds its name.
    Group(String),
    /// A site's. Holds its address.
    Site(String),
}

/// Returns all that a person finds: their own first, then what others share, then groups and sites.
///
/// # Errors
/// [`Error::NoPerson`]; what the store can meet.
pub fn all(cx: &mut Cx<'_, '_>, caller: &Caller) -> Result<Vec<Shelf>> {
    let mut shelves = Vec::new();
    for (keeper, place) in places(cx, caller)? {
        shelves.push(of_place(cx, caller, keeper, &place)?);
    }
    let shared = of_others(cx, caller)?;
    if !shared.books.is_empty() {
        shelves.insert(1, shared);
    }
    Ok(shelves)
}

/// Returns the places whose notebooks are a person's to use: their own, and those of their groups and sites.
///
/// # Errors
/// [`Error::NoPerson`]; what the store can meet.
pub fn places(cx: &mut Cx<'_, '_>, caller: &Caller) -> Result<Vec<(Keeper, Place)>> {
    let mut places = vec![(Keeper::Own, place::resolve(cx, caller, Location::Me)?)];
    for group in directory::groups(cx, caller, &directory::After::default(), SHELVES_MAX)? {
        places.push((Keeper::Group(group.name), place::resolve(cx, caller, Location::Group(group.id))?));
    }
    for (site, _) in site::search(cx, caller, &[], None, SHELVES_MAX)? {
        places.push((Keeper::Site(site.url), place::resolve(cx, caller, Location::Site(site.collection, site.id))?));
    }
    Ok(places)
}

fn of_place(cx: &mut Cx<'_, '_>, caller: &Caller, keeper: Keeper, place: &Place) -> Result<Shelf> {
    let found = notebook::list(cx, caller, place, None, SHOWN_MAX)?;
    let takes_new = place.role.is_some_and(|role| role.gives(Right::Write)) && place.default_drive().is_ok();
    Ok(Shelf { keeper, location: Some(place.location), takes_new, books: found.entries, has_more: found.next.is_some() })
}

/// What stands on a shelf by itself.
const BOOKS: &[NodeKind] = &[NodeKind::Notebook, NodeKind::SectionGroup, NodeKind::Section];

/// Returns what other people share.
pub(crate) fn of_others(cx: &mut Cx<'_, '_>, caller: &Caller) -> Result<Shelf> {
    let now = cx.now();
    let things = permission::received(cx.tx, caller.person()?, None, LOOKED_AT_MAX, now)?;
    let mut books = Vec::new();
    for thing in &things {
        if let (On::Node(id), true) = (&thing.on, books.len() <= SHOWN_MAX) {
            books.extend(shown(cx, caller, id)?);
        }
    }
    let has_more = books.len() > SHOWN_MAX || things.len() == LOOKED_AT_MAX;
    books.truncate(SHOWN_MAX);
    books.sort_by_cached_key(|book| (model::fold(&book.name), book.id));
    Ok(Shelf { keeper: Keeper::Others, location: None, takes_new: false, books, has_more })
}

fn shown(cx: &mut Cx<'_, '_>, caller: &Caller, id: &NodeId) -> Result<Option<NodeView>> {
    match access::node_anywhere(cx, caller, BOOKS, id, Right::Read) {
        Ok(found) => view::node(cx, caller, &found).map(Some),
        // A folder; or it went meanwhile.
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}
