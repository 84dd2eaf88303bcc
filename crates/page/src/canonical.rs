//! The text of a document that is stored and hashed.
//!
//! It is HTML with the outermost structure fixed, and references and resources by their symbols. Reading it back needs no HTML parser:
//! only what [`Document::to_canonical`] writes is read, and everything is checked on the way, so that a damaged or forged
//! text is an error and never markup.

use std::fmt;

use crate::attribute::{Attribute, Name, Value};
use crate::document::{Document, clean_title};
use crate::element::{Model, Tag};
use crate::ink::INK_MEDIA_TYPE;
use crate::limits::DEPTH_MAX;
use crate::parse::parse_stored;
use crate::print::{Dress, print, push_attribute, push_text, unescape};
use crate::reference::Reference;
use crate::resource::Resource;
use crate::tree::{Data, Element, NodeId, Tree};
use crate::value::{LETTERS, Style, language};

/// What every canonical text begins with. The number changes when a text could be read differently than before, and also
/// when a value is no longer let in: old texts must be readable for ever.
const HEAD: &str = "<!--looseleaf page 2-->\n<html";

/// How the texts of the first version begin. They knew no resources, and kept more of what was written.
const FIRST_HEAD: &str = "<!--looseleaf page 1-->\n<html";

/// Names the ink on the page.
const INK: &str = "data-ink";

impl Document {
    /// Returns the one text of this document. Equal documents have equal texts.
    ///
    /// ```
    /// let document = page::parse("<title>T</title><p>a  b", &page::Alone)?.document;
    /// assert_eq!(
    ///     document.to_canonical(),
    ///     "<!--looseleaf page 2-->\n<html lang=\"en-US\"><title>T</title><main>\n<p>a b</p>\n</main>\n</html>\n",
    /// );
    /// # Ok::<(), page::ParseError>(())
    /// ```
    pub fn to_canonical(&self) -> String {
        let mut out = String::from(HEAD);
        push_attribute(&mut out, "lang", &self.lang);
        if let Some(ink) = &self.ink {
            push_attribute(&mut out, INK, &ink.to_symbol());
        }
        out.push_str("><title>");
        push_text(&mut out, &self.title);
        out.push_str("</title><main");
        if !self.letters.is_empty() {
            push_attribute(&mut out, Name::Style.name(), &self.letters);
        }
        out.push_str(">\n");
        print(&mut out, &self.body, Tree::FLOW, &mut Kept);
        out.push_str("</main>\n");
        print(&mut out, &self.body, Tree::OUTLINES, &mut Kept);
        out.push_str("</html>\n");
        out
    }

    /// Reads back what [`Document::to_canonical`] wrote.
    ///
    /// # Errors
    /// When the text was written by a newer version, and when it is not canonical text: it was damaged.
    ///
    /// ```
    /// let document = page::parse("<ul><li>a<li>b", &page::Alone)?.document;
    /// assert_eq!(page::Document::from_canonical(&document.to_canonical()).as_ref(), Ok(&document));
    /// # Ok::<(), page::ParseError>(())
    /// ```
    pub fn from_canonical(text: &str) -> Result<Self, CanonicalError> {
        if text.starts_with(FIRST_HEAD) {
            // Its elements and values are others than today's, but all of them can be normalised.
            return parse_stored(text).map_err(|_| CanonicalError::Damaged { position: 0 });
        }
        let Some(rest) = text.strip_prefix(HEAD) else {
            let other = text.starts_with("<!--looseleaf page ") && !text.starts_with("<!--looseleaf page 2-->");
            return Err(if other { CanonicalError::UnknownVersion } else { CanonicalError::Damaged { position: 0 } });
        };
        let mut reader = Reader { rest };
        reader.document().ok_or_else(|| CanonicalError::Damaged { position: text.len() - reader.rest.len() })
    }
}

/// Why a text is not a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CanonicalError {
    /// A version of this server that we do not know wrote it.
    UnknownVersion,
    /// It is not what [`Document::to_canonical`] writes.
    Damaged {
        /// Bytes before the place where that showed.
        position: usize,
    },
}

impl fmt::Display for CanonicalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownVersion => f.write_str("the page was written by an unknown version"),
            Self::Damaged { position } => write!(f, "the page is damaged at byte {position}"),
        }
    }
}

