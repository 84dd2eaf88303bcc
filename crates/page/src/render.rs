//! The form in which clients get a page. Source: Graph concepts, `onenote-input-output-html`, contract section 6.9.
//!
//! What is kept is printed as it is kept, but for what goes without saying among ourselves: the styles that elements have by
//! default, and the players of videos. Both are understood, or ignored, where the print is read again.

use std::fmt;

use crate::attribute::{Attribute, Name, Value};
use crate::defaults;
use crate::document::Document;
use crate::element::Tag;
use crate::ids::{Numbering, Version};
use crate::ink::INK_NOTE;
use crate::print::{Dress, print, push_attribute, push_text};
use crate::reference::Reference;
use crate::resource::Resource;
use crate::tree::{Element, NodeId, Tree};
use crate::value::player;

/// The handle of the outline that holds what has no position.
pub(crate) const DEFAULT_OUTLINE_ID: &str = "_default";

/// Where that outline stands.
pub(crate) const DEFAULT_OUTLINE_STYLE: &str = "position:absolute;left:48px;top:120px;width:624px";

/// How wide an outline is that does not say.
pub(crate) const OUTLINE_WIDTH: &str = "624px";

/// Who a page is printed for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Audience {
    /// A program, which reads it back. Source: Graph concepts, `onenote-input-output-html`.
    #[default]
    Program,
    /// Somebody with a browser. Files and videos are links, which load nothing by themselves; a link to a page opens in the place
    /// of the whole window, and any other beside it.
    Person,
}

/// What a client may choose, and what a document does not know about itself.
///
/// Addresses that the functions give must be safe ones; they are escaped, but not looked at.
///
/// ```
/// let options = page::RenderOptions { created: Some("2020-01-02T03:04:05.0000000"), ..page::RenderOptions::default() };
/// let html = page::render(&page::Document::new("Plan"), &options);
/// assert!(html.contains(r#"<meta name="created" content="2020-01-02T03:04:05.0000000" />"#));
/// ```
#[derive(Clone, Copy)]
pub struct RenderOptions<'a> {
    /// Who it is for.
    pub audience: Audience,
    /// The time of creation, printed as it is: seven digits of a second, the zone optional. Left out if `None`.
    pub created: Option<&'a str>,
    /// The version whose ids the elements get that can be updated. No ids if `None`.
    pub ids: Option<Version>,
    /// Gives the address of a page.
    pub page: &'a dyn Fn(&Reference) -> String,
    /// Gives the address of a resource's bytes. Asked twice for each image: for `src` and for `data-fullres-src`.
    pub resource: &'a dyn Fn(&Resource) -> String,
}

impl Default for RenderOptions<'_> {
    /// For pages that link to nothing of ours and hold no resources: their addresses are empty.
    fn default() -> Self {
        Self { audience: Audience::Program, created: None, ids: None, page: &|_| String::new(), resource: &|_| String::new() }
    }
}

impl fmt::Debug for RenderOptions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RenderOptions")
            .field("audience", &self.audience)
            .field("created", &self.created)
            .field("ids", &self.ids)
            .finish_non_exhaustive()
    }
}

/// Returns the page as a client gets it. [`crate::parse()`] reads it back as the same document, if its surroundings know what
/// the options' functions answer and no such answer is longer than 1024 bytes. Only the ink is not in it, but a comment.
///
/// ```
/// let document = page::parse("<title>A &amp; B</title>loose text<br>more", &page::Alone)?.document;
/// let html = page::render(&document, &page::RenderOptions::default());
/// assert!(html.starts_with("<html lang=\"en-US\"><head><title>A &amp; B</title>"));
/// assert!(html.contains("top:120px;width:624px\">\n<p>loose text<br />more</p>\n</div>"));
/// # Ok::<(), page::ParseError>(())
/// ```
pub fn render(document: &Document, options: &RenderOptions<'_>) -> String {
    let mut out = String::from("<html");
    push_attribute(&mut out, "lang", document.lang());
    out.push_str("><head><title>");
    push_text(&mut out, document.title());
    out.push_str("</title>\n<meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\" />\n");
    if let Some(created) = options.created {
        out.push_str("<meta name=\"created\"");
        push_attribute(&mut out, "content", created);
        out.push_str(" />\n");
    }
    out.push_str("</head>\n<body data-absolute-enabled=\"true\"");
    push_attribute(&mut out, "style", &defaults::spelled(Some(&document.letters), defaults::BODY));
    out.push_str(">\n");
    let mut dressing = Dressing::new(options);
    if has_content(&document.body, Tree::FLOW) {
        out.push_str("<div");
        if let Some(ids) = &dressing.ids {
            push_attribute(&mut out, "id", &ids.default_outline());
        }
        push_attribute(&mut out, "data-id", DEFAULT_OUTLINE_ID);
        push_attribute(&mut out, "style", DEFAULT_OUTLINE_STYLE);
        out.push_str(">\n");
        print(&mut out, &document.body, Tree::FLOW, &mut dressing);
        out.push_str("</div>\n");
    }
    print(&mut out, &document.body, Tree::OUTLINES, &mut dressing);
    if document.ink.is_some() {
        out.push_str(INK_NOTE);
    }
    out.push_str("</body></html>\n");
    out
}

