//! The part of the table that is about drives: every documented call of OneDrive in its two spellings, one row each.
//!
//! A row says what its address is about, which [`address`](crate::drive::address) has told already, and which member of that
//! it is; so there is one row for an item, whichever of the ways names it.

mod item;
mod rest;

use super::{On, RouteInfo, Source, method_name};
use crate::body::Takes;
use crate::drive::address::{Address, Target};
use crate::drive::call::{Handler, OpenHandler};
use http::Method;
use model::Need;
use std::sync::LazyLock;

/// One call.
pub(crate) struct Route {
    pub(crate) name: &'static str,
    pub(crate) method: Method,
    of: Of,
    /// Below that: literals, and `{ids}`.
    pattern: &'static str,
    pub(crate) policy: Policy,
    pub(crate) takes: Takes,
    source: Source,
}

/// What a row's address is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    /// The drives of somebody.
    Drives,
    /// A drive.
    Drive,
    /// An item.
    Item,
    /// A share.
    Share,
    /// What was shared, or something in it.
    Shared,
    /// Where a link opens in a browser.
    Link,
    /// How far a copy is.
    Monitor,
    /// A file that comes in fragments.
    Upload,
    /// A file's bytes.
    Download,
    /// The bytes of a version of a file.
    Former,
    /// A thumbnail of a file.
    Thumbnail,
    /// The version.
    Version,
}

impl Of {
    const fn about(target: &Target) -> Self {
        match target {
            Target::Drives(_) => Self::Drives,
            Target::Drive(_) => Self::Drive,
            Target::Item(..) => Self::Item,
            Target::ShareItself(_) => Self::Share,
            Target::Share(..) => Self::Shared,
            Target::Link(..) => Self::Link,
            Target::Monitor(_) => Self::Monitor,
            Target::Upload(_) => Self::Upload,
            Target::Download(_) => Self::Download,
            Target::Former(_) => Self::Former,
            Target::Thumbnail(_) => Self::Thumbnail,
            Target::Service => Self::Version,
        }
    }

    const fn spelled(self) -> &'static str {
        match self {
            Self::Drives => "{drives}",
            Self::Drive => "{drive}",
            Self::Item => "{item}",
            Self::Share => "{version}/shares/{share}",
            Self::Shared => "{version}/shares/{share}/driveItem",
            Self::Link => "/s/v/u/{link}",
            Self::Monitor => "{version}/monitor/{monitor}",
            Self::Upload => "{version}/upload/{upload}",
            Self::Download => "{version}/dl/{ticket}",
            Self::Former => "{version}/dlv/{ticket}",
            Self::Thumbnail => "{version}/dlt/{ticket}",
            Self::Version => "{version}",
        }
    }
}

/// Who may call.
#[derive(Clone, Copy)]
pub(crate) enum Policy {
    /// Anybody, without a token: the address is the secret.
    Public(OpenHandler),
    /// Whoever has a token with a scope that meets the need; what they may see and do there, the verb asks.
    Needs(Need, Handler),
    /// As [`Policy::Needs`], and whoever has the address of a share that is open to everybody, without a token.
    Shared(Need, Handler),
    /// Nobody yet: it is refused by its name, to those who could call it if it were served.
    NotServed(Need),
}

