//! What prefixes stand for. Source: W3C, "Namespaces in XML 1.0".

use super::name::Name;

/// What the prefix `xml` stands for, and nothing else may.
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// What the prefix `xmlns` stands for. It cannot be declared.
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// The most declarations that hold at one place. Each name is looked up among them, and InkML needs two or three.
const DECLARED_MAX: usize = 64;

/// A namespace. Two are the same if their addresses are, which are compared once, where they are declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Namespace {
    /// That of names without one.
    None,
    Xml,
    /// The first declaration that holds and has its address.
    Declared(usize),
}

/// The declarations that hold at a place, the innermost last.
pub(super) struct Namespaces<'a> {
    declared: Vec<Declaration<'a>>,
}

struct Declaration<'a> {
    prefix: &'a str,
    address: &'a str,
    means: Namespace,
}

impl<'a> Namespaces<'a> {
    pub(super) const fn new() -> Self {
        Self { declared: Vec::new() }
    }

    /// Returns how many declarations hold, to come back to.
    pub(super) fn len(&self) -> usize {
        self.declared.len()
    }

    /// Forgets those after the first so many.
    pub(super) fn truncate(&mut self, len: usize) {
        self.declared.truncate(len);
    }

    /// Takes a declaration in, if an attribute is one, and says whether it is. `around` is how many held around its element. The
    /// empty prefix stands for elements without one.
    ///
    /// # Errors
    /// What is wrong with the declaration.
    pub(super) fn declare(&mut self, name: Name<'a>, address: &'a str, around: usize) -> Result<bool, &'static str> {
        let prefix = match (name.prefix, name.local) {
            ("", "xmlns") => "",
            ("xmlns", prefix) => prefix,
            _ => return Ok(false),
        };
        let is_fixed = prefix == "xmlns" || address == XMLNS || (prefix == "xml") != (address == XML);
        let is_undone = address.is_empty() && !prefix.is_empty();
        // A reference would have to be resolved to compare addresses, and none needs one.
        if is_fixed || is_undone || address.contains(['&', '\t', '\r', '\n']) {
            return Err("a namespace is declared that cannot be");
        }
        if self.declared.iter().skip(around).any(|known| known.prefix == prefix) {
            return Err("an element declares a namespace twice");
        }
        if self.declared.len() == DECLARED_MAX {
            return Err("more namespaces are declared than are taken");
        }
        let means = match address {
            "" => Namespace::None,
            XML => Namespace::Xml,
            _ => {
                let first = self.declared.iter().position(|known| known.address == address);
                Namespace::Declared(first.unwrap_or(self.declared.len()))
            }
        };
        self.declared.push(Declaration { prefix, address, means });
        Ok(true)
    }

    /// Returns what a prefix stands for; `None` if it was not declared.
    pub(super) fn of(&self, prefix: &str) -> Option<Namespace> {
        match self.declared.iter().rev().find(|known| known.prefix == prefix) {
            Some(known) => Some(known.means),
            None if prefix.is_empty() => Some(Namespace::None),
            None => (prefix == "xml").then_some(Namespace::Xml),
        }
    }
}
