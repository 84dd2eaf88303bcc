//! What happens when the name of a file is taken, in a folder that is locked for writing.

use crate::naming::NUMBERS_MAX;
use crate::{Error, Result};
use model::{ConflictBehavior, FileKey, Name};
use store::file_list::write::{Found, Holder, Writer};

/// How a file gets its place.
pub(crate) enum Way {
    /// Under this name, which nobody has.
    Free(Name),
    /// In the place of the file that has it.
    Over(Box<Found>),
}

/// Returns how a file gets a name. `except` is a file that is in nobody's way: the one that is to have the name.
///
/// # Errors
/// [`Error::NameTaken`]: also where a file would replace a folder or a notebook.
pub(crate) fn way(writer: &mut Writer<'_, '_>, name: &Name, conflict: ConflictBehavior, except: Option<&FileKey>) -> Result<Way> {
    match holder(writer, name, except)? {
        None => Ok(Way::Free(name.clone())),
        Some(Holder::File(found)) => against_file(writer, name, found, conflict),
        Some(Holder::Node(_)) if conflict == ConflictBehavior::Rename => numbered(writer, name, except).map(Way::Free),
        Some(Holder::Node(_)) => Err(Error::NameTaken(name.to_string())),
    }
}

/// Returns how a file gets a name that another has.
///
/// # Errors
/// [`Error::NameTaken`].
pub(super) fn against_file(writer: &mut Writer<'_, '_>, name: &Name, found: Box<Found>, conflict: ConflictBehavior) -> Result<Way> {
    match conflict {
        ConflictBehavior::Fail => Err(Error::NameTaken(name.to_string())),
        ConflictBehavior::Replace => Ok(Way::Over(found)),
        ConflictBehavior::Rename => numbered(writer, name, None).map(Way::Free),
    }
}

fn numbered(writer: &mut Writer<'_, '_>, name: &Name, except: Option<&FileKey>) -> Result<Name> {
    for number in 1..=NUMBERS_MAX {
        let candidate = name.numbered_file(number);
        if holder(writer, &candidate, except)?.is_none() {
            return Ok(candidate);
        }
    }
    Err(Error::NameTaken(name.to_string()))
}

fn holder(writer: &mut Writer<'_, '_>, name: &Name, except: Option<&FileKey>) -> Result<Option<Holder>> {
    let holder = writer.holder_of(name.as_str())?;
    Ok(holder.filter(|holder| !matches!(holder, Holder::File(found) if Some(&found.file.row.key) == except)))
}