/// What the table has for an address.
pub(crate) enum Found {
    /// The call.
    Route(&'static Route),
    /// The address is known, but takes other methods.
    Methods(Vec<Method>),
    /// There is no such address.
    Nothing,
}

/// Looks an address up.
pub(crate) fn find(address: &Address, method: &Method) -> Found {
    let of = Of::about(&address.target);
    let mut rows = TABLE.iter().filter(|row| row.of == of && matches(row.pattern, address));
    // Rows with literals stand before those with ids, so the first match is the address meant.
    let Some(first) = rows.next() else { return Found::Nothing };
    let same: Vec<&Route> = std::iter::once(first).chain(rows.filter(|row| row.pattern == first.pattern)).collect();
    match same.iter().find(|row| row.method == *method) {
        Some(row) => Found::Route(row),
        None => Found::Methods(same.iter().map(|row| row.method.clone()).collect()),
    }
}

fn matches(pattern: &str, address: &Address) -> bool {
    let mut members = address.members.iter();
    let mut pieces = pattern.split('/').filter(|piece| !piece.is_empty());
    loop {
        match (pieces.next(), members.next()) {
            (None, None) => return true,
            (Some(piece), Some(member)) if piece.starts_with('{') || member.name == piece => {}
            _ => return false,
        }
    }
}

static TABLE: LazyLock<Vec<Route>> = LazyLock::new(|| {
    let mut rows: Vec<Route> = [item::rows(), rest::rows()].into_iter().flatten().collect();
    rows.sort_by_key(|row| row.pattern.matches('{').count());
    rows
});

/// Returns all rows.
pub(super) fn infos() -> impl Iterator<Item = RouteInfo> {
    static ADDRESSES: LazyLock<Vec<String>> = LazyLock::new(|| {
        let spell = |row: &Route| {
            if row.pattern.is_empty() { row.of.spelled().to_owned() } else { format!("{}/{}", row.of.spelled(), row.pattern) }
        };
        TABLE.iter().map(spell).collect()
    });
    TABLE.iter().zip(&*ADDRESSES).map(|(row, address)| RouteInfo {
        name: row.name,
        method: method_name(&row.method),
        on: On::Drive,
        address,
        need: match row.policy {
            Policy::Public(_) => None,
            Policy::Needs(need, _) | Policy::Shared(need, _) | Policy::NotServed(need) => Some(need),
        },
        is_served: !matches!(row.policy, Policy::NotServed(_)),
        is_ours: row.source == Source::Ours,
        source: match row.source {
            Source::Document(title) => title,
            Source::Ours => "",
        },
    })
}

const ONEDRIVE: Source = Source::Document("OneDrive API");
const GRAPH: Source = Source::Document("Microsoft Graph, drives");

fn get(name: &'static str, of: Of, pattern: &'static str, handler: Handler) -> Route {
    Route { policy: Policy::Needs(Need::ReadItems, handler), ..later(name, Method::GET, of, pattern, Need::ReadItems, ONEDRIVE) }
}

fn post(name: &'static str, of: Of, pattern: &'static str, takes: Takes, handler: Handler) -> Route {
    let policy = Policy::Needs(Need::WriteItems, handler);
    Route { policy, takes, ..later(name, Method::POST, of, pattern, Need::WriteItems, ONEDRIVE) }
}

fn put(name: &'static str, of: Of, pattern: &'static str, takes: Takes, handler: Handler) -> Route {
    Route { method: Method::PUT, ..post(name, of, pattern, takes, handler) }
}

/// Of what is reached by a share.
fn shared(name: &'static str, method: Method, of: Of, pattern: &'static str, need: Need, handler: Handler) -> Route {
    Route { policy: Policy::Shared(need, handler), ..later(name, method, of, pattern, need, ONEDRIVE) }
}

/// Of an address that is its own key.
fn public(name: &'static str, method: Method, of: Of, handler: OpenHandler) -> Route {
    Route { policy: Policy::Public(handler), ..later(name, method, of, "", Need::Any, ONEDRIVE) }
}

fn later(name: &'static str, method: Method, of: Of, pattern: &'static str, need: Need, source: Source) -> Route {
    Route { name, method, of, pattern, policy: Policy::NotServed(need), takes: Takes::Nothing, source }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn name(method: Method, path: &str) -> String {
        let address = crate::drive::address::parse(path, "").unwrap().unwrap();
        match find(&address, &method) {
            Found::Route(route) => route.name.to_owned(),
            Found::Methods(methods) => format!("{methods:?}"),
            Found::Nothing => "nothing".to_owned(),
        }
    }

    #[test]
    fn members_are_found_whatever_they_are_members_of() {
        assert_eq!(name(Method::GET, "/v1.0/me/drive"), "drive.get");
        assert_eq!(name(Method::GET, "/v1.0/drives"), "drive.list");
        assert_eq!(name(Method::GET, "/v1.0/drive/root:/a"), "item.get");
        assert_eq!(name(Method::POST, "/v1.0/drive/root:/a:/action.copy"), "item.copy");
        assert_eq!(name(Method::POST, "/v1.0/drives/d/items/x/copy"), "item.copy");
        assert_eq!(name(Method::GET, "/v1.0/drives/d/items/x/copy"), "[POST]");
        assert_eq!(name(Method::GET, "/v1.0/drives/d/items/x/Children"), "nothing");
        assert_eq!(name(Method::GET, "/v1.0/shares/s/driveItem/children"), "share.children");
        assert_eq!(name(Method::GET, "/v1.0/monitor/s"), "monitor.get");
        assert_eq!(name(Method::GET, "/v1.0/drive/items/x/permissions/p"), "item.get_permission");
    }

    #[test]
    fn no_two_rows_are_alike() {
        let names: BTreeSet<&str> = infos().map(|row| row.name).collect();
        assert_eq!(names.len(), TABLE.len());
        let calls: BTreeSet<String> = infos().map(|row| format!("{} {}", row.method, row.address)).collect();
        assert_eq!(calls.len(), TABLE.len());
    }
}
