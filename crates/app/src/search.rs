//! Pages by the words on them. What is found is what a list of the same place would show, and nothing else.

use crate::access::Allowed;
use crate::page::pages_of;
use crate::place::Place;
use crate::query::{row, scope_of};
use crate::view::{self, PageView};
use crate::{Caller, Cx, Result};
use store::drive::Drive;
use store::search::find::{self, Hit};

pub use store::search::find::Position;
pub use store::search::{Sought, TooManyWords, WORDS_MAX};

/// Some pages that were found, and where the next ones begin if there are more.
#[derive(Clone, Debug)]
pub struct Found {
    /// The pages: those with all words in their title first, then the newest. Where very many have the words, the newest.
    pub entries: Vec<PageView>,
    /// Where the list goes on.
    pub next: Option<Position>,
}

/// Returns pages of a section that have what is sought, without the first `skip`.
///
/// # Errors
/// What the store can meet.
pub fn pages_in(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    section: &Allowed,
    sought: &Sought,
    after: Option<&Position>,
    skip: usize,
    limit: usize,
) -> Result<Found> {
    let row = row(cx, section)?;
    let scope = scope_of(cx, caller, section, &row)?;
    let hits = find::pages(cx.tx, &scope, sought, after, skip + limit + 1)?;
    finish(cx, caller, std::slice::from_ref(section.drive()), hits, skip, limit)
}

/// Returns pages of all sections at a place that have what is sought, without the first `skip`.
///
/// # Errors
/// What the store can meet.
pub fn pages(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    place: &Place,
    sought: &Sought,
    after: Option<&Position>,
    skip: usize,
    limit: usize,
) -> Result<Found> {
    let drives: Vec<_> = place.drives.iter().map(|drive| drive.id).collect();
    let hits = find::pages(cx.tx, &pages_of(cx.now(), caller, place, &drives), sought, after, skip + limit + 1)?;
    finish(cx, caller, &place.drives, hits, skip, limit)
}

fn finish(cx: &mut Cx<'_, '_>, caller: &Caller, drives: &[Drive], mut hits: Vec<Hit>, skip: usize, limit: usize) -> Result<Found> {
    hits.drain(..skip.min(hits.len()));
    let has_more = hits.len() > limit;
    hits.truncate(limit);
    let next = hits.last().filter(|_| has_more).map(|hit| hit.position);
    let listed: Vec<_> = hits.into_iter().map(|hit| hit.listed).collect();
    Ok(Found { entries: view::listed(cx, caller, drives, &listed)?, next })
}
