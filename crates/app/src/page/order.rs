//! The pages of a section as they stand in it, a stretch at a time.

use crate::access::{Allowed, AllowedPage};
use crate::query::row;
use crate::view::{self, PageView};
use crate::{Caller, Cx, Result};
use model::Need;
use store::page_list::order;
use store::page_list::read::Listed;

pub use store::page_list::order::Spot;

/// Which pages of a section are wanted.
#[derive(Clone, Copy, Debug)]
pub enum At {
    /// The first; or where there are more than fit, from the one on that has to be among them.
    Begin,
    /// From a place on.
    From(Spot),
    /// The last of those before a place.
    Until(Spot),
}

/// Some pages that stand one after another.
#[derive(Clone, Debug)]
pub struct Stretch {
    /// The pages.
    pub entries: Vec<PageView>,
    /// Where it begins.
    pub from: Spot,
    /// Whether others stand before it.
    pub has_before: bool,
    /// Where the next stretch begins, if there is one.
    pub after: Option<Spot>,
}

/// Returns so many pages of a section. If one is given that has to be among them and is not, they begin with that one.
///
/// # Errors
/// What the store can meet; [`crate::Error::NotFound`] if the section went meanwhile.
pub fn stretch(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    section: &Allowed,
    at: At,
    with: Option<&AllowedPage>,
    limit: usize,
) -> Result<Stretch> {
    let (row, app) = (row(cx, section)?, caller.page_app(Need::ReadPages));
    let own = with.map(|page| Spot::of(page.row()));
    let mut from = match (at, own) {
        (At::Begin, Some(own)) if row.held.n > limit as u64 => own,
        (At::Begin, _) => Spot::FIRST,
        (At::From(spot), _) => spot,
        (At::Until(spot), _) => {
            let rows = order::before(cx.tx, &row, &spot, limit, app)?;
            // Where fewer are left, the first are shown.
            rows.first().filter(|_| rows.len() == limit).map_or(Spot::FIRST, Spot::of)
        }
    };
    // One more than is shown, to see whether there are more.
    let mut rows = order::from(cx.tx, &row, &from, limit + 1, app)?;
    if let Some(own) = own
        && !rows.iter().take(limit).any(|row| row.key == own.key)
    {
        from = own;
        rows = order::from(cx.tx, &row, &from, limit + 1, app)?;
    }
    let has_before = from != Spot::FIRST && order::is_any_before(cx.tx, &row, &from, app)?;
    let after = rows.get(limit).map(Spot::of);
    rows.truncate(limit);
    let (drive, id) = (row.held.drive, row.held.id);
    let pages: Vec<Listed> = rows.into_iter().map(|row| Listed { drive, section: id, row }).collect();
    let entries = view::listed(cx, caller, std::slice::from_ref(section.drive()), &pages)?;
    Ok(Stretch { entries, from, has_before, after })
}
