//! Drives, shares, monitors, and what belongs to the version.

use super::Of::{Download, Drive, Drives, Former, Monitor, Share, Shared, Thumbnail, Upload, Version};
use super::{GRAPH, ONEDRIVE, Policy, Route, get, later, public};
use crate::drive::{self, me, transfer};
use crate::routes::row::to;
use http::Method as M;
use model::Need::{Any, ReadItems, ReadSharedItems, WriteItems};

pub(super) fn rows() -> Vec<Route> {
    vec![
        get("drive.list", Drives, "", to!(drive::get::drives)),
        get("drive.get", Drive, "", to!(drive::get::drive)),
        later("drive.recent", M::GET, Drive, "recent", ReadItems, ONEDRIVE),
        later("drive.shared", M::GET, Drive, "sharedWithMe", ReadSharedItems, ONEDRIVE),
        get("drive.search", Drive, "search", to!(drive::item::search::handle)),
        later("drive.activities", M::GET, Drive, "activities", ReadItems, ONEDRIVE),
        later("share.get", M::GET, Share, "", ReadItems, ONEDRIVE),
        later("share.items", M::GET, Share, "items", ReadItems, ONEDRIVE),
        later("share.item", M::GET, Shared, "", ReadItems, ONEDRIVE),
        later("share.children", M::GET, Shared, "children", ReadItems, ONEDRIVE),
        later("share.content", M::GET, Shared, "content", ReadItems, ONEDRIVE),
        public("monitor.get", M::GET, Monitor, to!(drive::monitor::handle)),
        public("upload.put", M::PUT, Upload, to!(transfer::put)),
        public("upload.get", M::GET, Upload, to!(transfer::status)),
        public("upload.commit", M::POST, Upload, to!(transfer::commit)),
        public("upload.cancel", M::DELETE, Upload, to!(transfer::cancel)),
        public("download.get", M::GET, Download, to!(transfer::fetch)),
        public("download.version", M::GET, Former, to!(transfer::fetch_version)),
        public("download.thumbnail", M::GET, Thumbnail, to!(drive::thumbnail::fetch)),
        Route { policy: Policy::Needs(Any, to!(me::handle)), ..later("me", M::GET, Version, "me", Any, GRAPH) },
        later("site.search", M::GET, Version, "sites", ReadItems, GRAPH),
        Route { source: GRAPH, ..get("site.get", Version, "sites/{site}", to!(drive::site::get)) },
        later("subscription.create", M::POST, Version, "subscriptions", WriteItems, GRAPH),
        later("subscription.change", M::PATCH, Version, "subscriptions/{subscription}", WriteItems, GRAPH),
        later("subscription.delete", M::DELETE, Version, "subscriptions/{subscription}", WriteItems, GRAPH),
        later("search.query", M::POST, Version, "search/query", ReadItems, GRAPH),
    ]
}
