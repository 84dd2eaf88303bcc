//! Goal: filters and orders of permissions mean the same on both engines, and about what the permissions show.
//! Method: as for nodes, queries drawn by chance, each answered by the engine and by plain code over the plain list.

use super::chance::{Chance, Stuff, rounds};
use super::oracle::{Entry as _, Value, compare, holds};
use app::permission::{self, Claims, Entry, Principal};
use app::{admin, query};
use model::query::{Identity, PermissionField, Query};
use model::{Right, Role};
use testkit::world::{World, allowed};

const CLAIMS: Claims = Claims { person: "P|", group: "Groups|" };

impl super::oracle::Entry<PermissionField> for Entry {
    fn value(&self, field: PermissionField) -> Value {
        match field {
            PermissionField::Id => Value::Integer(self.number as i64),
            PermissionField::Name => Value::Text(self.name.clone()),
            PermissionField::UserId => Value::Text(match self.principal {
                Principal::User(_) => format!("P|{}", self.name),
                Principal::Group(group) => format!("Groups|{group}"),
            }),
            PermissionField::Role => Value::role(self.terms.role),
        }
    }
}

both! {
    fn permissions_are_chosen_ordered_counted_and_paged(engine) {
        let world = World::new(engine);
        let ann = world.user("ann");
        for name in ["Bob", "carl", "dora", "élan"] {
            let _ = world.user(name);
        }
        let nodes = world.sketch(&ann, "Atlas\n  Group/\n    One: a\n");
        let (atlas, group) = (nodes[0], nodes[1]);
        let groups = world.write(move |cx| {
            let some = admin::add_group(cx, &admin::Admin::operator(), "zoo", &["Bob".to_owned()], None)?.id;
            let other = admin::add_group(cx, &admin::Admin::operator(), "Team", &[], None)?.id;
            admin::share(cx, &admin::Admin::operator(), &atlas, "Bob", Some(Role::Contributor))?;
            admin::share(cx, &admin::Admin::operator(), &atlas, "carl", Some(Role::Reader))?;
            admin::share(cx, &admin::Admin::operator(), &group, "carl", Some(Role::Owner))?;
            admin::share(cx, &admin::Admin::operator(), &group, "élan", Some(Role::Reader))?;
            Ok([some, other])
        }).unwrap();
        let who = ann.clone();
        world.write(move |cx| {
            let node = allowed(cx, &who, group, Right::Read)?;
            for group in groups {
                permission::grant(cx, &node, permission::Who::Group(group), Role::Contributor)?;
            }
            Ok(())
        }).unwrap();
        let list = |asked: &Query<PermissionField>| -> query::Listing<Entry> {
            let (who, asked) = (ann.clone(), asked.clone());
            world.read(move |cx| {
                let node = allowed(cx, &who, group, Right::Read)?;
                permission::list(cx, &node, &asked, CLAIMS)
            }).unwrap()
        };
        let all = list(&Query::first(100)).entries;
        assert_eq!(all.iter().map(|entry| entry.name.as_str()).collect::<Vec<_>>(), ["ann", "Bob", "carl", "élan", "zoo", "Team"]);
        let mut texts = super::nodes::texts();
        texts.extend(all.iter().map(|entry| match entry.value(PermissionField::UserId) {
            Value::Text(text) => text,
            _ => String::new(),
        }));
        let numbers = all.iter().map(|entry| Identity::Permission(entry.number)).chain([Identity::Permission(999), Identity::Nobody]);
        let stuff = Stuff {
            fields: vec![PermissionField::Id, PermissionField::Name, PermissionField::UserId, PermissionField::Role],
            texts,
            moments: Vec::new(),
            ids: numbers.map(|id| (PermissionField::Id, id)).collect(),
        };
        let mut chance = Chance(11);
        for round in 0..rounds(&world) {
            let (predicate, order) = (stuff.predicate(&mut chance, 2), stuff.order(&mut chance));
            let mut expected: Vec<&Entry> = all.iter().filter(|entry| holds(&predicate, *entry) == Some(true)).collect();
            if !order.is_empty() {
                expected.sort_by(|a, b| compare(&order, *a, *b).then(a.principal.bytes().cmp(b.principal.bytes())));
            }
            // By twos, so that the list goes on.
            let mut asked = Query { predicate: Some(predicate.clone()), order: order.clone(), wants_count: true, ..Query::first(2) };
            let mut found = Vec::new();
            loop {
                let listing = list(&asked);
                assert_eq!(listing.count, Some(expected.len() as u64), "{round}: {predicate:?}");
                found.extend(listing.entries);
                asked.after = listing.next;
                if asked.after.is_none() {
                    break;
                }
            }
            assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{round}: {predicate:?} {order:?}");
        }
    }
}
