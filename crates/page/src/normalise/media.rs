//! What is shown or attached rather than written: images, attachments, videos.

use super::{Content, Lost, Origin, Walk, attributes, is_symbol};
use crate::attribute::{Attribute, Name, Value};
use crate::complaint::{Complaint, shortened};
use crate::element::Tag;
use crate::limits::{IMAGES_MAX, SENT_IMAGES_MAX};
use crate::parse::ParseError;
use crate::parse::raw::RawNode;
use crate::resource::Resource;
use crate::surroundings::{Found, Source};
use crate::value::{Style, base64, file_name, image, media_type, mend_file_name, plain, web};
use attributes::set;

/// How large a video is shown that does not say, in pixels. Source: contract section 6.5.
const VIDEO_SIZE: [(Name, &str); 2] = [(Name::Width, "480"), (Name::Height, "360")];

/// Images of one request that were taken so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Images {
    sent: usize,
    all: usize,
}

impl<'a> Walk<'a> {
    pub(super) fn image(&mut self, node: &'a RawNode) -> Content {
        let src = node.attribute("src").map(str::trim).filter(|src| !src.is_empty());
        let render = node.attribute("data-render-src").map(str::trim);
        let src = match (src, render) {
            (src, None) => src,
            (None, Some(_)) => return self.drawn(node, Tag::Img),
            (Some(src), Some(render)) => {
                self.complain(Complaint::ImageWithTwoSources);
                let is_image = self.found(render).is_some_and(|found| is_image(&found));
                if is_image {
                    return self.drawn(node, Tag::Img);
                }
                Some(src)
            }
        };
        let is_top = self.is_top(node);
        let mut style = attributes::style(node, Tag::Img, None);
        let positioned = self.position(&mut style, "img", Tag::Img, is_top);
        match src.and_then(|src| self.picture(src)) {
            Some((value, pixels)) => {
                let attributes = self.image_attributes(node, &style, value, pixels);
                self.place(Tag::Img, attributes, positioned);
            }
            None => {
                match src {
                    None => self.complain(Complaint::ImageWithoutSource),
                    Some(_) if self.images.are_too_many() => {}
                    Some(src) => self.drop_image(src),
                }
                self.builder.text(node.attribute("alt").unwrap_or_default());
            }
        }
        Content::Skip
    }

    /// Returns what an image keeps. One that says nothing about its size has that of its pixels.
    pub(super) fn image_attributes(&mut self, node: &RawNode, style: &Style, src: Value, pixels: Option<(u32, u32)>) -> Vec<Attribute> {
        let mut attributes = attributes::attributes(node, Tag::Img, style);
        set(&mut attributes, Name::Src, src);
        if let Some(tags) = self.tags(node, Tag::Img) {
            set(&mut attributes, Name::DataTag, Value::Text(tags));
        }
        if let Some((width, height)) = pixels.filter(|_| !has_size(&attributes, style)) {
            for (name, number) in [(Name::Width, width), (Name::Height, height)] {
                if let Some(text) = name.admit(Tag::Img, &number.to_string()) {
                    set(&mut attributes, name, Value::Text(text));
                }
            }
        }
        attributes
    }

    /// Returns an image's source, and its size if anybody knows.
    fn picture(&mut self, src: &str) -> Option<(Value, Option<(u32, u32)>)> {
        if is_symbol(src) || !self.takes_image(src) {
            return None;
        }
        if let Some(found) = self.found(src) {
            let pixels = found.pixels;
            return is_image(&found).then(|| (Value::Resource(Resource::new(found)), pixels));
        }
        let kept = image(src)?;
        if self.origin == Origin::Client && !kept.starts_with("data:") {
            self.complain(Complaint::ImageNotFetched { src: shortened(src) });
        }
        Some((Value::Text(kept), None))
    }

    /// Counts an image, and says whether there may be one more.
    pub(super) fn takes_image(&mut self, src: &str) -> bool {
        if self.origin == Origin::Store {
            return true;
        }
        self.images.all += 1;
        self.images.sent += usize::from(after(src, "name:").is_some() || after(src, "data:").is_some());
        if self.images.are_too_many() {
            let images_max = if self.images.all > IMAGES_MAX { IMAGES_MAX } else { SENT_IMAGES_MAX };
            self.complain(Complaint::TooManyImages { images_max });
            self.lost.get_or_insert(Lost::TooManyImages { images_max });
        }
        !self.images.are_too_many()
    }

    pub(super) fn drop_image(&mut self, src: &str) {
        self.lose_part(src);
        self.complain(Complaint::ImageDropped { src: shortened(src) });
    }

