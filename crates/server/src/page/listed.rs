//! Lists of pages written once. An answer is given again only to the same request, and only while what the list depends on,
//! which is looked up each time, is what it was.

use crate::kept::{Kept, Weight};
use crate::query::Query;
use crate::root::Root;
use app::page::Edition;
use bytes::Bytes;
use model::{NodeId, UserId};

/// All of a request that its answer depends on. Links to the rest of a list are good for one person only.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Request {
    pub(crate) user: UserId,
    pub(crate) root: Root,
    /// None for all sections of the root.
    pub(crate) section: Option<NodeId>,
    pub(crate) query: Query,
}

/// An answer, and what it was made from.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) edition: Edition,
    pub(crate) body: Bytes,
}

/// Answers, in bounded memory.
pub(crate) type Listed = Kept<Request, Answer>;

/// What an answer takes beside its body, more or less: the request, its links and texts among it.
const AROUND_BYTES: usize = 1_024;

impl Weight for Answer {
    fn bytes(&self) -> usize {
        self.body.len() + AROUND_BYTES
    }
}
