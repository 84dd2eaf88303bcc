//! What lies in drives, as drives show it: one thing is a folder here, and a notebook on the notebooks' own surface.

mod change;
mod children;
mod create;
pub mod delta;
mod fetch;
mod find;
pub(crate) mod lock;
pub(crate) mod named;
mod order;
mod put;
mod quota;
mod recent;
mod remove;
mod search;
pub mod shortcut;
pub mod special;
mod trash;
mod version;
pub mod view;
mod way;

pub use change::{Change, Said, change};
pub use children::{Child, Listing, Order, Position, children, chosen};
pub use create::{Made, folder as create_folder, folders as create_path};
pub use fetch::{content, file};
pub use find::{Anchor, At, Drives, Reached, Which, drive, drives, item, reach, section_name};
pub use order::{Ordered, ordered, place_of};
pub use put::{Bytes, How, Only, put};
pub use quota::room;
pub use recent::{TOLD_MAX as RECENT_MAX, recent};
pub use remove::{Removal, delete, erase};
pub use search::{Found, Position as Hit, Spot, WORDS_MAX as SEARCH_WORDS_MAX, search, search_drive};
pub use trash::{BINNED_MAX, Binned, Trashed, binned, restore, trashed};
pub use version::{VersionView, remove_version, restore_version, version, version_content, versions};
pub use way::{may_arrange, way};

use crate::access::AllowedItem;
use store::file::File;
use store::node::Node;

/// Something in a drive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// The root, a folder, a notebook or something in one.
    Node(Node),
    /// A file.
    File(Box<File>),
}

impl Item {
    /// Returns what was looked up, without the right to it.
    pub(crate) fn of(allowed: &AllowedItem) -> Self {
        match allowed {
            AllowedItem::Node(node) => Self::Node(node.node().clone()),
            AllowedItem::File(file) => Self::File(Box::new(file.file().clone())),
        }
    }

    fn node(&self) -> Option<&Node> {
        match self {
            Self::Node(node) => Some(node),
            Self::File(_) => None,
        }
    }

    fn file(&self) -> Option<&File> {
        match self {
            Self::Node(_) => None,
            Self::File(file) => Some(file),
        }
    }
}
