//! From what was written to what is kept: one walk over the raw tree, one decision per element.
//!
//! The decisions are in [`mod@meaning`], the attributes in [`mod@attributes`]. Text is never lost with an element that is merely
//! unknown; what is removed with its content never was text: scripts, style sheets, forms, drawings.

mod attributes;
mod drawn;
mod head;
mod kept;
mod meaning;
mod media;
mod position;
mod tables;

use html5ever::ns;

use crate::attribute::{Attribute, Name, Value};
use crate::builder::{Builder, Fragment, Opened, Sink};
use crate::complaint::{Complaint, shortened};
use crate::created::Created;
use crate::defaults;
use crate::document::{Document, LANGUAGE};
use crate::element::Tag;
use crate::limits::COMPLAINTS_MAX;
use crate::parse::raw::{RawData, RawId, RawNode, RawTree};
use crate::parse::{ParseError, Parsed};
use crate::reference::{Reference, SCHEME};
use crate::surroundings::{Alone, Surroundings};
use crate::tree::Tree;
use crate::value::{LETTERS, Style, language};
use kept::{Frame, List};
use meaning::{Meaning, meaning};
use tables::Table;

pub(crate) use media::Images;

/// Makes the document.
///
/// # Errors
/// When the document passes a bound that its text did not.
pub(crate) fn normalise(raw: &RawTree, around: &dyn Surroundings) -> Result<Parsed, ParseError> {
    normalised(raw, around, Origin::Client)
}

/// Makes the document of a text that an earlier version of this library stored.
///
/// # Errors
/// As [`normalise`].
pub(crate) fn normalise_stored(raw: &RawTree) -> Result<Document, ParseError> {
    normalised(raw, &Alone, Origin::Store).map(|parsed| parsed.document)
}

/// Who wrote the text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    Client,
    /// We did, so its symbols mean what they say, and what was let in once is not refused now.
    Store,
}

fn normalised(raw: &RawTree, around: &dyn Surroundings, origin: Origin) -> Result<Parsed, ParseError> {
    let mut walk = Walk::new(raw, around, origin, Sink::Page(Box::new(Builder::new())));
    walk.run()?;
    let document = Document {
        title: walk.title.unwrap_or_default(),
        lang: walk.lang.unwrap_or_else(|| LANGUAGE.to_owned()),
        letters: walk.letters.to_text().unwrap_or_default(),
        body: walk.builder.finish()?,
        ink: None,
    };
    Ok(Parsed { document, created: walk.created.flatten(), complaints: walk.complaints })
}

/// Makes content that is to stand in another page: by the same decisions, but not yet by the rules of what stands where.
///
/// # Errors
/// When the content alone passes a bound of a document.
pub(crate) fn normalise_fragment(raw: &RawTree, around: &dyn Surroundings, images: Images) -> Result<Normalised, ParseError> {
    let mut walk = Walk { images, ..Walk::new(raw, around, Origin::Client, Sink::Fragment(Fragment::new())) };
    walk.run()?;
    Ok(Normalised { tree: walk.builder.finish()?, complaints: walk.complaints, images: walk.images, lost: walk.lost })
}

/// Content that is to stand in another page.
pub(crate) struct Normalised {
    pub(crate) tree: Tree,
    pub(crate) complaints: Vec<Complaint>,
    /// Images of the request, with those that came before.
    pub(crate) images: Images,
    /// The first thing that was lost, however much else there was to complain of.
    pub(crate) lost: Option<Lost>,
}

/// Something that a client sent, or meant to send, and that is not on the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Lost {
    /// A part that is not there, or not what it is shown as.
    Part {
        /// Its name, shortened.
        name: String,
    },
    /// An image beyond those that one request may bring.
    TooManyImages {
        /// As many were taken.
        images_max: usize,
    },
}

struct Walk<'a> {
    raw: &'a RawTree,
    around: &'a dyn Surroundings,
    origin: Origin,
    builder: Sink,
    body: Option<RawId>,
    positions_enabled: bool,
    title: Option<String>,
    lang: Option<String>,
    /// `Some(None)` once something was said that was not understood: the first word counts.
    created: Option<Option<Created>>,
    /// What the page is refused for.
    refused: Option<ParseError>,
    complaints: Vec<Complaint>,
    lists: Vec<Option<List>>,
    tables: Vec<Table>,
    images: Images,
    lost: Option<Lost>,
    /// What the body says about letters.
    letters: Style,
}

/// What is still to do. A list of its own instead of recursion: the raw tree may be deeper than the bound, where subtrees
/// were moved.
enum Step {
    Enter(RawId),
    Close(Opened),
    Leave(Frame),
    Text(&'static str),
}

/// What to do with the content of an element.
enum Content {
    Skip,
    Visit,
    VisitThen(Step),
}

impl<'a> Walk<'a> {
    fn new(raw: &'a RawTree, around: &'a dyn Surroundings, origin: Origin, builder: Sink) -> Self {
        Self {
            raw,
            around,
            origin,
            builder,
            body: None,
            positions_enabled: origin == Origin::Store,
            title: None,
            lang: None,
            created: None,
            refused: None,
            complaints: vec![],
            lists: vec![],
            tables: vec![],
            images: Images::default(),
            lost: None,
            letters: Style::default(),
        }
    }

