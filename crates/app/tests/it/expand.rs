//! What is shown around listed things: what a list would show there, and by a handful of statements. Everything looks as it
//! does when it is shown alone.

use crate::query::chance::{Chance, Stuff, rounds};
use app::expand::{self, Branch, Plan, Step, Way};
use app::place::Place;
use app::view::{self, NodeView};
use app::{Caller, Cx, access, admin, notebook, page, place, query, section, section_group};
use model::NodeKind::{Notebook, Section, SectionGroup};
use model::query::{Identity, NodeField, Query};
use model::{Location, NodeKind, Right, Role};
use testkit::world::World;

const ALL: usize = 1_000;

fn down(levels: usize) -> Plan {
    match levels {
        0 => Plan::default(),
        _ => {
            Plan { ways: vec![Step::whole(Way::Below(Section), Plan::default()), Step::whole(Way::Below(SectionGroup), down(levels - 1))] }
        }
    }
}

fn up() -> Plan {
    let group = Plan { ways: vec![Step::whole(Way::Above(SectionGroup), Plan::default())] };
    Plan { ways: vec![Step::whole(Way::Above(Notebook), Plan::default()), Step::whole(Way::Above(SectionGroup), group)] }
}

/// Compares what ways led to with what lists and single reads show.
fn compare(cx: &mut Cx<'_, '_>, who: &Caller, place: &Place, views: &[NodeView], branches: &[Branch]) -> app::Result<usize> {
    let mut seen = 0;
    for branch in branches {
        for (view, range) in views.iter().zip(&branch.ranges) {
            let found = &branch.nodes[range.clone()];
            let expected = match branch.way {
                Way::Below(kind) => {
                    let parent = access::node(cx, who, place, &[view.kind], &view.id, Right::Read)?;
                    let listed = section_group::children(cx, who, &parent, kind, None, ALL)?.entries;
                    for view in &listed {
                        let alone = access::node(cx, who, place, &[kind], &view.id, Right::Read)?;
                        assert_eq!(view, &view::node(cx, who, &alone)?);
                    }
                    listed
                }
                Way::Above(kind) => {
                    let above = if kind == Notebook { &view.notebook } else { &view.group };
                    let above = above.iter().map(|above| access::node(cx, who, place, &[kind], &above.id, Right::Read));
                    let above = above.collect::<app::Result<Vec<_>>>()?;
                    above.iter().map(|above| view::node(cx, who, above)).collect::<app::Result<_>>()?
                }
            };
            assert_eq!(found, expected);
            seen += found.len();
        }
        seen += compare(cx, who, place, &branch.nodes, &branch.branches)?;
    }
    Ok(seen)
}

/// Compares nested lists with the same lists at addresses of their own.
fn compare_asked(
    cx: &mut Cx<'_, '_>,
    who: &Caller,
    place: &Place,
    views: &[NodeView],
    branches: &[Branch],
    plan: &Plan,
) -> app::Result<usize> {
    let mut seen = 0;
    for (branch, step) in branches.iter().zip(&plan.ways) {
        let (Way::Below(kind), Some(asked)) = (step.way, &step.asked) else { panic!("all are asked lists") };
        for (at, view) in views.iter().enumerate() {
            let parent = access::node(cx, who, place, &[view.kind], &view.id, Right::Read)?;
            let asked = Query { limit: asked.limit.min(ALL), ..asked.clone() };
            let listed = query::nodes_in(cx, who, &parent, kind, &asked)?;
            assert_eq!(branch.nodes[branch.ranges[at].clone()], listed.entries, "{asked:?}");
            assert_eq!(branch.counts.get(at).copied(), listed.count, "{asked:?}");
            seen += listed.entries.len();
        }
        seen += compare_asked(cx, who, place, &branch.nodes, &branch.branches, &step.further)?;
    }
    Ok(seen)
}

fn seen_by(world: &World, who: &Caller, location: Location) -> [usize; 4] {
    let who = who.clone();
    let seen = move |cx: &mut Cx<'_, '_>| {
        let place = place::resolve(cx, &who, location)?;
        let lists: [(NodeKind, Plan); 3] = [(Notebook, down(4)), (SectionGroup, up()), (Section, up())];
        let mut seen = [0; 4];
        for (at, (kind, plan)) in lists.into_iter().enumerate() {
            let listing = match kind {
                Notebook => notebook::list(cx, &who, &place, None, ALL)?,
                SectionGroup => section_group::list(cx, &who, &place, None, ALL)?,
                _ => section::list(cx, &who, &place, None, ALL)?,
            };
            let branches = expand::nodes(cx, &who, &listing.entries, &plan)?;
            seen[at] = compare(cx, &who, &place, &listing.entries, &branches)?;
        }
        let pages = page::list(cx, &who, &place, None, 0, 100)?.entries;
        let plan = Plan { ways: vec![Step::whole(Way::Above(Section), up())] };
        let branches = expand::pages(cx, &who, &pages, &plan)?;
        for (page, range) in pages.iter().zip(&branches[0].ranges) {
            assert_eq!(branches[0].nodes[range.clone()][0].id, page.section.id);
        }
        seen[3] = compare(cx, &who, &place, &branches[0].nodes, &branches[0].branches)?;
        Ok(seen)
    };
    world.read(seen).unwrap()
}

