//! The host and the version: health, metadata, batches, sites.

use super::Route;
use super::row::{COPY, LIBRARY, at_version, get, later, legacy, public, to};
use crate::query::Reads::Strictly;
use crate::{health, site};
use http::Method as M;
use model::Need::{Create, ReadHierarchy};

pub(super) fn rows() -> Vec<Route> {
    vec![
        public("home", "", to!(health::home)),
        public("health.live", "health/live", to!(health::live)),
        public("health.ready", "health/ready", to!(health::ready)),
        at_version(later("metadata.get", M::GET, "$metadata", ReadHierarchy, LIBRARY)),
        at_version(later("batch", M::POST, "$batch", Create, LIBRARY)),
        legacy(at_version(get(
            "site.from_url",
            "myOrganization/siteCollections/FromUrl(url)",
            ReadHierarchy,
            Strictly,
            to!(site::from_url::handle),
            COPY,
        ))),
    ]
}
