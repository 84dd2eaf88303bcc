//! What a page holds, for verbs that read it in a snapshot. What is short is read there; what is long would hold up others that
//! share the thread, so it is fetched before, and then the snapshot is taken anew on a thread of its own.

use super::rendered::canonical;
use crate::fault::Fault;
use crate::server::Server;
use app::access::AllowedPage;
use app::page::{self, Body, Hash};
use app::{Cx, Error};
use bytes::Bytes;
use std::sync::Arc;

/// A canonical form of more than so many bytes is long.
pub(crate) const QUICK_BYTES_MAX: usize = 64 * 1024;

/// How often what a page holds is fetched anew, because somebody replaced it meanwhile by something that is as long.
const ROUNDS_MAX: usize = 16;

/// What is at hand of a page.
pub(crate) struct Held {
    is_quick: bool,
    fetched: Option<(Hash, Bytes)>,
}

/// What a verb answers.
pub(crate) enum Look<T> {
    /// What it found.
    Found(T),
    /// The page holds this, which has to be fetched first.
    Long(Hash, Body),
}

impl Held {
    /// Returns a page's canonical form, if it is at hand.
    ///
    /// # Errors
    /// What the store can meet.
    pub(crate) fn canonical(&self, cx: &mut Cx<'_, '_>, found: &AllowedPage) -> app::Result<Result<Bytes, (Hash, Body)>> {
        let hash = found.row().content;
        match &self.fetched {
            Some((of, canonical)) if *of == hash => Ok(Ok(canonical.clone())),
            _ => Ok(match page::body(cx, found)? {
                Body::Inline(canonical) if !self.is_quick || canonical.len() <= QUICK_BYTES_MAX => Ok(canonical.into()),
                body => Err((hash, body)),
            }),
        }
    }
}

/// Runs a verb in a snapshot, again each time it asks for something long. `is_quick` says whether the verb takes no time but for what
/// the page holds.
///
/// # Errors
/// What the verb answers; what fetching a blob can meet; [`Error::Busy`] if the page is replaced all the time.
pub(crate) async fn look<T, F>(server: &Arc<Server>, is_quick: bool, verb: F) -> Result<T, Fault>
where
    T: Send + 'static,
    F: Fn(&mut Cx<'_, '_>, &Held) -> app::Result<Look<T>> + Clone + Send + 'static,
{
    let mut fetched = None;
    for _ in 0..ROUNDS_MAX {
        let held = Held { is_quick: is_quick && fetched.is_none(), fetched: fetched.take() };
        let (server_again, verb, is_quick) = (server.clone(), verb.clone(), held.is_quick);
        let read = move || server_again.app.read(move |cx| verb(cx, &held));
        let looked = if is_quick {
            read().await?
        } else {
            tokio::task::spawn_blocking(move || read().wait()).await.map_err(|_| Error::Internal)??
        };
        match looked {
            Look::Found(found) => return Ok(found),
            Look::Long(hash, body) => fetched = Some((hash, canonical(server, &hash, body).await?)),
        }
    }
    Err(Error::Busy.into())
}
