//! Addresses that stand in replies.

use crate::address::{Spelling, Version};
use model::{GroupId, Location, NodeId, NodeKind, SiteCollectionId, SiteId, UserId};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::fmt;
use std::sync::Arc;

/// Where a request came in: the host, the version and the location as the caller wrote them.
///
/// Addresses in a reply are written the same way, so that a client stays on the root that it chose. Source: "OneNote POST
/// notebooks" prints addresses without a location in the reply to a request without one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Root {
    /// Scheme and host, without a slash at the end.
    pub(crate) base: Arc<str>,
    pub(crate) version: Version,
    pub(crate) spelling: Spelling,
}

impl Root {
    /// Says whether the page of 2014 rules here.
    pub(crate) fn is_2014(&self) -> bool {
        self.spelling == Spelling::None
    }

    pub(crate) fn location(&self) -> Location {
        self.spelling.location()
    }

    /// Prepares to write addresses.
    pub(crate) fn urls(&self) -> Urls {
        let (base, version) = (&self.base, self.version.as_str());
        let path = Path(self.spelling);
        let keyed = Keyed(self.spelling);
        Urls {
            prefix: format!("{base}/api/{version}/{path}"),
            context: format!("{base}/api/{version}/$metadata#{keyed}"),
            root: self.clone(),
        }
    }

    /// Returns the root under which `caller` finds what is at `location`: this one if it is the same place.
    pub(crate) fn at(&self, location: Location, caller: &UserId) -> Self {
        let is_mine = |location: Location| location == Location::Me || location == Location::User(*caller);
        if self.location() == location || (is_mine(self.location()) && is_mine(location)) {
            return self.clone();
        }
        let spelling = match location {
            _ if is_mine(location) => Spelling::Me,
            Location::Me => Spelling::Me,
            Location::User(user) => Spelling::User(user),
            Location::Group(group) => Spelling::Group(group),
            Location::Site(collection, site) => Spelling::Site(collection, site),
        };
        Self { base: self.base.clone(), version: self.version, spelling }
    }
}

/// The two beginnings that all addresses of a reply share.
#[derive(Clone, Debug)]
pub(crate) struct Urls {
    /// Up to the resource, with a slash: `https://notes.example/api/v1.0/me/notes/`.
    pub(crate) prefix: String,
    /// Up to the resource, as a context: `https://notes.example/api/v1.0/$metadata#me/notes/`.
    pub(crate) context: String,
    pub(crate) root: Root,
}

impl Urls {
    /// Returns the address of something under the root.
    pub(crate) fn url(&self, tail: fmt::Arguments<'_>) -> String {
        joined(&self.prefix, tail)
    }

    /// Returns the context of something under the root.
    pub(crate) fn context(&self, tail: fmt::Arguments<'_>) -> String {
        joined(&self.context, tail)
    }

    /// Returns the context of a type that has no location.
    pub(crate) fn type_context(&self, name: &str) -> String {
        let Root { base, version, .. } = &self.root;
        format!("{base}/api/{}/$metadata#Microsoft.OneNote.Api.{name}", version.as_str())
    }
}

fn joined(prefix: &str, tail: fmt::Arguments<'_>) -> String {
    use fmt::Write as _;
    let mut out = String::with_capacity(prefix.len() + 64);
    out.push_str(prefix);
    // Writing to a String cannot fail.
    let _ = out.write_fmt(tail);
    out
}

/// The location as it stands in a path, with a slash at its end if there is one.
struct Path(Spelling);

impl fmt::Display for Path {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Spelling::None => Ok(()),
            Spelling::Me => out.write_str("me/notes/"),
            Spelling::User(user) => write!(out, "users/{user}/notes/"),
            Spelling::Group(group) => write!(out, "myOrganization/groups/{group}/notes/"),
            Spelling::ShortGroup(group) => write!(out, "groups/{group}/notes/"),
            Spelling::Site(collection, site) => write!(out, "myOrganization/siteCollections/{collection}/sites/{site}/notes/"),
        }
    }
}

/// The location as it stands in a context: keys in parentheses. Source: the completed operation in "Copy notebooks, sections,
/// and pages".
struct Keyed(Spelling);

impl fmt::Display for Keyed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Spelling::None => Ok(()),
            Spelling::Me => out.write_str("me/notes/"),
            Spelling::User(user) => write!(out, "users('{user}')/notes/"),
            Spelling::Group(group) => write!(out, "myOrganization/groups('{group}')/notes/"),
            Spelling::ShortGroup(group) => write!(out, "groups('{group}')/notes/"),
            Spelling::Site(collection, site) => write!(out, "myOrganization/siteCollections('{collection}')/sites('{site}')/notes/"),
        }
    }
}

/// Returns the collection that nodes of a kind are found in.
pub(crate) const fn collection(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Notebook => "notebooks",
        NodeKind::SectionGroup => "sectionGroups",
        NodeKind::Section => "sections",
        // Folders and roots have no address on this surface; nothing asks.
        NodeKind::Folder | NodeKind::Root => "folders",
    }
}

/// A node's id as clients know it. Source: the ids in "Copy notebooks, sections, and pages".
pub(crate) struct PublicId(pub(crate) NodeId);

impl fmt::Display for PublicId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "1-{}", self.0)
    }
}

/// Reads a node's id, in any letter case.
pub(crate) fn node_id(text: &str) -> Option<NodeId> {
    text.strip_prefix("1-")?.parse().ok()
}

/// What must be encoded in a piece of a path or a query.
const PIECE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Prints text percent-encoded, as one piece of a path or a query.
pub(crate) fn encoded(text: &str) -> impl fmt::Display + '_ {
    utf8_percent_encode(text, PIECE)
}

/// Reads the ids of a site from a request's body.
pub(crate) fn site_ids(collection: &str, site: &str) -> Option<(SiteCollectionId, SiteId)> {
    Some((collection.parse().ok()?, site.parse().ok()?))
}

/// Reads a group's id from a request's body.
pub(crate) fn group_id(text: &str) -> Option<GroupId> {
    text.parse().ok()
}