impl std::error::Error for CanonicalError {}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn document(&mut self) -> Option<Document> {
        self.skip(" lang=\"")?;
        let lang = language(self.until("\"")?)?;
        let ink = self.ink()?;
        self.skip("><title>")?;
        let title = unescape(self.until("</title>")?)?;
        self.skip("<main")?;
        let letters = self.letters()?;
        self.skip(">\n")?;
        let mut body = Tree::new();
        self.content(&mut body, Tree::FLOW)?;
        self.skip("</main>\n")?;
        self.content(&mut body, Tree::OUTLINES)?;
        (self.rest == "</html>\n" && clean_title(&title) == title).then_some(Document { title, lang, letters, body, ink })
    }

    fn ink(&mut self) -> Option<Option<Resource>> {
        if self.skip(" ").is_none() {
            return Some(None);
        }
        self.skip(INK)?;
        self.skip("=\"")?;
        Resource::from_symbol(self.until("\"")?).filter(|ink| ink.media_type == INK_MEDIA_TYPE).map(Some)
    }

    fn letters(&mut self) -> Option<String> {
        if self.skip(" style=\"").is_none() {
            return Some(String::new());
        }
        let text = unescape(self.until("\"")?)?;
        let mut style = Style::parse(&text);
        (style.take(&LETTERS).to_text().as_deref() == Some(&*text)).then_some(text)
    }

    /// Reads until an end tag that closes nothing in here.
    fn content(&mut self, tree: &mut Tree, root: NodeId) -> Option<()> {
        let mut open: Vec<(NodeId, Tag, Model)> = vec![];
        loop {
            let (parent, model) = open.last().map_or((root, Model::Outline), |(node, _, model)| (*node, *model));
            if self.rest.starts_with("</") {
                let Some((_, tag, _)) = open.pop() else { return Some(()) };
                self.skip("</")?;
                self.skip(tag.name())?;
                self.skip(">")?;
            } else if self.rest.starts_with('<') {
                let (node, tag) = self.start_tag(tree, parent, model)?;
                if !tag.is_void() {
                    let model = if parent == Tree::OUTLINES && tag == Tag::Div { Model::Outline } else { tag.model() };
                    open.push((node, tag, model));
                    continue;
                }
            } else {
                self.text(tree, parent, model)?;
                continue;
            }
            if open.is_empty() {
                self.skip("\n")?;
            }
        }
    }

    fn start_tag(&mut self, tree: &mut Tree, parent: NodeId, model: Model) -> Option<(NodeId, Tag)> {
        self.skip("<")?;
        let name = self.take_while(|byte| byte.is_ascii_alphanumeric());
        let tag = Tag::from_name(name)?;
        let mut attributes: Vec<Attribute> = vec![];
        while self.skip(" ").is_some() && !self.rest.starts_with('/') {
            let attribute = self.attribute(tag)?;
            if attributes.last().is_some_and(|last| last.name >= attribute.name) {
                return None;
            }
            attributes.push(attribute);
        }
        self.skip(if tag.is_void() { "/>" } else { ">" })?;
        let element = Element { tag, attributes };
        let fits = if parent == Tree::OUTLINES { tag.can_be_positioned() } else { model.holds(tag.kind()) };
        // Only outlines stand at a position, and all of them do.
        let placed = is_positioned(&element) == (parent == Tree::OUTLINES);
        let node = (fits && placed).then(|| tree.append(parent, Data::Element(element)))?;
        (tree.depth(node) <= DEPTH_MAX).then_some((node, tag))
    }

    fn attribute(&mut self, tag: Tag) -> Option<Attribute> {
        let name = Name::from_name(self.take_while(|byte| byte.is_ascii_lowercase() || byte == b'-'))?;
        self.skip("=\"")?;
        let text = unescape(self.until("\"")?)?;
        let reference = (name == Name::Href && tag == Tag::A).then(|| Reference::from_symbol(&text)).flatten();
        let resource = name.names_resource(tag).then(|| Resource::from_symbol(&text)).flatten();
        let value = match (reference, resource) {
            (Some(reference), _) => Value::Page(reference),
            (None, Some(resource)) => Value::Resource(resource),
            (None, None) => Value::Text(name.admit(tag, &text).filter(|admitted| *admitted == text)?),
        };
        Some(Attribute { name, value })
    }

    fn text(&mut self, tree: &mut Tree, parent: NodeId, model: Model) -> Option<()> {
        let end = self.rest.find('<')?;
        let (raw, rest) = self.rest.split_at(end);
        let begins_pre = tree.tag(parent) == Some(Tag::Pre) && tree.last_child(parent).is_none();
        let text = unescape(if begins_pre { raw.strip_prefix('\n').unwrap_or(raw) } else { raw })?;
        let visible = !text.is_empty() && text.chars().all(|char| !char.is_control() || matches!(char, '\n' | '\t'));
        if !visible || !model.holds_text() {
            return None;
        }
        self.rest = rest;
        tree.append_text(parent, &text);
        Some(())
    }

    fn skip(&mut self, what: &str) -> Option<()> {
        self.rest = self.rest.strip_prefix(what)?;
        Some(())
    }

    fn until(&mut self, end: &str) -> Option<&'a str> {
        let (text, rest) = self.rest.split_once(end)?;
        self.rest = rest;
        Some(text)
    }

    fn take_while(&mut self, take: impl Fn(u8) -> bool) -> &'a str {
        let end = self.rest.bytes().position(|byte| !take(byte)).unwrap_or(self.rest.len());
        let (text, rest) = self.rest.split_at(end);
        self.rest = rest;
        text
    }
}

/// What is kept of an element.
struct Kept;

impl Dress for Kept {
    fn attributes(&mut self, out: &mut String, element: &Element) {
        for Attribute { name, value } in &element.attributes {
            match value {
                Value::Text(text) => push_attribute(out, name.name(), text),
                Value::Page(reference) => push_attribute(out, name.name(), &reference.to_symbol()),
                Value::Resource(resource) => push_attribute(out, name.name(), &resource.to_symbol()),
            }
        }
    }
}

fn is_positioned(element: &Element) -> bool {
    match element.value(Name::Style) {
        Some(Value::Text(text)) => Style::parse(text).is_positioned(),
        _ => false,
    }
}
