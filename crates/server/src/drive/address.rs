//! From the raw path of a request to the drive, the item and the member that it names. No meaning is looked up here, and no
//! right is asked.
//!
//! What follows the drive is decoded once and split after: clients encode slashes and colons as they please, and no name can
//! hold either. Source: wire contract, sections 1.1 to 1.5.

mod item;
mod member;

pub(crate) use item::{Anchor, Item};
pub(crate) use member::{Flavor, Member};

use odata::{Parentheses, Segment, SyntaxError};

/// What stands before the drive in a path. Replies name the one that was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Base {
    /// `/v1.0`, or nothing, as the first documents print it.
    V1,
    /// `/beta`
    Beta,
    /// `/v2.0`
    V2,
    /// `/_api/v2.0`
    Direct20,
    /// `/_api/v2.1`
    Direct21,
}

impl Base {
    /// Returns what addresses in a reply have between host and drive.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::V1 => "v1.0",
            Self::Beta => "beta",
            Self::V2 => "v2.0",
            Self::Direct20 => "_api/v2.0",
            Self::Direct21 => "_api/v2.1",
        }
    }

    /// Says whether this is the form whose addresses end in `_api`, which speaks as the first service did.
    pub(crate) const fn is_direct(self) -> bool {
        matches!(self, Self::Direct20 | Self::Direct21)
    }
}

/// Whose drives an address is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// The caller: `me`, or nothing.
    Caller,
    /// A person, by id or by the name that they sign in by.
    User(String),
    /// A group.
    Group(String),
    /// A site, by its id or by `{host}:/{path}`.
    Site(String),
}

/// Which drive an address is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    /// The one that takes what is new of an owner's.
    Default(Owner),
    /// A drive by its id, unread.
    Id(String),
}

/// What an address is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// All drives of an owner.
    Drives(Owner),
    /// A drive.
    Drive(Which),
    /// Something in a drive.
    Item(Which, Item),
    /// Something that was shared, by what is written in a link to it.
    Share(String, Item),
    /// The share itself.
    ShareItself(String),
    /// Where a link to something shared opens in a browser, and the names from there.
    Link(String, Vec<String>),
    /// How far a copy is.
    Monitor(String),
    /// A file that comes in fragments.
    Upload(String),
    /// A file's bytes, for a while.
    Download(String),
    /// The bytes of a version of a file, for a while.
    Former(String),
    /// A thumbnail of a file, for a while.
    Thumbnail(String),
    /// What belongs to the version itself.
    Service,
}

/// An address, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) base: Base,
    pub(crate) target: Target,
    /// What of the target is asked for, piece by piece.
    pub(crate) members: Vec<Member>,
    /// Whether the drive is spelled as only Graph spells it.
    pub(crate) is_of_graph: bool,
}

impl Address {
    /// Returns in whose manner the reply is written. `is_legacy_host` is whether the request came to the host of the first
    /// service.
    pub(crate) fn flavor(&self, is_legacy_host: bool) -> Flavor {
        match self.members.iter().find_map(|member| member.flavor) {
            Some(flavor) => flavor,
            None if is_legacy_host || self.base.is_direct() => Flavor::Legacy,
            None if self.is_of_graph => Flavor::Graph,
            None => Flavor::Both,
        }
    }
}

/// What is wrong with an address that is one of drives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BadAddress {
    /// It cannot be decoded, or its parentheses are not well formed.
    Syntax(SyntaxError),
    /// A path has the segment `..`.
    DotDot,
    /// A path is longer than any item's can be.
    PathTooLong,
    /// It has more members than any.
    TooManyMembers,
}

impl From<SyntaxError> for BadAddress {
    fn from(error: SyntaxError) -> Self {
        Self::Syntax(error)
    }
}

