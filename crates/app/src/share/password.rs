//! Passwords of links. To try one takes tens of milliseconds and 19 MiB on purpose, so it is done outside of transactions.

use super::{Named, open};
use crate::promise::Secret;
use crate::{Cx, Error, Result, password};

/// What keeps a link closed. No `Debug`, so that it cannot slip into a log.
pub struct Lock {
    hash: String,
}

/// That somebody knows the password of a link. Only [`Lock::open`] makes one.
pub struct Proof {
    hash: String,
}

/// Returns the lock of a link; none for one that has no password, and for what is no link.
///
/// # Errors
/// What the store can meet.
pub fn lock(cx: &mut Cx<'_, '_>, secret: &Secret, named: &Named) -> Result<Option<Lock>> {
    let link = match open::find(cx, secret, named) {
        Ok(link) => link,
        Err(Error::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    Ok(link.password_hash.map(|hash| Lock { hash }))
}

impl Lock {
    /// Tries a password.
    ///
    /// # Errors
    /// [`Error::LinkLocked`] for another.
    pub fn open(self, password: &str) -> Result<Proof> {
        if password::is_of(password, Some(&self.hash))? { Ok(Proof { hash: self.hash }) } else { Err(Error::LinkLocked) }
    }
}

impl Proof {
    /// Says whether it is of this very password: it may have been changed meanwhile.
    pub(super) fn is_of(&self, hash: &str) -> bool {
        self.hash == hash
    }
}
