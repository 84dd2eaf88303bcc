//! Goal: lists over many sections by the time of change show what is there, piece by piece, wherever a window happens to end.
//! Method: many sections, few moments, copies with layers of their own, bounds that are too high; filters, words, sizes and
//! directions drawn by chance, each list read to its end and compared with plain code over the visible pages.

use super::chance::{Chance, Stuff, rounds};
use super::nodes::texts;
use super::oracle::holds;
use super::pages::{FIELDS, Shown, visible};
use app::{Caller, admin, page, place, query};
use model::query::{Identity, Order, PageField, Query, Scalar, Seek};
use model::{AppId, Location, NodeId, PageId, PageKey};
use store::page_list::write::{NewPage, Writer};
use store::query::{PageScope, Sight};
use store::search::{Document, Sought};
use testkit::world::{World, inline, me};

const SECTIONS: usize = 40;

/// Makes sections of a few pages each. Moments and titles are few, so many are alike.
fn scatter(world: &World, who: &Caller, apps: [AppId; 2]) -> (NodeId, Vec<NodeId>) {
    let sketch: String = (0..SECTIONS).map(|i| format!("  S{i}\n")).collect();
    let nodes = world.sketch(who, &format!("Atlas\n{sketch}"));
    let (by, sections) = (*who.user(), nodes[1..].to_vec());
    let filled = world.write(move |cx| {
        let mut chance = Chance(7);
        for (i, section) in sections.iter().enumerate() {
            let (ids, now) = (cx.ids(), cx.now());
            let drive = store::node::find(cx.tx, section)?.unwrap().drive;
            // One of them has more than all others together.
            for _ in 0..if i == 5 { 60 } else { chance.below(4) } {
                let title = format!("w{} w{}", chance.below(3), chance.below(30));
                let body = inline(&title);
                store::content::put(cx.tx, &body, now)?;
                store::search::index(cx.tx, &body.hash, &Document::new(&title, ""))?;
                let app = chance.one(&apps);
                let (key, modified) = (PageKey(ids.guid(now)), now.plus_seconds(chance.below(25) as i64 - 30));
                let mut writer = Writer::lock(cx.tx, ids, &drive, section, now)?.unwrap();
                let bytes = title.len() as u64;
                let (content, title) = (&body.hash, title.as_str());
                writer.append(&NewPage { key, content, bytes, title, created: modified, modified: Some(modified), level: 0, app: &app })?;
                writer.finish(&by)?;
            }
        }
        Ok(())
    });
    filled.unwrap();
    (nodes[0], nodes[1..].to_vec())
}

fn ids(shown: &[&Shown]) -> Vec<PageId> {
    shown.iter().map(|shown| shown.view.id).collect()
}

/// Reads a list of the newest to its end.
fn plainly(world: &World, who: &Caller, location: Location, limit: usize) -> Vec<PageId> {
    let (mut met, mut after) = (Vec::new(), None);
    loop {
        let who = who.clone();
        let found = world.read(move |cx| {
            let place = place::resolve(cx, &who, location)?;
            page::list(cx, &who, &place, after.as_ref(), 0, limit)
        });
        let found = found.unwrap();
        met.extend(found.entries.iter().map(|view| view.id));
        after = found.next;
        if after.is_none() {
            return met;
        }
    }
}

/// Reads what a query asks for to its end.
fn asked(world: &World, who: &Caller, location: Location, query: &Query<PageField>) -> Vec<PageId> {
    let (mut met, mut after): (_, Option<Seek>) = (Vec::new(), None);
    loop {
        let who = who.clone();
        let skip = if after.is_none() { query.skip } else { 0 };
        let query = Query { after, skip, ..query.clone() };
        let found = world.read(move |cx| {
            let place = place::resolve(cx, &who, location)?;
            query::pages_at(cx, &who, &place, &query, None)
        });
        let found = found.unwrap();
        met.extend(found.entries.iter().map(|view| view.id));
        after = found.next;
        if after.is_none() {
            return met;
        }
    }
}

/// Reads the newest that have some words to the end, as a search does that very many pages fit.
fn sought(world: &World, who: &Caller, terms: &[&str], limit: usize) -> Vec<PageId> {
    let (terms, caller) = (Sought::new(terms.iter().copied()).unwrap(), who.clone());
    world
        .read(move |cx| {
            let drives: Vec<_> = me(cx, &caller)?.drives.iter().map(|drive| drive.id).collect();
            let words = store::query::sought(cx.tx, &terms);
            let sight = Sight { user: caller.user(), is_whole: true, now: cx.now() };
            let scope = PageScope { drives: &drives, section: None, sight, app: None, sought: Some(&words) };
            let mut met: Vec<PageId> = Vec::new();
            let mut after = None;
            loop {
                let found = store::query::newest(cx.tx, &scope, after.as_ref(), limit)?;
                met.extend(found.iter().map(|listed| PageId { section: listed.section, key: listed.row.key }));
                after = found.last().map(|listed| listed.position());
                if found.len() < limit {
                    return Ok(met);
                }
            }
        })
        .unwrap()
}

