//! What a request brings along for its page, and what its addresses mean here.

use super::links;
use crate::call::Call;
use crate::server::Server;
use ::page::Found;
use app::page::{Brought, found};
use std::collections::HashMap;
use std::sync::Arc;

/// What a page in a request may refer to. Cheap to clone, and lives as long as it is needed.
#[derive(Clone)]
pub(super) struct Supply {
    server: Arc<Server>,
    base: Arc<str>,
    parts: Arc<HashMap<String, Found>>,
}

impl Supply {
    /// Returns what came with a call.
    pub(super) fn of(call: &Call) -> Self {
        let parts = call.form.iter().flat_map(|form| &form.parts);
        let parts = parts.map(|part| (part.name.clone(), found(part.content.hash, part.content.bytes, part.kind)));
        Self { server: call.server.clone(), base: call.root.base.clone(), parts: Arc::new(parts.collect()) }
    }

    /// Shows it to a verb.
    pub(super) fn show<T>(&self, verb: impl FnOnce(&Brought<'_>) -> T) -> T {
        let own = |href: &str| links::own(&self.server.hosts, &self.base, href);
        let part = |name: &str| self.part(name).cloned();
        verb(&Brought { own: &own, part: &part, fetched: &|_| None })
    }

    /// Finds a part by its name; else the one whose name differs in letter case alone, since the vendor's SDK for Python sends
    /// all names in small letters.
    fn part(&self, name: &str) -> Option<&Found> {
        self.parts.get(name).or_else(|| {
            let mut alike = self.parts.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
            let (_, found) = alike.next()?;
            alike.next().is_none().then_some(found)
        })
    }
}
