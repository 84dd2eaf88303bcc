//! What happens to pages.

use super::super::plain::Page;
use super::Run;
use app::Error;
use app::page::history;
use model::{AppId, Need, NodeId, PageId, PageKey, Right};
use store::content;
use store::page_list::write::{NewPage, Writer};
use testkit::world;

impl Run {
    pub(super) fn create(&mut self) {
        let Some(section) = self.some_section() else { return self.grow() };
        let (who, title) = (self.caller(), self.text());
        let clock = self.world.app.now();
        let id = self.world.page(&who, section, &title).unwrap();
        let plain = self.plain.section(&section);
        let modified = plain.now(clock);
        plain.append(Page { key: id.key, title, app: who.app().as_str().to_owned(), modified, level: 0 });
    }

    pub(super) fn edit(&mut self) {
        let Some(page) = self.some_page() else { return };
        let (who, title, clock) = (self.caller(), self.text(), self.world.app.now());
        self.world.edit(&who, page, &title).unwrap();
        let plain = self.plain.section(&page.section);
        let (old, now) = (plain.title(&page.key), plain.now(clock));
        plain.edit(&page.key, &title, clock);
        self.before.changes(page, &old, &title, now);
    }

    pub(super) fn restore_page(&mut self) {
        let held = self.before.held();
        let Some((page, number)) = self.pick(&held) else { return };
        if !self.plain.nodes.get(&page.section).is_some_and(|node| node.section.pages.iter().any(|row| row.key == page.key)) {
            return;
        }
        let (who, clock) = (self.callers[0].clone(), self.world.app.now());
        let restored = self.world.write(move |cx| {
            let found = world::allowed_page(cx, &who, page, Right::Write, Need::Write)?;
            history::restore(cx, &who, &found, number, None).map(drop)
        });
        restored.unwrap();
        let title = self.before.title(&page, number);
        let plain = self.plain.section(&page.section);
        let (old, now) = (plain.title(&page.key), plain.now(clock));
        if old != title {
            plain.edit(&page.key, &title, clock);
            self.before.begins(page, &old, now);
        }
    }

    pub(super) fn delete_page(&mut self) {
        let Some(page) = self.some_page() else { return };
        self.world.delete_page(&self.caller(), page).unwrap();
        self.plain.section(&page.section).remove(&page.key);
        self.before.goes(&page);
    }

    pub(super) fn some_burst(&mut self) {
        let Some(section) = self.some_section() else { return };
        // Layers that are edited all over are what a flatten is for.
        let all_over = self.plain.nodes[&section].section.pages.len() * 2;
        let (new, edits) = match self.random.below(3) {
            0 => (self.random.below(20), self.random.below(60)),
            _ => (0, all_over),
        };
        self.burst(section, new, edits, self.random.below(4));
    }

    /// Many changes of one section in one transaction, through one writer.
    pub(super) fn burst(&mut self, section: NodeId, new: usize, edits: usize, removes: usize) {
        let clock = self.world.app.now();
        let before = self.plain.nodes[&section].section.clone();
        let now = before.now(clock);
        let plain = self.plain.section(&section);
        let fresh: Vec<PageKey> = (0..new).map(|_| PageKey(self.world.guid())).collect();
        let texts: Vec<String> = (0..new + edits).map(|_| format!("burst {}", self.random.below(400))).collect();
        let (new_texts, edit_texts) = texts.split_at(new);
        for (key, title) in fresh.iter().zip(new_texts) {
            plain.append(Page { key: *key, title: title.clone(), app: "test-app".into(), modified: now, level: 0 });
        }
        let mut edited = Vec::new();
        for title in edit_texts {
            if !plain.pages.is_empty() {
                let at = self.random.below(plain.pages.len());
                let page = &mut plain.pages[at];
                self.before.changes(PageId { section, key: page.key }, &page.title, title, now);
                (page.title, page.modified) = (title.clone(), now);
                edited.push((page.key, title.clone()));
                plain.bound = now;
            }
        }
        let mut removed = Vec::new();
        for _ in 0..removes {
            if !plain.pages.is_empty() {
                let at = self.random.below(plain.pages.len());
                let key = plain.pages.remove(at).key;
                self.before.goes(&PageId { section, key });
                removed.push(key);
            }
        }
        let created: Vec<_> = fresh.into_iter().zip(new_texts.to_vec()).collect();
        let drive = self.drive(&section);
        let by = *self.callers[0].user();
        let done = self.world.write(move |cx| {
            let app = AppId::new("test-app").unwrap();
            let ids = cx.ids();
            for (_, title) in created.iter().chain(&edited) {
                content::put(cx.tx, &world::inline(title), clock)?;
            }
            let mut writer = Writer::lock(cx.tx, ids, &drive, &section, clock)?.ok_or(Error::NotFound)?;
            assert_eq!(writer.now(), now);
            for (key, title) in &created {
                let body = world::inline(title);
                let new = NewPage {
                    key: *key,
                    content: &body.hash,
                    bytes: body.bytes,
                    title,
                    created: clock,
                    modified: None,
                    level: 0,
                    app: &app,
                };
                writer.append(&new)?;
            }
            for (key, title) in &edited {
                let body = world::inline(title);
                let found = writer.page(key)?.ok_or(Error::NotFound)?;
                writer.replace(found, &body.hash, body.bytes, title, &by)?;
            }
            for key in &removed {
                let found = writer.page(key)?.ok_or(Error::NotFound)?;
                writer.remove(found)?;
            }
            writer.finish(&by)?;
            Ok(())
        });
        done.unwrap();
    }

    pub(super) fn move_page(&mut self) {
        let (Some(page), Some(into)) = (self.some_page(), self.pick(&self.sections())) else { return };
        if into == page.section {
            return;
        }
        let (who, level, position) = (self.callers[0].clone(), self.some_level(), self.some_position());
        let moved = self.world.place(&who, page, level, position, Some(into)).unwrap();
        assert_eq!(moved.section, into);
        let from = self.plain.section(&page.section);
        let row = from.pages.iter().find(|row| row.key == page.key).expect("the page is there").clone();
        from.remove(&page.key);
        let to = self.plain.section(&into);
        to.append(Page { key: moved.key, ..row });
        to.arrange(&moved.key, level, position);
        self.before.moves(&page, moved);
    }

    pub(super) fn arrange_page(&mut self) {
        let Some(page) = self.some_page() else { return };
        let (who, level, position) = (self.callers[0].clone(), self.some_level(), self.some_position());
        assert_eq!(self.world.place(&who, page, level, position, None).unwrap(), page);
        self.plain.section(&page.section).arrange(&page.key, level, position);
    }

    fn some_level(&self) -> Option<u32> {
        self.pick(&[None, Some(0), Some(1), Some(2)]).flatten()
    }

    /// Few places, so that there is no room left between some pages.
    pub(super) fn some_position(&self) -> Option<usize> {
        self.pick(&[None, Some(0), Some(1), Some(2), Some(20), Some(usize::MAX)]).flatten()
    }
}
