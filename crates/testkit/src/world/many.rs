//! Many pages at once, past the verbs, which take one each.

use super::{World, inline};
use app::{Caller, Error};
use model::{AppId, NodeId, PageKey};
use store::page_list::write::{NewPage, Writer};

impl World {
    /// Adds many pages to a section in one transaction, a microsecond apart from each other, and returns their keys.
    ///
    /// # Panics
    /// If there is no such section.
    pub fn fill(&self, who: &Caller, section: NodeId, pages: usize) -> Vec<PageKey> {
        let by = *who.user();
        self.write(move |cx| {
            let node = store::node::find(cx.tx, &section)?.ok_or(Error::NotFound)?;
            let app = AppId::new("test-app").expect("an app's id");
            let (ids, now) = (cx.ids(), cx.now());
            let texts: Vec<_> = (0..pages).map(|i| format!("page {i}")).collect();
            for text in &texts {
                store::content::put(cx.tx, &inline(text), now)?;
            }
            let mut writer = Writer::lock(cx.tx, ids, &node.drive, &section, now)?.ok_or(Error::NotFound)?;
            let from = writer.now();
            let mut keys = Vec::new();
            for (i, text) in texts.iter().enumerate() {
                let (key, body) = (PageKey(ids.guid(now)), inline(text));
                let modified = Some(from.plus_micros(i as i64));
                let new = NewPage { key, content: &body.hash, bytes: body.bytes, title: text, created: now, modified, level: 0, app: &app };
                writer.append(&new)?;
                keys.push(key);
            }
            writer.finish(&by)?;
            Ok(keys)
        })
        .expect("the section takes pages")
    }

    /// Edits some pages of a section in one transaction.
    ///
    /// # Panics
    /// If one of them is not there.
    pub fn edit_many(&self, who: &Caller, section: NodeId, keys: &[PageKey], text: &str) {
        let (by, keys, body) = (*who.user(), keys.to_vec(), inline(text));
        let text = text.to_owned();
        self.write(move |cx| {
            let node = store::node::find(cx.tx, &section)?.ok_or(Error::NotFound)?;
            let (ids, now) = (cx.ids(), cx.now());
            store::content::put(cx.tx, &body, now)?;
            let mut writer = Writer::lock(cx.tx, ids, &node.drive, &section, now)?.ok_or(Error::NotFound)?;
            for key in &keys {
                let found = writer.page(key)?.ok_or(Error::NotFound)?;
                writer.replace(found, &body.hash, body.bytes, &text, &by)?;
            }
            writer.finish(&by)?;
            Ok(())
        })
        .expect("the pages are there");
    }
}
