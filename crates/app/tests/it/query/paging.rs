//! Goal: whoever pages through an ordered list meets each entry that nobody touches exactly once, in order, whatever is added
//! in between.
//! Method: orders drawn by chance, three entries a request, and before each request something new on either side.

use super::chance::Chance;
use super::nodes::List;
use app::{Caller, query};
use model::query::{NodeField, Order, PageField, Query, Scalar, Seek};
use model::{Location, NodeId, NodeKind, PageId};
use testkit::world::{World, me};

fn order<F: Copy>(fields: &[F], chance: &mut Chance) -> Vec<Order<F>> {
    let keys = chance.below(3) + 1;
    (0..keys).map(|_| Order { by: Scalar::Field(chance.one(fields)), is_descending: chance.below(2) == 0 }).collect()
}

fn nodes_after(world: &World, who: &Caller, order: &[Order<NodeField>], after: Option<Seek>) -> (Vec<NodeId>, Option<Seek>) {
    let (who, order) = (who.clone(), order.to_vec());
    let found = world.read(move |cx| {
        let asked = Query { order: order.clone(), after: after.clone(), ..Query::first(3) };
        List::At(Location::Me, NodeKind::Section).asked(cx, &who, &asked)
    });
    let found = found.unwrap();
    (found.entries.iter().map(|view| view.id).collect(), found.next)
}

fn pages_after(world: &World, who: &Caller, order: &[Order<PageField>], after: Option<Seek>) -> (Vec<PageId>, Option<Seek>) {
    let (who, order) = (who.clone(), order.to_vec());
    let found = world.read(move |cx| {
        let asked = Query { order: order.clone(), after: after.clone(), ..Query::first(3) };
        let place = me(cx, &who)?;
        query::pages_at(cx, &who, &place, &asked, None)
    });
    let found = found.unwrap();
    (found.entries.iter().map(|view| view.id).collect(), found.next)
}

/// Pages through a list to its end, doing something before each request, and returns what was met.
fn all<T>(mut request: impl FnMut(Option<Seek>) -> (Vec<T>, Option<Seek>), mut between: impl FnMut()) -> Vec<T> {
    let (mut met, mut after) = (Vec::new(), None);
    for round in 0.. {
        let (more, next) = request(after.take());
        met.extend(more);
        if next.is_none() {
            break;
        }
        after = next;
        // A list that grows in front of its reader would never end.
        if round < 4 {
            between();
        }
    }
    met
}

both! {
    fn sections_come_once_each(engine) {
        let world = World::new(engine);
        let alice = world.user("alice");
        let nodes = world.sketch(&alice, "Atlas\n  b\n  d\n  f\n  G/\n    c\n    e\n    g\n  H/\n    c\n    y\nZoo\n  b\n  x\n");
        let resting: Vec<NodeId> = [1, 2, 3, 5, 6, 7, 9, 10, 12, 13].map(|at: usize| nodes[at]).into();
        let fields = [
            NodeField::Id, NodeField::Name, NodeField::Modified, NodeField::CreatedBy, NodeField::IsDefault, NodeField::IsShared,
            NodeField::Role, NodeField::NotebookName, NodeField::GroupName, NodeField::GroupId,
        ];
        let mut chance = Chance(3);
        let mut added = 0;
        for round in 0..6 {
            let order = order(&fields, &mut chance);
            let still = all(|after| nodes_after(&world, &alice, &order, after), || {});
            let met = all(
                |after| nodes_after(&world, &alice, &order, after),
                || {
                    for (parent, name) in [(0, "a"), (4, "m"), (11, "z")] {
                        added += 1;
                        world.section(&alice, nodes[parent], &format!("{name}{added}")).unwrap();
                    }
                    world.clock.advance_seconds(1);
                },
            );
            let only = |ids: Vec<NodeId>| ids.into_iter().filter(|id| resting.contains(id)).collect::<Vec<_>>();
            assert_eq!(only(met), only(still), "round {round}: {order:?}");
        }
        assert!(added > 20);
    }

    fn pages_come_once_each(engine) {
        let world = World::new(engine);
        let alice = world.user("alice");
        let nodes = world.sketch(&alice, "Atlas\n  One: b, B, d, f\n  Two: c, e, b\n  Three: y\n");
        world.copy(&alice, nodes[1], Some(nodes[0]), "Copy").unwrap();
        let fields = [
            PageField::Id, PageField::Title, PageField::Created, PageField::Modified, PageField::App, PageField::Level,
            PageField::SectionName, PageField::NotebookId,
        ];
        let mut chance = Chance(5);
        let resting = all(|after| pages_after(&world, &alice, &[], after), || {});
        assert_eq!(resting.len(), 12);
        let mut added = 0;
        for round in 0..6 {
            let order = order(&fields, &mut chance);
            let still = all(|after| pages_after(&world, &alice, &order, after), || {});
            let met = all(
                |after| pages_after(&world, &alice, &order, after),
                || {
                    world.clock.advance_seconds(1);
                    for (section, title) in [(1, "a"), (2, "m"), (3, "z")] {
                        added += 1;
                        world.page(&alice, nodes[section], &format!("{title}{added}")).unwrap();
                    }
                },
            );
            let only = |ids: Vec<PageId>| ids.into_iter().filter(|id| resting.contains(id)).collect::<Vec<_>>();
            assert_eq!(only(met), only(still), "round {round}: {order:?}");
        }
    }

    fn what_is_skipped_is_left_out_once(engine) {
        let world = World::new(engine);
        let alice = world.user("alice");
        world.sketch(&alice, "Atlas\n  One: a, b, c, d, e, f, g\n");
        let by_title = vec![Order { by: Scalar::Field(PageField::Title), is_descending: false }];
        let by_time = vec![Order { by: Scalar::Field(PageField::Modified), is_descending: false }];
        for order in [by_title, by_time] {
            let who = alice.clone();
            let titles = world.read(move |cx| {
                let place = me(cx, &who)?;
                let asked = Query { order: order.clone(), skip: 2, wants_count: true, ..Query::first(3) };
                let first = query::pages_at(cx, &who, &place, &asked, None)?;
                assert_eq!(first.count, Some(7));
                let asked = Query { order: order.clone(), after: first.next.clone(), wants_count: true, ..Query::first(3) };
                let second = query::pages_at(cx, &who, &place, &asked, None)?;
                assert_eq!((second.count, second.next), (Some(7), None));
                Ok(first.entries.into_iter().chain(second.entries).map(|view| view.title).collect::<String>())
            });
            assert_eq!(titles.unwrap(), "cdefg");
        }
    }
}
