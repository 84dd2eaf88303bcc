//! Whom a permission can be given to: a person or a group.
//!
//! Each has a number, given once and never again, because the ids of permissions on the wire are made of it.

use crate::ids::count;
use crate::{Error, Result, Tx, params, sql};
use model::{GroupId, UserId};

/// A person or a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Principal {
    /// A person.
    User(UserId),
    /// A group: its members of the moment.
    Group(GroupId),
}

impl Principal {
    /// Returns the id's 16 bytes, as they are stored.
    pub const fn bytes(&self) -> &[u8; 16] {
        match self {
            Self::User(id) => id.bytes(),
            Self::Group(id) => id.bytes(),
        }
    }
}

/// Returns the number of a person or group.
pub fn number(tx: &mut Tx<'_>, principal: &Principal) -> Result<Option<u64>> {
    tx.row(sql!("principal.number", "SELECT number FROM principal WHERE id = $1"), &params![principal.bytes()], |row| count(row, 0))
}

/// How often a number is drawn anew because somebody else took it in the same moment.
const TRIES_MAX: u32 = 64;

/// Numbers a new person or group.
///
/// # Errors
/// [`Error::Busy`] if the number is lost again and again.
pub(crate) fn add(tx: &mut Tx<'_>, principal: &Principal) -> Result<()> {
    for _ in 0..TRIES_MAX {
        let is_added = tx.insert(
            sql!(
                "principal.insert",
                "INSERT INTO principal (id, number, is_group) SELECT $1, COALESCE(MAX(number), 0) + 1, $2 FROM principal WHERE true \
                 ON CONFLICT DO NOTHING"
            ),
            &params![principal.bytes(), matches!(principal, Principal::Group(_))],
        )?;
        if is_added {
            return Ok(());
        }
    }
    Err(Error::Busy)
}
