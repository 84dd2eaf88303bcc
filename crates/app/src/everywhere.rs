//! Pages of all that somebody has and sees, wherever it lies: by their words, or the newest.

use crate::access::{self, Allowed};
use crate::place::{self, Place};
use crate::search::{self, Sought};
use crate::view::{PageView, around};
use crate::{Caller, Cx, Error, Result, query, shelf};
use model::query::{Query, Seek};
use model::{Location, NodeId, NodeKind, Owner, Right, UserId};
use std::collections::BTreeSet;
use store::node::set;

/// The most other people whose things are looked through.
const PEOPLE_MAX: usize = 50;

/// The most pages of a place that are looked through for those below one node, and so many at a time.
const LOOKED_AT_MAX: usize = 4_000;
const PIECE: usize = 200;

/// Returns pages of all places that are the caller's to see, at most so many: those that have what is sought, or the newest. With a
/// notebook, a section group or a section only what lies in it; where its place has very many such pages, of the first 4,000.
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
    let mut found = match &within {
        Some(within) => below(cx, caller, within, sought, limit)?,
        None => {
            let mut found = Vec::new();
            for place in places(cx, caller)? {
                found.extend(some(cx, caller, &place, sought, None, limit)?.0);
            }
            found
        }
    };
    found.sort_by_key(|page| std::cmp::Reverse((page.modified, page.id)));
    found.dedup_by_key(|page| page.id);
    found.truncate(limit);
    Ok(found)
}

/// Where a list of pages goes on.
enum After {
    Found(search::Position),
    Listed(Seek),
}

/// Returns some pages of a place, and where the next ones begin if there are more.
fn some(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    place: &Place,
    sought: Option<&Sought>,
    after: Option<After>,
    limit: usize,
) -> Result<(Vec<PageView>, Option<After>)> {
    Ok(match (sought, after) {
        (Some(sought), after) => {
            let after = if let Some(After::Found(position)) = after { Some(position) } else { None };
            let found = search::pages(cx, caller, place, sought, after.as_ref(), 0, limit)?;
            (found.entries, found.next.map(After::Found))
        }
        (None, after) => {
            let after = if let Some(After::Listed(seek)) = after { Some(seek) } else { None };
            let found = query::pages_at(cx, caller, place, &Query { after, ..Query::first(limit) }, None)?;
            (found.entries, found.next.map(After::Listed))
        }
    })
}

/// Returns pages that lie below a notebook or a section group, however deep, of those that the list of its place begins with.
fn below(cx: &mut Cx<'_, '_>, caller: &Caller, top: &Allowed, sought: Option<&Sought>, limit: usize) -> Result<Vec<PageView>> {
    let home = place::home_of(cx, &top.drive().owner)?;
    let place = place::resolve(cx, caller, home.location)?;
    let (drive, top) = (&top.drive().id, top.node().id);
    let (mut found, mut looked_at, mut after) = (Vec::new(), 0, None);
    while found.len() < limit && looked_at < LOOKED_AT_MAX {
        let (pages, next) = some(cx, caller, &place, sought, after, PIECE)?;
        looked_at += pages.len();
        let sections: BTreeSet<NodeId> = pages.iter().map(|page| page.section.id).collect();
        let sections = set::get_all(cx.tx, drive, &Vec::from_iter(sections))?;
        let lines: Vec<_> = sections.iter().map(|section| (section.id, section.parent)).collect();
        let up = around::climb(cx, drive, &lines)?;
        let lies_below = |(id, parent): &(NodeId, Option<NodeId>)| around::line(&up, *id, *parent).any(|above| above == top);
        let below: BTreeSet<NodeId> = lines.iter().filter(|line| lies_below(line)).map(|(id, _)| *id).collect();
        found.extend(pages.into_iter().filter(|page| below.contains(&page.section.id)));
        after = next;
        if after.is_none() {
            break;
        }
    }
    Ok(found)
}

/// Returns the places to look through.
fn places(cx: &mut Cx<'_, '_>, caller: &Caller) -> Result<Vec<Place>> {
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