/// Takes a raw path apart, with the raw query for the names in `children('@a1')`. `None` if it is not about drives at all: the
/// paths of the notebooks' own surfaces are told apart by their first two or three segments, undecoded.
pub(crate) fn parse(path: &str, query: &str) -> Option<Result<Address, BadAddress>> {
    if let Some(link) = path.strip_prefix(LINK) {
        return Some(linked(link));
    }
    let (base, rest) = base(path)?;
    let (first, after) = split(rest);
    let (second, beyond) = split(after);
    Some(match (first, second) {
        ("drive", _) => inside(base, Which::Default(Owner::Caller), false, after, query),
        ("me", "drive" | "drives") => of_owner(base, Owner::Caller, after, query),
        ("me" | "sites" | "users" | "groups" | "organization", "") => Ok(of_version(base, vec![Member::plain(first)])),
        _ if is_of_directory(first, second, beyond) => {
            odata::decode(rest).map_err(BadAddress::from).and_then(|rest| member::read(&rest).map(|members| of_version(base, members)))
        }
        ("sites", _) if second.contains(':') => site_at(base, after, query),
        ("sites", _) if split(beyond).0.is_empty() => site(base, after),
        ("subscriptions", _) | ("search", "query") => member::read(rest).map(|members| of_version(base, members)),
        ("shares", share) if !share.is_empty() => shared(base, share, beyond, query),
        ("monitor", secret) if !secret.is_empty() => keyed_by(Target::Monitor, base, secret, beyond),
        ("upload", secret) if !secret.is_empty() => keyed_by(Target::Upload, base, secret, beyond),
        ("dl", ticket) if !ticket.is_empty() => keyed_by(Target::Download, base, ticket, beyond),
        ("dlt", ticket) if !ticket.is_empty() => keyed_by(Target::Thumbnail, base, ticket, beyond),
        ("dlv", ticket) if !ticket.is_empty() => keyed_by(Target::Former, base, ticket, beyond),
        _ if first == "drives" || is_keyed(first, "drives") => by_id(base, first, after, query),
        _ => return of_somebody(base, first, after, query),
    })
}

/// Returns the base, and what follows it.
fn base(path: &str) -> Option<(Base, &str)> {
    let (first, after) = split(path);
    let (second, beyond) = if first == "_api" { split(after) } else { ("", after) };
    Some(match (first, second) {
        ("v1.0", _) => (Base::V1, after),
        ("beta", _) => (Base::Beta, after),
        ("v2.0", _) => (Base::V2, after),
        ("_api", "v2.0") => (Base::Direct20, beyond),
        ("_api", "v2.1") => (Base::Direct21, beyond),
        _ if first == "drive" || first == "drives" || is_keyed(first, "drives") => (Base::V1, path),
        _ => return None,
    })
}

/// Returns the first segment that is not empty, and what follows it.
fn split(path: &str) -> (&str, &str) {
    let path = path.trim_start_matches('/');
    path.split_at(path.find('/').unwrap_or(path.len()))
}

/// Says whether an address asks who there is, and not about something of theirs: `users/{id}`, `groups/{id}/members`.
fn is_of_directory(first: &str, second: &str, beyond: &str) -> bool {
    let (third, after) = split(beyond);
    match (first, third) {
        ("me", "") => second == "memberOf",
        ("users" | "groups", "") => true,
        ("groups", "members" | "owners") => split(after).0.is_empty(),
        _ => false,
    }
}

/// Says whether a segment, not decoded yet, is a name with a key.
fn is_keyed(segment: &str, name: &str) -> bool {
    segment.strip_prefix(name).is_some_and(|rest| rest.starts_with('(') || rest.starts_with("%28"))
}

/// `users/{id}/drive…`, `groups('{id}')/drives…`
fn of_somebody(base: Base, first: &str, after: &str, query: &str) -> Option<Result<Address, BadAddress>> {
    let make: fn(String) -> Owner = match first.split(['(', '%']).next() {
        Some("users") => Owner::User,
        Some("groups") => Owner::Group,
        Some("sites") => Owner::Site,
        _ => return None,
    };
    let is_keyed = first.contains(['(', '%']);
    let (id, after) = if is_keyed { (first, after) } else { split(after) };
    if !matches!(split(after).0, "drive" | "drives") {
        return None;
    }
    let read = || -> Result<Address, BadAddress> {
        let id = if is_keyed { key(id)? } else { odata::decode(id)?.into_owned() };
        // Recorded answers of Graph have addresses that begin so.
        let owner = if first == "users" && id.eq_ignore_ascii_case("me") { Owner::Caller } else { make(id) };
        of_owner(base, owner, after, query)
    };
    Some(read())
}

/// Returns the key of a segment.
fn key(segment: &str) -> Result<String, BadAddress> {
    let text = odata::decode(segment)?;
    let parsed = Segment::parse(&text)?;
    match parsed.parentheses {
        Parentheses::Key(key) => Ok(key.as_str().to_owned()),
        _ => Err(BadAddress::Syntax(SyntaxError { position: 0, kind: odata::SyntaxErrorKind::Missing })),
    }
}

/// What follows an owner: `drive…`, `drives`, `drives/{id}…`.
fn of_owner(base: Base, owner: Owner, rest: &str, query: &str) -> Result<Address, BadAddress> {
    let (word, after) = split(rest);
    if word == "drive" {
        return inside(base, Which::Default(owner), true, after, query);
    }
    let (id, after) = split(after);
    if id.is_empty() {
        return Ok(Address { base, target: Target::Drives(owner), members: Vec::new(), is_of_graph: true });
    }
    inside(base, Which::Id(odata::decode(id)?.into_owned()), true, after, query)
}

