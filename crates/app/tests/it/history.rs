//! What pages held before: kept by run, bounded, bound to the page that it is of, for who may write there.

use crate::explain;
use app::page::history::{self, Opened, RUN_SECONDS, VERSIONS_MAX};
use app::page::{Brought, Staged};
use app::search::{self, Sought};
use app::{Caller, Error, admin};
use model::{Need, NodeId, PageId, Right, Role};
use store::content::Body;
use testkit::audit;
use testkit::world::{Engine, World, allowed_page, inline, me};

/// A page of Alice's that Bob may write on and Cora may read.
struct Desk {
    world: World,
    alice: Caller,
    bob: Caller,
    cora: Caller,
    nodes: Vec<NodeId>,
    page: PageId,
}

fn desk(engine: Engine) -> Desk {
    let world = World::new(engine);
    let [alice, bob, cora] = ["alice", "bob", "cora"].map(|name| world.user(name));
    let nodes = world.sketch(&alice, "Atlas\n  One\n  Two\n");
    let page = world.page(&alice, nodes[1], "one").unwrap();
    let top = nodes[0];
    for (name, role) in [("bob", Role::Contributor), ("cora", Role::Reader)] {
        world.write(move |cx| admin::share(cx, &admin::Admin::operator(), &top, name, Some(role))).unwrap();
    }
    Desk { world, alice, bob, cora, nodes, page }
}

impl Desk {
    /// Returns the titles of all that a page held, the newest first, each with its number and whose it is.
    fn list(&self, who: &Caller, page: PageId) -> app::Result<String> {
        let who = who.clone();
        let states = self.world.read(move |cx| {
            let found = allowed_page(cx, &who, page, Right::Read, Need::ReadPages)?;
            history::list(cx, &who, &found)
        })?;
        let one = |state: &history::State| {
            let by = state.modified_by.as_ref().map_or("?", |person| person.name.as_str());
            format!("{} {} {by}", state.number, state.title)
        };
        Ok(states.iter().map(one).collect::<Vec<_>>().join(", "))
    }

    fn open(&self, who: &Caller, page: PageId, number: i64) -> app::Result<Opened> {
        let who = who.clone();
        self.world.read(move |cx| {
            let found = allowed_page(cx, &who, page, Right::Read, Need::ReadPages)?;
            history::open(cx, &who, &found, number)
        })
    }

    fn text(&self, page: PageId, number: i64) -> app::Result<String> {
        match self.open(&self.alice, page, number)?.body {
            Body::Inline(bytes) => Ok(String::from_utf8(bytes).unwrap()),
            Body::Blob(name) => panic!("{name} is no small page"),
        }
    }

    fn restore(&self, who: &Caller, page: PageId, number: i64, version: Option<&str>) -> app::Result<String> {
        let (who, version) = (who.clone(), version.map(str::to_owned));
        self.world.write(move |cx| {
            let found = allowed_page(cx, &who, page, Right::Write, Need::Write)?;
            let restored = history::restore(cx, &who, &found, number, version.as_deref())?;
            Ok(app::page::version(restored.row()))
        })
    }

    fn version(&self, page: PageId) -> String {
        let who = self.alice.clone();
        self.world.read(move |cx| Ok(app::page::version(allowed_page(cx, &who, page, Right::Read, Need::ReadPages)?.row()))).unwrap()
    }

    fn edit(&self, who: &Caller, text: &str) {
        self.world.edit(who, self.page, text).unwrap();
    }

    /// Gives the page what some HTML says.
    fn write(&self, who: &Caller, html: &str) {
        let (who, html, page) = (who.clone(), html.to_owned(), self.page);
        let written = self.world.write(move |cx| {
            let found = allowed_page(cx, &who, page, Right::Write, Need::Write)?;
            let prepared = app::page::prepare(cx, &who, &html, &Brought::default())?;
            let staged = Staged::from(inline(std::str::from_utf8(&prepared.canonical).unwrap()));
            app::page::replace(cx, &who, &found, &prepared, &staged, None).map(drop)
        });
        written.unwrap();
    }

    fn later(&self) {
        self.world.clock.advance_seconds(RUN_SECONDS + 1);
    }

    fn whole(&self) {
        assert_eq!(audit::complaints(self.world.app.store()), [""; 0]);
    }

    fn nothing_left(&self) {
        self.world.sweep_all();
        assert_eq!(audit::leftovers(self.world.app.store()), [""; 0]);
    }
}

