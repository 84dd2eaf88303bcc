//! What happens beside the verbs: flattens, collection, transactions that are undone, crashes.

use super::Run;
use super::bin::Bin;
use app::Error;
use model::{OperationId, PageId};
use store::content;
use store::layer::{collect, flatten};
use store::page_list::write::Writer;
use testkit::world;

impl Run {
    pub(super) fn flatten(&mut self) {
        let step = self.world.write(|cx| {
            let now = cx.now();
            Ok(flatten::step(cx.tx, now)?)
        });
        let _: flatten::Flattened = step.unwrap();
        if self.random.below(6) == 0 {
            self.crash();
        }
    }

    /// Moves the clock past the delays and removes what can be removed.
    pub(super) fn collect(&mut self) {
        self.world.clock.advance_seconds(collect::GRACE_SECONDS + 1);
        let swept = app::sweep::round(&self.world.app, &testkit::world::NoBlobs);
        swept.unwrap();
        // Of what had lain there for long, some is gone for good.
        self.bin = Bin::default();
    }

    /// Writes much, then thinks better of it: once the whole closure, once a savepoint in it.
    pub(super) fn undone(&mut self) {
        let Some(section) = self.some_section() else { return };
        let (who, drive) = (self.callers[0].clone(), self.drive(&section));
        let keys: Vec<_> = self.plain.nodes[&section].section.pages.iter().map(|page| page.key).take(3).collect();
        let clock = self.world.app.now();
        let (by, operation) = (*who.user(), OperationId(self.world.guid()));
        let whole = keys.clone();
        let refused = self.world.write(move |cx| {
            world::create_page(cx, &who, section, "never")?;
            for key in &whole {
                world::edit_page(cx, &who, PageId { section, key: *key }, "never")?;
            }
            let order = app::copy::Order {
                name: Some("never"),
                name_rule: model::NameRule::Notebook,
                conflict: model::ConflictBehavior::Fail,
                id: operation,
                with_versions: false,
                correlation: "",
            };
            let lies_in = store::node::find(cx.tx, &section)?.and_then(|node| node.parent);
            world::copy_node(cx, &who, section, lies_in, &order)?;
            Err::<(), _>(Error::Busy)
        });
        assert_eq!(refused, Err(Error::Busy));
        let done = self.world.write(move |cx| {
            let ids = cx.ids();
            let failed: store::Result<()> = cx.tx.savepoint(|tx| {
                let body = world::inline("never");
                content::put(tx, &body, clock)?;
                let mut writer = Writer::lock(tx, ids, &drive, &section, clock)?.ok_or(store::Error::Busy)?;
                for key in &keys {
                    if let Some(found) = writer.page(key)? {
                        writer.replace(found, &body.hash, body.bytes, "never", &by)?;
                    }
                }
                writer.finish(&by)?;
                Err(store::Error::Busy)
            });
            assert!(matches!(failed, Err(store::Error::Busy)), "{failed:?}");
            Ok(())
        });
        done.unwrap();
    }

    pub(super) fn crash(&mut self) {
        self.remember();
        self.world.restart();
        // A worker's claim dies with it; the lease has to run out.
        self.claim = None;
    }

    pub(super) fn remember(&mut self) {
        for (label, times) in self.world.app.store().statements_seen() {
            *self.seen.entry(label).or_default() += times;
        }
    }
}
