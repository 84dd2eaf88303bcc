//! `data-render-src`: pictures of pages and files, and what is extracted from them. We draw none and extract nothing, which
//! OneNote may fail at too; what it then does by its own rules, we do always. Source: Graph concepts,
//! `onenote-extract-data`, contract section 6.5.

use super::media::{after, is_image};
use super::{Content, Origin, Step, Walk, attributes};
use crate::attribute::{Attribute, Name, Value};
use crate::complaint::{Complaint, shortened};
use crate::element::Tag;
use crate::parse::ParseError;
use crate::parse::raw::RawNode;
use crate::resource::Resource;
use crate::surroundings::Found;
use crate::value::{Style, link, mend_file_name};

const METHODS: [&str; 4] = ["extract", "extract.businesscard", "extract.recipe", "extract.product"];

impl<'a> Walk<'a> {
    /// Whether an element asks for a picture.
    pub(super) fn is_drawn(node: &RawNode) -> bool {
        node.attribute("data-render-src").is_some() || node.attribute("data-render-method").is_some()
    }

    /// Puts what a picture was asked of in its place: if it is an image, that; if it is a file, the file; else a link.
    pub(super) fn drawn(&mut self, node: &'a RawNode, tag: Tag) -> Content {
        let src = node.attribute("data-render-src").map_or("", str::trim);
        let wanted = self.wants_fallback(node, tag, src);
        if !wanted {
            return Content::Skip;
        }
        let found = self.found(src);
        let becomes = match &found {
            Some(found) if is_image(found) => Tag::Img,
            Some(_) => Tag::Object,
            None => Tag::Div,
        };
        let is_top = self.is_top(node);
        let mut style = attributes::style(node, becomes, None);
        let positioned = self.position(&mut style, tag.name(), becomes, is_top);
        let opened = (tag == Tag::Div && !positioned).then(|| self.builder.open_boundary());
        match found {
            Some(found) if becomes == Tag::Img => self.drawn_image(node, &style, src, found, positioned),
            Some(found) => {
                let resource = Resource::new(found);
                let name = after(src, "name:").unwrap_or(src).rsplit('/').next().unwrap_or_default();
                let mut attributes = attributes::attributes(node, Tag::Object, &style);
                attributes::set(&mut attributes, Name::Attachment, Value::Text(mend_file_name(name)));
                attributes::set(&mut attributes, Name::Type, Value::Text(resource.media_type.clone()));
                attributes::set(&mut attributes, Name::Data, Value::Resource(resource));
                self.complain(Complaint::NotDrawn { src: shortened(src) });
                self.place(Tag::Object, attributes, positioned);
            }
            None => {
                let outline = positioned.then(|| self.builder.open_outline(Tag::Div, attributes::attributes(node, Tag::Div, &style)));
                self.drawn_link(node, src);
                if let Some(outline) = outline {
                    self.builder.close(outline);
                }
            }
        }
        // What stands inside of a `div` stays there.
        opened.map_or(Content::Skip, |opened| Content::VisitThen(Step::Close(opened)))
    }

    fn drawn_image(&mut self, node: &RawNode, style: &Style, src: &str, found: Found, positioned: bool) {
        if !self.takes_image(src) {
            self.builder.text(node.attribute("alt").unwrap_or_default());
            return;
        }
        let pixels = found.pixels;
        let mut attributes = self.image_attributes(node, style, Value::Resource(Resource::new(found)), pixels);
        if let Some(original) = Name::RenderSrc.admit(Tag::Img, src) {
            attributes::set(&mut attributes, Name::RenderSrc, Value::Text(original));
        }
        self.place(Tag::Img, attributes, positioned);
    }

    fn drawn_link(&mut self, node: &RawNode, src: &str) {
        let Some(address) = link(src) else {
            self.drop_image(src);
            self.builder.text(node.attribute("alt").unwrap_or_default());
            return;
        };
        self.complain(Complaint::NotDrawn { src: shortened(src) });
        let text = address.clone();
        let opened = self.builder.open(Tag::A, vec![Attribute { name: Name::Href, value: Value::Text(address) }]);
        self.builder.text(&text);
        self.builder.close(opened);
    }

    /// Checks what was asked for, and returns whether anything is to stand in for it.
    fn wants_fallback(&mut self, node: &RawNode, tag: Tag, src: &str) -> bool {
        let method = node.attribute("data-render-method").map(str::trim);
        let fallback = node.attribute("data-render-fallback").map(str::trim).unwrap_or("render");
        let is_method = |method: &str| METHODS.iter().any(|known| known.eq_ignore_ascii_case(method));
        let is_source = after(src, "name:").is_some_and(|name| !name.trim().is_empty()) || Name::RenderSrc.admit(Tag::Img, src).is_some();
        let wrong = if !is_source {
            Some(("data-render-src", src))
        } else if method.map_or(tag == Tag::Div, |method| !is_method(method)) {
            Some(("data-render-method", method.unwrap_or_default()))
        } else if !["render", "none"].iter().any(|known| known.eq_ignore_ascii_case(fallback)) {
            Some(("data-render-fallback", fallback))
        } else {
            None
        };
        if let Some((attribute, value)) = wrong.filter(|_| self.origin == Origin::Client) {
            self.refuse::<()>(ParseError::RenderInvalid { attribute, value: shortened(value) });
        }
        wrong.is_none() && !fallback.eq_ignore_ascii_case("none")
    }
}
