//! Goal: whoever sees parts of a drive by nested groups is listed what its owner is listed, without what they do not see: the same
//! entries, in the same order, with the same roles, however a list is cut into pieces, and whichever way it is put together.
//! Method: a random tree of many sections; shares at different depths, so that much of the newest is seen, or little of it, or little
//! of all. Each list of the owner's, filtered by plain code over the shares, is compared with what the reader is listed.

use super::chance::Chance;
use app::admin::{self, Admin};
use app::search::{self, Sought};
use app::view::PageView;
use app::{Caller, notebook, page, place, query};
use model::query::{Comparison, Literal, NodeField, Order, PageField, Part, Predicate, Query, Scalar, Seek};
use model::{GroupId, Location, NodeId, NodeKind, PageId, PageKey, Right, Role};
use std::collections::{BTreeSet, HashMap};
use store::page_list::write::{NewPage, Writer};
use store::permission::{self, On, Terms};
use store::principal::Principal;
use store::search::Document;
use testkit::world::{World, allowed, inline};

/// More than are gathered at once, so that every way is gone.
const SECTIONS: usize = 630;

/// A tree, and what is shared of it.
struct Tree {
    /// What each node lies in.
    parents: HashMap<NodeId, Option<NodeId>>,
    /// All but sections: notebooks and section groups, and the folder around one.
    tops: Vec<NodeId>,
    /// By rising time of their pages.
    sections: Vec<NodeId>,
    shares: HashMap<NodeId, Role>,
}

impl Tree {
    fn plant(world: &World, who: &Caller, chance: &mut Chance) -> Self {
        let mut tops = world.sketch(who, "Old\n  A/\n    B/\n      C/\nNew\n  D/\nShelf/\n  Deep\n");
        for i in 0..6 {
            // Not in the folder, which holds none, and last but one.
            let into = chance.one(&[&tops[..6], &tops[7..]].concat());
            tops.push(world.group(who, into, &format!("G{i}")).unwrap());
        }
        let (caller, of_old, others) = (who.clone(), tops[..4].to_vec(), [&tops[4..6], &tops[7..]].concat());
        let mut chance = Chance(chance.0);
        let sections = world.write(move |cx| {
            let mut sections = Vec::new();
            let mut chance = Chance(chance.below(usize::MAX) as u64);
            for i in 0..SECTIONS {
                // The last are not among the old.
                let into = if i < SECTIONS - 100 { chance.one(&of_old) } else { chance.one(&others) };
                let parent = allowed(cx, &caller, into, Right::Write)?;
                let made = app::section::create(cx, &caller, &parent, &format!("S{}", (i * 31) % SECTIONS), model::ConflictBehavior::Fail)?;
                let (ids, now, drive, id) = (cx.ids(), cx.now(), made.node().drive, made.node().id);
                for _ in 0..chance.below(3) {
                    let title = format!("w{} n{}", chance.below(40), chance.below(9));
                    let body = inline(&title);
                    store::content::put(cx.tx, &body, now)?;
                    store::search::index(cx.tx, &body.hash, &Document::new(&title, ""))?;
                    let (key, modified) = (PageKey(ids.guid(now)), now.plus_seconds((i / 3) as i64 - chance.below(9) as i64 - 1_000));
                    let mut writer = Writer::lock(cx.tx, ids, &drive, &id, now)?.unwrap();
                    let (app, bytes) = (caller.app().clone(), title.len() as u64);
                    let (content, title) = (&body.hash, title.as_str());
                    writer.append(&NewPage {
                        key,
                        content,
                        bytes,
                        title,
                        created: modified,
                        modified: Some(modified),
                        level: 0,
                        app: &app,
                    })?;
                    writer.finish(caller.user())?;
                }
                sections.push(id);
            }
            Ok(sections)
        });
        let (sections, mut tree) =
            (sections.unwrap(), Self { parents: HashMap::new(), tops, sections: Vec::new(), shares: HashMap::new() });
        let all: Vec<NodeId> = tree.tops.iter().chain(&sections).copied().collect();
        tree.sections = sections;
        tree.parents = world
            .read(move |cx| {
                let mut parents = HashMap::new();
                for id in &all {
                    parents.insert(*id, store::node::find(cx.tx, id)?.unwrap().parent);
                }
                Ok(parents)
            })
            .unwrap();
        tree
    }

