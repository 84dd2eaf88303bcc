//! Goal: filters and orders of pages mean the same on both engines, through all layers, and whether or not the walk over the
//! newest is taken.
//! Method: queries drawn by chance, each answered by the engine and by plain code over the visible pages.

use super::chance::{Chance, Stuff, rounds};
use super::nodes::texts;
use super::oracle::{Entry, Value, compare, holds};
use app::place;
use app::view::{self, Above, PageView};
use app::{Caller, admin, query};
use model::query::{Field, Identity, Order, PageField, Query, Scalar};
use model::{Location, Need, NodeId, NodeKind, PageId, Right, Role};
use store::page_list::read;
use testkit::world::{World, allowed};

/// A page with what its view does not have.
pub struct Shown {
    pub view: PageView,
    order: i64,
    notebook: Option<Above>,
}

impl Entry<PageField> for Shown {
    fn value(&self, field: PageField) -> Value {
        let notebook = |value: fn(&Above) -> Value| self.notebook.as_ref().map_or(Value::Null, value);
        match field {
            PageField::Id => Value::page(self.view.id),
            PageField::Title => Value::Text(self.view.title.clone()),
            PageField::Created => Value::Integer(self.view.created.micros()),
            PageField::Modified => Value::Integer(self.view.modified.micros()),
            PageField::App => Value::Text(self.view.app.clone()),
            PageField::Level => Value::Integer(self.view.level),
            PageField::Order => Value::Integer(self.order),
            PageField::SectionId => Value::Node(self.view.section.id),
            PageField::SectionName => Value::Text(self.view.section.name.clone()),
            PageField::NotebookId => notebook(|above| Value::Node(above.id)),
            PageField::NotebookName => notebook(|above| Value::Text(above.name.clone())),
        }
    }
}

pub const FIELDS: [PageField; 11] = [
    PageField::Id,
    PageField::Title,
    PageField::Created,
    PageField::Modified,
    PageField::App,
    PageField::Level,
    PageField::Order,
    PageField::SectionId,
    PageField::SectionName,
    PageField::NotebookId,
    PageField::NotebookName,
];

/// The sections that a caller sees at a place, with their pages as the layers show them.
pub fn visible(world: &World, who: &Caller, location: Location, one: Option<NodeId>) -> Vec<Shown> {
    let who = who.clone();
    world
        .read(move |cx| {
            let place = place::resolve(cx, &who, location)?;
            let sections = app::notebook::all_of(cx, &who, &place, NodeKind::Section, None, 1_000)?.entries;
            let mut found = Vec::new();
            for section in sections.into_iter().filter(|section| one.is_none_or(|one| one == section.id)) {
                let found_section = allowed(cx, &who, section.id, Right::Read)?;
                let row = store::section::get(cx.tx, &found_section.node().drive, &section.id)?.unwrap();
                let own = who.grant(Need::ReadPages) == model::Grant::OwnPages;
                let mut pages = read::newest_in(cx.tx, &row, None, 1_000, own.then(|| who.app()))?;
                pages.sort_by_key(|listed| (listed.row.ord, listed.row.key));
                for (order, listed) in pages.iter().enumerate() {
                    let id = PageId { section: section.id, key: listed.row.key };
                    let page = app::access::page_anywhere(cx, &who, &id, Right::Read, Need::ReadPages)?;
                    found.push(Shown { view: view::page(cx, &who, &page)?, order: order as i64, notebook: section.notebook.clone() });
                }
            }
            Ok(found)
        })
        .unwrap()
}

fn check(world: &World, who: &Caller, location: Location, one: Option<NodeId>, seed: u64) {
    let all = visible(world, who, location, one);
    assert!(!all.is_empty());
    let ids = all.iter().flat_map(|shown| {
        let notebook = shown.notebook.as_ref().map(|above| (PageField::NotebookId, Identity::Node(above.id)));
        [
            Some((PageField::Id, Identity::Page(shown.view.id))),
            Some((PageField::SectionId, Identity::Node(shown.view.section.id))),
            notebook,
        ]
    });
    let stuff = Stuff {
        fields: FIELDS.into(),
        texts: texts(),
        moments: all.iter().flat_map(|shown| [shown.view.created, shown.view.modified]).collect(),
        ids: ids.flatten().chain([(PageField::Id, Identity::Nobody)]).collect(),
    };
    let of_rows = Stuff {
        fields: FIELDS.into_iter().filter(|field| !field.is_of_section() && !matches!(field, PageField::Order | PageField::Id)).collect(),
        ids: vec![(PageField::SectionId, Identity::Node(all[0].view.section.id)), (PageField::NotebookId, Identity::Nobody)],
        texts: texts(),
        moments: stuff.moments.clone(),
    };
    let mut chance = Chance(seed);
    for round in 0..rounds(world) {
        // Half of them as the walk over the newest takes them.
        let walks = round % 2 == 0;
        let predicate = if walks { of_rows.predicate(&mut chance, 2) } else { stuff.predicate(&mut chance, 2) };
        let by_time = vec![Order { by: Scalar::Field(PageField::Modified), is_descending: chance.below(2) == 0 }];
        let order = if walks { by_time } else { stuff.order(&mut chance) };
        let asked = Query { predicate: Some(predicate.clone()), order: order.clone(), wants_count: true, ..Query::first(1_000) };
        let caller = who.clone();
        let found = world.read(move |cx| match one {
            None => {
                let place = place::resolve(cx, &caller, location)?;
                query::pages_at(cx, &caller, &place, &asked, None)
            }
            Some(section) => {
                let section = allowed(cx, &caller, section, Right::Read)?;
                query::pages_in(cx, &caller, &section, &asked, None)
            }
        });
        let found = found.unwrap_or_else(|error| panic!("{predicate:?}: {error}"));
        let newest = [Order { by: Scalar::Field(PageField::Modified), is_descending: true }];
        let keys = if order.is_empty() { &newest } else { order.as_slice() };
        let mut expected: Vec<&Shown> = all.iter().filter(|shown| holds(&predicate, *shown) == Some(true)).collect();
        let tie = |shown: &Shown| (shown.view.id.key, shown.view.id.section);
        let falls = keys[0].is_descending;
        expected.sort_by(|a, b| {
            let by_id = tie(a).cmp(&tie(b));
            compare(keys, *a, *b).then(if falls { by_id.reverse() } else { by_id })
        });
        let found_ids: Vec<_> = found.entries.iter().map(|view| view.id).collect();
        let expected_ids: Vec<_> = expected.iter().map(|shown| shown.view.id).collect();
        let titles: Vec<_> = found.entries.iter().map(|view| &view.title).collect();
        assert!(found_ids == expected_ids, "round {round}: {predicate:?}\nby {keys:?}\n{titles:?}");
        assert_eq!(found.count, Some(expected.len() as u64), "round {round}: {predicate:?}");
        assert!(found.entries.iter().zip(&expected).all(|(a, b)| *a == b.view));
    }
}

