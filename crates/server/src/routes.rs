//! The table: every documented call of the OneNote service, and ours, one row each.
//!
//! Nothing is served that has no row, and no row can be written without saying who may call it.

mod admin;
pub(crate) mod drive;
pub(crate) mod identity;
mod markdown;
mod notebook;
mod page;
mod rest;
pub(crate) mod row;
mod section;
mod section_group;
mod service;
mod web;

pub use markdown::routes_markdown;

use crate::address::{Address, Part, Spelling, Surface, Under, Whose};
use crate::body::Takes;
use crate::dispatch::{Handler, PublicHandler};
use crate::query::Reads;
use http::Method;
use model::Need;
use std::sync::LazyLock;

/// One call.
pub(crate) struct Route {
    pub(crate) name: &'static str,
    pub(crate) method: Method,
    pub(crate) on: On,
    pub(crate) at: At,
    /// Below `at`: literals, `{ids}`, and calls with the names of their arguments.
    pub(crate) pattern: &'static str,
    pub(crate) policy: Policy,
    pub(crate) reads: Reads,
    pub(crate) takes: Takes,
    /// The document that the call is from.
    pub(crate) source: Source,
}

/// The surfaces that have a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    /// Both, each in its spelling.
    Both,
    /// The OneNote service only.
    Legacy,
    /// Microsoft Graph only.
    Graph,
    /// Neither: the call is about drives, whose two spellings tell themselves apart.
    Drive,
    /// Neither: the call signs people in, or lets apps in.
    Identity,
}

impl On {
    /// Says whether Graph has the call.
    pub const fn graph(self) -> bool {
        matches!(self, Self::Both | Self::Graph)
    }

    /// Says whether the OneNote service has the call.
    pub const fn legacy(self) -> bool {
        matches!(self, Self::Both | Self::Legacy)
    }
}

/// What a row's address begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum At {
    /// The host.
    Host,
    /// The version, without a location: `/api/{version}`, `/{version}`.
    Version,
    /// The version and a location; on the legacy surface also none.
    Root,
}

/// Who may call.
#[derive(Clone, Copy)]
pub(crate) enum Policy {
    /// Anybody, without a token.
    Public(PublicHandler),
    /// As [`Policy::Needs`], and whoever has a grant for the image or file that the address names. Source: "Pre-authenticated
    /// image URLs" in the service's blog.
    NeedsOrGrant(Need, Handler),
    /// Whoever has a token with a scope that meets the need; what they may see and do there, the verb asks.
    Needs(Need, Handler),
    /// Nobody yet: it is refused by its name, to those who could call it if it were served.
    NotServed(Need),
}

/// Where a call is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// A document, by its title.
    Document(&'static str),
    /// Nowhere: the original lacks it, and we serve it.
    Ours,
}

/// A row, for those outside who print or count them.
#[derive(Clone, Copy, Debug)]
pub struct RouteInfo {
    /// The call's name, as the log has it.
    pub name: &'static str,
    /// Its method.
    pub method: &'static str,
    /// The surfaces that have it.
    pub on: On,
    /// Its address, with `{service}` for the version, `{root}` for version and location, and `{id}` and the like for ids; of
    /// drives, with `{drive}` and `{item}` for any of the ways to name one.
    pub address: &'static str,
    /// The scopes that it needs; none for a public call.
    pub need: Option<Need>,
    /// Whether it is served.
    pub is_served: bool,
    /// Whether the original lacks it.
    pub is_ours: bool,
    /// The title of the document that it is from; empty for ours.
    pub source: &'static str,
}

/// Returns all rows.
pub fn routes() -> impl Iterator<Item = RouteInfo> {
    let notes = TABLE.iter().map(|row| RouteInfo {
        name: row.route.name,
        method: method_name(&row.route.method),
        on: row.route.on,
        address: row.address,
        need: match row.route.policy {
            Policy::Public(_) => None,
            Policy::Needs(need, _) | Policy::NeedsOrGrant(need, _) | Policy::NotServed(need) => Some(need),
        },
        is_served: !matches!(row.route.policy, Policy::NotServed(_)),
        is_ours: row.route.source == Source::Ours,
        source: match row.route.source {
            Source::Document(title) => title,
            Source::Ours => "",
        },
    });
    notes.chain(drive::infos()).chain(identity::infos())
}

fn method_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        _ => "DELETE",
    }
}

