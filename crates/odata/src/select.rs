//! `$select`: a list of properties.

use crate::error::{SyntaxError, SyntaxErrorKind};
use crate::limits::SELECT_ITEMS_MAX;
use crate::reader::{Path, Reader};

/// Reads what is selected. `*`, which stands for all that is not a navigation, is a path of its own. There is at least one; where
/// a parenthesis ends them, the last may have a comma behind it.
///
/// # Errors
/// Where it does not follow the syntax.
///
/// ```
/// let items = odata::parse_select("id, title,parentNotebook")?;
/// assert_eq!(items.iter().map(|path| path.text).collect::<Vec<_>>(), ["id", "title", "parentNotebook"]);
/// assert_eq!(odata::parse_select("id,,title").unwrap_err().position, 3);
/// # Ok::<(), odata::SyntaxError>(())
/// ```
pub fn parse_select(text: &str) -> Result<Vec<Path<'_>>, SyntaxError> {
    let mut reader = Reader::new(text)?;
    let items = select(&mut reader)?;
    reader.end()?;
    Ok(items)
}

pub(crate) fn select<'a>(reader: &mut Reader<'a>) -> Result<Vec<Path<'a>>, SyntaxError> {
    let mut items = Vec::new();
    loop {
        if items.len() == SELECT_ITEMS_MAX {
            return Err(reader.error(SyntaxErrorKind::TooLarge));
        }
        items.push(star_or_path(reader)?);
        // A client of drives ends each list of names that stands in parentheses with a comma.
        if !reader.take(',') || reader.next() == Some(')') {
            return Ok(items);
        }
    }
}

pub(crate) fn star_or_path<'a>(reader: &mut Reader<'a>) -> Result<Path<'a>, SyntaxError> {
    if reader.next() == Some('*') {
        let position = reader.position();
        return Ok(Path { text: reader.skip(1), position });
    }
    reader.path()
}
