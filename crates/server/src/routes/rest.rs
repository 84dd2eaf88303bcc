//! Resources and operations.

use super::row::{COPY, GRAPH_SDK, IMAGES, OURS, delete, get, graph, later, to};
use super::{Policy, Route};
use crate::query::Reads::{Resource, Strictly};
use crate::{operation, resource};
use http::Method;
use model::Need::{Create, ReadHierarchy, ReadPages};

pub(super) fn rows() -> Vec<Route> {
    vec![
        Route {
            policy: Policy::NeedsOrGrant(ReadPages, to!(resource::get::handle)),
            ..get("resource.content", "resources/{resource}/content", ReadPages, Resource, to!(resource::get::handle), IMAGES)
        },
        get("resource.value", "resources/{resource}/$value", ReadPages, Strictly, to!(resource::get::handle), IMAGES),
        get("operation.get", "operations/{operation}", ReadHierarchy, Strictly, to!(operation::get::handle), COPY),
        // There is no list of either that could be counted.
        graph(later("operation.count", Method::GET, "operations/$count", ReadHierarchy, GRAPH_SDK)),
        graph(later("resource.count", Method::GET, "resources/$count", ReadPages, GRAPH_SDK)),
        delete("operation.cancel", "operations/{operation}", Create, to!(operation::cancel::handle), OURS),
    ]
}
