//! The pages of a section as they stand in it, a stretch at a time.

use crate::access::{Allowed, AllowedPage};
use crate::query::row;
use crate::view::{self, PageView};
use crate::{Caller, Cx, Result};
use model::Need;
use store::page_list::order;
use store::page_list::read::Listed;

pub use store::page_list::order::Spot;

/// Some pages that stand one after another.
#[derive(Clone, Debug)]
pub struct Stretch {
    /// The pages.
    pub entries: Vec<PageView>,
    /// Where it begins.
    pub from: Spot,
    /// Where the stretch before it begins, if there is one.
    pub before: Option<Spot>,
    /// Where the next begins, if there is one.
    pub after: Option<Spot>,
}

/// Returns so many pages of a section from a place on. If one is given that has to be among them and is not, it begins with that one.
///
/// # Errors
/// What the store can meet; [`crate::Error::NotFound`] if the section went meanwhile.
pub fn stretch(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    section: &Allowed,
    from: Spot,
    with: Option<&AllowedPage>,
    limit: usize,
) -> Result<Stretch> {
    let (row, app) = (row(cx, section)?, caller.page_app(Need::ReadPages));
    let mut from = from;
    // One more than is shown, to see whether there are more.
    let mut rows = order::from(cx.tx, &row, &from, limit + 1, app)?;
    if let Some(page) = with
        && !rows.iter().take(limit).any(|row| row.key == page.row().key)
    {
        from = Spot::of(page.row());
        rows = order::from(cx.tx, &row, &from, limit + 1, app)?;
    }
    let before = if from == Spot::FIRST { None } else { order::back(cx.tx, &row, &from, limit, app)? };
    let after = rows.get(limit).map(Spot::of);
    rows.truncate(limit);
    let (drive, id) = (row.held.drive, row.held.id);
    let pages: Vec<Listed> = rows.into_iter().map(|row| Listed { drive, section: id, row }).collect();
    let entries = view::listed(cx, caller, std::slice::from_ref(section.drive()), &pages)?;
    Ok(Stretch { entries, from, before, after })
}