both! {
    fn a_run_of_one_person_is_one_version(engine) {
        let desk = desk(engine);
        assert_eq!(desk.list(&desk.alice, desk.page).unwrap(), "1 one ?");
        for text in ["two", "three", "four"] {
            desk.edit(&desk.alice, text);
        }
        // Bob ends her run, and she begins another.
        assert_eq!(desk.list(&desk.bob, desk.page).unwrap(), "2 four alice, 1 one ?");
        desk.edit(&desk.bob, "five");
        desk.edit(&desk.bob, "six");
        desk.edit(&desk.alice, "seven");
        assert_eq!(desk.list(&desk.bob, desk.page).unwrap(), "4 seven alice, 3 six bob, 2 four alice, 1 one ?");
        // Time ends it too, however close one change was to the next.
        desk.world.clock.advance_seconds(RUN_SECONDS - 1);
        desk.edit(&desk.alice, "eight");
        desk.world.clock.advance_seconds(2);
        desk.edit(&desk.alice, "nine");
        let all = "5 nine alice, 4 eight alice, 3 six bob, 2 four alice, 1 one ?";
        assert_eq!(desk.list(&desk.bob, desk.page).unwrap(), all);
        // What changes nothing leaves nothing.
        desk.later();
        desk.edit(&desk.bob, "nine");
        assert_eq!(desk.list(&desk.alice, desk.page).unwrap(), all);
        assert_eq!(desk.text(desk.page, 3).unwrap(), "six");
        assert_eq!(desk.text(desk.page, 5).unwrap(), "nine");
        assert!(desk.open(&desk.alice, desk.page, 5).unwrap().is_now && !desk.open(&desk.alice, desk.page, 4).unwrap().is_now);
        for number in [0, -1, 6, i64::MAX] {
            assert_eq!(desk.text(desk.page, number).unwrap_err(), Error::NotFound);
        }
        desk.whole();
    }

    fn one_row_a_run_and_none_for_a_new_page(engine) {
        let desk = desk(engine);
        let written = |f: &dyn Fn()| {
            let seen = desk.world.statements(f);
            let of = |label: &str| seen.get(label).copied().unwrap_or_default();
            let any = seen.iter().filter(|(label, _)| label.starts_with("page_version.")).map(|(_, times)| times).sum::<u64>();
            (any, of("page_version.push"), of("content.release"))
        };
        assert_eq!(written(&|| assert!(desk.world.page(&desk.alice, desk.nodes[1], "new").is_ok())), (0, 0, 0));
        assert_eq!(written(&|| desk.edit(&desk.alice, "two")), (2, 1, 1));
        assert_eq!(written(&|| desk.edit(&desk.alice, "three")), (1, 0, 1));
        assert_eq!(written(&|| drop(desk.world.copy(&desk.alice, desk.nodes[1], Some(desk.nodes[0]), "Copy").unwrap())), (0, 0, 0));
        assert_eq!(written(&|| drop(desk.world.copy_page(&desk.alice, desk.page, desk.nodes[2]).unwrap())), (0, 0, 0));
    }

    fn the_last_ones_are_kept(engine) {
        let desk = desk(engine);
        let last = VERSIONS_MAX + 5;
        for turn in 0..last {
            desk.edit(if turn % 2 == 0 { &desk.alice } else { &desk.bob }, &format!("text {turn}"));
        }
        let list = desk.list(&desk.alice, desk.page).unwrap();
        assert_eq!(list.split(", ").count() as i64, VERSIONS_MAX + 1);
        assert!(list.starts_with("106 text 104 alice, 105 text 103 bob") && list.ends_with(", 6 text 4 alice"), "{list}");
        assert_eq!(desk.text(desk.page, 5).unwrap_err(), Error::NotFound);
        assert_eq!(desk.restore(&desk.alice, desk.page, 5, None).unwrap_err(), Error::NotFound);
        desk.whole();
        // The oldest, which its own restoring pushes out.
        desk.restore(&desk.bob, desk.page, 6, None).unwrap();
        assert_eq!(desk.text(desk.page, 107).unwrap(), "text 4");
        assert_eq!(desk.text(desk.page, 6).unwrap_err(), Error::NotFound);
        desk.nothing_left();
        assert_eq!(desk.text(desk.page, 107).unwrap(), "text 4");
        let contents = audit::number(desk.world.app.store(), store::sql!("test.contents", "SELECT COUNT(*) FROM content"));
        // Those before, and what it holds now.
        assert_eq!(contents, VERSIONS_MAX + 1);
    }

    fn restoring_is_a_change_that_can_be_undone(engine) {
        let desk = desk(engine);
        desk.edit(&desk.bob, "two+image");
        let seen = desk.version(desk.page);
        desk.edit(&desk.bob, "three");
        assert_eq!(desk.restore(&desk.alice, desk.page, 1, Some(&seen)).unwrap_err(), Error::Changed);
        let seen = desk.version(desk.page);
        let restored = desk.restore(&desk.alice, desk.page, 1, Some(&seen)).unwrap();
        assert_ne!(restored, seen);
        assert_eq!(desk.list(&desk.bob, desk.page).unwrap(), "3 one alice, 2 three bob, 1 one ?");
        // She has just changed it, and yet what she restores over is kept.
        desk.restore(&desk.alice, desk.page, 2, Some(&restored)).unwrap();
        assert_eq!(desk.list(&desk.bob, desk.page).unwrap(), "4 three alice, 3 one alice, 2 three bob, 1 one ?");
        let same = desk.version(desk.page);
        assert_eq!(desk.restore(&desk.alice, desk.page, 2, None).unwrap(), same);
        assert_eq!(desk.list(&desk.bob, desk.page).unwrap(), "4 three alice, 3 one alice, 2 three bob, 1 one ?");
        // What it holds now is no version to go back to.
        assert_eq!(desk.restore(&desk.alice, desk.page, 4, None).unwrap_err(), Error::NotFound);
        desk.whole();
        desk.nothing_left();
    }

    fn images_come_back_and_go_with_the_last_version(engine) {
        let desk = desk(engine);
        desk.edit(&desk.bob, "two+image");
        desk.edit(&desk.alice, "three");
        desk.later();
        desk.nothing_left();
        desk.restore(&desk.alice, desk.page, 2, None).unwrap();
        assert_eq!(desk.text(desk.page, 4).unwrap(), "two+image");
        desk.whole();
        desk.world.delete_page(&desk.alice, desk.page).unwrap();
        desk.nothing_left();
        assert_eq!(audit::number(desk.world.app.store(), store::sql!("test.contents", "SELECT COUNT(*) FROM content")), 0);
    }

    fn nobody_finds_a_page_by_what_it_held_before(engine) {
        let desk = desk(engine);
        desk.write(&desk.alice, "<p>duck");
        desk.write(&desk.bob, "<p>heron");
        desk.write(&desk.alice, "<p>stork");
        let indexed = || audit::number(desk.world.app.store(), store::sql!("test.indexed", "SELECT COUNT(*) FROM search_document"));
        let found = |words: &str| {
            let (who, sought) = (desk.alice.clone(), Sought::new([words]).unwrap());
            let hits = desk.world.read(move |cx| {
                let place = me(cx, &who)?;
                Ok(search::pages(cx, &who, &place, &sought, None, 0, 9)?.entries.len())
            });
            hits.unwrap()
        };
        assert_eq!((found("heron"), found("stork"), indexed()), (0, 1, 4));
        // They are not even kept in mind, once nobody can mean them any more.
        desk.nothing_left();
        assert_eq!((found("heron"), found("stork"), indexed()), (0, 1, 1));
        desk.restore(&desk.alice, desk.page, 3, None).unwrap();
        let findings = |desk: &Desk| desk.world.read(|cx| Ok(store::search::check::findings(cx.tx)?)).unwrap();
        assert_eq!(findings(&desk), []);
        desk.world.sweep();
        assert_eq!((found("heron"), found("stork")), (1, 0));
        desk.nothing_left();
        assert_eq!((found("heron"), indexed(), findings(&desk).len()), (1, 1, 0));
        desk.whole();
    }

    fn readers_see_what_is_there_and_nothing_before(engine) {
        let desk = desk(engine);
        desk.edit(&desk.alice, "two");
        let denied = Error::NotAllowed(Right::Write);
        assert_eq!(desk.list(&desk.cora, desk.page).unwrap_err(), denied);
        assert_eq!(desk.open(&desk.cora, desk.page, 1).unwrap_err(), denied);
        assert_eq!(desk.open(&desk.cora, desk.page, 2).unwrap_err(), denied);
        assert_eq!(desk.restore(&desk.cora, desk.page, 1, None).unwrap_err(), denied);
        let dan = desk.world.user("dan");
        assert_eq!(desk.list(&dan, desk.page).unwrap_err(), Error::NotFound);
        assert_eq!(desk.restore(&dan, desk.page, 1, None).unwrap_err(), Error::NotFound);
        // Whoever may not read pages at all is not asked as what.
        let creates = desk.world.token("alice", "other-app", "office.onenote_update_by_app");
        assert_eq!(desk.list(&creates, desk.page).unwrap_err(), Error::NotFound);
    }

    fn a_copy_begins_without_and_goes_its_own_way(engine) {
        let desk = desk(engine);
        desk.edit(&desk.bob, "two");
        desk.edit(&desk.alice, "three");
        let copy = desk.world.copy(&desk.alice, desk.nodes[1], Some(desk.nodes[0]), "Copy").unwrap().outcome.unwrap().node;
        let copied = PageId { section: copy, ..desk.page };
        let once = desk.world.copy_page(&desk.alice, desk.page, desk.nodes[2]).unwrap().outcome.unwrap();
        let once = PageId { section: desk.nodes[2], key: once.key.unwrap() };
        for page in [copied, once] {
            assert_eq!(desk.list(&desk.alice, page).unwrap(), "1 three ?");
            assert_eq!(desk.text(page, 2).unwrap_err(), Error::NotFound);
        }
        let before = "3 three alice, 2 two bob, 1 one ?";
        assert_eq!(desk.list(&desk.alice, desk.page).unwrap(), before);
        // The copy is changed first, over a layer that both share; then the original.
        desk.world.edit(&desk.bob, copied, "theirs").unwrap();
        assert_eq!(desk.list(&desk.alice, copied).unwrap(), "2 theirs bob, 1 three ?");
        assert_eq!(desk.list(&desk.alice, desk.page).unwrap(), before);
        desk.later();
        desk.edit(&desk.alice, "four");
        assert_eq!(desk.list(&desk.alice, desk.page).unwrap(), "4 four alice, 3 three alice, 2 two bob, 1 one ?");
        assert_eq!(desk.list(&desk.alice, copied).unwrap(), "2 theirs bob, 1 three ?");
        desk.whole();
        // The original goes for good, and the copy has what it had.
        desk.world.delete(&desk.alice, desk.nodes[1]).unwrap();
        desk.world.erase(&desk.alice, desk.nodes[1].0).unwrap();
        desk.nothing_left();
        desk.restore(&desk.alice, copied, 1, None).unwrap();
        assert_eq!(desk.list(&desk.alice, copied).unwrap(), "3 three alice, 2 theirs bob, 1 three ?");
        desk.whole();
    }

    fn they_go_where_the_page_goes(engine) {
        let desk = desk(engine);
        desk.edit(&desk.bob, "two");
        let moved = desk.world.place(&desk.alice, desk.page, None, None, Some(desk.nodes[2])).unwrap();
        assert_eq!(desk.list(&desk.alice, moved).unwrap(), "2 two bob, 1 one ?");
        assert_eq!(desk.text(moved, 1).unwrap(), "one");
        desk.whole();
        // Into the recycle bin with its section, and out of it.
        desk.world.delete(&desk.alice, desk.nodes[2]).unwrap();
        assert_eq!(desk.list(&desk.alice, moved).unwrap_err(), Error::NotFound);
        desk.world.sweep();
        desk.world.restore(&desk.alice, desk.nodes[2].0, None).unwrap();
        assert_eq!(desk.list(&desk.alice, moved).unwrap(), "2 two bob, 1 one ?");
        // And for good.
        desk.world.delete(&desk.alice, desk.nodes[0]).unwrap();
        desk.world.erase(&desk.alice, desk.nodes[0].0).unwrap();
        desk.nothing_left();
        assert_eq!(audit::number(desk.world.app.store(), store::sql!("test.versions", "SELECT COUNT(*) FROM page_version")), 0);
    }

    fn a_section_with_very_many_goes_in_steps(engine) {
        let desk = desk(engine);
        let keys = desk.world.fill(&desk.alice, desk.nodes[2], 150);
        desk.world.edit_many(&desk.alice, desk.nodes[2], &keys, "a");
        desk.world.edit_many(&desk.bob, desk.nodes[2], &keys, "b");
        assert_eq!(audit::number(desk.world.app.store(), store::sql!("test.versions", "SELECT COUNT(*) FROM page_version")), 300);
        desk.whole();
        desk.world.delete(&desk.alice, desk.nodes[2]).unwrap();
        desk.world.erase(&desk.alice, desk.nodes[2].0).unwrap();
        desk.nothing_left();
        assert_eq!(audit::number(desk.world.app.store(), store::sql!("test.versions", "SELECT COUNT(*) FROM page_version")), 0);
    }

    fn what_was_held_before_does_not_count(engine) {
        let world = World::new(engine);
        let alice = world.user_with_quota("alice", Some(100));
        let nodes = world.sketch(&alice, "Atlas\n  One\n");
        let large = "x".repeat(90);
        let page = world.page(&alice, nodes[1], &large).unwrap();
        world.edit(&alice, page, "small").unwrap();
        world.page(&alice, nodes[1], &"y".repeat(80)).unwrap();
        // What it is to hold again does.
        let who = alice;
        let restored = world.write(move |cx| {
            let found = allowed_page(cx, &who, page, Right::Write, Need::Write)?;
            history::restore(cx, &who, &found, 1, None).map(drop)
        });
        assert_eq!(restored.unwrap_err(), Error::QuotaExceeded);
        assert_eq!(audit::complaints(world.app.store()), [""; 0]);
    }

    fn damage_is_found(engine) {
        let desk = desk(engine);
        desk.edit(&desk.alice, "two");
        let found = |statement: &'static store::Sql| -> Vec<String> {
            let seen = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
            let told = seen.clone();
            // Undone again.
            let undone: Result<(), store::Error> = desk.world.app.store().write(move |tx| {
                tx.run(statement, &[])?;
                let mut found = store::check::structure(tx)?;
                found.extend(store::check::references(tx)?);
                *told.lock().unwrap() = found.into_iter().map(|finding| finding.what).collect();
                Err(store::Error::Busy)
            }).wait();
            assert!(matches!(undone, Err(store::Error::Busy)), "{undone:?}");
            std::mem::take(&mut seen.lock().unwrap())
        };
        assert_eq!(found(store::sql!("test.nothing", "DELETE FROM page_version WHERE number = 7")), [""; 0]);
        let gone = found(store::sql!("test.content", "DELETE FROM content WHERE hash IN (SELECT content FROM page_version)"));
        assert!(gone.iter().any(|what| what.contains("1 pages held it before")), "{gone:?}");
        let astray = found(store::sql!("test.section", "UPDATE page_version SET section = key"));
        assert!(astray.iter().any(|what| what.contains("versions of pages of a section that is gone")), "{astray:?}");
    }
}

