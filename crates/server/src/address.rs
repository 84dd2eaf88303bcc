//! From a path to whose content it is about and what of it. No meaning is looked up here, and no right is asked.
//!
//! The path is split before it is decoded, and decoded once. Literals match in any letter case, because the documents
//! themselves print `copytosectiongroup`; `notebooks('id')` is the same as `notebooks/id`; empty segments count for nothing.

use model::{GroupId, Location, SiteCollectionId, SiteId, UserId};
use odata::{Parentheses, Segment, SyntaxError};
use std::borrow::Cow;

/// One spelling of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Surface {
    /// The OneNote service: `/api/v1.0/…`.
    Legacy,
}

/// The version in the address. Both answer alike; a reply names the one that was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Version {
    /// `v1.0`
    V1,
    /// `beta`
    Beta,
}

impl Version {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::V1 => "v1.0",
            Self::Beta => "beta",
        }
    }
}

/// How the caller wrote the location. Addresses in the reply are written the same way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Spelling {
    /// Nothing between version and resource, the form of 2014. It means the caller's own content.
    None,
    /// `me/notes`
    Me,
    /// `users/{id}/notes`
    User(UserId),
    /// `myOrganization/groups/{id}/notes`
    Group(GroupId),
    /// `groups/{id}/notes`, which the copy article shows among its examples.
    ShortGroup(GroupId),
    /// `myOrganization/siteCollections/{id}/sites/{id}/notes`
    Site(SiteCollectionId, SiteId),
}

impl Spelling {
    pub(crate) const fn location(self) -> Location {
        match self {
            Self::None | Self::Me => Location::Me,
            Self::User(user) => Location::User(user),
            Self::Group(group) | Self::ShortGroup(group) => Location::Group(group),
            Self::Site(collection, site) => Location::Site(collection, site),
        }
    }
}

/// An id in the location is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BadLocation {
    User,
    Group,
    Site,
}

/// What an address is under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Under {
    /// The host itself: health and the like.
    Host,
    /// A version of the API, and a location.
    Api(Surface, Version, Result<Spelling, BadLocation>),
}

/// An address, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address<'a> {
    pub(crate) under: Under,
    /// What follows the location; a key in parentheses is a part of its own.
    pub(crate) parts: Vec<Part<'a>>,
}

/// A part of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part<'a> {
    /// Decoded.
    pub(crate) text: Cow<'a, str>,
    /// Whether it stood in parentheses, where only a key can.
    pub(crate) is_key: bool,
    /// The arguments of a call; empty for a call without any.
    pub(crate) arguments: Vec<(String, String)>,
}

/// A path has at most so many parts; the deepest address we know has nine.
const PARTS_MAX: usize = 24;

/// Takes a path apart. `Ok(None)` for an address under which there can be nothing.
///
/// # Errors
/// Where a segment cannot be decoded or its parentheses are not well formed.
pub(crate) fn parse(path: &str) -> Result<Option<Address<'_>>, SyntaxError> {
    let mut segments = odata::segments(path).peekable();
    let is_api = segments.next_if(|first| first.eq_ignore_ascii_case("api")).is_some();
    let version = if is_api { segments.next() } else { None };
    let version = match version {
        None if is_api => return Ok(None),
        None => None,
        Some(text) if text.eq_ignore_ascii_case("v1.0") => Some(Version::V1),
        Some(text) if text.eq_ignore_ascii_case("beta") => Some(Version::Beta),
        Some(_) => return Ok(None),
    };
    let mut parts = Vec::with_capacity(6);
    for segment in segments {
        if parts.len() >= PARTS_MAX {
            return Ok(None);
        }
        push(&mut parts, segment)?;
    }
    let Some(version) = version else { return Ok(Some(Address { under: Under::Host, parts })) };
    let (location, taken) = locate(&parts);
    parts.drain(..taken);
    Ok(Some(Address { under: Under::Api(Surface::Legacy, version, location), parts }))
}

fn push<'a>(parts: &mut Vec<Part<'a>>, segment: &'a str) -> Result<(), SyntaxError> {
    let text = odata::decode(segment)?;
    if !text.contains('(') {
        parts.push(Part { text, is_key: false, arguments: Vec::new() });
        return Ok(());
    }
    let parsed = Segment::parse(&text)?;
    let name = Cow::Owned(parsed.name.to_owned());
    let (key, arguments) = match parsed.parentheses {
        Parentheses::Absent | Parentheses::Empty => (None, Vec::new()),
        Parentheses::Key(key) => (Some(key), Vec::new()),
        Parentheses::Arguments(given) => {
            (None, given.into_iter().map(|(name, value)| (name.to_owned(), value.as_str().to_owned())).collect())
        }
    };
    parts.push(Part { text: name, is_key: false, arguments });
    if let Some(key) = key {
        parts.push(Part { text: Cow::Owned(key.as_str().to_owned()), is_key: true, arguments: Vec::new() });
    }
    Ok(())
}

/// Returns the location at the start of the parts, and how many of them spell it.
fn locate(parts: &[Part<'_>]) -> (Result<Spelling, BadLocation>, usize) {
    let word = |at: usize, word: &str| parts.get(at).is_some_and(|part| !part.is_key && part.text.eq_ignore_ascii_case(word));
    let text = |at: usize| parts.get(at).map_or("", |part| &part.text);
    if word(0, "me") && word(1, "notes") {
        return (Ok(Spelling::Me), 2);
    }
    if word(0, "users") && word(2, "notes") {
        return (text(1).parse().map(Spelling::User).map_err(|_| BadLocation::User), 3);
    }
    if word(0, "groups") && word(2, "notes") {
        return (text(1).parse().map(Spelling::ShortGroup).map_err(|_| BadLocation::Group), 3);
    }
    if word(0, "myOrganization") && word(1, "groups") && word(3, "notes") {
        return (text(2).parse().map(Spelling::Group).map_err(|_| BadLocation::Group), 4);
    }
    if word(0, "myOrganization") && word(1, "siteCollections") && word(3, "sites") && word(5, "notes") {
        let site = text(2).parse().and_then(|collection| Ok(Spelling::Site(collection, text(4).parse()?)));
        return (site.map_err(|_| BadLocation::Site), 6);
    }
    (Ok(Spelling::None), 0)
}

#[cfg(test)]
mod tests;
