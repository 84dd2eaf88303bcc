//! What is shared with somebody.

use crate::access;
use crate::item::Item;
use crate::item::view::{self, ItemView};
use crate::{Caller, Cx, Error, Result};
use model::Right;
use store::drive::Drive;
use store::permission;

pub use store::permission::Received;

/// Returns a piece of what others share with the caller, or with groups of theirs: each thing by itself, and not what lies in it.
/// In a fixed order, after a place in it; each with its own.
///
/// # Errors
/// [`Error::NoPerson`].
pub fn received(cx: &mut Cx<'_, '_>, caller: &Caller, after: Option<&Received>, limit: usize) -> Result<Vec<(ItemView, Received)>> {
    let (mut found, now, person) = (Vec::new(), cx.now(), *caller.person()?);
    let mut after = after.copied();
    // Some of them may lie in a recycle bin: so it may take more than one look.
    while found.len() < limit {
        let wanted = limit - found.len();
        let some = permission::received(cx.tx, &person, after.as_ref(), wanted, now)?;
        for of_drive in some.chunk_by(|one, other| one.drive == other.drive) {
            found.extend(shown(cx, caller, of_drive)?);
        }
        if some.len() < wanted {
            break;
        }
        after = some.last().copied();
    }
    Ok(found)
}

/// Shows what is there of some things of one drive.
fn shown(cx: &mut Cx<'_, '_>, caller: &Caller, things: &[Received]) -> Result<Vec<(ItemView, Received)>> {
    let (mut items, mut places) = (Vec::with_capacity(things.len()), Vec::with_capacity(things.len()));
    let mut drive: Option<Drive> = None;
    for thing in things {
        let found = match access::item_anywhere(cx, caller, thing.on.bytes(), Right::Read) {
            Ok(found) => found,
            Err(Error::NotFound) => continue,
            Err(error) => return Err(error),
        };
        drive = Some(found.drive().clone());
        items.push(Item::of(&found));
        places.push(*thing);
    }
    let Some(drive) = drive else { return Ok(Vec::new()) };
    Ok(view::many(cx, caller, &drive, &items)?.into_iter().zip(places).collect())
}