/// What the table has for an address.
pub(crate) enum Found<'t, 'a> {
    /// The call, and the ids in the address, in order.
    Route(&'t Route, Vec<&'a str>),
    /// The address is known, but takes other methods.
    Methods(Vec<Method>),
    /// There is no such address.
    Nothing,
}

/// Looks an address up.
pub(crate) fn find<'a>(address: &'a Address<'_>, method: &Method) -> Found<'static, 'a> {
    let mut rows = TABLE.iter().filter(|row| row.matches(address));
    // Rows with more literals stand first, so the first match is the address meant; only its own methods count.
    let Some(first) = rows.next() else { return Found::Nothing };
    let same: Vec<&Row> = std::iter::once(first).chain(rows.filter(|row| row.route.pattern == first.route.pattern)).collect();
    match same.iter().find(|row| row.route.method == *method) {
        Some(row) => Found::Route(&row.route, row.keys(address)),
        None => Found::Methods(same.iter().map(|row| row.route.method.clone()).collect()),
    }
}

/// A row with its pattern taken apart.
struct Row {
    route: Route,
    pieces: Vec<Piece>,
    address: &'static str,
}

enum Piece {
    Literal(&'static str),
    /// A literal that takes arguments.
    Call(&'static str),
    Key,
}

static TABLE: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let mut rows: Vec<Row> = table().into_iter().map(Row::new).collect();
    rows.sort_by_key(|row| row.pieces.iter().filter(|piece| matches!(piece, Piece::Key)).count());
    rows
});

impl Row {
    fn new(route: Route) -> Self {
        let pieces = route.pattern.split('/').filter(|piece| !piece.is_empty()).map(|piece| match piece.split_once('(') {
            Some((name, _)) => Piece::Call(name),
            None if piece.starts_with('{') => Piece::Key,
            None => Piece::Literal(piece),
        });
        let address = match route.at {
            At::Host => format!("/{}", route.pattern),
            At::Version => format!("{{service}}/{}", route.pattern),
            At::Root => format!("{{root}}/{}", route.pattern),
        };
        // Once per row and process.
        Self { pieces: pieces.collect(), address: address.leak(), route }
    }

    fn matches(&self, address: &Address<'_>) -> bool {
        let is_under = match (self.route.at, &address.under) {
            (At::Host, Under::Host) => true,
            (At::Host, Under::Api(..)) | (At::Version | At::Root, Under::Host) => false,
            (at, Under::Api(surface, _, whose)) => self.is_on(at, *surface, *whose == Whose::Spelled(Spelling::None)),
        };
        is_under
            && self.pieces.len() == address.parts.len()
            && self.pieces.iter().zip(&address.parts).all(|(piece, part)| piece.matches(part))
    }

    fn is_on(&self, at: At, surface: Surface, has_no_location: bool) -> bool {
        match surface {
            // The form of 2014 leaves the location out of calls that have one.
            Surface::Legacy => self.route.on.legacy() && (at == At::Root || has_no_location),
            Surface::Graph => self.route.on.graph() && (at == At::Root) != has_no_location,
        }
    }

    fn keys<'a>(&self, address: &'a Address<'_>) -> Vec<&'a str> {
        let pairs = self.pieces.iter().zip(&address.parts);
        pairs.filter(|(piece, _)| matches!(piece, Piece::Key)).map(|(_, part)| &*part.text).collect()
    }
}

impl Piece {
    fn matches(&self, part: &Part<'_>) -> bool {
        match self {
            Self::Literal(name) => part.arguments.is_empty() && is_named(part, name),
            Self::Call(name) => is_named(part, name),
            Self::Key => part.arguments.is_empty(),
        }
    }
}

fn is_named(part: &Part<'_>, name: &str) -> bool {
    if part.is_key {
        return false;
    }
    let text = &*part.text;
    let bare = text.strip_suffix("()").unwrap_or(text);
    bare.eq_ignore_ascii_case(name)
        || bare.rsplit_once('.').is_some_and(|(space, last)| last.eq_ignore_ascii_case(name) && is_namespace(space))
}

fn is_namespace(text: &str) -> bool {
    text.eq_ignore_ascii_case("Microsoft.OneNote.Api") || text.eq_ignore_ascii_case("microsoft.graph")
}

fn table() -> Vec<Route> {
    [service::rows(), notebook::rows(), section_group::rows(), section::rows(), page::rows(), rest::rows()].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests;
