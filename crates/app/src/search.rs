//! Pages by the words on them. What is found is what a list of the same place would show, and nothing else.

use crate::access::Allowed;
use crate::page::sections_shared_with;
use crate::place::Place;
use crate::view::{self, PageView};
use crate::{Caller, Cx, Error, Result};
use model::Need;
use store::drive::Drive;
use store::search::find::{self, Hit, Within};
use store::section;

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
    let node = section.node();
    let row = section::get(cx.tx, &node.drive, &node.id)?.ok_or(Error::NotFound)?;
    let rows = [row];
    let hits = find::pages(cx.tx, Within::Sections(&rows), sought, after, skip + limit + 1, caller.page_app(Need::ReadPages))?;
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
    let app = caller.page_app(Need::ReadPages);
    let wanted = skip + limit + 1;
    let hits = match place.role {
        Some(_) => {
            let drives: Vec<_> = place.drives.iter().map(|drive| drive.id).collect();
            find::pages(cx.tx, Within::Drives(&drives), sought, after, wanted, app)?
        }
        None => {
            let sections = sections_shared_with(cx, caller, place)?;
            find::pages(cx.tx, Within::Sections(&sections), sought, after, wanted, app)?
        }
    };
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
