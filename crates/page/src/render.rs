//! The form in which clients get a page. Source: Graph concepts, `onenote-input-output-html`, contract section 6.9.
//!
//! Inline elements stay what they are; OneNote turns them into spans, which clients that read them must cope with anyway, but
//! no client needs. Sources of images are printed as they are kept.

use crate::document::Document;
use crate::ids::{Numbering, Version};
use crate::print::{print, push_attribute, push_text};
use crate::reference::Reference;
use crate::tree::{NodeId, Tree};

/// The handle of the outline that holds what has no position.
pub(crate) const DEFAULT_OUTLINE_ID: &str = "_default";

/// Where that outline stands.
pub(crate) const DEFAULT_OUTLINE_STYLE: &str = "position:absolute;left:48px;top:120px;width:624px";

/// What a client may choose, and what a document does not know about itself.
///
/// ```
/// let options = page::RenderOptions { created: Some("2020-01-02T03:04:05.0000000"), ..page::RenderOptions::default() };
/// let html = page::render(&page::Document::new("Plan"), &options, &|_| String::new());
/// assert!(html.contains(r#"<meta name="created" content="2020-01-02T03:04:05.0000000" />"#));
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct RenderOptions<'a> {
    /// The time of creation, printed as it is: seven digits of a second, the zone optional. Left out if `None`.
    pub created: Option<&'a str>,
    /// The version whose ids the elements get that can be updated. No ids if `None`.
    pub ids: Option<Version>,
}

/// Returns the page as a client gets it. [`crate::parse()`] reads it back as the same document, if its `links` knows what
/// `resolve` answers and no such answer is longer than 1024 bytes.
///
/// `resolve` gives the address of a page. It must be a safe one; it is escaped, but not looked at.
///
/// ```
/// let document = page::parse("<title>A &amp; B</title>loose text<br>more", &|_| None)?.document;
/// let html = page::render(&document, &page::RenderOptions::default(), &|_| String::new());
/// assert!(html.starts_with("<html lang=\"en-US\"><head><title>A &amp; B</title>"));
/// assert!(html.contains("top:120px;width:624px\">\n<p>loose text<br />more</p>\n</div>"));
/// # Ok::<(), page::ParseError>(())
/// ```
pub fn render(document: &Document, options: &RenderOptions<'_>, resolve: &dyn Fn(&Reference) -> String) -> String {
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
    out.push_str("</head>\n<body data-absolute-enabled=\"true\" style=\"font-family:Calibri;font-size:11pt\">\n");
    let mut ids = options.ids.map(Numbering::new);
    if has_content(&document.body, Tree::FLOW) {
        out.push_str("<div");
        if let Some(ids) = &ids {
            push_attribute(&mut out, "id", &ids.default_outline());
        }
        push_attribute(&mut out, "data-id", DEFAULT_OUTLINE_ID);
        push_attribute(&mut out, "style", DEFAULT_OUTLINE_STYLE);
        out.push_str(">\n");
        print(&mut out, &document.body, Tree::FLOW, ids.as_mut(), resolve);
        out.push_str("</div>\n");
    }
    print(&mut out, &document.body, Tree::OUTLINES, ids.as_mut(), resolve);
    out.push_str("</body></html>\n");
    out
}

fn has_content(tree: &Tree, root: NodeId) -> bool {
    tree.last_child(root).is_some()
}