    /// What the reader is on a node, by plain code.
    fn role(&self, id: NodeId) -> Option<Role> {
        let line = std::iter::successors(Some(id), |id| self.parents.get(id).copied().flatten());
        line.filter_map(|id| self.shares.get(&id).copied()).max()
    }

    /// Shares some nodes with the outermost group, and nothing else; beside them, what gives the reader nothing.
    fn share(&mut self, world: &World, outermost: GroupId, other: GroupId, nodes: &[NodeId], chance: &mut Chance) {
        let old: Vec<NodeId> = self.shares.keys().copied().collect();
        self.shares = nodes.iter().map(|node| (*node, chance.one(&[Role::Reader, Role::Contributor]))).collect();
        let (new, decoy) = (self.shares.clone(), self.tops[0]);
        world
            .write(move |cx| {
                let (now, drive) = (cx.now(), store::node::find(cx.tx, &decoy)?.unwrap().drive);
                let to = Principal::Group(outermost);
                for node in &old {
                    permission::remove(cx.tx, &drive, &On::Node(*node), &to)?;
                }
                for (node, role) in &new {
                    permission::put(cx.tx, &drive, &On::Node(*node), &to, &(*role).into())?;
                }
                permission::put(cx.tx, &drive, &On::Node(decoy), &Principal::Group(other), &Role::Owner.into())?;
                let ended = Terms { role: Role::Owner, expires: Some(now) };
                permission::widen(cx.tx, &drive, &On::Node(decoy), &to, &ended)?;
                Ok(())
            })
            .unwrap();
    }
}

/// Reads a list to its end, so many at a time.
fn to_the_end<T, A>(mut piece: impl FnMut(Option<A>) -> (Vec<T>, Option<A>)) -> Vec<T> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let (some, next) = piece(after);
        all.extend(some);
        match next {
            Some(next) => after = Some(next),
            None => return all,
        }
    }
}

fn newest(world: &World, who: &Caller, location: Location, limit: usize) -> Vec<PageView> {
    to_the_end(|after| {
        let who = who.clone();
        let found = world.read(move |cx| {
            let place = place::resolve(cx, &who, location)?;
            page::list(cx, &who, &place, after.as_ref(), 0, limit)
        });
        let found = found.unwrap();
        (found.entries, found.next)
    })
}

fn asked(world: &World, who: &Caller, location: Location, query: &Query<PageField>) -> Vec<PageView> {
    to_the_end(|after: Option<Seek>| {
        let (who, query) = (who.clone(), Query { after, ..query.clone() });
        let found = world.read(move |cx| {
            let place = place::resolve(cx, &who, location)?;
            query::pages_at(cx, &who, &place, &query, None)
        });
        let found = found.unwrap();
        (found.entries, found.next)
    })
}

fn found(world: &World, who: &Caller, location: Location, word: &str, limit: usize) -> Vec<PageView> {
    to_the_end(|after| {
        let (who, sought) = (who.clone(), Sought::new([word]).unwrap());
        let found = world.read(move |cx| {
            let place = place::resolve(cx, &who, location)?;
            search::pages(cx, &who, &place, &sought, after.as_ref(), 0, limit)
        });
        let found = found.unwrap();
        (found.entries, found.next)
    })
}

/// Nodes with the role on each, as lists that nobody orders have them.
fn plain_nodes(world: &World, who: &Caller, location: Location, kind: NodeKind, limit: usize) -> Vec<(NodeId, Role)> {
    to_the_end(|after| {
        let who = who.clone();
        let found = world.read(move |cx| {
            let place = place::resolve(cx, &who, location)?;
            notebook::all_of(cx, &who, &place, kind, after.as_ref(), limit)
        });
        let found = found.unwrap();
        (found.entries.iter().map(|view| (view.id, view.role)).collect(), found.next)
    })
}

fn asked_nodes(world: &World, who: &Caller, location: Location, kind: NodeKind, query: &Query<NodeField>) -> Vec<(NodeId, Role)> {
    to_the_end(|after: Option<Seek>| {
        let (who, query) = (who.clone(), Query { after, ..query.clone() });
        let found = world.read(move |cx| {
            let place = place::resolve(cx, &who, location)?;
            query::nodes_at(cx, &who, &place, kind, &query)
        });
        let found = found.unwrap();
        (found.entries.iter().map(|view| (view.id, view.role)).collect(), found.next)
    })
}

