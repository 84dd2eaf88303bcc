//! Ids are types, so that a section's cannot stand where a notebook's is meant.

use crate::hex::{DIGITS, push_hex, read_hex};
use std::fmt;
use std::str::FromStr;

/// The text is not an id of this kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadId;

macro_rules! guid_ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; 16]);

        impl $name {
            /// Returns the id's 16 bytes, as they are stored.
            pub const fn bytes(&self) -> &[u8; 16] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(&format_guid(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(out, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = BadId;

            fn from_str(text: &str) -> Result<Self, BadId> {
                parse_guid(text).map(Self).ok_or(BadId)
            }
        }
    )*};
}

guid_ids! {
    /// A person. Never changes.
    UserId
    /// A group of people. Never changes.
    GroupId
    /// A collection of sites. Never changes.
    SiteCollectionId
    /// A site. Never changes.
    SiteId
    /// A document library: one tree of nodes with an owner. Never changes.
    DriveId
    /// A node of a drive's tree. Changes when the node moves to another drive; never reused.
    NodeId
    /// A sharing link. Never changes, and is no secret: the link's address is made of it and of a key.
    ShareId
    /// One layer of a section's pages, or of a folder's files. Internal: a flatten replaces it, so it never leaves the server.
    ListId
    /// A page within the lists of its section. A copy of the section keeps it; a page that is copied or moved alone gets a
    /// fresh one.
    PageKey
    /// A file. Stays when the file is renamed or moved within its drive; never reused.
    FileId
    /// What a section and all copies of it have in common, so that links between sections can follow into a copy.
    Lineage
    /// One act of copying. The sections that came along in it share it.
    CopyGroup
    /// A piece of asynchronous work, as clients see it. Never changes.
    OperationId
    /// A bearer token's record; not the token.
    TokenId
    /// One act of letting an app in; no secret.
    AuthorizationId
    /// A server elsewhere that vouches for people. Never changes.
    IssuerId
}

/// An app's client id: text of the registrant's choosing, at most [`AppId::BYTES_MAX`] bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AppId(String);

impl AppId {
    /// The longest client id in bytes. Registered ids are GUIDs or `WLID-` and 16 digits; the rest is room.
    pub const BYTES_MAX: usize = 128;

    /// Takes a client id: not empty, no control characters or white space.
    ///
    /// # Errors
    /// [`BadId`] for anything else.
    pub fn new(text: &str) -> Result<Self, BadId> {
        let fits = !text.is_empty() && text.len() <= Self::BYTES_MAX;
        if fits && !text.chars().any(|c| c.is_control() || c.is_whitespace()) { Ok(Self(text.to_owned())) } else { Err(BadId) }
    }

    /// Returns the id's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A page as clients name it: its key, and the section it is seen in.
///
/// Its text is `1-{32 hex}!1-{section guid}`, the shape of OneNote's own page ids, which end in their section's id too.
/// That is why every page of a copied section has a new id without one being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageId {
    /// The section that shows the page.
    pub section: NodeId,
    /// The page within that section's lists.
    pub key: PageKey,
}

impl PageId {
    /// Appends the id to a text.
    pub fn push(&self, text: &mut String) {
        text.push_str("1-");
        push_hex(text, &self.key.0);
        text.push_str("!1-");
        push_guid(text, &self.section.0);
    }
}

impl fmt::Display for PageId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::with_capacity(74);
        self.push(&mut text);
        out.write_str(&text)
    }
}

impl FromStr for PageId {
    type Err = BadId;

    /// Reads a page id in any letter case; the `!` may come shell-escaped, as one of the service's own samples sends it.
    fn from_str(text: &str) -> Result<Self, BadId> {
        let (page, number) = numbered(text)?;
        if number == "1" { Ok(page) } else { Err(BadId) }
    }
}

/// An image or a file of a page, as clients name it: the page, and a number within the page's content.
///
/// Its text is the page's id with the number in the place of the page's own `1`. So the resources of a copied page have ids
/// of their own without one being written, and an id says by itself whose right to read is to be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceId {
    /// The page that shows it.
    pub page: PageId,
    /// The resource within the page, at least [`ResourceId::NUMBER_MIN`].
    pub number: u32,
}

impl ResourceId {
    /// The smallest number of a resource; 1 is the page itself.
    pub const NUMBER_MIN: u32 = 2;
}

impl fmt::Display for ResourceId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("1-")?;
        self.page.key.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))?;
        write!(out, "!{}-{}", self.number, self.page.section)
    }
}

impl FromStr for ResourceId {
    type Err = BadId;

