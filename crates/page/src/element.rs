//! The elements a document may hold, and which may stand in which.
//!
//! The rules are stricter than HTML's, so that every tree they allow is printed as text that a browser's parser reads back
//! as the same tree: blocks never stand in inline elements, paragraphs hold no blocks, and links hold no links.

/// The name of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tag {
    Div,
    P,
    H1,
    H2,
    H3,
    H4,
    H5,
    H6,
    Pre,
    Blockquote,
    Hr,
    Ul,
    Ol,
    Li,
    Table,
    Caption,
    Tr,
    Td,
    Th,
    Span,
    A,
    Sup,
    Sub,
    Cite,
    Code,
    Br,
    Img,
    Iframe,
    Object,
}

/// What may stand in an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Model {
    /// Blocks only: the page itself and its positioned outlines, where loose text becomes a paragraph.
    Outline,
    /// Blocks and inline content.
    Flow,
    /// Inline content.
    Phrasing,
    /// `li`.
    List,
    /// `tr` and `caption`. Table bodies are left out, as OneNote does.
    Table,
    /// `td` and `th`.
    Row,
    /// Nothing.
    Empty,
}

/// Where an element belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Block,
    Item,
    /// `tr` and `caption`.
    TablePart,
    Cell,
    /// Inline, with inline content.
    Inline,
    /// Inline, without content.
    Leaf,
}

impl Tag {
    /// All of them, with their names.
    const NAMES: [(Self, &'static str); 29] = [
        (Self::Div, "div"),
        (Self::P, "p"),
        (Self::H1, "h1"),
        (Self::H2, "h2"),
        (Self::H3, "h3"),
        (Self::H4, "h4"),
        (Self::H5, "h5"),
        (Self::H6, "h6"),
        (Self::Pre, "pre"),
        (Self::Blockquote, "blockquote"),
        (Self::Hr, "hr"),
        (Self::Ul, "ul"),
        (Self::Ol, "ol"),
        (Self::Li, "li"),
        (Self::Table, "table"),
        (Self::Caption, "caption"),
        (Self::Tr, "tr"),
        (Self::Td, "td"),
        (Self::Th, "th"),
        (Self::Span, "span"),
        (Self::A, "a"),
        (Self::Sup, "sup"),
        (Self::Sub, "sub"),
        (Self::Cite, "cite"),
        (Self::Code, "code"),
        (Self::Br, "br"),
        (Self::Img, "img"),
        (Self::Iframe, "iframe"),
        (Self::Object, "object"),
    ];

    pub(crate) fn name(self) -> &'static str {
        // The table is in the order of the variants; a unit test below holds it to that.
        Self::NAMES[self as usize].1
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(_, known)| *known == name).map(|(tag, _)| *tag)
    }

    pub(crate) const fn kind(self) -> Kind {
        match self {
            Self::Div | Self::P | Self::H1 | Self::H2 | Self::H3 | Self::H4 | Self::H5 | Self::H6 => Kind::Block,
            Self::Pre | Self::Blockquote | Self::Hr | Self::Ul | Self::Ol | Self::Table => Kind::Block,
            Self::Li => Kind::Item,
            Self::Caption | Self::Tr => Kind::TablePart,
            Self::Td | Self::Th => Kind::Cell,
            Self::Br | Self::Img | Self::Iframe | Self::Object => Kind::Leaf,
            _ => Kind::Inline,
        }
    }

    pub(crate) const fn model(self) -> Model {
        match self {
            Self::Div | Self::Blockquote | Self::Li | Self::Caption | Self::Td | Self::Th => Model::Flow,
            Self::Ul | Self::Ol => Model::List,
            Self::Table => Model::Table,
            Self::Tr => Model::Row,
            Self::Hr | Self::Br | Self::Img | Self::Iframe | Self::Object => Model::Empty,
            _ => Model::Phrasing,
        }
    }

    /// Whether HTML knows no end tag for it. `iframe` and `object` have one, with nothing before it.
    pub(crate) const fn is_void(self) -> bool {
        matches!(self, Self::Hr | Self::Br | Self::Img)
    }

    pub(crate) const fn is_heading(self) -> bool {
        matches!(self, Self::H1 | Self::H2 | Self::H3 | Self::H4 | Self::H5 | Self::H6)
    }

    /// Whether a position can be asked for. Source: Graph concepts, `onenote-abs-pos`.
    pub(crate) const fn can_be_positioned(self) -> bool {
        matches!(self, Self::Div | Self::Img | Self::Object)
    }
}

impl Model {
    /// Whether an element may stand here as it is.
    pub(crate) const fn holds(self, kind: Kind) -> bool {
        match self {
            Self::Outline => matches!(kind, Kind::Block),
            Self::Flow => matches!(kind, Kind::Block | Kind::Inline | Kind::Leaf),
            Self::Phrasing => matches!(kind, Kind::Inline | Kind::Leaf),
            Self::List => matches!(kind, Kind::Item),
            Self::Table => matches!(kind, Kind::TablePart),
            Self::Row => matches!(kind, Kind::Cell),
            Self::Empty => false,
        }
    }

    /// Whether text may stand here.
    pub(crate) const fn holds_text(self) -> bool {
        matches!(self, Self::Flow | Self::Phrasing)
    }
}

#[cfg(test)]
mod tests {
    use super::Tag;

    #[test]
    fn names_are_in_the_order_of_the_variants() {
        for (index, (tag, name)) in Tag::NAMES.iter().enumerate() {
            assert_eq!(*tag as usize, index);
            assert_eq!(Tag::from_name(name), Some(*tag));
        }
    }
}