    fn run(&mut self) -> Result<(), ParseError> {
        let mut steps: Vec<Step> = self.raw.node(RawTree::DOCUMENT).first.map(Step::Enter).into_iter().collect();
        while let Some(step) = steps.pop() {
            match step {
                Step::Enter(id) => {
                    let node = self.raw.node(id);
                    steps.extend(node.next.map(Step::Enter));
                    let content = self.node(id, node);
                    if let Content::VisitThen(step) = content {
                        steps.push(step);
                        steps.extend(node.first.map(Step::Enter));
                    } else if matches!(content, Content::Visit) {
                        steps.extend(node.first.map(Step::Enter));
                    }
                    self.builder.check()?;
                    if let Some(error) = self.refused.take() {
                        return Err(error);
                    }
                }
                Step::Close(opened) => self.builder.close(opened),
                Step::Leave(frame) => self.leave(frame),
                Step::Text(text) => self.builder.text(text),
            }
        }
        Ok(())
    }

    fn node(&mut self, id: RawId, node: &'a RawNode) -> Content {
        match &node.data {
            RawData::Element { name, .. } if name.ns == ns!(html) => self.element(id, node, &name.local),
            RawData::Element { name, .. } => self.foreign(&name.local),
            RawData::Text(text) => {
                self.builder.text(text);
                Content::Skip
            }
            RawData::Other => Content::Skip,
        }
    }

    /// Drawings go, formulas leave their letters. Neither may be printed again as markup: how browsers read them depends on
    /// where they stand, and that is how text turns into scripts.
    fn foreign(&mut self, name: &str) -> Content {
        match name {
            "svg" => {
                self.complain(Complaint::ElementRemoved { name: name.to_owned() });
                Content::Skip
            }
            "annotation" | "annotation-xml" => Content::Skip,
            _ => Content::Visit,
        }
    }

    fn element(&mut self, id: RawId, node: &'a RawNode, name: &str) -> Content {
        match meaning(name) {
            Meaning::Html => {
                self.lang = node.attribute("lang").or_else(|| node.attribute("xml:lang")).and_then(language);
                Content::Visit
            }
            Meaning::Body => {
                self.body = Some(id);
                let enabled = node.attribute("data-absolute-enabled");
                self.positions_enabled |= enabled.is_some_and(|value| value.trim().eq_ignore_ascii_case("true"));
                self.letters = Style::parse(node.attribute("style").unwrap_or_default()).take(&LETTERS);
                // Source: contract section 6.5: no colour behind the page.
                let _ = self.letters.take(&["background-color"]);
                defaults::strip(&mut self.letters, defaults::BODY);
                Content::Visit
            }
            Meaning::Title => {
                self.title(node);
                Content::Skip
            }
            Meaning::Meta => {
                self.meta(node);
                Content::Skip
            }
            Meaning::Kept(tag, extra) => self.kept(node, name, tag, extra),
            Meaning::Link => self.link(node, name),
            Meaning::Image => self.image(node),
            Meaning::Video => self.video(node),
            Meaning::Attachment => self.attachment(node),
            Meaning::Quotation => {
                self.builder.text("\u{201c}");
                Content::VisitThen(Step::Text("\u{201d}"))
            }
            Meaning::Boundary => self.boundary(),
            Meaning::Unwrapped => Content::Visit,
            Meaning::Removed => Content::Skip,
            Meaning::RemovedAloud => {
                self.complain(Complaint::ElementRemoved { name: name.to_owned() });
                let opened = self.builder.open_boundary();
                self.builder.close(opened);
                Content::Skip
            }
        }
    }

    fn link(&mut self, node: &RawNode, name: &str) -> Content {
        let target = node.attribute("href").and_then(|href| self.target(href));
        let tag = if target.is_some() { Tag::A } else { Tag::Span };
        let mut style = attributes::style(node, tag, None);
        self.position(&mut style, name, tag, self.is_top(node));
        let mut attributes = attributes::attributes(node, tag, &style);
        attributes.retain(|attribute| attribute.name != Name::Href);
        if let Some(value) = target {
            attributes.insert(0, Attribute { name: Name::Href, value });
        }
        if attributes.is_empty() {
            return Content::Visit;
        }
        Content::VisitThen(Step::Close(self.builder.open(tag, attributes)))
    }

    /// Returns where a link leads. Only the surroundings make references; an address that looks like one is an unknown scheme.
    fn target(&mut self, href: &str) -> Option<Value> {
        let address = href.trim();
        let reference = match self.origin {
            Origin::Store => Reference::from_symbol(address),
            Origin::Client if is_symbol(address) => None,
            Origin::Client => self.around.page(address),
        };
        if let Some(reference) = reference {
            return Some(Value::Page(reference));
        }
        let link = crate::value::link(address);
        if link.is_none() {
            self.complain(Complaint::LinkDropped { href: shortened(address) });
        }
        link.map(Value::Text)
    }

    fn boundary(&mut self) -> Content {
        Content::VisitThen(Step::Close(self.builder.open_boundary()))
    }

    fn is_top(&self, node: &RawNode) -> bool {
        node.parent.is_some() && node.parent == self.body
    }

    /// Refuses the page for the first thing that it must be refused for.
    fn refuse<T>(&mut self, error: ParseError) -> Option<T> {
        self.refused.get_or_insert(error);
        None
    }

    fn complain(&mut self, complaint: Complaint) {
        if self.complaints.len() < COMPLAINTS_MAX && !self.complaints.contains(&complaint) {
            self.complaints.push(complaint);
        }
    }
}

/// Whether an address is spelled as only our own store spells it. It means nothing from outside, not even to whoever knows what
/// it would name.
fn is_symbol(address: &str) -> bool {
    address.get(..SCHEME.len()).is_some_and(|scheme| scheme.eq_ignore_ascii_case(SCHEME))
}