/// `drives`, `drives/{id}…`, `drives('{id}')…`, `drives/me…`
fn by_id(base: Base, first: &str, after: &str, query: &str) -> Result<Address, BadAddress> {
    let (id, after) = if first == "drives" {
        let (id, after) = split(after);
        (odata::decode(id)?.into_owned(), after)
    } else {
        (key(first)?, after)
    };
    match id.as_str() {
        "" => Ok(Address { base, target: Target::Drives(Owner::Caller), members: Vec::new(), is_of_graph: false }),
        "me" => inside(base, Which::Default(Owner::Caller), false, after, query),
        _ => inside(base, Which::Id(id), false, after, query),
    }
}

/// What follows a drive.
fn inside(base: Base, which: Which, is_of_graph: bool, rest: &str, query: &str) -> Result<Address, BadAddress> {
    let rest = odata::decode(rest)?;
    let rest = rest.trim_start_matches('/');
    let address = |target, members| Address { base, target, members, is_of_graph };
    match item::begin(rest)? {
        Some((anchor, rest)) => {
            let (item, rest) = item::walk(anchor, rest, query)?;
            Ok(address(Target::Item(which, item), member::read(&rest)?))
        }
        None => Ok(address(Target::Drive(which), member::read(rest)?)),
    }
}

/// What stands before the secret of a sharing link. One client takes addresses with fewer pieces for another service's.
pub(crate) const LINK: &str = "/s/v/u/";

/// `/s/v/u/{token}`, and the names of what lies in it.
fn linked(rest: &str) -> Result<Address, BadAddress> {
    let rest = odata::decode(rest)?;
    let mut names = rest.split('/').filter(|name| !name.is_empty());
    let token = names.next().unwrap_or_default().to_owned();
    let path = names.map(str::to_owned).collect();
    Ok(Address { base: Base::V1, target: Target::Link(token, path), members: Vec::new(), is_of_graph: true })
}

/// `shares/{token}…`
fn shared(base: Base, share: &str, rest: &str, query: &str) -> Result<Address, BadAddress> {
    let share = odata::decode(share)?.into_owned();
    let rest = odata::decode(rest)?;
    let rest = rest.trim_start_matches('/');
    let address = |target, members| Address { base, target, members, is_of_graph: false };
    let itself = rest.strip_prefix("driveItem").filter(|rest| item::ends_word(rest)).map(|rest| (Anchor::Root, rest));
    let item = match itself {
        Some(item) => Some(item),
        None => item::begin(rest)?.filter(|(anchor, _)| !matches!(anchor, Anchor::Special(_))),
    };
    Ok(match item {
        Some((anchor, rest)) => {
            let (item, rest) = item::walk(anchor, rest, query)?;
            address(Target::Share(share, item), member::read(&rest)?)
        }
        None => address(Target::ShareItself(share), member::read(rest)?),
    })
}

/// An address that is its own key.
fn keyed_by(target: fn(String) -> Target, base: Base, secret: &str, rest: &str) -> Result<Address, BadAddress> {
    let target = target(odata::decode(secret)?.into_owned());
    Ok(Address { base, target, members: member::read(&odata::decode(rest)?)?, is_of_graph: false })
}

/// `sites/{host}:/{path}`, whose host and path are one piece here, and what may follow: `:/drive…`, `:/drives…`.
fn site_at(base: Base, rest: &str, query: &str) -> Result<Address, BadAddress> {
    let (host, rest) = rest.trim_start_matches('/').split_once(':').unwrap_or((rest, ""));
    let (path, after) = rest.split_once(':').unwrap_or((rest, ""));
    let named = format!("{}:{}", odata::decode(host)?, odata::decode(path)?);
    match split(after).0 {
        "" => Ok(of_version(base, vec![Member::plain("sites"), Member::plain(&named)])),
        "drive" | "drives" => of_owner(base, Owner::Site(named), after, query),
        _ => Err(BadAddress::TooManyMembers),
    }
}

/// `sites/{id}`
fn site(base: Base, rest: &str) -> Result<Address, BadAddress> {
    let id = odata::decode(rest)?;
    Ok(of_version(base, vec![Member::plain("sites"), Member::plain(id.trim_matches('/'))]))
}

fn of_version(base: Base, members: Vec<Member>) -> Address {
    Address { base, target: Target::Service, members, is_of_graph: true }
}

#[cfg(test)]
mod tests;
