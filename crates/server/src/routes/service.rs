//! The host and the version: health, metadata, batches, sites.

use super::Policy::{Needs, Public};
use super::Route;
use super::row::{BATCHING, COPY, LIBRARY, POSTMAN, at_version, get, graph, legacy, public, row, to};
use crate::body::Takes::{Batch, BatchParts};
use crate::query::Reads::Strictly;
use crate::schema::metadata;
use crate::{batch, errors, health, site};
use http::Method as M;
use model::Need::{Any, ReadHierarchy};

pub(super) fn rows() -> Vec<Route> {
    vec![
        public("home", "", to!(public health::home)),
        public("errors", "errors", to!(public errors::handle)),
        public("health.live", "health/live", to!(public health::live)),
        public("health.ready", "health/ready", to!(public health::ready)),
        at_version(row("metadata.get", M::GET, "$metadata", Public(to!(public metadata::handle)), POSTMAN)),
        // What each of its requests needs, the request is asked for.
        at_version(graph(Route { takes: Batch, ..row("batch.json", M::POST, "$batch", Needs(Any, to!(batch::json::handle)), BATCHING) })),
        at_version(legacy(Route {
            takes: BatchParts,
            ..row("batch.parts", M::POST, "$batch", Needs(Any, to!(batch::mixed::handle)), LIBRARY)
        })),
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
