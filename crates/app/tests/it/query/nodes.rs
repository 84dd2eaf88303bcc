//! Goal: filters and orders mean the same on both engines, and about the same values as the views show.
//! Method: queries drawn by chance, each answered by the engine and by plain code over the views of the plain list.

use super::chance::{Chance, Stuff, rounds};
use super::oracle::{Entry, Value, compare, holds};
use app::place::{self, Place};
use app::view::NodeView;
use app::{Caller, Cx, admin, notebook, query, section, section_group};
use model::query::{Identity, NodeField, Query};
use model::{Location, NodeId, NodeKind, Right, Role};
use testkit::world::{World, allowed};

impl Entry<NodeField> for NodeView {
    fn value(&self, field: NodeField) -> Value {
        let id = |above: &Option<app::view::Above>| above.as_ref().map_or(Value::Null, |above| Value::Node(above.id));
        let name = |above: &Option<app::view::Above>| above.as_ref().map_or(Value::Null, |above| Value::Text(above.name.clone()));
        match field {
            NodeField::Id => Value::Node(self.id),
            NodeField::Name => Value::Text(self.name.clone()),
            NodeField::Created => Value::Integer(self.created.0.micros()),
            NodeField::Modified => Value::Integer(self.modified.0.micros()),
            NodeField::CreatedBy => Value::Text(self.created.1.name.clone()),
            NodeField::ModifiedBy => Value::Text(self.modified.1.name.clone()),
            NodeField::IsDefault => Value::Boolean(self.is_default),
            NodeField::IsShared => Value::Boolean(self.is_shared),
            NodeField::Role => Value::role(self.role),
            NodeField::NotebookId => id(&self.notebook),
            NodeField::NotebookName => name(&self.notebook),
            NodeField::GroupId => id(&self.group),
            NodeField::GroupName => name(&self.group),
        }
    }
}

const FIELDS: [NodeField; 13] = [
    NodeField::Id,
    NodeField::Name,
    NodeField::Created,
    NodeField::Modified,
    NodeField::CreatedBy,
    NodeField::ModifiedBy,
    NodeField::IsDefault,
    NodeField::IsShared,
    NodeField::Role,
    NodeField::NotebookId,
    NodeField::NotebookName,
    NodeField::GroupId,
    NodeField::GroupName,
];

/// What is listed.
#[derive(Clone, Copy, Debug)]
pub enum List {
    At(Location, NodeKind),
    In(NodeId, NodeKind),
}

impl List {
    fn plain(self, cx: &mut Cx<'_, '_>, who: &Caller) -> app::Result<Vec<NodeView>> {
        let listing = match self {
            Self::At(location, kind) => {
                let place = place::resolve(cx, who, location)?;
                notebook::all_of(cx, who, &place, kind, None, 1_000)?
            }
            Self::In(parent, kind) => {
                let parent = allowed(cx, who, parent, Right::Read)?;
                section_group::children(cx, who, &parent, kind, None, 1_000)?
            }
        };
        Ok(listing.entries)
    }

    pub fn asked(self, cx: &mut Cx<'_, '_>, who: &Caller, asked: &Query<NodeField>) -> app::Result<query::Listing<NodeView>> {
        match self {
            Self::At(location, kind) => {
                let place: Place = place::resolve(cx, who, location)?;
                query::nodes_at(cx, who, &place, kind, asked)
            }
            Self::In(parent, kind) => {
                let parent = allowed(cx, who, parent, Right::Read)?;
                query::nodes_in(cx, who, &parent, kind, asked)
            }
        }
    }
}

