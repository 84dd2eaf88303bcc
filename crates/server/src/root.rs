//! Addresses that stand in replies.

use crate::address::{Spelling, Surface, Version};
use app::place::Home;
use model::{GroupId, Location, NodeId, NodeKind, SiteCollectionId, SiteId, UserId};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::fmt;
use std::sync::Arc;

/// Where a request came in: the host, the version and the location as the caller wrote them.
///
/// Addresses in a reply are written the same way, so that a client stays on the root that it chose. Source: "OneNote POST
/// notebooks" prints addresses without a location in the reply to a request without one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Root {
    /// Scheme and host, without a slash at the end.
    pub(crate) base: Arc<str>,
    pub(crate) surface: Surface,
    pub(crate) version: Version,
    /// How addresses in the reply spell the location.
    pub(crate) spelling: Spelling,
    /// Whether the reply goes without what is only about itself, its contexts. The link to the rest of a list stays.
    pub(crate) is_bare: bool,
    location: Location,
}

impl Root {
    /// Makes the root of a request by `caller`. Whoever writes their own id means the same place as with `me`.
    ///
    /// Graph answers a request for `me` with addresses of the person that `me` is. Source: "Use the OneNote REST API" (Graph),
    /// its examples.
    pub(crate) fn new(base: Arc<str>, surface: Surface, version: Version, spelling: Spelling, caller: &UserId) -> Self {
        let location = match spelling.location() {
            Location::User(user) if user == *caller => Location::Me,
            other => other,
        };
        let spelling = if surface == Surface::Graph && spelling == Spelling::Me { Spelling::User(*caller) } else { spelling };
        Self { base, surface, version, spelling, is_bare: false, location }
    }

    /// Says whether replies go without control information.
    pub(crate) fn bare(self, is_bare: bool) -> Self {
        Self { is_bare, ..self }
    }

    /// Says whether the page of 2014 rules here.
    pub(crate) fn is_2014(&self) -> bool {
        self.surface == Surface::Legacy && self.spelling == Spelling::None
    }

    pub(crate) fn location(&self) -> Location {
        self.location
    }

    /// Says whether a page that names no section finds one here. The OneNote service has that for people only. Source: "Create
    /// OneNote pages"; Graph's reference lists the call for groups and sites too.
    pub(crate) fn takes_loose_pages(&self) -> bool {
        self.surface == Surface::Graph || matches!(self.location, Location::Me | Location::User(_))
    }

    /// Prepares to write addresses.
    pub(crate) fn urls(&self) -> Urls {
        let service = self.service();
        let (path, keyed) = (Path(self.surface, &self.spelling), Keyed(self.surface, &self.spelling));
        Urls { prefix: format!("{service}{path}"), context: format!("{service}$metadata#{keyed}"), root: self.clone() }
    }

    /// Returns the address of the version, with a slash at its end.
    pub(crate) fn service(&self) -> String {
        let (base, version) = (&self.base, self.version.as_str());
        match self.surface {
            Surface::Legacy => format!("{base}/api/{version}/"),
            Surface::Graph => format!("{base}/{version}/"),
        }
    }

    /// Returns the root under which `caller` finds what is at `home`: this one if it is the same place.
    pub(crate) fn at(&self, home: &Home, caller: &UserId) -> Self {
        let spelling = match home.location {
            Location::Me => Spelling::Me,
            Location::User(user) if user == *caller => Spelling::Me,
            Location::User(user) => Spelling::User(user),
            Location::Group(group) => Spelling::Group(group),
            Location::Site(collection, site) if self.surface == Surface::Graph => {
                Spelling::HostedSite(home.host.as_str().into(), collection, site)
            }
            Location::Site(collection, site) => Spelling::Site(collection, site),
        };
        let there = Self::new(self.base.clone(), self.surface, self.version, spelling, caller).bare(self.is_bare);
        if there.location == self.location { self.clone() } else { there }
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

    /// Returns the context of a type that has no location, by its names on the two surfaces.
    pub(crate) fn type_context(&self, legacy: &str, graph: &str) -> String {
        let service = self.root.service();
        match self.root.surface {
            Surface::Legacy => format!("{service}$metadata#Microsoft.OneNote.Api.{legacy}"),
            Surface::Graph => format!("{service}$metadata#microsoft.graph.{graph}"),
        }
    }
}

impl Urls {
    /// Returns the context of some of a type that has no location.
    pub(crate) fn types_context(&self, legacy: &str, graph: &str) -> String {
        let service = self.root.service();
        match self.root.surface {
            Surface::Legacy => format!("{service}$metadata#Collection(Microsoft.OneNote.Api.{legacy})"),
            Surface::Graph => format!("{service}$metadata#Collection(microsoft.graph.{graph})"),
        }
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
struct Path<'a>(Surface, &'a Spelling);

impl fmt::Display for Path<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = self.0.word();
        match self.1 {
            Spelling::None => Ok(()),
            Spelling::Me => write!(out, "me/{word}/"),
            Spelling::User(user) => write!(out, "users/{user}/{word}/"),
            Spelling::Group(group) if self.0 == Surface::Legacy => write!(out, "myOrganization/groups/{group}/{word}/"),
            Spelling::Group(group) | Spelling::ShortGroup(group) => write!(out, "groups/{group}/{word}/"),
            Spelling::Site(collection, site) => write!(out, "myOrganization/siteCollections/{collection}/sites/{site}/{word}/"),
            Spelling::HostedSite(host, collection, site) => write!(out, "sites/{host},{collection},{site}/{word}/"),
        }
    }
}

/// The location as it stands in a context: keys in parentheses, and percent-encoded. Source: the completed operation in "Copy
/// notebooks, sections, and pages"; recorded answers of Graph.
struct Keyed<'a>(Surface, &'a Spelling);

impl fmt::Display for Keyed<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = self.0.word();
        match self.1 {
            Spelling::None => Ok(()),
            Spelling::Me => write!(out, "me/{word}/"),
            Spelling::User(user) => write!(out, "users('{user}')/{word}/"),
            Spelling::Group(group) if self.0 == Surface::Legacy => write!(out, "myOrganization/groups('{group}')/{word}/"),
            Spelling::Group(group) | Spelling::ShortGroup(group) => write!(out, "groups('{group}')/{word}/"),
            Spelling::Site(collection, site) => {
                write!(out, "myOrganization/siteCollections('{collection}')/sites('{site}')/{word}/")
            }
            Spelling::HostedSite(host, collection, site) => write!(out, "sites('{host}%2C{collection}%2C{site}')/{word}/"),
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
        NodeKind::Folder | NodeKind::Shortcut | NodeKind::Root => "folders",
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

/// Reads a permission's id, `1-23`: the number of who has it. Nothing for what is none of ours.
pub(crate) fn permission_number(text: &str) -> Option<u64> {
    let digits = text.strip_prefix("1-").filter(|digits| digits.len() <= 15)?;
    digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))
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
