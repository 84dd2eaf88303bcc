//! The store against the model.

use super::super::plain::{Page, Section};
use super::Run;
use crate::support::newest;
use app::Error;
use model::{AppId, NodeId, NodeKind, PageId, PageKey};
use store::page_list::read::{self, Listed, Position};
use store::page_list::version;
use store::{section, sql};
use testkit::audit;

impl Run {
    pub(super) fn check(&self) {
        for (id, node) in &self.plain.nodes {
            if node.kind == NodeKind::Section {
                self.check_section(id);
            } else {
                self.check_standing(id);
            }
        }
        self.check_drive();
        let found = audit::complaints(self.world.app.store());
        assert!(found.is_empty(), "step {}: {found:?}", self.steps);
    }

    fn check_standing(&self, id: &NodeId) {
        let (drive, parent) = (self.drive(id), *id);
        for kind in [NodeKind::SectionGroup, NodeKind::Section] {
            let found = self.world.read(move |cx| Ok(store::node::place::standing(cx.tx, &drive, &parent, kind)?)).unwrap();
            let found: Vec<NodeId> = found.into_iter().map(|(id, _)| id).collect();
            assert_eq!(found, self.plain.standing(id, kind), "step {}", self.steps);
        }
    }

    fn check_section(&self, id: &NodeId) {
        let (drive, section, step) = (self.drive(id), *id, self.steps);
        let (row, found) = self
            .world
            .read(move |cx| {
                let row = section::get(cx.tx, &drive, &section)?.ok_or(Error::NotFound)?;
                let pages = read::newest_in(cx.tx, &row, None, 1_000_000, None)?;
                Ok((row, pages))
            })
            .unwrap();
        let plain = &self.plain.nodes[id].section;
        assert_eq!((row.held.n, row.held.bytes, row.held.bound), (plain.pages.len() as u64, plain.bytes(), plain.bound), "step {step}");
        let mut by_order: Vec<_> = found.iter().map(|listed| &listed.row).collect();
        by_order.sort_by_key(|row| row.ord);
        let by_order: Vec<_> = by_order
            .into_iter()
            .map(|row| {
                assert_eq!(row.content, store::Hash::of(row.title.as_bytes()));
                let level = u32::try_from(row.level).unwrap();
                Page { key: row.key, title: row.title.clone(), app: row.app.clone(), modified: row.modified, level }
            })
            .collect();
        assert_eq!(by_order, plain.pages, "step {step}");
        let pages = plain.pages.iter().map(|page| PageId { section, key: page.key });
        let wanted: Vec<_> = pages.map(|page| (page, self.before.list(&page))).filter(|(_, held)| !held.is_empty()).collect();
        let (asked, all) = (wanted.clone(), self.version_count(section));
        let listed = self.world.read(move |cx| {
            let held = |(page, _): &(PageId, _)| Ok((*page, version::list(cx.tx, page)?));
            asked.iter().map(held).collect::<app::Result<Vec<_>>>()
        });
        let listed = listed.unwrap().into_iter();
        let listed: Vec<_> = listed.map(|(page, held)| (page, held.into_iter().map(|held| (held.number, held.title)).collect())).collect();
        assert_eq!(listed, wanted, "step {step}");
        assert_eq!(all, wanted.iter().map(|(_, held)| held.len()).sum::<usize>(), "step {step}");
        // One page by its key: the first, and one that is not there.
        if let Some(page) = plain.pages.first().cloned() {
            let got = self.world.read(move |cx| Ok(read::get(cx.tx, &drive, &section, &page.key)?)).unwrap();
            assert_eq!(got.map(|row| row.title), Some(page.title));
        }
        let none = self.world.read(move |cx| Ok(read::get(cx.tx, &drive, &section, &PageKey([7; 16]))?)).unwrap();
        assert_eq!(none, None);
    }

    /// How many versions the pages of a section have.
    fn version_count(&self, section: NodeId) -> usize {
        let count = self.world.read(move |cx| {
            let count = sql!("test.versions", "SELECT COUNT(*) FROM page_version WHERE section = $1");
            Ok(cx.tx.row(count, &[store::Value::Bytes(&section.0)], |row| row.integer(0))?)
        });
        usize::try_from(count.unwrap().unwrap_or(0)).unwrap()
    }

    /// Reads lists of the newest page by page: nothing twice, nothing lost, in order.
    pub(super) fn check_lists(&mut self) {
        let app = ["test-app", "other-app", ""][self.random.below(3)];
        let limit = 1 + self.random.below(9);
        let plain = |id: &NodeId, section: &Section| -> Vec<Position> {
            let pages = section.pages.iter().filter(|page| app.is_empty() || page.app == app);
            pages.map(|page| Position { modified: page.modified, key: page.key, section: *id }).collect()
        };
        let mut all: Vec<Position> = self.plain.nodes.iter().flat_map(|(id, node)| plain(id, &node.section)).collect();
        all.sort_unstable_by_key(|position| std::cmp::Reverse(*position));
        let Some(first) = self.sections().first().copied() else { return };
        let drive = self.drive(&first);
        // Deep lists are long; a stretch from the top is enough for those over all sections.
        all.truncate(limit * 6);
        let whole = self.page_through(limit, 6, move |tx, after, limit| newest(tx, &drive, after, limit, of(app).as_ref()));
        assert_eq!(whole, all);
        if let Some(id) = self.some_section() {
            let mut wanted = plain(&id, &self.plain.nodes[&id].section);
            wanted.sort_unstable_by_key(|position| std::cmp::Reverse(*position));
            let pages = self.page_through(limit * 3, usize::MAX, move |tx, after, limit| {
                let row = section::get(tx, &drive, &id)?.ok_or(store::Error::Busy)?;
                read::newest_in(tx, &row, after, limit, of(app).as_ref())
            });
            assert_eq!(pages, wanted);
        }
    }

    fn page_through(
        &self,
        limit: usize,
        pages_max: usize,
        list: impl Fn(&mut store::Tx<'_>, Option<&Position>, usize) -> store::Result<Vec<Listed>> + Clone + Send + 'static,
    ) -> Vec<Position> {
        let mut found: Vec<Position> = Vec::new();
        for _ in 0..pages_max {
            let (after, list) = (found.last().copied(), list.clone());
            let more = self.world.read(move |cx| Ok(list(cx.tx, after.as_ref(), limit)?)).unwrap();
            found.extend(more.iter().map(Listed::position));
            if more.len() < limit {
                break;
            }
        }
        found
    }
}

fn of(app: &str) -> Option<AppId> {
    AppId::new(app).ok()
}
