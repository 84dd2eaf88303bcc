//! The attributes an element may have. One row per name; anything else does not exist for us.

use crate::element::{Kind, Tag};
use crate::reference::Reference;
use crate::resource::Resource;
use crate::value;

/// An attribute with its checked value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attribute {
    pub(crate) name: Name,
    pub(crate) value: Value,
}

/// A checked value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Text(String),
    /// A link into this server, spelled only when printed.
    Page(Reference),
    /// An image's or attachment's bytes, spelled only when printed.
    Resource(Resource),
}

/// The name of an attribute. The order of the variants is the order of printing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Name {
    Href,
    Src,
    Data,
    Attachment,
    Type,
    Alt,
    Width,
    Height,
    Colspan,
    Rowspan,
    Start,
    Number,
    OriginalSrc,
    RenderSrc,
    Lang,
    Dir,
    DataId,
    DataTag,
    Style,
}

impl Name {
    pub(crate) const ALL: [(Self, &'static str); 19] = [
        (Self::Href, "href"),
        (Self::Src, "src"),
        (Self::Data, "data"),
        (Self::Attachment, "data-attachment"),
        (Self::Type, "type"),
        (Self::Alt, "alt"),
        (Self::Width, "width"),
        (Self::Height, "height"),
        (Self::Colspan, "colspan"),
        (Self::Rowspan, "rowspan"),
        (Self::Start, "start"),
        (Self::Number, "value"),
        (Self::OriginalSrc, "data-original-src"),
        (Self::RenderSrc, "data-render-original-src"),
        (Self::Lang, "lang"),
        (Self::Dir, "dir"),
        (Self::DataId, "data-id"),
        (Self::DataTag, "data-tag"),
        (Self::Style, "style"),
    ];

    pub(crate) fn name(self) -> &'static str {
        // In the order of the variants; a unit test below holds the table to that.
        Self::ALL[self as usize].1
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == name).map(|(name, _)| *name)
    }

    /// Whether the value may be a resource.
    pub(crate) fn names_resource(self, tag: Tag) -> bool {
        matches!((self, tag), (Self::Src, Tag::Img) | (Self::Data, Tag::Object))
    }

    /// Returns the value as it is kept on an element of this kind, or nothing if it may not stand there.
    ///
    /// What it returns it would return again unchanged.
    pub(crate) fn admit(self, tag: Tag, text: &str) -> Option<String> {
        if !self.fits(tag) {
            return None;
        }
        match self {
            Self::Href => value::link(text),
            Self::Src => value::image(text),
            Self::Data => None,
            Self::Attachment => value::file_name(text),
            Self::Type => value::media_type(text),
            Self::OriginalSrc => value::video(text),
            Self::RenderSrc => value::web(text),
            Self::Alt => Some(value::plain(text, 2_000)),
            Self::Width | Self::Height => value::pixels(text),
            Self::Colspan | Self::Rowspan => value::integer(text, 1, 1_000),
            Self::Start | Self::Number => value::integer(text, -1_000_000, 1_000_000),
            Self::Lang => value::language(text),
            Self::Dir => Some(text.trim().to_ascii_lowercase()).filter(|dir| dir == "ltr" || dir == "rtl"),
            Self::DataId => Some(value::plain(text, 256)).filter(|id| !id.is_empty()),
            Self::DataTag => value::tag::note_tags(text).ok().filter(|tags| !tags.is_empty()),
            Self::Style => value::style(text),
        }
    }

    /// Whether an element of this kind may have the attribute as a text.
    pub(crate) fn fits(self, tag: Tag) -> bool {
        match self {
            Self::Href => tag == Tag::A,
            Self::Src | Self::Alt | Self::RenderSrc => tag == Tag::Img,
            Self::Attachment | Self::Type => tag == Tag::Object,
            // Only ever a resource, never a text.
            Self::Data => false,
            Self::Width | Self::Height => matches!(tag, Tag::Img | Tag::Iframe),
            // OneNote itself supports neither. They are kept: a table without them loses its sense.
            Self::Colspan | Self::Rowspan => tag.kind() == Kind::Cell,
            Self::Start => tag == Tag::Ol,
            Self::Number => tag == Tag::Li,
            Self::OriginalSrc => tag == Tag::Iframe,
            // Source: Graph concepts, `onenote-note-tags`. That of an item stands on a `span` in it.
            Self::DataTag => tag.is_heading() || matches!(tag, Tag::P | Tag::Img | Tag::Span),
            Self::Lang | Self::Dir | Self::DataId | Self::Style => !matches!(tag, Tag::Br | Tag::Hr),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Name;

    #[test]
    fn names_are_in_the_order_of_the_variants() {
        for (index, (name, text)) in Name::ALL.iter().enumerate() {
            assert_eq!(*name as usize, index);
            assert_eq!(Name::from_name(text), Some(*name));
        }
    }
}