both! {
    fn every_query_means_what_it_says(engine) {
        let world = World::new(engine);
        let (alice, bob) = (world.user("alice"), world.user("bob"));
        let narrow = world.token("alice", "narrow", "office.onenote_update_by_app");
        let nodes = world.sketch(&alice, "Atlas\n  One: Öl, öl, straße, STRASSE,  ΟΔΟΣ, 𝔸\n  Gruppe/\n    Two: οδος, e, é\nÖl\n  Three: zwei\n  Four: a, A\n");
        let (one, atlas, group, two) = (nodes[1], nodes[0], nodes[2], nodes[3]);
        world.page(&narrow, one, "\u{a0} blank \u{2003}").unwrap();
        world.page(&narrow, two, "").unwrap();
        // Layers: copies that are written to, pages hidden and buried above what they share.
        world.clock.advance_seconds(60);
        world.copy(&alice, atlas, None, "Copy").unwrap();
        let pages = visible(&world, &alice, Location::Me, Some(one));
        for shown in pages.iter().take(2) {
            world.edit(&alice, shown.view.id, &format!("{} again", shown.view.title)).unwrap();
        }
        world.copy(&alice, one, Some(group), "Twice").unwrap();
        world.delete_page(&alice, pages[2].view.id).unwrap();
        world.edit(&alice, pages[3].view.id, "last").unwrap();
        world.write(move |cx| {
            admin::share(cx, &admin::Admin::operator(), &group, "bob", Some(Role::Reader))?;
            admin::share(cx, &admin::Admin::operator(), &nodes[4], "bob", Some(Role::Contributor))
        }).unwrap();
        let alices = Location::User(*alice.user());
        check(&world, &alice, Location::Me, None, 1);
        check(&world, &alice, Location::Me, Some(one), 2);
        check(&world, &bob, alices, None, 3);
        check(&world, &bob, alices, Some(two), 4);
        check(&world, &narrow, Location::Me, None, 5);
        check(&world, &narrow, Location::Me, Some(one), 6);
        // Counts without a filter are kept, not counted.
        for (who, location) in [(&alice, Location::Me), (&bob, alices), (&narrow, Location::Me)] {
            let (caller, expected) = (who.clone(), visible(&world, who, location, None).len() as u64);
            let count = world.read(move |cx| {
                let place = place::resolve(cx, &caller, location)?;
                query::count_pages_at(cx, &caller, &place, None, None)
            });
            assert_eq!(count, Ok(expected));
        }
        assert!(FIELDS.iter().any(|field| field.is_nullable()));
    }

    fn places_are_counted_in_the_order_of_the_section(engine) {
        let world = World::new(engine);
        let alice = world.user("alice");
        let section = world.sketch(&alice, "Atlas\n  One\n")[1];
        let keys = world.fill(&alice, section, 50);
        let gone = PageId { section, key: keys[10] };
        world.delete_page(&alice, gone).unwrap();
        let asked = [keys[49], keys[0], keys[9], keys[11]];
        let found = world.read(move |cx| {
            let found = allowed(cx, &alice, section, Right::Read)?;
            let mut views = Vec::new();
            for key in asked {
                let page = app::access::page_anywhere(cx, &alice, &PageId { section, key }, Right::Read, Need::ReadPages)?;
                views.push(view::page(cx, &alice, &page)?);
            }
            query::note_places(cx, &alice, &found, &mut views)?;
            Ok(views.into_iter().map(|view| (view.id.key, view.order)).collect::<Vec<_>>())
        }).unwrap();
        assert_eq!(found, [(keys[49], Some(48)), (keys[0], Some(0)), (keys[9], Some(9)), (keys[11], Some(10))]);
    }
}
