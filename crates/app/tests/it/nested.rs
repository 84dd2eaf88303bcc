//! Groups in groups: who belongs where by them, and what they may.

use app::admin::{self, Admin, Fate, Refused};
use app::permission::{self, Who};
use app::{Caller, Error, Result, access, directory, place};
use model::{GroupId, Location, NodeId, NodeKind, Right, Role};
use testkit::audit;
use testkit::world::World;

/// Adds a group; the first member owns it.
fn group(world: &World, name: &str, members: &[&str]) -> GroupId {
    let (name, members) = (name.to_owned(), members.iter().map(|&name| name.to_owned()).collect::<Vec<_>>());
    world.write(move |cx| admin::add_group(cx, &Admin::operator(), &name, &members, None)).unwrap().id
}

/// Makes a group a member of another.
fn nest(world: &World, outer: &str, inner: &str, role: Option<Role>) -> Result<()> {
    let (outer, inner) = (outer.to_owned(), inner.to_owned());
    world.write(move |cx| testkit::by_name::set_inner(cx, &outer, &inner, role))
}

/// What somebody is in a group's drive.
fn role(world: &World, who: &Caller, group: GroupId) -> Option<Role> {
    let who = who.clone();
    world.read(move |cx| Ok(place::resolve(cx, &who, Location::Group(group)).ok().and_then(|place| place.role))).unwrap()
}

/// What somebody is on a node, wherever that lies.
fn on(world: &World, who: &Caller, id: NodeId) -> Option<Role> {
    let who = who.clone();
    let kinds = &[NodeKind::Notebook];
    world.read(move |cx| Ok(access::node_anywhere(cx, &who, kinds, &id, Right::Read).ok().map(|allowed| allowed.role()))).unwrap()
}

