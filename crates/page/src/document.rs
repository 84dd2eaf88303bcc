//! A page as we keep it.

use crate::attribute::{Name, Value};
use crate::limits::TITLE_CHARS_MAX;
use crate::reference::Reference;
use crate::resource::{self, Resource};
use crate::tree::{Event, Tree};
use std::collections::HashSet;

/// The language a page is in when it does not say. Source: Graph concepts, `onenote-input-output-html`.
pub(crate) const LANGUAGE: &str = "en-US";

/// A page: its title, its language and a body that holds only what [`crate::parse()`] lets in.
///
/// The time of creation is not part of it: equal pages are equal text and equal hashes, whenever they were made.
///
/// ```
/// let one = page::parse("<title>Plan</title><p>x", &page::Alone)?.document;
/// let other = page::parse("<html><head><title> Plan </title></head><body><p >x</p></body></html>", &page::Alone)?.document;
/// assert_eq!(one, other);
/// # Ok::<(), page::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    pub(crate) title: String,
    pub(crate) lang: String,
    /// What the body says about letters, as the text of a style; empty if it says nothing.
    pub(crate) letters: String,
    pub(crate) body: Tree,
    /// Beside the body, since nothing says where in it.
    pub(crate) ink: Option<Resource>,
}

impl Document {
    /// Returns a page with nothing on it.
    ///
    /// ```
    /// assert_eq!(page::Document::new(" Shopping\n list ").title(), "Shopping list");
    /// ```
    pub fn new(title: &str) -> Self {
        Self { title: clean_title(title), lang: LANGUAGE.to_owned(), letters: String::new(), body: Tree::new(), ink: None }
    }

    /// Returns the title: plain text on one line, empty if there is none, at most 4096 characters.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Returns the language tag, `en-US` if the page did not say.
    pub fn lang(&self) -> &str {
        &self.lang
    }

    /// Returns the links to pages of this server, in document order. A page linked twice comes twice.
    pub fn references(&self) -> impl Iterator<Item = Reference> + '_ {
        let opened = [Tree::FLOW, Tree::OUTLINES].into_iter().flat_map(|root| self.body.events(root));
        opened.filter_map(|event| match event {
            Event::Open(element) => match element.value(Name::Href) {
                Some(Value::Page(reference)) => Some(*reference),
                _ => None,
            },
            Event::Text(_) | Event::Close(_) => None,
        })
    }

    /// Returns the images and attachments whose bytes we hold, each once, in document order, and at last the ink.
    pub fn resources(&self) -> impl Iterator<Item = &Resource> {
        let mut known = HashSet::new();
        resource::all(&self.body).chain(&self.ink).filter(move |resource| known.insert(resource.number))
    }

    /// Returns the attachments with their file names, in document order. One that is attached twice comes twice.
    pub fn attachments(&self) -> impl Iterator<Item = (&Resource, &str)> {
        let events = [Tree::FLOW, Tree::OUTLINES].into_iter().flat_map(|root| self.body.events(root));
        events.filter_map(|event| match event {
            Event::Open(element) => match (element.value(Name::Data), element.value(Name::Attachment)) {
                (Some(Value::Resource(resource)), Some(Value::Text(name))) => Some((resource, name.as_str())),
                _ => None,
            },
            Event::Text(_) | Event::Close(_) => None,
        })
    }
}

/// Returns a title as it is kept. What it returns it would return again unchanged.
pub(crate) fn clean_title(text: &str) -> String {
    let words: Vec<&str> = text.split(|char: char| char.is_ascii_whitespace()).filter(|word| !word.is_empty()).collect();
    let line: String = words.join(" ").chars().filter(|char| !char.is_control()).take(TITLE_CHARS_MAX).collect();
    // A dropped control character may have stood alone between two blanks.
    if line.contains("  ") || line.starts_with(' ') || line.ends_with(' ') { clean_title(&line) } else { line }
}
