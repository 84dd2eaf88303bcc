//! What becomes of an element, by its name.

use crate::element::Tag;

/// One declaration that says what a dropped name said.
pub(super) type ExtraStyle = Option<(&'static str, &'static str)>;

pub(super) enum Meaning {
    Html,
    Body,
    Title,
    Meta,
    /// It stays, perhaps under another name.
    Kept(Tag, ExtraStyle),
    Link,
    Image,
    Video,
    Attachment,
    Quotation,
    /// Only its content stays, on lines of its own.
    Boundary,
    /// Only its content stays.
    Unwrapped,
    /// Nothing stays: it has no text that anybody sees.
    Removed,
    /// Nothing stays, and somebody may miss it.
    RemovedAloud,
}

/// Returns the meaning of an HTML element. Names that are not listed are unknown, and leave their content.
pub(super) fn meaning(name: &str) -> Meaning {
    match name {
        "html" => Meaning::Html,
        "body" => Meaning::Body,
        "title" => Meaning::Title,
        "meta" => Meaning::Meta,
        "a" => Meaning::Link,
        "img" => Meaning::Image,
        "iframe" => Meaning::Video,
        "object" => Meaning::Attachment,
        "q" => Meaning::Quotation,
        _ => kept(name).unwrap_or_else(|| dropped(name)),
    }
}

/// Elements that say the same as one that pages have.
fn kept(name: &str) -> Option<Meaning> {
    let (tag, style) = match name {
        "center" => (Tag::Div, Some(("text-align", "center"))),
        "font" => (Tag::Span, None),
        "mark" => (Tag::Span, Some(("background-color", "yellow"))),
        // What is only a look is kept as one, as in print.
        "b" | "strong" => (Tag::Span, Some(("font-weight", "bold"))),
        "i" | "em" | "var" | "dfn" => (Tag::Span, Some(("font-style", "italic"))),
        "u" | "ins" => (Tag::Span, Some(("text-decoration", "underline"))),
        "s" | "strike" | "del" => (Tag::Span, Some(("text-decoration", "line-through"))),
        "kbd" | "samp" | "tt" => (Tag::Code, None),
        "listing" | "plaintext" | "xmp" => (Tag::Pre, None),
        "dir" | "menu" => (Tag::Ul, None),
        other => (Tag::from_name(other)?, None),
    };
    Some(Meaning::Kept(tag, style))
}

fn dropped(name: &str) -> Meaning {
    match name {
        // Rows stand in their table directly, as OneNote prints them.
        "tbody" | "thead" | "tfoot" => Meaning::Unwrapped,
        "address" | "article" | "aside" | "details" | "dialog" | "fieldset" | "figcaption" | "figure" | "footer" | "header" | "hgroup"
        | "legend" | "main" | "nav" | "search" | "section" | "summary" => Meaning::Boundary,
        // A list of definitions keeps its lines.
        "dd" | "dl" | "dt" | "optgroup" | "option" => Meaning::Boundary,
        "form" => Meaning::RemovedAloud,
        "base" | "col" | "colgroup" | "datalist" | "input" | "link" | "noembed" | "noscript" | "param" | "script" | "select" | "source"
        | "style" | "template" | "track" => Meaning::Removed,
        _ => Meaning::Unwrapped,
    }
}
