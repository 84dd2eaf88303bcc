//! The addresses of operations, and of what they made.

use crate::root::Urls;
use model::OperationId;

/// What a completed operation made: its address, and its id.
#[derive(Clone, Debug)]
pub(crate) struct Resource {
    pub(crate) url: String,
    pub(crate) id: String,
}

/// Returns an operation's address.
pub(crate) fn operation_url(urls: &Urls, id: &OperationId) -> String {
    urls.url(format_args!("operations/copy-{id}"))
}
