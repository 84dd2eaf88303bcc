//! `$search`: words and phrases.

use crate::error::{SyntaxError, SyntaxErrorKind};
use crate::limits::SEARCH_TERMS_MAX;
use crate::reader::Reader;
use std::borrow::Cow;

/// One thing to be found. All of a search must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SearchTerm<'a> {
    /// What stands between blanks. `AND`, `OR` and `NOT` are words like others: the documents know no operators here.
    Word(&'a str),
    /// What stands in double quotes, its words side by side. Doubled quotes are single ones here.
    Phrase(Cow<'a, str>),
}

/// Reads what is searched for. There is at least one term. Source: "Get OneNote content and structure".
///
/// # Errors
/// A phrase that does not end, nothing to search for, or more than is worth searching for.
///
/// ```
/// use odata::SearchTerm;
///
/// let terms = odata::parse_search("trip \"day one\"")?;
/// assert_eq!(terms, [SearchTerm::Word("trip"), SearchTerm::Phrase("day one".into())]);
/// # Ok::<(), odata::SyntaxError>(())
/// ```
pub fn parse_search(text: &str) -> Result<Vec<SearchTerm<'_>>, SyntaxError> {
    let mut reader = Reader::new(text)?;
    let mut terms = Vec::new();
    while let Some(next) = reader.next() {
        if terms.len() == SEARCH_TERMS_MAX {
            return Err(reader.error(SyntaxErrorKind::TooLarge));
        }
        terms.push(match next {
            '"' => SearchTerm::Phrase(reader.quoted('"')?),
            _ => SearchTerm::Word(reader.run(|c| !c.is_whitespace() && c != '"')),
        });
    }
    if terms.is_empty() { Err(reader.error(SyntaxErrorKind::Missing)) } else { Ok(terms) }
}
