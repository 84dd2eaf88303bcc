//! What pages held before. Whoever changes them is one person, by two apps.

use app::page::history::{RUN_SECONDS, VERSIONS_MAX};
use model::{PageId, Timestamp};
use std::collections::BTreeMap;

/// Of each page what it held, the oldest first, and when it was changed from that.
#[derive(Default)]
pub(super) struct Before(BTreeMap<PageId, Vec<(i64, String, Timestamp)>>);

impl Before {
    pub(super) fn changes(&mut self, page: PageId, old: &str, new: &str, now: Timestamp) {
        let last = self.0.get(&page).and_then(|held| held.last());
        if old != new && last.is_none_or(|(.., changed)| now >= changed.plus_seconds(RUN_SECONDS)) {
            self.begins(page, old, now);
        }
    }

    pub(super) fn begins(&mut self, page: PageId, old: &str, now: Timestamp) {
        let held = self.0.entry(page).or_default();
        let number = held.last().map_or(1, |(number, ..)| number + 1);
        held.push((number, old.to_owned(), now));
        held.retain(|(other, ..)| *other > number - VERSIONS_MAX);
    }

    pub(super) fn goes(&mut self, page: &PageId) {
        self.0.remove(page);
    }

    pub(super) fn moves(&mut self, from: &PageId, to: PageId) {
        if let Some(held) = self.0.remove(from) {
            self.0.insert(to, held);
        }
    }

    /// Returns them as the store lists them.
    pub(super) fn list(&self, page: &PageId) -> Vec<(i64, String)> {
        let held = self.0.get(page).into_iter().flatten();
        held.rev().map(|(number, title, _)| (*number, title.clone())).collect()
    }

    /// Returns all of all pages, also of those that are gone with their section.
    pub(super) fn held(&self) -> Vec<(PageId, i64)> {
        self.0.iter().flat_map(|(page, held)| held.iter().map(|(number, ..)| (*page, *number))).collect()
    }

    pub(super) fn title(&self, page: &PageId, number: i64) -> String {
        self.0[page].iter().find(|(other, ..)| *other == number).expect("it was listed").1.clone()
    }
}
