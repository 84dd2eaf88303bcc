//! What names blocks and areas: a hash of what they say, and a count where several say the same.
//!
//! A block that says the same is the same to a reader, so nothing is stored to tell them apart. Numbers of resources do not
//! count, since they depend on what else is on the page.

use std::collections::HashMap;

use crate::attribute::{Attribute, Value};
use crate::hex;
use crate::print::{Dress, print_one, push_attribute};
use crate::reference::Reference;
use crate::tree::{Element, NodeId, Tree};

/// What a block says, in short. Nobody finds two texts with one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Print(pub(super) [u8; 16]);

impl Print {
    fn of(text: &str) -> Self {
        Self(*blake3::hash(text.as_bytes()).as_bytes().first_chunk().expect("half of it"))
    }

    /// Returns what a block says.
    pub(super) fn of_block(tree: &Tree, id: NodeId) -> Self {
        let mut text = String::new();
        print_one(&mut text, tree, id, &mut Said);
        Self::of(&text)
    }

    /// Returns what an element says beside its content.
    pub(super) fn of_frame(element: &Element) -> Self {
        let mut text = String::new();
        Said.attributes(&mut text, element);
        Self::of(&text)
    }

    /// Returns what an element that holds nothing says.
    pub(super) fn of_thing(element: &Element) -> Self {
        let mut text = element.tag.name().to_owned();
        Said.attributes(&mut text, element);
        Self::of(&text)
    }

    /// Returns what a link says.
    pub(super) fn of_reference(reference: &Reference) -> Self {
        Self::of(&reference.to_symbol())
    }

    /// Reads the letters of [`Print::to_text`].
    pub(super) fn read(text: &str) -> Option<Self> {
        hex::decode(text).map(Self)
    }

    pub(super) fn to_text(self) -> String {
        hex::encode(&self.0)
    }
}

/// Reads a key.
pub(super) fn read(key: &str) -> Option<Print> {
    let (print, count) = key.split_once('-').unwrap_or((key, "2"));
    let is_count = count.bytes().all(|byte| byte.is_ascii_digit()) && count.parse().is_ok_and(|count: usize| count > 1);
    is_count.then(|| Print::read(print)).flatten()
}

/// Gives keys to what stands in one place, in order.
#[derive(Default)]
pub(super) struct Keys(HashMap<Print, usize>);

impl Keys {
    pub(super) fn next(&mut self, print: Print) -> String {
        let count = self.0.entry(print).or_default();
        *count += 1;
        match *count {
            1 => print.to_text(),
            count => format!("{}-{count}", print.to_text()),
        }
    }

    /// Returns the keys of what says this.
    pub(super) fn of(prints: impl IntoIterator<Item = Print>) -> Vec<String> {
        let mut keys = Self::default();
        prints.into_iter().map(|print| keys.next(print)).collect()
    }
}

/// What is kept of an element, without numbers.
struct Said;

impl Dress for Said {
    fn attributes(&mut self, out: &mut String, element: &Element) {
        for Attribute { name, value } in &element.attributes {
            match value {
                Value::Text(text) => push_attribute(out, name.name(), text),
                Value::Page(reference) => push_attribute(out, name.name(), &reference.to_symbol()),
                Value::Resource(resource) => {
                    push_attribute(
                        out,
                        name.name(),
                        &format!("looseleaf:resource/{}/{}", hex::encode(&resource.hash), resource.media_type),
                    );
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_they_are_written() {
        let (one, other) = (Print([1; 16]), Print([2; 16]));
        let keys = Keys::of([one, other, one, one]);
        assert_eq!(keys[2], format!("{}-2", "01".repeat(16)));
        assert_eq!(keys.iter().map(|key| read(key)).collect::<Vec<_>>(), [Some(one), Some(other), Some(one), Some(one)]);
        for other in
            ["", "x", "01", &format!("{}-", keys[0]), &format!("{}-1", keys[0]), &format!("{}-+2", keys[0]), &format!("{}-2-2", keys[0])]
        {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
