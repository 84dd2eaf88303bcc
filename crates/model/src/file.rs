//! Names of files. A file is no node: it is named by its folder and by a key within that folder's lists.

use crate::{FileId, NodeId};
use std::fmt;

/// A file within the lists of its folder. A copy of the folder keeps it; a file that is copied or moved alone gets a fresh one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileKey(pub [u8; 8]);

impl FileKey {
    /// Returns the key's 8 bytes, as they are stored.
    pub const fn bytes(&self) -> &[u8; 8] {
        &self.0
    }

    /// Returns the random half of a fresh id.
    pub const fn of(fresh: [u8; 16]) -> Self {
        Self(split(fresh).1)
    }
}

impl fmt::Debug for FileKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "FileKey({:016x})", u64::from_be_bytes(self.0))
    }
}

impl FileId {
    /// Returns the id of a file that was created in this folder: the random half of the folder's own id, then the key.
    ///
    /// So every file of a copied folder has an id of its own without one being written.
    pub const fn within(folder: &NodeId, key: FileKey) -> Self {
        let [a, b, c, d, e, f, g, h] = split(folder.0).1;
        let [i, j, k, l, m, n, o, p] = key.0;
        Self([a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p])
    }

    /// Returns the half that names the folder, unless the file has moved since.
    pub const fn space(&self) -> [u8; 8] {
        split(self.0).0
    }

    /// Returns the half that names the file there.
    pub const fn key(&self) -> FileKey {
        FileKey(split(self.0).1)
    }
}

const fn split(bytes: [u8; 16]) -> ([u8; 8], [u8; 8]) {
    let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = bytes;
    ([a, b, c, d, e, f, g, h], [i, j, k, l, m, n, o, p])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_files_id_says_its_folder_and_its_key() {
        let folder = NodeId([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
        let id = FileId::within(&folder, FileKey([0xaa; 8]));
        assert_eq!(id.to_string(), "090a0b0c-0d0e-0f10-aaaa-aaaaaaaaaaaa");
        assert_eq!((id.space(), id.key()), ([9, 10, 11, 12, 13, 14, 15, 16], FileKey([0xaa; 8])));
    }
}