fn by(field: PageField, is_descending: bool) -> Vec<Order<PageField>> {
    vec![Order { by: Scalar::Field(field), is_descending }]
}

fn has(part: Part, field: PageField, text: &str) -> Option<Predicate<PageField>> {
    Some(Predicate::has(part, Scalar::Field(field), Scalar::Literal(Literal::Text(text.to_owned()))).unwrap())
}

/// Compares all lists of the two.
fn compare(world: &World, (owner, reader): (&Caller, &Caller), tree: &Tree, what: &str) {
    let hers = Location::User(*owner.user());
    let sees = |view: &PageView| tree.role(view.section.id).is_some();
    let ids = |views: Vec<PageView>| views.into_iter().map(|view| view.id).collect::<Vec<PageId>>();
    let seen = |views: Vec<PageView>| ids(views.into_iter().filter(sees).collect());
    let all = seen(newest(world, owner, Location::Me, 1_000));
    // Where very many are seen, so few at a time say nothing more.
    for limit in [if all.len() < 60 { 3 } else { 40 }, 1_000] {
        assert_eq!(ids(newest(world, reader, hers, limit)), all, "{what}: the newest, {limit} at a time");
    }
    let of_old = Predicate::compare(
        Comparison::Less,
        Scalar::Field(PageField::Modified),
        Scalar::Literal(Literal::Moment(newest(world, owner, Location::Me, 1_000)[90].modified)),
    );
    for (filter, order, limit) in [
        (has(Part::Anywhere, PageField::Title, "7"), by(PageField::Modified, true), 11),
        (has(Part::AtEnd, PageField::Title, "n5"), by(PageField::Modified, true), 9),
        (has(Part::AtEnd, PageField::Title, "n5"), by(PageField::Modified, false), 30),
        (has(Part::AtStart, PageField::SectionName, "S2"), by(PageField::Modified, true), 17),
        (Some(of_old.unwrap()), by(PageField::Modified, true), 90),
        (has(Part::Anywhere, PageField::Title, "3"), by(PageField::Title, false), 60),
    ] {
        // PostgreSQL takes a while to plan each.
        let limit = if world.url().is_some() { 4 * limit } else { limit };
        let query = |limit| Query { predicate: filter.clone(), order: order.clone(), ..Query::first(limit) };
        let expected = seen(asked(world, owner, Location::Me, &query(1_000)));
        assert_eq!(ids(asked(world, reader, hers, &query(limit))), expected, "{what}: {filter:?} by {order:?}, {limit} at a time");
        let (who, wanted) = (reader.clone(), filter.clone());
        let counted = world.read(move |cx| {
            let place = place::resolve(cx, &who, hers)?;
            query::count_pages_at(cx, &who, &place, wanted.as_ref(), None)
        });
        assert_eq!(counted.unwrap(), expected.len() as u64, "{what}: {filter:?}");
    }
    for (word, limit) in [("w7", 2), ("n*", 100)] {
        let expected = seen(found(world, owner, Location::Me, word, 1_000));
        assert_eq!(ids(found(world, reader, hers, word, limit)), expected, "{what}: {word}");
    }
    for (kind, limit) in [(NodeKind::Notebook, 1), (NodeKind::SectionGroup, 2), (NodeKind::Section, 60), (NodeKind::Section, 1_000)] {
        let seen = |nodes: Vec<(NodeId, Role)>| nodes.into_iter().filter_map(|(id, _)| Some((id, tree.role(id)?))).collect::<Vec<_>>();
        let expected = seen(plain_nodes(world, owner, Location::Me, kind, 1_000));
        assert_eq!(plain_nodes(world, reader, hers, kind, limit), expected, "{what}: {kind:?}, {limit} at a time");
        let order = vec![Order { by: Scalar::Field(NodeField::Name), is_descending: true }];
        let query = |limit| Query { order: order.clone(), ..Query::first(limit) };
        let expected = seen(asked_nodes(world, owner, Location::Me, kind, &query(1_000)));
        assert_eq!(asked_nodes(world, reader, hers, kind, &query(limit.max(100))), expected, "{what}: {kind:?} in an order");
    }
}