#[test]
fn what_pages_held_is_sought_and_not_walked() {
    let desk = desk(Engine::Sqlite);
    desk.edit(&desk.bob, "two+image");
    desk.edit(&desk.alice, "three");
    desk.list(&desk.alice, desk.page).unwrap();
    desk.text(desk.page, 1).unwrap();
    desk.world.place(&desk.alice, desk.page, None, None, Some(desk.nodes[2])).unwrap();
    desk.world.delete(&desk.alice, desk.nodes[2]).unwrap();
    desk.world.erase(&desk.alice, desk.nodes[2].0).unwrap();
    desk.nothing_left();
    for is_analyzed in [false, true] {
        if is_analyzed {
            explain::analyze(&desk.world);
        }
        for (label, wanted) in [
            ("page_version.last", "USING PRIMARY KEY (section=? AND key=?)"),
            ("page_version.list", "USING PRIMARY KEY (section=? AND key=?)"),
            ("page_version.get", "USING PRIMARY KEY (section=? AND key=? AND number=?)"),
            ("page_version.drop", "USING PRIMARY KEY (section=? AND key=? AND number<?)"),
            ("page_version.follow", "USING PRIMARY KEY (section=? AND key=?)"),
            ("page_version.drop_of_section", "USING PRIMARY KEY (section=? AND key=? AND number=?)"),
            ("search.is_former", "USING COVERING INDEX page_version_content (content=?)"),
            ("search.is_former", "USING COVERING INDEX page_content (content=?)"),
            ("content.delete", "USING COVERING INDEX page_version_content (content=?)"),
        ] {
            let plan = explain::sqlite(&desk.world, label);
            assert!(plan.contains(wanted) && !plan.contains("SCAN page_version"), "{label}: no {wanted:?} in\n{plan}");
        }
    }
}