both! {
    fn windows_show_what_is_there(engine) {
        let world = World::new(engine);
        let alice = world.user("alice");
        let narrow = world.token("alice", "narrow", "office.onenote_update_by_app");
        let (root, sections) = scatter(&world, &alice, [alice.app().clone(), narrow.app().clone()]);
        world.clock.advance_seconds(60);
        world.copy(&alice, root, None, "Copy").unwrap();
        world.copy(&alice, sections[5], Some(root), "Huge again").unwrap();
        world.work();
        // Above what copies share, pages are changed and buried; those that were the newest leave a bound behind.
        let mut before = visible(&world, &alice, Location::Me, None);
        before.sort_by_key(|shown| std::cmp::Reverse((shown.view.modified, shown.view.id.key, shown.view.id.section)));
        for (i, shown) in before.iter().enumerate() {
            match i {
                0..9 => world.delete_page(&alice, shown.view.id).unwrap(),
                _ if i % 17 == 0 => {
                    world.clock.advance_seconds((i % 2) as i64);
                    world.edit(&alice, shown.view.id, "w1 again").unwrap();
                }
                _ => {}
            }
        }
        world.delete(&alice, sections[7]).unwrap();
        // Bob sees some of it, one section in two roles, and a notebook with all that is in it.
        let bob = world.user("bob");
        let copied = world.sketch(&alice, "Other\n  Shared\n");
        world.copy(&alice, sections[3], Some(copied[0]), "Three").unwrap();
        let shared = [sections[1], sections[3], sections[5], sections[6], copied[0], copied[1]];
        world.write(move |cx| shared.iter().try_for_each(|node| admin::share(cx, &admin::Admin::operator(), node, "bob", Some(model::Role::Reader)))).unwrap();
        let twice = copied[1];
        world.write(move |cx| admin::share(cx, &admin::Admin::operator(), &twice, "bob", Some(model::Role::Contributor))).unwrap();
        let hers = Location::User(*alice.user());
        for (who, location, seed) in [(&alice, Location::Me, 1), (&narrow, Location::Me, 2), (&bob, hers, 3)] {
            let mut all = visible(&world, who, location, None);
            all.sort_by_key(|shown| std::cmp::Reverse((shown.view.modified, shown.view.id.key, shown.view.id.section)));
            let falling: Vec<&Shown> = all.iter().collect();
            let mut chance = Chance(seed);
            for limit in [2, 7, 30, 500] {
                assert_eq!(plainly(&world, who, location, limit), ids(&falling), "{limit} at a time");
            }
            let notebook = all.iter().find_map(|shown| shown.view.notebook.clone()).unwrap();
            let stuff = Stuff {
                fields: FIELDS.into_iter().filter(|field| !field.is_of_section() && !matches!(field, PageField::Order | PageField::Id)).collect(),
                ids: vec![(PageField::NotebookId, Identity::Node(notebook.id)), (PageField::SectionId, Identity::Node(sections[5]))],
                texts: texts().into_iter().chain(["w1", "w2 w7", "7"].map(str::to_owned)).collect(),
                moments: all.iter().map(|shown| shown.view.modified).collect(),
            };
            for round in 0..rounds(&world) / 5 {
                let predicate = stuff.predicate(&mut chance, 2);
                let is_descending = chance.below(3) > 0;
                let order = vec![Order { by: Scalar::Field(PageField::Modified), is_descending }];
                let (skip, limit) = (chance.below(3), chance.one(&[3, 11, 40, 90]));
                let mut expected: Vec<&Shown> = falling.iter().copied().filter(|shown| holds(&predicate, *shown) == Some(true)).collect();
                if !is_descending {
                    expected.reverse();
                }
                expected.drain(..skip.min(expected.len()));
                let query = Query { predicate: Some(predicate.clone()), order, skip, ..Query::first(limit) };
                assert!(asked(&world, who, location, &query) == ids(&expected), "round {round}: {predicate:?} by {limit}, without {skip}");
            }
        }
        let mut all = visible(&world, &alice, Location::Me, None);
        all.sort_by_key(|shown| std::cmp::Reverse((shown.view.modified, shown.view.id.key, shown.view.id.section)));
        for (terms, limit) in [(&["w1"][..], 3), (&["w1", "w2"], 5), (&["w2*"], 4), (&["w0 w2"], 50), (&["w7"], 1), (&["nowhere"], 6)] {
            let has = |shown: &&Shown| {
                let words: Vec<&str> = shown.view.title.split(' ').collect();
                terms.iter().all(|term| match (term.strip_suffix('*'), term.split_once(' ')) {
                    (Some(start), _) => words.iter().any(|word| word.starts_with(start)),
                    (None, Some((one, next))) => words.windows(2).any(|pair| pair == [one, next]),
                    (None, None) => words.contains(term),
                })
            };
            let expected: Vec<&Shown> = all.iter().filter(has).collect();
            assert_eq!(expected.is_empty(), terms == ["nowhere"]);
            assert_eq!(sought(&world, &alice, terms, limit), ids(&expected), "{terms:?} by {limit}");
        }
    }
}
