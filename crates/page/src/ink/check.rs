//! Whether bytes are ink. Source: W3C, "Extensible Markup Language (XML) 1.0 (Fifth Edition)" and "Namespaces in XML 1.0".
//!
//! A library reads the XML. What is bounded here, before it and after, is what it would take too long or too much memory for,
//! and what other people's parsers may not be made for.

use super::InkError;
use crate::complaint::shortened;
use crate::limits::{DOCUMENT_ITEMS_MAX, INK_BYTES_MAX};
use roxmltree::{Document, ParsingOptions};

/// The deepest nesting. Ink is a few groups of strokes deep; other people's parsers may recurse.
const INK_DEPTH_MAX: usize = 256;

/// The most attributes of one element: each is compared with all before it.
const INK_ATTRIBUTES_MAX: usize = 64;

/// The most declarations of namespaces in the whole text: each that an element makes is listed anew with all around it.
const INK_NAMESPACES_MAX: usize = 64;

/// The most elements, texts and comments, and the most attributes: so many take some 30 MB while they are looked at. A page
/// that is written full has some ten thousand strokes.
const INK_ITEMS_MAX: usize = DOCUMENT_ITEMS_MAX;

/// Checks that bytes are ink: well-formed XML in UTF-8, with the names of its elements and attributes in known namespaces,
/// without a document type, and with an outermost element called `ink`, in whatever namespace.
///
/// # Errors
/// [`InkError`] for what it is not.
///
/// ```
/// assert_eq!(page::check_ink(b"<ink xmlns='http://www.w3.org/2003/InkML'><trace>1 2, 3 4</trace></ink>"), Ok(()));
/// assert_eq!(page::check_ink(b"<svg/>"), Err(page::InkError::NotInk));
/// ```
pub fn check_ink(bytes: &[u8]) -> Result<(), InkError> {
    if bytes.len() > INK_BYTES_MAX {
        return Err(InkError::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| InkError::NotText)?;
    if text.trim().is_empty() {
        return Err(wrong("it is empty"));
    }
    check_declaration(text)?;
    check_attributes(text)?;
    let options = ParsingOptions { nodes_limit: INK_ITEMS_MAX as u32, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|error| InkError::Malformed(shortened(&error.to_string())))?;
    check_tree(&document)?;
    if document.root_element().tag_name().name() == "ink" { Ok(()) } else { Err(InkError::NotInk) }
}

/// The library passes over what `<?xml … ?>` says; a parser that believes it would read other letters than we did.
fn check_declaration(text: &str) -> Result<(), InkError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let Some((declaration, _)) = text.strip_prefix("<?xml ").and_then(|after| after.split_once("?>")) else { return Ok(()) };
    let value = |name: &str| {
        let after = declaration.split_once(name)?.1.trim_start().strip_prefix('=')?.trim_start();
        after.get(1..)?.split(['"', '\'']).next()
    };
    let is_utf_8 = value("encoding").is_none_or(|value| ["utf-8", "us-ascii"].iter().any(|known| known.eq_ignore_ascii_case(value)));
    if is_utf_8 && value("version") == Some("1.0") { Ok(()) } else { Err(wrong("it says that it is not XML 1.0 in UTF-8")) }
}

/// Counts the attributes of each tag, by their quotes.
fn check_attributes(text: &str) -> Result<(), InkError> {
    if text.matches("xmlns").count() > INK_NAMESPACES_MAX {
        return Err(wrong("more namespaces are declared than are taken"));
    }
    let mut all = 0;
    // In a tag, no value may have a `<`, so each tag lies in a piece of its own.
    for piece in text.split('<').skip(1).filter(|piece| !piece.starts_with(['!', '?'])) {
        let (mut quote, mut count) = (None, 0);
        for byte in piece.bytes() {
            match (quote, byte) {
                (None, b'>') => break,
                (None, b'"' | b'\'') => (quote, count) = (Some(byte), count + 1),
                (Some(open), byte) if open == byte => quote = None,
                _ => {}
            }
        }
        all += count;
        if count > INK_ATTRIBUTES_MAX || all > INK_ITEMS_MAX {
            return Err(wrong("it has more attributes than are taken"));
        }
    }
    Ok(())
}

fn check_tree(document: &Document<'_>) -> Result<(), InkError> {
    // Nodes are counted as they begin, so what is around one comes before it.
    let mut depths: Vec<usize> = Vec::new();
    for node in document.descendants() {
        let depth = node.parent().map_or(0, |parent| depths.get(parent.id().get_usize()).map_or(0, |depth| depth + 1));
        if node.is_element() && depth > INK_DEPTH_MAX {
            return Err(wrong("elements are nested too deeply"));
        }
        // Written with another blank behind it than a space, a declaration looks like an instruction to the library.
        if node.pi().is_some_and(|instruction| instruction.target.eq_ignore_ascii_case("xml")) {
            return Err(wrong("an instruction is called xml"));
        }
        depths.push(depth);
    }
    Ok(())
}

fn wrong(why: &str) -> InkError {
    InkError::Malformed(why.to_owned())
}
