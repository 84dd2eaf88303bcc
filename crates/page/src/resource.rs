//! Images, attachments and the ink of a page: by hash, with a number that names them on this page.

use std::collections::{HashMap, HashSet};

use crate::attribute::Value;
use crate::hex;
use crate::surroundings::Found;
use crate::tree::{Event, Tree};
use crate::value::media_type;

/// How a resource begins in canonical text.
const PREFIX: &str = "looseleaf:resource/";

/// An image, an attachment or the ink of a page.
///
/// A page's canonical text spells it, so a page's hash covers the bytes of its resources.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Resource {
    /// Names the resource on its page; from 2 to `i32::MAX`, as 1 is the page itself. It follows from the hash, so that as
    /// long as the resource stays on the page, it keeps its number.
    pub number: u32,
    /// The hash of its bytes, as [`Found::hash`] gave it.
    pub hash: [u8; 32],
    /// How many bytes it has.
    pub bytes: u64,
    /// What the bytes are, such as `image/png`.
    pub media_type: String,
}

impl Resource {
    /// Takes in what was found. The media type must look like one, else the bytes are anything.
    pub(crate) fn new(found: Found) -> Self {
        let media_type = media_type(&found.media_type).unwrap_or_else(|| "application/octet-stream".to_owned());
        Self { number: first_number(&found.hash), hash: found.hash, bytes: found.bytes, media_type }
    }

    /// Returns the canonical spelling.
    pub(crate) fn to_symbol(&self) -> String {
        format!("{PREFIX}{}/{}/{}/{}", self.number, hex::encode(&self.hash), self.bytes, self.media_type)
    }

    /// Reads the canonical spelling and no other.
    pub(crate) fn from_symbol(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix(PREFIX)?.splitn(4, '/');
        let resource = Self {
            number: parts.next()?.parse().ok()?,
            hash: hex::decode(parts.next()?)?,
            bytes: parts.next()?.parse().ok()?,
            media_type: media_type(parts.next()?)?,
        };
        let right = (FIRST..=LAST).contains(&resource.number) && resource.to_symbol() == text;
        right.then_some(resource)
    }
}

/// 1 is the page.
const FIRST: u32 = 2;

/// The largest number that databases call an integer.
const LAST: u32 = i32::MAX.unsigned_abs();

fn first_number(hash: &[u8; 32]) -> u32 {
    let [a, b, c, d, ..] = *hash;
    (u32::from_be_bytes([a, b, c, d]) & LAST).max(FIRST)
}

/// Gives each resource of a tree a number of its own. Where two would have the same, the later one takes the next that is
/// free; equal trees come to equal numbers.
pub(crate) fn number(tree: &mut Tree) {
    let mut numbers: HashMap<[u8; 32], u32> = HashMap::new();
    let mut taken: HashSet<u32> = HashSet::new();
    for resource in all(tree) {
        numbers.entry(resource.hash).or_insert_with(|| {
            let mut number = first_number(&resource.hash);
            while !taken.insert(number) {
                number = if number == LAST { FIRST } else { number + 1 };
            }
            number
        });
    }
    if numbers.is_empty() {
        return;
    }
    for value in tree.values_mut() {
        if let Value::Resource(resource) = value
            && let Some(number) = numbers.get(&resource.hash)
        {
            resource.number = *number;
        }
    }
}

/// Gives a resource that stands beside a tree a number: that of the same bytes in the tree, else one that is free there.
pub(crate) fn number_beside(resource: Resource, tree: &Tree) -> Resource {
    let taken: HashMap<u32, &[u8; 32]> = all(tree).map(|other| (other.number, &other.hash)).collect();
    if let Some((number, _)) = taken.iter().find(|(_, hash)| **hash == &resource.hash) {
        return Resource { number: *number, ..resource };
    }
    let mut number = first_number(&resource.hash);
    while taken.contains_key(&number) {
        number = if number == LAST { FIRST } else { number + 1 };
    }
    Resource { number, ..resource }
}

/// All resources of a tree in document order, repeated as often as they stand there.
pub(crate) fn all(tree: &Tree) -> impl Iterator<Item = &Resource> {
    let events = [Tree::FLOW, Tree::OUTLINES].into_iter().flat_map(|root| tree.events(root));
    events.filter_map(|event| if let Event::Open(element) = event { Some(&element.attributes) } else { None }).flatten().filter_map(
        |attribute| match &attribute.value {
            Value::Resource(resource) => Some(resource),
            Value::Text(_) | Value::Page(_) => None,
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_symbol_is_read_as_it_is_written_and_not_otherwise() {
        let found = Found { hash: [0xab; 32], bytes: 7, media_type: "image/png".to_owned(), pixels: None };
        let resource = Resource::new(found);
        let symbol = resource.to_symbol();
        assert_eq!(symbol, format!("looseleaf:resource/732670891/{}/7/image/png", "ab".repeat(32)));
        assert_eq!(Resource::from_symbol(&symbol), Some(resource));
        for other in [
            symbol.replace("/7/", "/07/"),
            symbol.replace("/7/", "/+7/"),
            symbol.replace("resource/732670891", "resource/1"),
            symbol.replace("resource/732670891", "resource/4294967295"),
            symbol.replace("image/png", "image"),
            symbol.replace("image/png", "image/png;x=y"),
            symbol.to_uppercase(),
            symbol[..60].to_owned(),
        ] {
            assert_eq!(Resource::from_symbol(&other), None, "{other}");
        }
    }
}
