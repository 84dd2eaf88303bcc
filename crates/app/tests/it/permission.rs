//! Permissions as owners see and change them, and what they do to others.

mod ended;

use app::permission::{self, Claims, Entry, Terms, Who};
use app::{Caller, Error, admin, notebook, page, place, query, recent, web};
use model::query::Query;
use model::{GroupId, Location, NodeId, NodeKind, Owner, Right, Role};
use testkit::world::{World, allowed};

const CLAIMS: Claims = Claims { person: "p|", group: "g|" };

/// Returns who may do what with a node: `name role`, by number.
fn who_may(world: &World, who: &Caller, node: NodeId) -> app::Result<String> {
    let who = who.clone();
    let entries = world.read(move |cx| {
        let node = allowed(cx, &who, node, Right::Read)?;
        // By twos, so that the list goes on.
        let mut all: Vec<Entry> = Vec::new();
        let mut query = Query::first(2);
        loop {
            let more = permission::list(cx, &node, &query, CLAIMS)?;
            all.extend(more.entries);
            query.after = more.next;
            if query.after.is_none() {
                return Ok(all);
            }
        }
    });
    Ok(entries?.iter().map(|entry| format!("{} {:?}", entry.name, entry.terms.role)).collect::<Vec<_>>().join(", "))
}

fn grant(world: &World, who: &Caller, node: NodeId, to: &str, terms: impl Into<Terms>) -> app::Result<Entry> {
    let (who, to, terms) = (who.clone(), to.to_owned(), terms.into());
    world.write(move |cx| {
        let node = allowed(cx, &who, node, Right::Read)?;
        permission::grant(cx, &node, Who::Named(&to), terms)
    })
}

fn grant_group(world: &World, who: &Caller, node: NodeId, group: GroupId, role: Role) -> Entry {
    let who = who.clone();
    let granted = world.write(move |cx| {
        let node = allowed(cx, &who, node, Right::Read)?;
        permission::grant(cx, &node, Who::Group(group), role)
    });
    granted.unwrap()
}

fn revoke(world: &World, who: &Caller, node: NodeId, number: u64) -> app::Result<()> {
    let who = who.clone();
    world.write(move |cx| {
        let node = allowed(cx, &who, node, Right::Read)?;
        permission::revoke(cx, &node, number)
    })
}

fn may(world: &World, who: &Caller, node: NodeId) -> Option<Role> {
    let who = who.clone();
    world.read(move |cx| allowed(cx, &who, node, Right::Read).map(|found| found.role())).ok()
}

/// Returns the names of the notebooks in a list, two at a time.
fn own_and_shared(world: &World, who: &Caller) -> String {
    let who = who.clone();
    let names = world.read(move |cx| {
        let place = place::resolve(cx, &who, Location::Me)?;
        let mut names = Vec::new();
        let mut query = Query { wants_count: true, ..Query::first(2) };
        loop {
            let listing = query::notebooks_with_shared(cx, &who, &place, &query)?;
            names.extend(listing.entries.into_iter().map(|view| format!("{} {:?}", view.name, view.role)));
            query.after = listing.next;
            if query.after.is_none() {
                assert_eq!(listing.count, Some(names.len() as u64));
                return Ok(names);
            }
        }
    });
    names.unwrap().join(", ")
}

