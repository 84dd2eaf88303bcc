//! Pages of all that somebody has and sees, wherever it lies: by their words, or the newest.

use crate::access::{self, Allowed};
use crate::place::{self, Place};
use crate::search::{self, Sought};
use crate::view::PageView;
use crate::{Caller, Cx, Error, Result, query, shelf};
use model::query::Query;
use model::{Location, NodeId, NodeKind, Owner, Right, UserId};

/// The most other people whose things are looked through.
const PEOPLE_MAX: usize = 50;

/// Returns pages of all places that are the caller's to see, at most so many: those that have what is sought, or the newest. With a
/// notebook, a section group or a section only what lies in it.
///
/// # Errors
/// [`Error::NotFound`] for a node that is not there; [`Error::NoPerson`]; what the store can meet.
pub fn pages(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    sought: Option<&Sought>,
    within: Option<&NodeId>,
    limit: usize,
) -> Result<Vec<PageView>> {
    const KINDS: &[NodeKind] = &[NodeKind::Notebook, NodeKind::SectionGroup, NodeKind::Section];
    let within = within.map(|id| access::node_anywhere(cx, caller, KINDS, id, Right::Read)).transpose()?;
    if let Some(section) = within.as_ref().filter(|within| within.node().kind == NodeKind::Section) {
        return match sought {
            Some(sought) => Ok(search::pages_in(cx, caller, section, sought, None, 0, limit)?.entries),
            None => Ok(query::pages_in(cx, caller, section, &Query::first(limit), None)?.entries),
        };
    }
    let mut found = Vec::new();
    for place in places(cx, caller, within.as_ref())? {
        found.extend(match sought {
            Some(sought) => search::pages(cx, caller, &place, sought, None, 0, limit)?.entries,
            None => query::pages_at(cx, caller, &place, &Query::first(limit), None)?.entries,
        });
    }
    if let Some(within) = &within {
        let id = within.node().id;
        found.retain(|page| page.notebook.as_ref().is_some_and(|above| above.id == id) || page.section.id == id);
    }
    found.sort_by_key(|page| std::cmp::Reverse((page.modified, page.id)));
    found.dedup_by_key(|page| page.id);
    found.truncate(limit);
    Ok(found)
}

/// Returns the places to look through: that of one node, or all.
fn places(cx: &mut Cx<'_, '_>, caller: &Caller, within: Option<&Allowed>) -> Result<Vec<Place>> {
    if let Some(within) = within {
        let home = place::home_of(cx, &within.drive().owner)?;
        return Ok(vec![place::resolve(cx, caller, home.location)?]);
    }
    let mut places: Vec<Place> = shelf::places(cx, caller)?.into_iter().map(|(_, place)| place).collect();
    for owner in sharers(cx, caller)? {
        match place::resolve(cx, caller, Location::User(owner)) {
            Ok(place) => places.push(place),
            Err(Error::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(places)
}

/// Returns the people who share something with the caller.
///
/// # Errors
/// [`Error::NoPerson`]; what the store can meet.
pub(crate) fn sharers(cx: &mut Cx<'_, '_>, caller: &Caller) -> Result<Vec<UserId>> {
    let mut people: Vec<UserId> = Vec::new();
    for book in shelf::of_others(cx, caller)?.books {
        if let Owner::User(user) = book.path.owner
            && !people.contains(&user)
            && people.len() < PEOPLE_MAX
        {
            people.push(user);
        }
    }
    Ok(people)
}
