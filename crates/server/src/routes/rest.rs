//! Resources and operations.

use super::Route;
use super::row::{COPY, IMAGES, OURS, delete, get, to};
use crate::query::Reads::Strictly;
use crate::{operation, resource};
use model::Need::{Create, ReadHierarchy, ReadPages};

pub(super) fn rows() -> Vec<Route> {
    vec![
        get("resource.content", "resources/{resource}/content", ReadPages, Strictly, to!(resource::get::handle), IMAGES),
        get("resource.value", "resources/{resource}/$value", ReadPages, Strictly, to!(resource::get::handle), IMAGES),
        get("operation.get", "operations/{operation}", ReadHierarchy, Strictly, to!(operation::get::handle), COPY),
        delete("operation.cancel", "operations/{operation}", Create, to!(operation::cancel::handle), OURS),
    ]
}