both! {
    fn the_least_role_on_the_way_counts_and_the_greatest_of_the_ways(engine) {
        let world = World::new(engine);
        let (ann, ben) = (world.user("ann"), world.user("ben"));
        let school = group(&world, "School", &[]);
        let teachers = group(&world, "Teachers", &["ann", "ben"]);
        let heads = group(&world, "Heads", &["ann"]);
        assert_eq!(role(&world, &ann, school), None);
        nest(&world, "school", "teachers", Some(Role::Owner)).unwrap();
        assert_eq!((role(&world, &ann, school), role(&world, &ben, school)), (Some(Role::Owner), Some(Role::Contributor)));
        nest(&world, "School", "Teachers", Some(Role::Reader)).unwrap();
        assert_eq!((role(&world, &ann, school), role(&world, &ben, school)), (Some(Role::Reader), Some(Role::Reader)));
        nest(&world, "Teachers", "Heads", Some(Role::Owner)).unwrap();
        assert_eq!(role(&world, &ann, school), Some(Role::Reader));
        nest(&world, "School", "Heads", Some(Role::Contributor)).unwrap();
        assert_eq!(role(&world, &ann, school), Some(Role::Contributor));
        let seen = ann.clone();
        let names = |groups: Vec<directory::Group>| groups.into_iter().map(|group| group.name).collect::<Vec<_>>();
        let all = world.read(move |cx| directory::groups(cx, &seen, &directory::After::default(), 9)).unwrap();
        assert_eq!(names(all), ["Heads", "School", "Teachers"]);
        let seen = ann.clone();
        let direct = world.read(move |cx| directory::direct_groups(cx, &seen, &directory::After::default(), 9)).unwrap();
        assert_eq!(names(direct), ["Heads", "Teachers"]);
        nest(&world, "School", "Heads", None).unwrap();
        nest(&world, "School", "Teachers", None).unwrap();
        assert_eq!((role(&world, &ann, school), role(&world, &ann, teachers)), (None, Some(Role::Owner)));
        assert_eq!(role(&world, &ann, heads), Some(Role::Owner));
        assert_eq!(audit::complaints(world.app.store()), [""; 0]);
    }

    fn what_is_shared_with_a_group_is_shared_with_those_in_it(engine) {
        let world = World::new(engine);
        let (ann, ben) = (world.user("ann"), world.user("ben"));
        let atlas = world.sketch(&ann, "Atlas\n  One\n")[0];
        let school = group(&world, "School", &[]);
        for name in ["Teachers", "Heads"] {
            let _ = group(&world, name, &[]);
        }
        nest(&world, "School", "Teachers", Some(Role::Reader)).unwrap();
        nest(&world, "Teachers", "Heads", Some(Role::Reader)).unwrap();
        let owner = ann;
        world.write(move |cx| {
            let allowed = access::node_anywhere(cx, &owner, &[NodeKind::Notebook], &atlas, Right::Read)?;
            permission::grant(cx, &allowed, Who::Group(school), Role::Contributor).map(drop)
        }).unwrap();
        assert_eq!(on(&world, &ben, atlas), None);
        world.write(|cx| {
            let heads = admin::group_by_name(cx, "Heads")?;
            testkit::by_name::set_member(cx, &heads.id, "ben", Some(Role::Reader))
        }).unwrap();
        // The permission says what members may, whatever they are in the group.
        assert_eq!(on(&world, &ben, atlas), Some(Role::Contributor));
        // What is in the middle goes, and what hung on it.
        let removed = world.write(|cx| {
            let teachers = admin::group_by_name(cx, "Teachers")?;
            admin::remove_group(cx, &Admin::operator(), &teachers.id, Some(&Fate::Discard))
        });
        removed.unwrap();
        assert_eq!(on(&world, &ben, atlas), None);
        assert_eq!(audit::complaints(world.app.store()), [""; 0]);
    }

    fn people_and_groups_are_told_in_one_list(engine) {
        let world = World::new(engine);
        let ann = world.user("Ann");
        let _ = world.user("zoe");
        let school = group(&world, "School", &["Ann", "zoe"]);
        for name in ["ANN", "Teachers"] {
            let _ = group(&world, name, &[]);
            nest(&world, "School", name, Some(Role::Reader)).unwrap();
        }
        let (mut told, mut after) = (Vec::new(), directory::After::default());
        loop {
            let (who, from) = (ann.clone(), after.clone());
            let piece = world.read(move |cx| directory::belonging(cx, &who, &school, &from, 1)).unwrap();
            let Some(one) = piece.into_iter().next() else { break };
            after = directory::After::named(&one.place);
            told.push(match one.who {
                directory::Member::Person(user) => user.name,
                directory::Member::Group(group) => format!("({})", group.name),
            });
        }
        assert_eq!(told, ["(ANN)", "Ann", "(Teachers)", "zoe"]);
    }

    fn what_happens_at_once_closes_no_circle(engine) {
        let world = World::new(engine);
        for round in 0..6 {
            let groups = ["A", "B", "C"].map(|name| group(&world, &format!("{name}{round}"), &[]));
            // Each in the next one, which together would be a circle, and one of them taken away meanwhile.
            let pending = [(0, 1), (1, 2), (2, 0)].map(|(outer, inner): (usize, usize)| {
                let (outer, inner) = (groups[outer], groups[inner]);
                world.app.write(move |cx| admin::set_inner_group(cx, &Admin::operator(), &outer, &inner, Some(Role::Reader)))
            });
            let gone = groups[round % 3];
            let removed = world.app.write(move |cx| admin::remove_group(cx, &Admin::operator(), &gone, Some(&Fate::Discard)));
            for outcome in pending.map(|pending| pending.wait()) {
                let refused = |it: &Refused| matches!(it, Refused::Circle { .. } | Refused::NoGroup(_));
                let is_told = match &outcome {
                    Ok(()) | Err(Error::GroupNotFound) => true,
                    Err(Error::Administration(it)) => refused(it),
                    Err(_) => false,
                };
                assert!(is_told, "{outcome:?}");
            }
            removed.wait().unwrap();
            assert_eq!(audit::complaints(world.app.store()), [""; 0]);
        }
    }

    fn no_group_lies_in_itself_nor_too_deep(engine) {
        let world = World::new(engine);
        let names: Vec<String> = (0..=admin::NESTED_MAX + 1).map(|n| format!("G{n}")).collect();
        for name in &names {
            let _ = group(&world, name, &[]);
        }
        let deep = names.len() - 2;
        for pair in names[..=deep].windows(2) {
            nest(&world, &pair[0], &pair[1], Some(Role::Owner)).unwrap();
        }
        let refused = |refused: Refused| Err(Error::Administration(refused));
        let last = &names[deep];
        assert_eq!(nest(&world, last, "G0", Some(Role::Owner)), refused(Refused::Circle { inner: "G0".to_owned(), outer: last.clone() }));
        assert_eq!(nest(&world, "G0", "G0", Some(Role::Owner)), refused(Refused::Circle { inner: "G0".to_owned(), outer: "G0".to_owned() }));
        assert_eq!(nest(&world, last, &names[deep + 1], Some(Role::Owner)), refused(Refused::TooManyGroups));
        assert_eq!(nest(&world, &names[deep + 1], "G0", Some(Role::Owner)), refused(Refused::TooManyGroups));
        assert_eq!(nest(&world, "G0", "nothing", None), refused(Refused::NoGroup("nothing".to_owned())));
        assert_eq!(nest(&world, "G0", "G2", None), refused(Refused::NoGroup("G2".to_owned())));
        assert_eq!(audit::complaints(world.app.store()), [""; 0]);
    }
}