both! {
    fn what_is_expanded_looks_as_it_does_in_lists(engine) {
        let world = World::new(engine);
        let (ann, rita, dora) = (world.user("ann"), world.user("rita"), world.user("dora"));
        let nodes = world.sketch(&ann, "Course\n  Week 1: a b\n  Week 2: c\n  Archive/\n    Old: d\n    Deep/\n      Deeper/\n        Last: e\n");
        world.sketch(&ann, "Other\n  Alone: f\n  Empty/\n");
        let (course, deep) = (nodes[0], nodes[5]);
        world.write(move |cx| {
            admin::share(cx, &admin::Admin::operator(), &course, "rita", Some(Role::Contributor))?;
            admin::share(cx, &admin::Admin::operator(), &deep, "dora", Some(Role::Reader))
        }).unwrap();
        let hers = Location::User(*ann.user());
        assert_eq!(seen_by(&world, &ann, Location::Me), [9, 7, 8, 8]);
        assert_eq!(seen_by(&world, &rita, hers), [7, 6, 7, 7]);
        assert_eq!(seen_by(&world, &dora, hers), [0, 1, 2, 2]);
        assert_eq!(seen_by(&world, &rita, Location::Me), [0; 4]);
    }

    fn nested_lists_are_what_lists_of_their_own_are(engine) {
        let world = World::new(engine);
        let (ann, rita, dora) = (world.user("ann"), world.user("rita"), world.user("dora"));
        let text = "Course\n  Week 1: a b\n  week 2: c\n  Week 3\n  Archive/\n    Old: d\n    Older\n    Deep/\n      Deeper/\n        Last: e\n  Empty/\n";
        let nodes = world.sketch(&ann, text);
        world.sketch(&ann, "Other\n  Alone: f\n  Zebra\n  Group/\n    Odd: g\n");
        let (course, archive) = (nodes[0], nodes[4]);
        world.write(move |cx| {
            admin::share(cx, &admin::Admin::operator(), &course, "rita", Some(Role::Contributor))?;
            admin::share(cx, &admin::Admin::operator(), &archive, "dora", Some(Role::Reader))
        }).unwrap();
        let stuff = Stuff {
            fields: vec![NodeField::Id, NodeField::Name, NodeField::Created, NodeField::Modified, NodeField::CreatedBy, NodeField::ModifiedBy,
                NodeField::NotebookId, NodeField::NotebookName, NodeField::GroupId, NodeField::GroupName],
            texts: ["", "week", "Week 1", "Course", "Archive", "o", "Old", "e"].map(str::to_owned).into(),
            moments: vec![model::Timestamp::from_micros(0)],
            ids: nodes.iter().flat_map(|node| [(NodeField::Id, Identity::Node(*node)), (NodeField::GroupId, Identity::Node(*node))]).collect(),
        };
        let (mut chance, mut seen) = (Chance(7), 0);
        for round in 0..rounds(&world) / 3 {
            let asked = |chance: &mut Chance| Query {
                predicate: (chance.below(3) > 0).then(|| stuff.predicate(chance, 1)),
                order: stuff.order(chance),
                skip: chance.below(2),
                limit: chance.one(&[0, 1, 2, usize::MAX]),
                wants_count: chance.below(2) == 0,
                ..Query::first(0)
            };
            let further = Plan { ways: vec![Step { way: Way::Below(Section), asked: Some(asked(&mut chance)), further: Plan::default() }] };
            let sections = Step { way: Way::Below(Section), asked: Some(asked(&mut chance)), further: Plan::default() };
            let groups = Step { way: Way::Below(SectionGroup), asked: Some(asked(&mut chance)), further };
            let plan = Plan { ways: vec![sections, groups] };
            let hers = Location::User(*ann.user());
            for (who, location) in [(&ann, Location::Me), (&rita, hers), (&dora, hers)] {
                let (who, plan) = (who.clone(), plan.clone());
                let compared = world.read(move |cx| {
                    let place = place::resolve(cx, &who, location)?;
                    let mut seen = 0;
                    for kind in [Notebook, SectionGroup] {
                        let views = notebook::all_of(cx, &who, &place, kind, None, ALL)?.entries;
                        let branches = expand::nodes(cx, &who, &views, &plan)?;
                        seen += compare_asked(cx, &who, &place, &views, &branches, &plan)?;
                    }
                    Ok(seen)
                });
                seen += compared.unwrap_or_else(|error| panic!("{round}: {error}"));
            }
        }
        assert!(seen > 20, "{seen}");
    }

    fn more_nodes_take_no_more_statements(engine) {
        let world = World::new(engine);
        let ann = world.user("ann");
        let count = || {
            let who = ann.clone();
            let run = world.statements(|| {
                world.read(move |cx| {
                    let place = place::resolve(cx, &who, Location::Me)?;
                    let listing = notebook::list(cx, &who, &place, None, ALL)?;
                    expand::nodes(cx, &who, &listing.entries, &down(2))?;
                    let asked = Some(Query { wants_count: true, ..Query::first(1) });
                    let further = Plan { ways: vec![Step { way: Way::Below(Section), asked: asked.clone(), further: Plan::default() }] };
                    let plan = Plan { ways: vec![Step { way: Way::Below(SectionGroup), asked, further }] };
                    expand::nodes(cx, &who, &listing.entries, &plan).map(drop)
                }).unwrap();
            });
            run.into_iter().filter(|(label, _)| label.ends_with("_all") || label.ends_with("_of_parents")).collect::<Vec<_>>()
        };
        // Two of them, because siblings alone need less.
        world.sketch(&ann, "A\n  One: a\n  Group/\n    Two: b\nAlso A\n  One: a\n  Group/\n    Two: b\n");
        let few = count();
        assert!(few.len() > 4, "{few:?}");
        for name in ["B", "C", "D", "E", "F"] {
            world.sketch(&ann, &format!("{name}\n  One: a\n  Three: a\n  Group/\n    Two: b\n    Four: b\n"));
        }
        assert_eq!(count(), few);
    }
}
