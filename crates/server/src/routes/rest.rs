//! Resources and operations.

use super::Route;
use super::row::{COPY, IMAGES, OURS, delete, get, later, to};
use crate::operation;
use crate::query::Reads::Strictly;
use http::Method as M;
use model::Need::{Create, ReadHierarchy, ReadPages};

pub(super) fn rows() -> Vec<Route> {
    vec![
        later("resource.content", M::GET, "resources/{resource}/content", ReadPages, IMAGES),
        later("resource.value", M::GET, "resources/{resource}/$value", ReadPages, IMAGES),
        get("operation.get", "operations/{operation}", ReadHierarchy, Strictly, to!(operation::get::handle), COPY),
        delete("operation.cancel", "operations/{operation}", Create, to!(operation::cancel::handle), OURS),
    ]
}
