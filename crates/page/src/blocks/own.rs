//! What the stored page shows and links to, known again by the marks behind its addresses.

use std::collections::HashMap;

use super::key::Print;
use crate::attribute::Value;
use crate::document::Document;
use crate::reference::Reference;
use crate::resource::Resource;
use crate::surroundings::{Found, Source, Surroundings};
use crate::tree::{Event, Tree};

/// How a mark begins. It is the last fragment of an address, which servers do not see.
const MARK: &str = "#looseleaf-";

/// Returns the address of a resource with its mark.
pub(super) fn mark_resource(address: &str, resource: &Resource) -> String {
    marked(address, Print(half(&resource.hash)))
}

/// Returns the address of a page with the mark of the link that leads there.
pub(super) fn mark_reference(address: &str, reference: &Reference) -> String {
    marked(address, Print::of_reference(reference))
}

fn marked(address: &str, print: Print) -> String {
    format!("{address}{MARK}{}", print.to_text())
}

const fn half(hash: &[u8; 32]) -> [u8; 16] {
    *hash.first_chunk().expect("half of it")
}

/// Splits an address into what stands before its mark, and the mark.
fn split(address: &str) -> (&str, Option<Print>) {
    match address.rsplit_once(MARK).and_then(|(before, mark)| Some((before, Print::read(mark.trim_end())?))) {
        Some((before, print)) => (before, Some(print)),
        None => (address, None),
    }
}

/// Surroundings in which the page's own marks mean what they meant when they were printed.
pub(super) struct Own<'a> {
    around: &'a dyn Surroundings,
    references: HashMap<Print, Reference>,
    resources: HashMap<Print, Found>,
}

impl<'a> Own<'a> {
    pub(super) fn of(stored: &Document, around: &'a dyn Surroundings) -> Self {
        let (mut references, mut resources) = (HashMap::new(), HashMap::new());
        for root in [Tree::FLOW, Tree::OUTLINES] {
            let opened = stored.body.events(root).filter_map(|event| if let Event::Open(element) = event { Some(element) } else { None });
            for attribute in opened.flat_map(|element| &element.attributes) {
                match &attribute.value {
                    Value::Page(reference) => drop(references.insert(Print::of_reference(reference), *reference)),
                    Value::Resource(Resource { hash, bytes, media_type, .. }) => {
                        // An image that stands there without a size is to stay without one.
                        let found = Found { hash: *hash, bytes: *bytes, media_type: media_type.clone(), pixels: None };
                        resources.insert(Print(half(hash)), found);
                    }
                    Value::Text(_) => {}
                }
            }
        }
        Self { around, references, resources }
    }

    fn known(&self, address: &str) -> Option<Found> {
        self.resources.get(&split(address).1?).cloned()
    }
}

impl Surroundings for Own<'_> {
    fn page(&self, href: &str) -> Option<Reference> {
        let (address, mark) = split(href);
        mark.and_then(|mark| self.references.get(&mark).copied()).or_else(|| self.around.page(address))
    }

    fn resource(&self, source: Source<'_>) -> Option<Found> {
        match source {
            Source::Url(url) => self.known(url).or_else(|| self.around.resource(Source::Url(split(url).0))),
            Source::File(url) => self.known(url).or_else(|| self.around.resource(Source::File(split(url).0))),
            Source::Part(_) | Source::Data { .. } => self.around.resource(source),
        }
    }
}
