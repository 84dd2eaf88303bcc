//! What the table's rows are made with.

use super::{At, On, Policy, Route, Source};
use crate::body::Takes;
use crate::dispatch::{Handler, PublicHandler};
use crate::query::Reads;
use http::Method;
use model::Need;

/// Makes a handler of an `async fn`.
macro_rules! to {
    ($handler:path) => {
        |call| Box::pin($handler(call))
    };
    // Of one that answers everybody.
    (public $handler:path) => {
        |server, surface| Box::pin($handler(server, surface))
    };
    ($handler:path, $kind:expr) => {
        |call| Box::pin($handler(call, $kind))
    };
}
pub(crate) use to;

pub(super) const GET_NOTEBOOK: Source = Source::Document("OneNote GET notebooks/id");
pub(super) const POST_NOTEBOOKS: Source = Source::Document("OneNote POST notebooks");
pub(super) const COPY: Source = Source::Document("Copy notebooks, sections, and pages");
pub(super) const OPERATIONS: Source = Source::Document("Supported REST operations");
pub(super) const CONTENT: Source = Source::Document("Get OneNote content and structure");
pub(super) const CREATE_PAGE: Source = Source::Document("Create OneNote pages");
pub(super) const UPDATE_PAGE: Source = Source::Document("Update OneNote page content");
pub(super) const PERMISSIONS: Source = Source::Document("Manage permissions on OneNote entities");
pub(super) const IMAGES: Source = Source::Document("Add images and files to OneNote pages");
pub(super) const CLASSES: Source = Source::Document("Work with class notebooks");
pub(super) const LIBRARY: Source = Source::Document("OneNoteApi library");
pub(super) const GRAPH_PAGE: Source = Source::Document("Get page (Graph reference)");
pub(super) const GRAPH_SCHEMA: Source = Source::Document("Microsoft Graph metadata");
pub(super) const GRAPH_SDK: Source = Source::Document("Graph SDKs");
pub(super) const BATCHING: Source = Source::Document("Combine multiple HTTP requests using JSON batching");
pub(super) const POSTMAN: Source = Source::Document("OneNote API Postman collection");
pub(super) const OURS: Source = Source::Ours;

pub(super) fn row(name: &'static str, method: Method, pattern: &'static str, policy: Policy, source: Source) -> Route {
    Route { name, method, on: On::Both, at: At::Root, pattern, policy, reads: Reads::Nothing, takes: Takes::Nothing, source }
}

pub(super) fn get(name: &'static str, pattern: &'static str, need: Need, reads: Reads, handler: Handler, source: Source) -> Route {
    Route { reads, ..row(name, Method::GET, pattern, Policy::Needs(need, handler), source) }
}

pub(super) fn post(name: &'static str, pattern: &'static str, takes: Takes, handler: Handler, source: Source) -> Route {
    Route { takes, ..row(name, Method::POST, pattern, Policy::Needs(Need::Create, handler), source) }
}

/// Of a call that sends something to learn something.
pub(super) fn ask(name: &'static str, pattern: &'static str, handler: Handler, source: Source) -> Route {
    Route { takes: Takes::Json, ..row(name, Method::POST, pattern, Policy::Needs(Need::ReadHierarchy, handler), source) }
}

pub(super) fn patch(name: &'static str, pattern: &'static str, handler: Handler, source: Source) -> Route {
    Route { takes: Takes::Json, ..row(name, Method::PATCH, pattern, Policy::Needs(Need::Write, handler), source) }
}

/// Of a call that gives permissions.
pub(super) fn grant(name: &'static str, pattern: &'static str, handler: Handler) -> Route {
    Route { takes: Takes::Json, ..row(name, Method::POST, pattern, Policy::Needs(Need::ChangePermissions, handler), PERMISSIONS) }
}

pub(super) fn delete(name: &'static str, pattern: &'static str, need: Need, handler: Handler, source: Source) -> Route {
    row(name, Method::DELETE, pattern, Policy::Needs(need, handler), source)
}

pub(super) fn later(name: &'static str, method: Method, pattern: &'static str, need: Need, source: Source) -> Route {
    row(name, method, pattern, Policy::NotServed(need), source)
}

pub(super) fn public(name: &'static str, pattern: &'static str, handler: PublicHandler) -> Route {
    Route { at: At::Host, ..row(name, Method::GET, pattern, Policy::Public(handler), OURS) }
}

/// Of a call that belongs to the version and has no location.
pub(super) fn at_version(route: Route) -> Route {
    Route { at: At::Version, ..route }
}

/// Of a call that only the OneNote service has.
pub(super) fn legacy(route: Route) -> Route {
    Route { on: On::Legacy, ..route }
}

/// Of a call that only Graph has.
pub(super) fn graph(route: Route) -> Route {
    Route { on: On::Graph, ..route }
}
