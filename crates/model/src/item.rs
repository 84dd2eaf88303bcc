//! The ids by which drives and what lies in them are named on the drive's own surface.

use crate::hex::{push_hex, read_hex};
use crate::{BadId, DriveId, FileId, NodeId};
use std::fmt;
use std::str::FromStr;

/// A drive as its clients name it: 16 hexadecimal digits, written in lower case, because clients compare them byte by byte,
/// and read in any, because some of them write it otherwise.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DriveCid(pub [u8; 8]);

impl DriveCid {
    /// Returns the name of a drive: the random half of its id.
    pub const fn of(drive: &DriveId) -> Self {
        let [_, _, _, _, _, _, _, _, a, b, c, d, e, f, g, h] = drive.0;
        Self([a, b, c, d, e, f, g, h])
    }

    /// Returns the 8 bytes, as they are stored.
    pub const fn bytes(&self) -> &[u8; 8] {
        &self.0
    }

    /// Appends the digits to a text.
    pub fn push(&self, text: &mut String) {
        push_hex(text, &self.0);
    }
}

impl fmt::Display for DriveCid {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::with_capacity(16);
        self.push(&mut text);
        out.write_str(&text)
    }
}

impl fmt::Debug for DriveCid {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "DriveCid({self})")
    }
}

impl FromStr for DriveCid {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        let mut bytes = [0; 8];
        read_hex(text, &mut bytes).ok_or(BadId)?;
        Ok(Self(bytes))
    }
}

/// Something in a drive as its clients name it: a node or a file.
///
/// Its text is the drive's in upper case, `!s` and 32 hexadecimal digits in lower case, the shape of OneDrive's own. It is read
/// in any letter case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemId {
    /// The drive that it lies in.
    pub drive: DriveCid,
    /// The node's id, or the file's.
    pub bytes: [u8; 16],
}

impl ItemId {
    /// Returns the name of a node.
    pub const fn of_node(drive: &DriveId, node: &NodeId) -> Self {
        Self { drive: DriveCid::of(drive), bytes: node.0 }
    }

    /// Returns the name of a file.
    pub const fn of_file(drive: &DriveId, file: &FileId) -> Self {
        Self { drive: DriveCid::of(drive), bytes: file.0 }
    }

    /// Appends the id to a text.
    pub fn push(&self, text: &mut String) {
        let start = text.len();
        self.drive.push(text);
        if let Some(digits) = text.get_mut(start..) {
            digits.make_ascii_uppercase();
        }
        text.push_str("!s");
        push_hex(text, &self.bytes);
    }
}

impl fmt::Display for ItemId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::with_capacity(50);
        self.push(&mut text);
        out.write_str(&text)
    }
}

impl FromStr for ItemId {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        let (drive, item) = text.split_once('!').ok_or(BadId)?;
        let digits = item.strip_prefix(['s', 'S']).ok_or(BadId)?;
        let mut bytes = [0; 16];
        read_hex(digits, &mut bytes).ok_or(BadId)?;
        Ok(Self { drive: drive.parse()?, bytes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drive_is_spelled_in_lower_case_and_read_in_any() {
        let drive = DriveId([0, 1, 2, 3, 4, 5, 6, 7, 0xa8, 0xb9, 0xca, 0xdb, 0xec, 0xfd, 0x0e, 0x1f]);
        let cid = DriveCid::of(&drive);
        assert_eq!(cid.to_string(), "a8b9cadbecfd0e1f");
        assert_eq!("A8B9CADBECFD0E1f".parse(), Ok(cid));
        for wrong in ["", "a8b9cadbecfd0e1", "a8b9cadbecfd0e1f0", "b!8b9cadbecfd0e1", "g8b9cadbecfd0e1f", "é8b9cadbecfd0e1"] {
            assert_eq!(wrong.parse::<DriveCid>(), Err(BadId), "{wrong}");
        }
    }

    #[test]
    fn an_item_carries_its_drive() {
        let id = ItemId::of_node(&DriveId([0xab; 16]), &NodeId([0x1f; 16]));
        assert_eq!(id.to_string(), "ABABABABABABABAB!s1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f");
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(id.to_string().to_lowercase().parse(), Ok(id));
        assert_eq!(id.to_string().to_uppercase().parse(), Ok(id));
        for wrong in ["root", "ABABABABABABABAB!103", "ABABABABABABABAB!s1f", "!s1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f", "x!y"] {
            assert_eq!(wrong.parse::<ItemId>(), Err(BadId), "{wrong}");
        }
    }
}
