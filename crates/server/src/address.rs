//! From a path to whose content it is about and what of it. No meaning is looked up here, and no right is asked.
//!
//! The path is split before it is decoded, and decoded once. Literals match in any letter case, because the documents
//! themselves print `copytosectiongroup`; `notebooks('id')` is the same as `notebooks/id`; empty segments count for nothing.

use model::{GroupId, Location, SiteCollectionId, SiteId, UserId};
use odata::{Parentheses, Segment, SyntaxError};
use std::borrow::Cow;
use std::sync::Arc;

/// One spelling of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Surface {
    /// The OneNote service: `/api/v1.0/…/notes/…`.
    Legacy,
    /// Microsoft Graph: `/v1.0/…/onenote/…`.
    Graph,
}

impl Surface {
    /// Returns whose manners a reply to this path has, whether or not there is anything at the path.
    pub(crate) fn of(path: &str) -> Self {
        let is_graph = odata::segments(path).next().is_some_and(|first| Version::read(first).is_some());
        if is_graph { Self::Graph } else { Self::Legacy }
    }

    /// Returns the member of a body that holds a thing's name.
    pub(crate) const fn name_member(self) -> &'static str {
        match self {
            Self::Legacy => "name",
            Self::Graph => "displayName",
        }
    }

    /// Returns the word that ends every location.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Legacy => "notes",
            Self::Graph => "onenote",
        }
    }
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

    fn read(text: &str) -> Option<Self> {
        [Self::V1, Self::Beta].into_iter().find(|version| text.eq_ignore_ascii_case(version.as_str()))
    }
}

/// How the caller wrote the location. Addresses in the reply are written the same way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Spelling {
    /// Nothing between version and resource: the form of 2014, which means the caller's own content. On Graph only what belongs
    /// to the version itself is there.
    None,
    /// `me/notes`, `me/onenote`
    Me,
    /// `users/{id}/notes`, `users/{id}/onenote`
    User(UserId),
    /// `myOrganization/groups/{id}/notes`, `groups/{id}/onenote`
    Group(GroupId),
    /// `groups/{id}/notes`, which the copy article shows among its examples.
    ShortGroup(GroupId),
    /// `myOrganization/siteCollections/{id}/sites/{id}/notes`
    Site(SiteCollectionId, SiteId),
    /// `sites/{host name},{site collection},{site}/onenote`. The two ids say which site it is; the host is kept as it came.
    HostedSite(Arc<str>, SiteCollectionId, SiteId),
}

impl Spelling {
    pub(crate) const fn location(&self) -> Location {
        match self {
            Self::None | Self::Me => Location::Me,
            Self::User(user) => Location::User(*user),
            Self::Group(group) | Self::ShortGroup(group) => Location::Group(*group),
            Self::Site(collection, site) | Self::HostedSite(_, collection, site) => Location::Site(*collection, *site),
        }
    }
}

/// Whose content an address is about, as far as the address alone tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Whose<'a> {
    /// By ids.
    Spelled(Spelling),
    /// A person by `userPrincipalName`, which has to be looked up. Graph only.
    Named(Cow<'a, str>),
    /// By what is none.
    Bad(BadLocation),
}

/// An id in the location is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BadLocation {
    User,
    Group,
    Site,
}

/// What an address is under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Under<'a> {
    /// The host itself: health and the like.
    Host,
    /// A version of the API, and a location.
    Api(Surface, Version, Whose<'a>),
}

/// An address, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address<'a> {
    pub(crate) under: Under<'a>,
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
    let is_legacy = segments.next_if(|first| first.eq_ignore_ascii_case("api")).is_some();
    let version = segments.peek().and_then(|text| Version::read(text));
    let api = match version {
        Some(version) => Some((if is_legacy { Surface::Legacy } else { Surface::Graph }, version)),
        None if is_legacy => return Ok(None),
        None => None,
    };
    if api.is_some() {
        segments.next();
    }
    let mut parts = Vec::with_capacity(6);
    for segment in segments {
        if parts.len() >= PARTS_MAX {
            return Ok(None);
        }
        push(&mut parts, segment)?;
    }
    let Some((surface, version)) = api else { return Ok(Some(Address { under: Under::Host, parts })) };
    let (whose, taken) = locate(surface, &mut parts);
    parts.drain(..taken);
    Ok(Some(Address { under: Under::Api(surface, version, whose), parts }))
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
fn locate<'a>(surface: Surface, parts: &mut [Part<'a>]) -> (Whose<'a>, usize) {
    let word = |at: usize, word: &str| parts.get(at).is_some_and(|part| !part.is_key && part.text.eq_ignore_ascii_case(word));
    let text = |at: usize| parts.get(at).map_or("", |part| &part.text);
    let end = surface.word();
    if word(0, "me") && word(1, end) {
        return (Whose::Spelled(Spelling::Me), 2);
    }
    if word(0, "users") && word(2, end) {
        return (user(surface, &mut parts[1].text), 3);
    }
    let whose = |spelling: Result<Spelling, model::BadId>, bad| spelling.map_or(Whose::Bad(bad), Whose::Spelled);
    if word(0, "groups") && word(2, end) {
        let spelling = text(1).parse().map(|id| if surface == Surface::Graph { Spelling::Group(id) } else { Spelling::ShortGroup(id) });
        return (whose(spelling, BadLocation::Group), 3);
    }
    match surface {
        Surface::Graph if word(0, "sites") && word(2, end) => {
            (hosted_site(text(1)).map_or(Whose::Bad(BadLocation::Site), Whose::Spelled), 3)
        }
        Surface::Legacy if word(0, "myOrganization") && word(1, "groups") && word(3, end) => {
            (whose(text(2).parse().map(Spelling::Group), BadLocation::Group), 4)
        }
        Surface::Legacy if word(0, "myOrganization") && word(1, "siteCollections") && word(3, "sites") && word(5, end) => {
            let site = text(2).parse().and_then(|collection| Ok(Spelling::Site(collection, text(4).parse()?)));
            (whose(site, BadLocation::Site), 6)
        }
        _ => (Whose::Spelled(Spelling::None), 0),
    }
}

/// The longest `userPrincipalName` that is looked up, in bytes. The names that Graph allows have at most 113 characters.
const PRINCIPAL_NAME_BYTES_MAX: usize = 512;

fn user<'a>(surface: Surface, text: &mut Cow<'a, str>) -> Whose<'a> {
    if let Ok(user) = text.parse() {
        return Whose::Spelled(Spelling::User(user));
    }
    match surface {
        // Recorded answers of Graph have addresses that begin so.
        Surface::Graph if text.eq_ignore_ascii_case("me") => Whose::Spelled(Spelling::Me),
        Surface::Graph if !text.is_empty() && text.len() <= PRINCIPAL_NAME_BYTES_MAX => Whose::Named(std::mem::take(text)),
        Surface::Graph | Surface::Legacy => Whose::Bad(BadLocation::User),
    }
}

/// The longest name of a host, in bytes. Source: RFC 1035.
const HOST_BYTES_MAX: usize = 253;

/// Reads Graph's id of a site: host name, site collection, site.
pub(crate) fn hosted_site(text: &str) -> Option<Spelling> {
    let mut pieces = text.split(',');
    let (host, collection, site) = (pieces.next()?, pieces.next()?, pieces.next()?);
    let is_host = !host.is_empty()
        && host.len() <= HOST_BYTES_MAX
        && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-');
    if !is_host || pieces.next().is_some() {
        return None;
    }
    Some(Spelling::HostedSite(host.into(), collection.parse().ok()?, site.parse().ok()?))
}

#[cfg(test)]
mod tests;
