//! Where links between pages lead, for people.

use ::page::Reference;
use app::access::AllowedPage;
use app::{Cx, link};
use model::{NodeId, PageId, PageKey};
use std::collections::HashMap;

/// The most pages that links of one page are followed to. Further ones lead to the page that they were made for.
const FOLLOWED_MAX: usize = 1_000;

/// The links of one page, each followed once.
pub(super) struct Links<'a, 'tx, 's> {
    cx: &'a mut Cx<'tx, 's>,
    from: &'a AllowedPage,
    known: HashMap<Reference, String>,
}

impl<'a, 'tx, 's> Links<'a, 'tx, 's> {
    pub(super) fn new(cx: &'a mut Cx<'tx, 's>, from: &'a AllowedPage) -> Self {
        Self { cx, from, known: HashMap::new() }
    }

    /// Returns the path at which the page is read that a link means.
    ///
    /// # Errors
    /// What the store can meet.
    pub(super) fn path(&mut self, reference: &Reference) -> app::Result<String> {
        if let Some(path) = self.known.get(reference) {
            return Ok(path.clone());
        }
        let target = match self.known.len() < FOLLOWED_MAX {
            true => link::resolve(self.cx, self.from.section(), reference)?,
            false => PageId { section: NodeId(reference.section), key: PageKey(reference.page_key) },
        };
        let path = format!("/pages/{target}");
        self.known.insert(*reference, path.clone());
        Ok(path)
    }
}