    /// Reads a resource id, as leniently as a page's.
    fn from_str(text: &str) -> Result<Self, BadId> {
        let (page, digits) = numbered(text)?;
        // `parse` would take a sign and leading zeros, and then one thing would have many names.
        let is_plain = digits.bytes().all(|digit| digit.is_ascii_digit()) && !digits.starts_with('0');
        let number = digits.parse().ok().filter(|number| is_plain && *number >= Self::NUMBER_MIN).ok_or(BadId)?;
        Ok(Self { page, number })
    }
}

/// Reads `1-{32 hex}!{number}-{section guid}`, and leaves the number as it stands.
fn numbered(text: &str) -> Result<(PageId, &str), BadId> {
    let rest = text.strip_prefix("1-").ok_or(BadId)?;
    let (key, rest) = rest.split_at_checked(32).ok_or(BadId)?;
    let rest = rest.strip_prefix('\\').unwrap_or(rest);
    let (number, section) = rest.strip_prefix('!').and_then(|rest| rest.split_once('-')).ok_or(BadId)?;
    let mut bytes = [0; 16];
    read_hex(key, &mut bytes).ok_or(BadId)?;
    Ok((PageId { section: section.parse()?, key: PageKey(bytes) }, number))
}

/// Prints 16 bytes as a GUID in lower case with hyphens.
pub fn format_guid(bytes: &[u8; 16]) -> String {
    let mut text = String::with_capacity(36);
    push_guid(&mut text, bytes);
    text
}

/// Appends 16 bytes to a text as a GUID. Lists print ids by the hundred, so digits come from a table instead of the formatter.
pub fn push_guid(text: &mut String, bytes: &[u8; 16]) {
    // Lists print many: one piece is quicker than 36.
    let mut digits = [b'-'; 36];
    let mut at = 0;
    for (i, byte) in bytes.iter().enumerate() {
        at += usize::from(matches!(i, 4 | 6 | 8 | 10));
        digits[at] = DIGITS[usize::from(byte >> 4)];
        digits[at + 1] = DIGITS[usize::from(byte & 15)];
        at += 2;
    }
    text.push_str(std::str::from_utf8(&digits).unwrap_or_default());
}

/// Reads a GUID with hyphens, in any letter case.
pub fn parse_guid(text: &str) -> Option<[u8; 16]> {
    if text.len() != 36 || !text.is_ascii() {
        return None;
    }
    let mut bytes = [0; 16];
    let mut at = 0;
    for (i, group) in text.split('-').enumerate() {
        let length = *[4, 2, 2, 2, 6].get(i)?;
        read_hex(group, bytes.get_mut(at..at + length)?)?;
        at += length;
    }
    (at == 16).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guid_reads_back_in_any_case() {
        let id = NodeId([0xab; 16]);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(id.to_string().to_uppercase().parse(), Ok(id));
    }

    #[test]
    fn a_page_id_carries_its_section() {
        let id = PageId { section: NodeId([7; 16]), key: PageKey([0x1f; 16]) };
        let text = id.to_string();
        assert_eq!(text, "1-1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f!1-07070707-0707-0707-0707-070707070707");
        assert_eq!(text.parse(), Ok(id));
        assert_eq!(text.replace('!', "\\!").parse(), Ok(id));
    }

    #[test]
    fn a_resource_id_is_its_pages_with_another_number() {
        let page = PageId { section: NodeId([7; 16]), key: PageKey([0x1f; 16]) };
        let id = ResourceId { page, number: u32::MAX };
        assert_eq!(id.to_string(), page.to_string().replace("!1-", "!4294967295-"));
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(id.to_string().to_uppercase().replace('!', "\\!").parse(), Ok(id));
        assert_eq!(id.to_string().parse::<PageId>(), Err(BadId));
        for number in ["", "0", "1", "02", "+2", "-2", "4294967296", "2!", "é"] {
            let text = page.to_string().replace("!1-", &format!("!{number}-"));
            assert_eq!(text.parse::<ResourceId>(), Err(BadId), "{text}");
        }
    }

    #[test]
    fn what_is_no_id_is_refused() {
        for text in [
            "",
            "1-",
            "é",
            "07070707-0707-0707-0707-07070707070",
            "0707070707070707-0707-0707-07070707-07",
            "g7070707-0707-0707-0707-070707070707",
        ] {
            assert_eq!(text.parse::<NodeId>(), Err(BadId), "{text}");
            assert_eq!(text.parse::<PageId>(), Err(BadId), "{text}");
        }
        assert_eq!("1-1f1f1f1f1f1f1f1f1f1f1f1f1f1f1fé!1-x".parse::<PageId>(), Err(BadId));
    }
}