/// What clients get of an element beside what is kept.
pub(crate) struct Dressing<'a> {
    ids: Option<Numbering>,
    /// Whether what is printed stands in a link, which holds no other.
    is_in_link: bool,
    options: &'a RenderOptions<'a>,
}

impl<'a> Dressing<'a> {
    pub(crate) fn new(options: &'a RenderOptions<'a>) -> Self {
        Self { ids: options.ids.map(Numbering::new), is_in_link: false, options }
    }

    /// For what stands in a link, or may.
    pub(crate) fn within_link(options: &'a RenderOptions<'a>) -> Self {
        Self { is_in_link: true, ..Self::new(options) }
    }
}

impl Dress for Dressing<'_> {
    fn attributes(&mut self, out: &mut String, element: &Element) {
        self.is_in_link |= element.tag == Tag::A;
        if let Some(id) = self.ids.as_mut().and_then(|ids| ids.next(element.tag)) {
            push_attribute(out, "id", &id);
        }
        let unsaid = defaults::of(element.tag);
        for Attribute { name, value } in &element.attributes {
            match value {
                Value::Text(text) if *name == Name::Style && !unsaid.is_empty() => {
                    push_attribute(out, name.name(), &defaults::spelled(Some(text), unsaid));
                }
                Value::Text(text) => push_attribute(out, name.name(), text),
                Value::Page(reference) => push_attribute(out, name.name(), &(self.options.page)(reference)),
                Value::Resource(resource) => push_resource(out, element.tag, *name, resource, self.options),
            }
            if *name == Name::OriginalSrc
                && let Value::Text(address) = value
            {
                push_attribute(out, "src", &player(address));
            }
            if *name == Name::Href && self.options.audience == Audience::Person {
                push_target(out, value);
            }
        }
        if !unsaid.is_empty() && element.value(Name::Style).is_none() {
            push_attribute(out, "style", &defaults::spelled(None, unsaid));
        }
    }

    fn instead(&mut self, out: &mut String, element: &Element) -> bool {
        if self.options.audience == Audience::Program {
            return false;
        }
        let text = |name| match element.value(name) {
            Some(Value::Text(text)) => text.as_str(),
            _ => "",
        };
        let (class, href, words) = match (element.tag, element.value(Name::Data)) {
            (Tag::Object, Some(Value::Resource(resource))) => ("file", (self.options.resource)(resource), text(Name::Attachment)),
            (Tag::Iframe, _) => ("video", text(Name::OriginalSrc).to_owned(), text(Name::OriginalSrc)),
            _ => return false,
        };
        let tag = if self.is_in_link { "span" } else { "a" };
        out.push('<');
        out.push_str(tag);
        push_attribute(out, "class", class);
        if !self.is_in_link {
            push_attribute(out, "href", &href);
            if element.tag == Tag::Object {
                push_attribute(out, "download", words);
            } else {
                push_attribute(out, "target", "_blank");
                push_attribute(out, "rel", "noopener noreferrer");
            }
        }
        if let Some(Value::Text(style)) = element.value(Name::Style) {
            push_attribute(out, Name::Style.name(), style);
        }
        out.push('>');
        push_text(out, words);
        out.push_str("</");
        out.push_str(tag);
        out.push('>');
        true
    }

    fn ends(&mut self, _: &mut String, element: &Element) {
        self.is_in_link &= element.tag != Tag::A;
    }
}

/// Says where a link opens for somebody who sees the page in a frame.
fn push_target(out: &mut String, value: &Value) {
    match value {
        Value::Page(_) => push_attribute(out, "target", "_top"),
        Value::Text(_) | Value::Resource(_) => {
            push_attribute(out, "target", "_blank");
            push_attribute(out, "rel", "noopener noreferrer");
        }
    }
}

/// An image's bytes are there once: what is shown is what is there in full.
fn push_resource(out: &mut String, tag: Tag, name: Name, resource: &Resource, options: &RenderOptions<'_>) {
    push_attribute(out, name.name(), &(options.resource)(resource));
    if tag == Tag::Img && options.audience == Audience::Program {
        push_attribute(out, "data-src-type", &resource.media_type);
        push_attribute(out, "data-fullres-src", &(options.resource)(resource));
        push_attribute(out, "data-fullres-src-type", &resource.media_type);
    }
}

fn has_content(tree: &Tree, root: NodeId) -> bool {
    tree.last_child(root).is_some()
}