/// What is missing at last is not looked for one node at a time.
#[test]
fn a_long_stretch_of_what_is_not_seen_is_passed_in_strides() {
    let world = World::new(testkit::world::Engine::Sqlite);
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let tops = world.sketch(&alice, "Some\nMuch\n");
    let who = alice.clone();
    world
        .write(move |cx| {
            // Nineteen that are seen, a few hundred that are not, and more that are than is little.
            for (i, name) in (0..900).map(|i| (i, format!("S{i:03}"))) {
                let parent = allowed(cx, &who, if i < 319 { tops[0] } else { tops[1] }, Right::Write)?;
                let made = app::section::create(cx, &who, &parent, &name, model::ConflictBehavior::Fail)?;
                if i < 19 {
                    admin::share(cx, &Admin::operator(), &made.node().id, "bob", Some(Role::Reader))?;
                }
            }
            admin::share(cx, &Admin::operator(), &tops[1], "bob", Some(Role::Reader))
        })
        .unwrap();
    let hers = Location::User(*alice.user());
    let ran = world.statements(|| {
        let found = world.read(move |cx| {
            let place = place::resolve(cx, &bob, hers)?;
            notebook::all_of(cx, &bob, &place, NodeKind::Section, None, 20)
        });
        let names: Vec<String> = found.unwrap().entries.into_iter().map(|view| view.name).collect();
        assert!(names.len() == 20 && names[18] == "S018" && names[19] == "S319", "{names:?}");
    });
    assert!(ran["node.of_kind"] < 20, "{ran:?}");
}

both! {
    fn members_of_groups_are_listed_what_the_owner_is(engine) {
        let world = World::new(engine);
        let (alice, bob) = (world.user("alice"), world.user("bob"));
        let names = ["Outermost", "Middle", "Inner", "Other"];
        let groups = world.write(move |cx| {
            let mut groups = Vec::new();
            for (i, name) in names.iter().enumerate() {
                let members = if i == 2 { vec!["bob".to_owned()] } else { Vec::new() };
                groups.push(admin::add_group(cx, &Admin::operator(), name, &members, None)?.id);
            }
            for pair in names[..3].windows(2) {
                testkit::by_name::set_inner(cx, pair[0], pair[1], Some(Role::Reader))?;
            }
            Ok(groups)
        });
        let groups = groups.unwrap();
        let mut chance = Chance(11);
        let mut tree = Tree::plant(&world, &alice, &mut chance);
        let mut ways = BTreeSet::new();
        let (old, newer) = (tree.tops[0], tree.sections[SECTIONS - 100..].to_vec());
        let fifth: Vec<NodeId> = newer.iter().step_by(5).copied().chain([old]).collect();
        let few: Vec<NodeId> = (0..6).map(|_| chance.one(&tree.sections)).collect();
        let most: Vec<NodeId> = tree.tops.iter().copied().filter(|top| *top != tree.tops[3]).collect();
        for (what, nodes) in [
            ("all but the newest", vec![old]),
            ("all but most of the newest", fifth),
            ("few of all", few),
            ("nearly all, more than once", most),
            ("one", vec![tree.sections[3]]),
        ] {
            tree.share(&world, groups[0], groups[3], &nodes, &mut chance);
            let ran = world.statements(|| compare(&world, (&alice, &bob), &tree, what));
            ways.extend(ran.into_keys());
        }
        for round in 0..if world.url().is_some() { 1 } else { 4 } {
            let nodes: Vec<NodeId> = (0..8).map(|i| if i < 2 { chance.one(&tree.tops) } else { chance.one(&newer) }).collect();
            tree.share(&world, groups[0], groups[3], &nodes, &mut chance);
            compare(&world, (&alice, &bob), &tree, &format!("round {round}"));
        }
        for way in ["query.parts", "query.parts_of_all", "node.seen_if_little", "node.shared_of_kind", "search.follow"] {
            assert!(ways.contains(way), "{way}");
        }
        assert!(world.url().is_some() || ways.contains("query.bound"), "from what is shared, window by window");
    }
}
