//! What is shown or attached rather than written: images, attachments, videos.

use super::{Content, Origin, Walk, attributes, is_symbol};
use crate::attribute::{Attribute, Name, Value};
use crate::complaint::{Complaint, shortened};
use crate::element::Tag;
use crate::parse::raw::RawNode;
use crate::resource::Resource;
use crate::surroundings::{Found, Source};
use crate::value::{Style, base64, file_name, image, link, media_type, mend_file_name, plain};

impl Walk<'_> {
    pub(super) fn image(&mut self, node: &RawNode) -> Content {
        let src = node.attribute("src").map(str::trim).filter(|src| !src.is_empty());
        let drawn = node.attribute("data-render-src").is_some();
        if src.is_some() && drawn {
            self.complain(Complaint::ImageWithTwoSources);
        }
        let is_top = self.is_top(node);
        let mut style = attributes::style(node, Tag::Img, None);
        let positioned = self.position(&mut style, "img", Tag::Img, is_top);
        match src.and_then(|src| self.picture(src)) {
            Some((value, pixels)) => {
                let mut attributes = attributes::attributes(node, Tag::Img, &style);
                set(&mut attributes, Name::Src, value);
                if let Some((width, height)) = pixels.filter(|_| !has_size(&attributes, &style)) {
                    for (name, number) in [(Name::Width, width), (Name::Height, height)] {
                        if let Some(text) = name.admit(Tag::Img, &number.to_string()) {
                            set(&mut attributes, name, Value::Text(text));
                        }
                    }
                }
                self.place(Tag::Img, attributes, positioned);
            }
            None => {
                self.complain(match src.or_else(|| node.attribute("data-render-src")) {
                    Some(src) => Complaint::ImageDropped { src: shortened(src) },
                    None => Complaint::ImageWithoutSource,
                });
                self.builder.text(node.attribute("alt").unwrap_or_default());
            }
        }
        Content::Skip
    }

    /// Returns an image's source, and its size if anybody knows.
    fn picture(&mut self, src: &str) -> Option<(Value, Option<(u32, u32)>)> {
        if is_symbol(src) {
            return None;
        }
        if let Some(found) = self.found(src) {
            let pixels = found.pixels;
            return Some((Value::Resource(Resource::new(found)), pixels));
        }
        let kept = image(src)?;
        if self.origin == Origin::Client && !kept.starts_with("data:") {
            self.complain(Complaint::ImageNotFetched { src: shortened(src) });
        }
        Some((Value::Text(kept), None))
    }

    /// Asks the surroundings for bytes, by whatever names them.
    fn found(&self, src: &str) -> Option<Found> {
        if let Some(name) = after(src, "name:") {
            return self.around.resource(Source::Part(name.trim()));
        }
        let Some(data) = after(src, "data:") else { return self.around.resource(Source::Url(src)) };
        let (head, letters) = data.split_once(',')?;
        let (media_type, encoding) = head.rsplit_once(';')?;
        let bytes = base64::decode(letters).filter(|_| encoding.trim().eq_ignore_ascii_case("base64"))?;
        self.around.resource(Source::Data { media_type: media_type.trim(), bytes: &bytes })
    }

    pub(super) fn video(&mut self, node: &RawNode) -> Content {
        let src = node.attribute("data-original-src").or_else(|| node.attribute("src")).unwrap_or_default();
        let mut style = attributes::style(node, Tag::Iframe, None);
        self.position(&mut style, "iframe", Tag::Iframe, self.is_top(node));
        let mut attributes = attributes::attributes(node, Tag::Iframe, &style);
        if let Some(address) = Name::OriginalSrc.admit(Tag::Iframe, src) {
            set(&mut attributes, Name::OriginalSrc, Value::Text(address));
            self.builder.leaf(Tag::Iframe, attributes);
        } else {
            self.complain(Complaint::VideoNotSupported { src: shortened(src) });
            if let Some(link) = link(src) {
                let text = link.clone();
                let opened = self.builder.open(Tag::A, vec![Attribute { name: Name::Href, value: Value::Text(link) }]);
                self.builder.text(&text);
                self.builder.close(opened);
            }
        }
        Content::Skip
    }

    /// An attachment's bytes are a part of the request, or were read from us before; there are none in the web.
    pub(super) fn attachment(&mut self, node: &RawNode) -> Content {
        let named = node.attribute("data-attachment").unwrap_or_default();
        let data = node.attribute("data").map_or("", str::trim);
        let is_data = after(data, "data:").is_some();
        let Some(found) = (!is_data && !is_symbol(data)).then(|| self.found(data)).flatten() else {
            let name = plain(named, 256);
            self.complain(Complaint::AttachmentDropped { name: shortened(&name) });
            self.builder.text(&name);
            return Content::Visit;
        };
        let is_top = self.is_top(node);
        let mut style = attributes::style(node, Tag::Object, None);
        let positioned = self.position(&mut style, "object", Tag::Object, is_top);
        let mut attributes = attributes::attributes(node, Tag::Object, &style);
        let name = file_name(named).unwrap_or_else(|| {
            let mended = mend_file_name(named);
            self.complain(Complaint::AttachmentRenamed { name: shortened(named), to: mended.clone() });
            mended
        });
        let resource = Resource::new(found);
        let kind = node.attribute("type").and_then(media_type).unwrap_or_else(|| resource.media_type.clone());
        set(&mut attributes, Name::Attachment, Value::Text(name));
        set(&mut attributes, Name::Type, Value::Text(kind));
        set(&mut attributes, Name::Data, Value::Resource(resource));
        self.place(Tag::Object, attributes, positioned);
        // What stands inside is for who cannot open it.
        Content::Skip
    }

    fn place(&mut self, tag: Tag, attributes: Vec<Attribute>, positioned: bool) {
        if positioned {
            let opened = self.builder.open_outline(tag, attributes);
            self.builder.close(opened);
        } else {
            self.builder.leaf(tag, attributes);
        }
    }
}

/// Returns what follows a scheme.
fn after<'a>(address: &'a str, scheme: &str) -> Option<&'a str> {
    let (start, rest) = address.split_at_checked(scheme.len())?;
    start.eq_ignore_ascii_case(scheme).then_some(rest)
}

/// Sets an attribute's value and keeps the order.
fn set(attributes: &mut Vec<Attribute>, name: Name, value: Value) {
    attributes.retain(|attribute| attribute.name != name);
    let at = attributes.partition_point(|attribute| attribute.name < name);
    attributes.insert(at, Attribute { name, value });
}

/// Whether anything is said about an image's size.
fn has_size(attributes: &[Attribute], style: &Style) -> bool {
    let said = attributes.iter().any(|attribute| matches!(attribute.name, Name::Width | Name::Height));
    said || style.get("width").is_some() || style.get("height").is_some()
}
