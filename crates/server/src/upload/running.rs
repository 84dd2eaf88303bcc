//! What was reckoned of the files that are coming in. A file whose fragments all come to one process is never read again; one
//! that this has forgotten, or another process began, is read once when it is complete.

use app::Digester;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// So many files are remembered, at 2½ KB each.
const FILES_MAX: usize = 256;

/// What a session is found by.
type Hash = [u8; 32];

/// By session: how many bytes were reckoned, and what of them.
#[derive(Default)]
pub(crate) struct Running(Mutex<HashMap<Hash, (u64, Digester)>>);

impl Running {
    /// Returns what was reckoned of a file's first bytes, if it is known.
    pub(super) fn at(&self, session: &Hash, received: u64) -> Option<Digester> {
        if received == 0 {
            return Some(Digester::default());
        }
        let files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        files.get(session).filter(|(bytes, _)| *bytes == received).map(|(_, digester)| digester.clone())
    }

    /// Remembers what was reckoned of a file's first bytes.
    pub(super) fn note(&self, session: Hash, received: u64, digester: Option<Digester>) {
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(digester) = digester else {
            files.remove(&session);
            return;
        };
        if files.len() >= FILES_MAX && !files.contains_key(&session) {
            // Any will do: whoever is forgotten is read again.
            let other = files.keys().next().copied();
            other.map(|other| files.remove(&other));
        }
        files.insert(session, (received, digester));
    }

    /// Forgets a file.
    pub(super) fn forget(&self, session: &Hash) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(session);
    }
}