/// Alice's notebooks, of which Bob sees parts: one notebook by himself, one group through the people that he belongs to.
pub fn sharing(world: &World) -> (Caller, Caller, Vec<NodeId>) {
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let nodes = world.sketch(
        &alice,
        "Straße\n  Öl: ein, zwei\n  öl 2\n  Gruppe/\n    ΟΔΟΣ: drei\n    Tief/\n      İzmir\n  Leer\nSTRASSEN\n  öl: vier\n  Sippe/\n    Öl und Wasser\nzebra\n  𝔸 é\n  ﬁ\n",
    );
    world.clock.advance_seconds(1);
    let (straße, strassen, gruppe) = (nodes[0], nodes[8], nodes[3]);
    let section = nodes[9];
    world
        .write(move |cx| {
            admin::add_group(cx, &admin::Admin::operator(), "people", &["bob".to_owned()], None)?;
            admin::share(cx, &admin::Admin::operator(), &strassen, "bob", Some(Role::Contributor))?;
            admin::share(cx, &admin::Admin::operator(), &gruppe, "bob", Some(Role::Reader))?;
            admin::share(cx, &admin::Admin::operator(), &section, "bob", Some(Role::Owner))
        })
        .unwrap();
    // What somebody else did, and a page that makes a default.
    world.page(&bob, section, "fünf").unwrap();
    let who = alice.clone();
    world
        .write(move |cx| {
            let place = testkit::world::me(cx, &who)?;
            section::default(cx, &who, &place).map(drop)
        })
        .unwrap();
    (alice, bob, vec![straße, strassen, gruppe])
}

/// Texts that letter case, length and places of are not obvious.
pub fn texts() -> Vec<String> {
    ["", "s", "Öl", "öl", "straße", "STRASSE", "ΟΔΟΣ", "οδος", "i̇zmir", "a", "𝔸", "é", "FI", "e", " ", "\u{a0}", "alice", "'%_\\"]
        .map(str::to_owned)
        .into()
}

fn check(world: &World, who: &Caller, list: List, seed: u64) {
    let caller = who.clone();
    let all = world.read(move |cx| list.plain(cx, &caller)).unwrap();
    let ids = all.iter().flat_map(|view| {
        let above = |field, above: &Option<app::view::Above>| above.as_ref().map(|above| (field, Identity::Node(above.id)));
        [
            Some((NodeField::Id, Identity::Node(view.id))),
            above(NodeField::NotebookId, &view.notebook),
            above(NodeField::GroupId, &view.group),
        ]
    });
    let stuff = Stuff {
        fields: FIELDS.into(),
        texts: texts(),
        moments: all.iter().flat_map(|view| [view.created.0, view.modified.0]).collect(),
        ids: ids.flatten().chain([(NodeField::Id, Identity::Nobody), (NodeField::GroupId, Identity::Node(NodeId([9; 16])))]).collect(),
    };
    let mut chance = Chance(seed);
    for round in 0..rounds(world) {
        let predicate = stuff.predicate(&mut chance, 2);
        let order = stuff.order(&mut chance);
        let asked = Query { predicate: Some(predicate.clone()), order: order.clone(), wants_count: true, ..Query::first(1_000) };
        let caller = who.clone();
        let found = world.read(move |cx| list.asked(cx, &caller, &asked)).unwrap_or_else(|error| panic!("{predicate:?}: {error}"));
        let mut expected: Vec<&NodeView> = all.iter().filter(|view| holds(&predicate, *view) == Some(true)).collect();
        if !order.is_empty() {
            expected.sort_by(|a, b| compare(&order, *a, *b).then(a.id.cmp(&b.id)));
        }
        let (found_ids, expected_ids): (Vec<_>, Vec<_>) =
            (found.entries.iter().map(|view| view.id).collect(), expected.iter().map(|view| view.id).collect());
        let names = |views: &[&NodeView]| views.iter().map(|view| view.name.clone()).collect::<Vec<_>>();
        let found_names = names(&found.entries.iter().collect::<Vec<_>>());
        assert_eq!(found_ids, expected_ids, "{list:?} round {round}: {predicate:?}\nby {order:?}\n{found_names:?}\n{:?}", names(&expected));
        assert_eq!(found.count, Some(expected.len() as u64));
        assert!(found.entries.iter().zip(&expected).all(|(a, b)| a == *b));
    }
}

both! {
    fn every_query_means_what_it_says(engine) {
        let world = World::new(engine);
        let (alice, bob, shared) = sharing(&world);
        let alices = Location::User(*alice.user());
        for (at, kind) in [NodeKind::Notebook, NodeKind::SectionGroup, NodeKind::Section].into_iter().enumerate() {
            let seed = 100 * at as u64;
            check(&world, &alice, List::At(Location::Me, kind), seed);
            check(&world, &bob, List::At(alices, kind), seed + 1);
        }
        check(&world, &alice, List::In(shared[0], NodeKind::Section), 7);
        check(&world, &bob, List::In(shared[1], NodeKind::Section), 8);
        check(&world, &bob, List::In(shared[2], NodeKind::SectionGroup), 9);
    }
}