    /// Remembers what is lost if this is a part of the request.
    fn lose_part(&mut self, src: &str) {
        if let Some(name) = after(src, "name:") {
            self.lost.get_or_insert_with(|| Lost::Part { name: shortened(name.trim()) });
        }
    }

    /// Asks the surroundings for bytes of something that is shown, by whatever names them.
    pub(super) fn found(&self, src: &str) -> Option<Found> {
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
        let named = node.attribute("data-original-src").or_else(|| node.attribute("src")).map(str::trim);
        let Some(src) = named.filter(|src| !src.is_empty()) else {
            self.complain(Complaint::ElementRemoved { name: "iframe".to_owned() });
            return Content::Skip;
        };
        let mut style = attributes::style(node, Tag::Iframe, None);
        self.position(&mut style, "iframe", Tag::Iframe, self.is_top(node));
        let mut attributes = attributes::attributes(node, Tag::Iframe, &style);
        let Some(address) = Name::OriginalSrc.admit(Tag::Iframe, src) else {
            self.refuse::<()>(ParseError::VideoNotSupported { src: shortened(src) });
            return Content::Skip;
        };
        set(&mut attributes, Name::OriginalSrc, Value::Text(address));
        for (name, pixels) in VIDEO_SIZE {
            if attributes.iter().all(|attribute| attribute.name != name) {
                set(&mut attributes, name, Value::Text(pixels.to_owned()));
            }
        }
        self.builder.leaf(Tag::Iframe, attributes);
        Content::Skip
    }

    /// An attachment's bytes are a part of the request, or were read from us before; none are fetched from the web.
    pub(super) fn attachment(&mut self, node: &'a RawNode) -> Content {
        if Self::is_drawn(node) {
            return self.drawn(node, Tag::Object);
        }
        let named = node.attribute("data-attachment").unwrap_or_default();
        let data = node.attribute("data").map_or("", str::trim);
        let Some(found) = self.found_file(data) else {
            self.without_file(plain(named, 256), data);
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
        let kind = node.attribute("type").and_then(media_type).unwrap_or_else(|| {
            self.complain(Complaint::AttachmentWithoutType { name: shortened(&name) });
            resource.media_type.clone()
        });
        set(&mut attributes, Name::Attachment, Value::Text(name));
        set(&mut attributes, Name::Type, Value::Text(kind));
        set(&mut attributes, Name::Data, Value::Resource(resource));
        self.place(Tag::Object, attributes, positioned);
        // What stands inside is for who cannot open it.
        Content::Skip
    }

    /// Asks the surroundings for the bytes of an attachment. Those are nowhere in the text itself.
    fn found_file(&self, data: &str) -> Option<Found> {
        if is_symbol(data) || after(data, "data:").is_some() {
            return None;
        }
        match after(data, "name:") {
            Some(name) => self.around.resource(Source::Part(name.trim())),
            None => self.around.resource(Source::File(data)),
        }
    }

    /// Puts a link to a file in the web where it was to be attached; of one that is nowhere, its name.
    fn without_file(&mut self, name: String, data: &str) {
        let Some(address) = web(data) else {
            self.lose_part(data);
            self.complain(Complaint::AttachmentDropped { name: shortened(&name) });
            return self.builder.text(&name);
        };
        self.complain(Complaint::AttachmentLinked { href: shortened(&address) });
        let text = if name.is_empty() { address.clone() } else { name };
        let opened = self.builder.open(Tag::A, vec![Attribute { name: Name::Href, value: Value::Text(address) }]);
        self.builder.text(&text);
        self.builder.close(opened);
    }

    pub(super) fn place(&mut self, tag: Tag, attributes: Vec<Attribute>, positioned: bool) {
        if positioned {
            let opened = self.builder.open_outline(tag, attributes);
            self.builder.close(opened);
        } else {
            self.builder.leaf(tag, attributes);
        }
    }
}

impl Images {
    const fn are_too_many(&self) -> bool {
        self.all > IMAGES_MAX || self.sent > SENT_IMAGES_MAX
    }
}

/// Returns what follows a scheme.
pub(super) fn after<'a>(address: &'a str, scheme: &str) -> Option<&'a str> {
    let (start, rest) = address.split_at_checked(scheme.len())?;
    start.eq_ignore_ascii_case(scheme).then_some(rest)
}

pub(super) fn is_image(found: &Found) -> bool {
    found.media_type.starts_with("image/")
}

/// Whether anything is said about an image's size.
fn has_size(attributes: &[Attribute], style: &Style) -> bool {
    let said = attributes.iter().any(|attribute| matches!(attribute.name, Name::Width | Name::Height));
    said || style.get("width").is_some() || style.get("height").is_some()
}
