//! What a request brings along for its page, and what its addresses mean here.

use super::links;
use super::prepare::Brings;
use crate::fetch::Fetched;
use crate::server::Server;
use crate::spooled::Spooled;
use ::page::Found;
use app::page::{Brought, found};
use app::resource::Kind;
use std::collections::HashMap;
use std::sync::Arc;

/// What a page in a request may refer to. Cheap to clone, and lives as long as it is needed.
#[derive(Clone)]
pub(crate) struct Supply {
    server: Arc<Server>,
    base: Arc<str>,
    parts: Arc<HashMap<String, Found>>,
    /// By their names in small letters; `None` where several parts have names that differ in nothing else.
    alike: Arc<HashMap<String, Option<Found>>>,
    fetched: Arc<HashMap<String, Found>>,
    ink: Option<Found>,
}

impl Supply {
    /// Returns what came with a request under `base`.
    pub(crate) fn of(brings: Brings<'_>, base: &Arc<str>) -> Self {
        let ink = brings.form.iter().flat_map(|form| &form.parts).find(|part| part.kind == Kind::INK);
        let ink = ink.map(|part| as_found(&part.bytes, part.kind));
        let parts = brings.form.iter().flat_map(|form| &form.parts);
        let parts: HashMap<_, _> = parts.map(|part| (part.name.clone(), as_found(&part.bytes, part.kind))).collect();
        let mut alike = HashMap::with_capacity(parts.len());
        for (name, found) in &parts {
            alike.entry(name.to_ascii_lowercase()).and_modify(|known| *known = None).or_insert_with(|| Some(found.clone()));
        }
        let (server, base) = (brings.server.clone(), base.clone());
        Self { server, base, parts: Arc::new(parts), alike: Arc::new(alike), fetched: Arc::default(), ink }
    }

    /// Adds what was fetched from the web.
    pub(super) fn with(self, fetched: &[Fetched]) -> Self {
        let fetched = fetched.iter().map(|fetched| (fetched.url.clone(), as_found(&fetched.bytes, fetched.kind)));
        Self { fetched: Arc::new(fetched.collect()), ..self }
    }

    /// Shows it to a verb.
    pub(crate) fn show<T>(&self, verb: impl FnOnce(&Brought<'_>) -> T) -> T {
        let own = |href: &str| links::own(&self.server.hosts, &self.base, href);
        let part = |name: &str| self.part(name).cloned();
        let fetched = |url: &str| self.fetched.get(url).cloned();
        verb(&Brought { own: &own, part: &part, fetched: &fetched, ink: self.ink.as_ref() })
    }

    /// Finds a part by its name; else the one whose name differs in letter case alone, since the vendor's SDK for Python sends
    /// all names in small letters.
    fn part(&self, name: &str) -> Option<&Found> {
        self.parts.get(name).or_else(|| self.alike.get(&name.to_ascii_lowercase())?.as_ref())
    }
}

fn as_found(bytes: &Spooled, kind: Kind) -> Found {
    found(bytes.content().hash, bytes.content().bytes, kind)
}