both! {
    fn nothing_is_shared_with_who_is_gone(engine) {
        let world = World::new(engine);
        let (ann, bob) = (world.user("ann"), world.user("bob"));
        let node = world.sketch(&ann, "Atlas\n  One\n")[0];
        let give = |world: &World| {
            let (who, to) = (ann.clone(), *bob.user());
            world.write(move |cx| {
                let node = allowed(cx, &who, node, Right::Read)?;
                permission::grant(cx, &node, Who::Person(to), Role::Reader)
            })
        };
        assert_eq!(give(&world).map(|given| given.name), Ok("bob".to_owned()));
        world.app.write(|cx| testkit::by_name::suspend(cx, "bob", true)).wait().unwrap();
        assert!(give(&world).is_ok());
        world.app.write(|cx| testkit::by_name::remove(cx, "bob")).wait().unwrap();
        // By the id that what they made still shows.
        assert_eq!(give(&world), Err(Error::PrincipalNotFound));
        // Who is gone is nobody whom one is told of, except in the log.
        let id = bob.user().to_string();
        let named = id.clone();
        assert_eq!(world.read(move |cx| app::directory::person(cx, &named)).err(), Some(Error::NotFound));
        let sought = app::audit::Sought { who: Some(id), ..app::audit::Sought::default() };
        assert!(world.read(move |cx| app::audit::piece(cx, &sought, 10)).is_ok());
    }

    fn nothing_is_shared_with_an_app(engine) {
        let world = World::new(engine);
        let ann = world.user("ann");
        let node = world.sketch(&ann, "Atlas\n  One\n")[0];
        let fresh = model::UserId(world.guid());
        let account = world.write(move |cx| {
            let now = cx.now();
            Ok(store::directory::account::of_app(cx.tx, "robot", "Robot", &fresh, now)?)
        });
        let account = account.unwrap();
        let given = world.write(move |cx| {
            let node = allowed(cx, &ann, node, Right::Read)?;
            permission::grant(cx, &node, Who::Person(account), Role::Reader)
        });
        assert_eq!(given, Err(Error::PrincipalNotFound));
        assert_eq!(world.read(move |cx| app::desk::person(cx, &account)).err(), Some(Error::NotFound));
    }

    fn a_permission_is_given_widened_and_ended(engine) {
        let world = World::new(engine);
        let (ann, bob) = (world.user("ann"), world.user("bob"));
        let nodes = world.sketch(&ann, "Atlas\n  Group/\n    Deep\n  Plain\n");
        let [atlas, group, deep, plain] = nodes[..] else { panic!("a line is a node") };
        let given = grant(&world, &ann, group, "BOB", Role::Reader).unwrap();
        assert_eq!((given.name.as_str(), given.terms.role), ("bob", Role::Reader));
        assert_eq!([atlas, group, deep, plain].map(|node| may(&world, &bob, node).is_some()), [false, true, true, false]);
        assert_eq!(who_may(&world, &ann, deep).unwrap(), "ann Owner, bob Reader");
        assert_eq!(who_may(&world, &ann, atlas).unwrap(), "ann Owner");
        // Wider on top; narrower changes nothing.
        let wider = grant(&world, &ann, atlas, "bob", Role::Contributor).unwrap();
        assert_eq!((wider.number, wider.terms.role), (given.number, Role::Contributor));
        assert_eq!(grant(&world, &ann, deep, "bob", Role::Reader).unwrap().terms.role, Role::Contributor);
        assert_eq!(may(&world, &bob, deep), Some(Role::Contributor));
        // It comes from above, so it is ended there, and below it too.
        assert_eq!(revoke(&world, &ann, deep, given.number), Err(Error::Inherited));
        assert_eq!(revoke(&world, &ann, group, given.number), Err(Error::Inherited));
        assert_eq!(may(&world, &bob, group), Some(Role::Contributor));
        revoke(&world, &ann, atlas, given.number).unwrap();
        assert_eq!([atlas, group, deep, plain].map(|node| may(&world, &bob, node)), [None; 4]);
        assert_eq!(revoke(&world, &ann, atlas, given.number), Err(Error::NotFound));
        // To narrow is to end and give again.
        assert_eq!(grant(&world, &ann, atlas, "bob", Role::Reader).unwrap().number, given.number);
        assert_eq!(may(&world, &bob, deep), Some(Role::Reader));
    }

    fn only_owners_see_and_change_permissions(engine) {
        let world = World::new(engine);
        let [ann, bob, eve] = ["ann", "bob", "eve"].map(|name| world.user(name));
        let atlas = world.sketch(&ann, "Atlas\n")[0];
        grant(&world, &ann, atlas, "bob", Role::Contributor).unwrap();
        let refused = Error::NotAllowed(Right::Manage);
        assert_eq!(who_may(&world, &bob, atlas), Err(refused.clone()));
        assert_eq!(grant(&world, &bob, atlas, "eve", Role::Reader), Err(refused));
        assert_eq!(who_may(&world, &eve, atlas), Err(Error::NotFound));
        assert_eq!(grant(&world, &ann, atlas, "nobody", Role::Reader), Err(Error::PrincipalNotFound));
        // An owner by permission may, but not end what comes from owning the drive.
        grant(&world, &ann, atlas, "bob", Role::Owner).unwrap();
        assert_eq!(who_may(&world, &bob, atlas).unwrap(), "ann Owner, bob Owner");
        assert_eq!(revoke(&world, &bob, atlas, 1), Err(Error::Inherited));
    }

    fn a_group_may_what_its_members_then_may(engine) {
        let world = World::new(engine);
        let [ann, bob] = ["ann", "bob"].map(|name| world.user(name));
        let group = world.write(|cx| admin::add_group(cx, &admin::Admin::operator(), "team", &["bob".into()], None)).unwrap().id;
        let nodes = world.sketch(&ann, "Atlas\n  One: text\nOther\n");
        let entry = grant_group(&world, &ann, nodes[0], group, Role::Contributor);
        assert_eq!(who_may(&world, &ann, nodes[0]).unwrap(), "ann Owner, team Contributor");
        assert_eq!([nodes[0], nodes[1], nodes[2]].map(|node| may(&world, &bob, node).is_some()), [true, true, false]);
        assert_eq!(own_and_shared(&world, &bob), "Atlas Contributor");
        // The place of the owner is there for the member, with their pages.
        let (who, owner) = (bob.clone(), Location::User(*ann.user()));
        let titles = world.read(move |cx| {
            let place = place::resolve(cx, &who, owner)?;
            let nodes = notebook::all_of(cx, &who, &place, NodeKind::Section, None, 9)?.entries.len();
            Ok((nodes, page::list(cx, &who, &place, None, 0, 9)?.entries.len()))
        });
        assert_eq!(titles.unwrap(), (1, 1));
        world.write(move |cx| testkit::by_name::set_member(cx, &group, "bob", None)).unwrap();
        assert_eq!(may(&world, &bob, nodes[0]), None);
        assert_eq!(own_and_shared(&world, &bob), "");
        world.write(move |cx| testkit::by_name::set_member(cx, &group, "bob", Some(Role::Reader))).unwrap();
        assert_eq!(may(&world, &bob, nodes[0]), Some(Role::Contributor));
        revoke(&world, &ann, nodes[0], entry.number).unwrap();
        assert_eq!(may(&world, &bob, nodes[0]), None);
    }

    fn members_of_what_owns_a_drive_are_among_those_who_may(engine) {
        let world = World::new(engine);
        let [ann, _] = ["ann", "bob"].map(|name| world.user(name));
        let group = world.write(|cx| admin::add_group(cx, &admin::Admin::operator(), "team", &["ann".into(), "bob".into()], None)).unwrap().id;
        let who = ann.clone();
        let made = world.write(move |cx| {
            let place = place::resolve(cx, &who, Location::Group(group))?;
            let (rule, conflict) = (model::NameRule::Notebook, model::ConflictBehavior::Fail);
            Ok(notebook::create(cx, &who, &place, "Ours", rule, conflict)?.node().id)
        });
        let made = made.unwrap();
        assert_eq!(who_may(&world, &ann, made).unwrap(), "ann Owner, bob Contributor");
        assert_eq!(revoke(&world, &ann, made, 2), Err(Error::Inherited));
    }

    fn shared_notebooks_stand_among_ones_own(engine) {
        let world = World::new(engine);
        let [ann, bob] = ["ann", "bob"].map(|name| world.user(name));
        let theirs = world.sketch(&ann, "B\nD\n  Part\nE\nF\n");
        world.sketch(&bob, "A\nC\n");
        for (node, role) in [(theirs[0], Role::Reader), (theirs[2], Role::Reader), (theirs[3], Role::Owner)] {
            grant(&world, &ann, node, "bob", role).unwrap();
        }
        // Of whom only a part is shared, the notebook is not shown.
        assert_eq!(own_and_shared(&world, &bob), "A Owner, B Reader, C Owner, E Owner");
        // A folder around them shares them all.
        let folder = world.read(move |cx| Ok(store::node::find(cx.tx, &theirs[0])?.and_then(|node| node.parent))).unwrap().unwrap();
        world.write(move |cx| admin::share(cx, &admin::Admin::operator(), &folder, "bob", Some(Role::Contributor))).unwrap();
        assert_eq!(own_and_shared(&world, &bob), "A Owner, B Contributor, C Owner, D Contributor, E Owner, F Contributor");
    }

    fn what_was_opened_lately_is_remembered(engine) {
        let world = World::new(engine);
        let [ann, bob] = ["ann", "bob"].map(|name| world.user(name));
        let nodes = world.sketch(&ann, "First\n  One\nSecond\nThird\n");
        grant(&world, &ann, nodes[2], "bob", Role::Reader).unwrap();
        let own = world.sketch(&bob, "Own\n")[0];
        let open = |who: &Caller, node: NodeId| {
            let who = who.clone();
            let kinds = [NodeKind::Notebook, NodeKind::Section];
            world.clock.advance_seconds(1);
            let seen = world.read(move |cx| {
                let place = place::resolve(cx, &who, Location::Me)?;
                app::access::node(cx, &who, &place, &kinds, &node, Right::Read).map(|_| ())
            });
            seen.unwrap();
        };
        let listed = |who: &Caller, with_own: bool| {
            let who = who.clone();
            let names = world.read(move |cx| {
                let place = place::resolve(cx, &who, Location::Me)?;
                Ok(recent::list(cx, &who, &place, with_own)?.into_iter().map(|recent| recent.notebook.name).collect::<Vec<_>>())
            });
            names.unwrap().join(" ")
        };
        open(&ann, nodes[2]);
        open(&ann, nodes[1]);
        assert_eq!(listed(&ann, true), "First Second");
        assert_eq!(listed(&ann, false), "");
        open(&bob, nodes[2]);
        open(&bob, own);
        // Written by the sweep, and the same afterwards. Who opens again at once has opened once.
        let written = world.statements(|| world.sweep());
        assert_eq!(written["recent.put"], 4);
        assert_eq!((listed(&ann, true).as_str(), listed(&bob, true).as_str(), listed(&bob, false).as_str()), ("First Second", "Own Second", "Second"));
        open(&ann, nodes[2]);
        assert!(!world.statements(|| world.sweep()).contains_key("recent.put"));
        world.clock.advance_seconds(400);
        open(&ann, nodes[2]);
        assert_eq!(listed(&ann, true), "Second First");
        // What is not shared any more, or gone, is not shown.
        revoke(&world, &ann, nodes[2], 2).unwrap();
        world.delete(&ann, nodes[0]).unwrap();
        world.sweep();
        assert_eq!((listed(&ann, true).as_str(), listed(&bob, true).as_str()), ("Second", "Own"));
    }

    fn a_notebook_is_found_by_where_it_opens(engine) {
        let world = World::new(engine);
        let [ann, bob] = ["ann", "bob"].map(|name| world.user(name));
        let nodes = world.sketch(&ann, "Atlas\n  Group/\n    Deep\nHidden\n");
        grant(&world, &ann, nodes[0], "bob", Role::Reader).unwrap();
        let find = |who: &Caller, location: Location, names: &str| {
            let (who, owner) = (who.clone(), Owner::User(*ann.user()));
            let names = names.split('/').map(str::to_owned).collect();
            let path = app::view::WebPath { owner, library: "documents".into(), names };
            world.read(move |cx| {
                let place = place::resolve(cx, &who, location)?;
                Ok(web::notebook(cx, &who, &place, &path)?.node().name.clone())
            })
        };
        for names in ["Notebooks/Atlas", "notebooks/ATLAS/group", "Notebooks/Atlas/Group/Deep"] {
            assert_eq!(find(&ann, Location::Me, names).as_deref(), Ok("Atlas"), "{names}");
            assert_eq!(find(&bob, Location::Me, names).as_deref(), Ok("Atlas"), "{names}");
            assert_eq!(find(&bob, Location::User(*ann.user()), names).as_deref(), Ok("Atlas"), "{names}");
        }
        for names in ["Notebooks", "Notebooks/Hidden", "Notebooks/Absent", "Notebooks/Atlas/Absent", "Notebooks/Atlas/Group/Deep/er", ""] {
            assert_eq!(find(&bob, Location::Me, names), Err(Error::NotFound), "{names}");
        }
        assert_eq!(find(&ann, Location::Me, "Notebooks/Hidden").as_deref(), Ok("Hidden"));
        // Of another place it is not.
        let theirs = Location::User(*bob.user());
        assert_eq!(find(&bob, theirs, "Notebooks/Atlas"), Err(Error::NotFound));
    }
}
