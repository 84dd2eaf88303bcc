//! Sharing by address: links that open an item to whoever has them, and what is shared with somebody.
//!
//! A link's address is made of its id by a key that the server keeps, so no row holds it, and its owners can be shown it again.
//! Whoever comes by it gets a *pass*: what the link gives on its item counts beside what is theirs, for that one request.

mod link;
mod list;
mod open;
mod password;
mod received;

pub use link::{LINKS_MAX, Link, Order, change, create, link_of, remove};
pub use list::{Given, Key, Permission, permission, permissions, shown};
pub use open::{Named, Opened, open};
pub use password::{Lock, Proof, lock};
pub use received::{Received, received};

pub(crate) use open::visitor;

use crate::promise::{self, Purpose, Secret};
use crate::{Cx, Result};
use model::{DriveId, NodeId, Role, ShareId};
use store::file::File;
use store::node;
use store::permission::On;

/// What a sharing link opens to whoever came by it.
#[derive(Clone, Debug)]
pub(crate) struct Pass {
    pub(crate) link: ShareId,
    pub(crate) drive: DriveId,
    pub(crate) on: On,
    pub(crate) role: Role,
}

impl Pass {
    /// Returns what it gives on a node: all that lies below what was shared is open too.
    pub(crate) fn on_node(&self, cx: &mut Cx<'_, '_>, drive: &DriveId, id: &NodeId) -> Result<Option<Role>> {
        match self.on {
            On::Node(top) if self.drive == *drive => {
                let is_below = top == *id || node::ancestry(cx.tx, drive, id)?.contains(&top);
                Ok(is_below.then_some(self.role))
            }
            _ => Ok(None),
        }
    }

    /// Returns what it gives on a file by itself.
    pub(crate) fn on_file(&self, file: &File) -> Option<Role> {
        (self.on == On::File(file.id)).then_some(self.role)
    }
}

/// The length of what stands in a link's address, in bytes: its id, and what only this server can make of it.
pub const TOKEN_BYTES: usize = 16 + 32;

/// What stands in a link's address. No `Debug`, so that it cannot slip into a log.
#[derive(Clone)]
pub struct Token(pub [u8; TOKEN_BYTES]);

impl Token {
    /// Returns what stands in the address of a link.
    #[must_use]
    pub fn of(secret: &Secret, id: &ShareId) -> Self {
        let mut bytes = [0; TOKEN_BYTES];
        bytes[..16].copy_from_slice(id.bytes());
        bytes[16..].copy_from_slice(secret.seal(id.bytes()).as_bytes());
        Self(bytes)
    }

    /// Returns the link that this is the address of. `None` for what this server did not make.
    pub(crate) fn read(&self, secret: &Secret) -> Option<ShareId> {
        let (id, seal) = self.0.split_first_chunk::<16>()?;
        // This comparison takes the same time wherever the two differ.
        (secret.seal(id) == blake3::Hash::from_slice(seal).ok()?).then_some(ShareId(*id))
    }
}

/// Returns the key, if one was made.
///
/// # Errors
/// What the store can meet.
pub fn find_secret(cx: &mut Cx<'_, '_>) -> Result<Option<Secret>> {
    promise::find_secret(cx, Purpose::Link)
}

/// Returns the key, and makes it if there is none.
///
/// # Errors
/// What the store can meet.
pub fn make_secret(cx: &mut Cx<'_, '_>) -> Result<Secret> {
    promise::make_secret(cx, Purpose::Link)
}
