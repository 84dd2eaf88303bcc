//! Drives, shares, monitors, and what belongs to the version.

use super::Of::{Download, Drive, Drives, Former, Link, Monitor, Share, Shared, Thumbnail, Upload, Version};
use super::{GRAPH, ONEDRIVE, Policy, Route, get, later, public, shared};
use crate::body::Takes;
use crate::drive::call::Handler;
use crate::drive::directory::{group, organization, site, user};
use crate::drive::{self, transfer};
use crate::routes::row::to;
use http::Method as M;
use model::Need::{self, Any, ReadGroups, ReadItems, ReadMe, ReadPeople, ReadSharedItems, WriteItems};

pub(super) fn rows() -> Vec<Route> {
    vec![
        get("drive.list", Drives, "", to!(drive::get::drives)),
        get("drive.get", Drive, "", to!(drive::get::drive)),
        get("drive.recent", Drive, "recent", to!(drive::recent::handle)),
        Route {
            policy: Policy::Needs(ReadSharedItems, to!(drive::shared::with_me)),
            ..later("drive.shared", M::GET, Drive, "sharedWithMe", ReadSharedItems, ONEDRIVE)
        },
        get("drive.search", Drive, "search", to!(drive::item::search::handle)),
        later("drive.activities", M::GET, Drive, "activities", ReadItems, ONEDRIVE),
        shared("share.get", M::GET, Share, "", ReadItems, to!(drive::shared::itself)),
        shared("share.items", M::GET, Share, "items", ReadItems, to!(drive::shared::items)),
        shared("share.item", M::GET, Shared, "", ReadItems, to!(drive::item::get::handle)),
        shared("share.children", M::GET, Shared, "children", ReadItems, to!(drive::item::children::list)),
        shared("share.content", M::GET, Shared, "content", ReadItems, to!(drive::item::content::get)),
        Route { takes: Takes::Bytes, ..shared("share.upload", M::PUT, Shared, "content", WriteItems, to!(drive::item::content::put)) },
        public("link.open", M::GET, Link, to!(drive::share::page::get)),
        public("link.unlock", M::POST, Link, to!(drive::share::page::unlock)),
        public("monitor.get", M::GET, Monitor, to!(drive::monitor::handle)),
        public("upload.put", M::PUT, Upload, to!(transfer::put)),
        public("upload.get", M::GET, Upload, to!(transfer::status)),
        public("upload.commit", M::POST, Upload, to!(transfer::commit)),
        public("upload.cancel", M::DELETE, Upload, to!(transfer::cancel)),
        public("download.get", M::GET, Download, to!(transfer::fetch)),
        public("download.version", M::GET, Former, to!(transfer::fetch_version)),
        public("download.thumbnail", M::GET, Thumbnail, to!(drive::thumbnail::fetch)),
        asked("me", "me", Any, to!(user::me)),
        asked("me.groups", "me/memberOf", ReadMe, to!(group::of_me)),
        asked("user.list", "users", ReadPeople, to!(user::list)),
        asked("user.get", "users/{user}", ReadPeople, to!(user::get)),
        asked("group.list", "groups", ReadGroups, to!(group::list)),
        asked("group.get", "groups/{group}", ReadGroups, to!(group::get)),
        asked("group.members", "groups/{group}/members", ReadGroups, to!(group::members)),
        asked("group.owners", "groups/{group}/owners", ReadGroups, to!(group::owners)),
        asked("organization.list", "organization", Any, to!(organization::list)),
        Route { source: GRAPH, ..get("site.search", Version, "sites", to!(site::search)) },
        Route { source: GRAPH, ..get("site.get", Version, "sites/{site}", to!(site::get)) },
        later("subscription.create", M::POST, Version, "subscriptions", WriteItems, GRAPH),
        later("subscription.change", M::PATCH, Version, "subscriptions/{subscription}", WriteItems, GRAPH),
        later("subscription.delete", M::DELETE, Version, "subscriptions/{subscription}", WriteItems, GRAPH),
        later("search.query", M::POST, Version, "search/query", ReadItems, GRAPH),
    ]
}

/// Of a call of Graph's that asks who there is.
fn asked(name: &'static str, pattern: &'static str, need: Need, handler: Handler) -> Route {
    Route { policy: Policy::Needs(need, handler), ..later(name, M::GET, Version, pattern, need, GRAPH) }
}
