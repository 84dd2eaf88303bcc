//! Who runs the server, and what they let go.

use app::admin::{self, Admin, Asked, Fate, NewSite, Refused};
use app::{Caller, Cx, Error, Result, account, notebook, place};
use model::{ConflictBehavior, Location, NameRule, NodeId, Owner, Role, UserId};
use std::collections::BTreeSet;
use store::drive;
use testkit::audit;
use testkit::world::World;

/// Makes somebody an administrator, or no longer, as whoever has the data folder.
fn set(world: &World, name: &'static str, is_admin: bool) {
    world.app.write(move |cx| testkit::by_name::set_admin(cx, name, is_admin)).wait().unwrap();
}

/// Revokes somebody in a browser, as somebody.
fn revoke(world: &World, by: UserId, name: &'static str) -> Result<()> {
    let revoked = world.app.write(move |cx| {
        let (by, user) = (Admin::of(cx, &by, Asked::default())?, admin::user_by_name(cx, name)?);
        admin::set_admin(cx, &by, &user.id, false).map(drop)
    });
    revoked.wait()
}

/// Does something as whoever has the data folder.
fn run<T: Send + 'static>(world: &World, mut verb: impl FnMut(&mut Cx<'_, '_>, &Admin) -> Result<T> + Send + 'static) -> Result<T> {
    world.app.write(move |cx| verb(cx, &Admin::operator())).wait()
}

/// Removes a group, by name.
fn remove_group(world: &World, name: &'static str, fate: Option<Fate>) -> Result<()> {
    run(world, move |cx, by| {
        let group = admin::group_by_name(cx, name)?;
        admin::remove_group(cx, by, &group.id, fate.as_ref())
    })
}

/// Gives a group another name.
fn rename_group(world: &World, name: &'static str, new: &'static str) -> Result<()> {
    run(world, move |cx, by| {
        let group = admin::group_by_name(cx, name)?;
        admin::rename_group(cx, by, &group.id, new).map(drop)
    })
}

/// Makes a notebook at a place.
fn notebook(world: &World, who: &Caller, at: Location, name: &'static str) -> Result<NodeId> {
    let who = who.clone();
    world.write(move |cx| {
        let place = place::resolve(cx, &who, at)?;
        Ok(notebook::create(cx, &who, &place, name, NameRule::Notebook, ConflictBehavior::Fail)?.node().id)
    })
}

/// The libraries of somebody, a group or a site, by name.
fn libraries(world: &World, owner: Owner) -> Vec<String> {
    world.read(move |cx| Ok(drive::of_owner(cx.tx, &owner)?)).unwrap().into_iter().map(|drive| drive.name).collect()
}

fn is_there(world: &World, id: NodeId) -> bool {
    world.read(move |cx| Ok(store::node::find(cx.tx, &id)?)).unwrap().is_some()
}

both! {
    fn a_group_goes_once_it_is_said_what_becomes_of_what_it_holds(engine) {
        let world = World::new(engine);
        let (ann, ben) = (world.user("ann"), world.user("ben"));
        let at = |world: &World, name: &'static str| {
            let group = world.write(move |cx| admin::add_group(cx, &Admin::operator(), name, &["ann".to_owned()], None)).unwrap();
            Location::Group(group.id)
        };
        let physics = at(&world, "Physics");
        let law = notebook(&world, &ann, physics, "Law").unwrap();
        let asked = remove_group(&world, "physics", None).unwrap_err();
        assert_eq!(asked, Error::Administration(Refused::Holds { whose: "Physics".to_owned(), notebooks: 1, files: 0, bytes: 0 }));
        assert_eq!(remove_group(&world, "Physics", Some(Fate::GiveTo("zoe".to_owned()))), Err(Error::NotFound));
        remove_group(&world, "Physics", Some(Fate::GiveTo("ben".to_owned()))).unwrap();
        assert!(matches!(notebook(&world, &ann, physics, "More"), Err(Error::GroupNotFound)));
        assert_eq!(libraries(&world, Owner::User(*ben.user())), ["Documents", "Physics"]);
        assert!(is_there(&world, law));
        // The name is free, and what is empty goes unasked.
        let chemistry = at(&world, "Physics");
        let acids = notebook(&world, &ann, chemistry, "Acids").unwrap();
        rename_group(&world, "Physics", "Chemistry").unwrap();
        let _ = at(&world, "Physics");
        let taken = rename_group(&world, "Chemistry", "PHYSICS");
        assert_eq!(taken, Err(Error::NameTaken("PHYSICS".to_owned())));
        remove_group(&world, "Physics", None).unwrap();
        remove_group(&world, "Chemistry", Some(Fate::Discard)).unwrap();
        world.sweep_all();
        assert!(!is_there(&world, acids));
        assert_eq!(audit::complaints(world.app.store()), [""; 0]);
    }

    fn a_site_moves_and_goes_library_by_library(engine) {
        let world = World::new(engine);
        let (ann, ben) = (world.user("ann"), world.user("ben"));
        const URL: &str = "https://school.example/sites/physics";
        const NEW: &str = "https://other.example/sites/physics";
        let new = NewSite { url: URL.to_owned(), members: vec![("ann".to_owned(), Role::Owner)], ..NewSite::default() };
        let site = world.write(move |cx| admin::add_site(cx, &Admin::operator(), &new)).unwrap();
        let id = site.id;
        run(&world, move |cx, by| admin::add_site_library(cx, by, &id, "Documents", true, None)).unwrap();
        let second = run(&world, move |cx, by| admin::add_site_library(cx, by, &id, "Others", true, None));
        assert_eq!(second, Err(Error::Administration(Refused::HasDefault(URL.to_owned()))));
        run(&world, move |cx, by| admin::add_site_library(cx, by, &id, "Exams", false, Some(10))).unwrap();
        run(&world, move |cx, by| admin::rename_site_library(cx, by, &id, "exams", "Tests")).unwrap();
        let taken = run(&world, move |cx, by| admin::rename_site_library(cx, by, &id, "Tests", "documents"));
        assert_eq!(taken, Err(Error::NameTaken("documents".to_owned())));
        let moved = run(&world, move |cx, by| admin::readdress_site(cx, by, &id, NEW)).unwrap();
        assert_ne!(moved.collection, site.collection);
        assert_eq!(world.read(|cx| admin::site_by_url(cx, URL)).unwrap_err(), Error::SiteNotFound);
        let at = Location::Site(moved.collection, moved.id);
        let law = notebook(&world, &ann, at, "Law").unwrap();
        run(&world, move |cx, by| admin::remove_site_library(cx, by, &id, "Tests", None)).unwrap();
        assert_eq!(libraries(&world, Owner::Site(site.id)), ["Documents"]);
        let lost = run(&world, move |cx, by| admin::remove_site_library(cx, by, &id, "Tests", None));
        assert_eq!(lost, Err(Error::Administration(Refused::NoLibrary("Tests".to_owned()))));
        assert!(run(&world, move |cx, by| admin::remove_site(cx, by, &id, None)).is_err());
        run(&world, move |cx, by| admin::remove_site(cx, by, &id, Some(&Fate::GiveTo("ben".to_owned())))).unwrap();
        assert_eq!(libraries(&world, Owner::User(*ben.user())), ["Documents", "physics"]);
        assert!(is_there(&world, law) && matches!(notebook(&world, &ann, at, "More"), Err(Error::SiteNotFound)));
        world.sweep_all();
        assert_eq!(audit::complaints(world.app.store()), [""; 0]);
    }

    fn a_quota_can_be_set_and_taken_away(engine) {
        let world = World::new(engine);
        let ann = world.user("ann");
        let owner = Owner::User(*ann.user());
        let nodes = world.sketch(&ann, "Atlas\n  One\n");
        for (bytes, outcome) in [(Some(1), Err(Error::QuotaExceeded)), (None, Ok(()))] {
            run(&world, move |cx, by| admin::set_quota(cx, by, &owner, None, bytes)).unwrap();
            assert_eq!(world.page(&ann, nodes[1], "Hello").map(drop), outcome);
        }
        let log = world.read(|cx| app::audit::newest(cx, None, None, 10)).unwrap();
        // At one moment, in no order.
        let told: BTreeSet<_> = log.iter().filter(|it| it.act == "user quota").map(|it| it.subject.as_str()).collect();
        assert_eq!(told, BTreeSet::from(["ann 1", "ann none"]));
        let held = world.read(move |cx| admin::weighed(cx, &owner)).unwrap();
        assert!(held.len() == 1 && held[0].bytes > 0, "{held:?}");
        assert_eq!(world.read(move |cx| admin::libraries(cx, &owner)).unwrap(), held);
    }

    fn what_somebody_alone_owned_is_told_or_given(engine) {
        let world = World::new(engine);
        for name in ["ann", "ben", "zoe"] {
            let _ = world.user(name);
        }
        let alone = |world: &World| {
            let alone = world.read(|cx| { let ann = admin::user_by_name(cx, "ann")?; admin::owned_alone(cx, &ann.id) }).unwrap();
            alone.groups.into_iter().map(|group| group.name).collect::<Vec<_>>()
        };
        let group = world.write(|cx| admin::add_group(cx, &Admin::operator(), "Physics", &["ann".to_owned(), "ben".to_owned()], None)).unwrap().id;
        assert_eq!(alone(&world), ["Physics"]);
        world.write(move |cx| testkit::by_name::set_member(cx, &group, "ben", Some(Role::Owner))).unwrap();
        assert_eq!(alone(&world), [""; 0]);
        // Who does nothing for now decides nothing.
        world.write(|cx| testkit::by_name::suspend(cx, "ben", true)).unwrap();
        assert_eq!(alone(&world), ["Physics"]);
        world.write(|cx| { testkit::by_name::give(cx, "ann", "zoe") }).unwrap();
        let owned = world.read(|cx| { let zoe = admin::user_by_name(cx, "zoe")?; admin::owned_alone(cx, &zoe.id) }).unwrap();
        assert_eq!(owned.groups.len(), 1);
    }

    fn only_an_administrator_who_is_here_is_one(engine) {
        let world = World::new(engine);
        let (ann, ben) = (*world.user("ann").user(), *world.user("ben").user());
        set(&world, "ann", true);
        let refused = Err(Error::Administration(Refused::NotAdministrator));
        assert_eq!(revoke(&world, ben, "ann"), refused);
        world.app.write(|cx| testkit::by_name::suspend(cx, "ann", true)).wait().unwrap();
        assert_eq!(revoke(&world, ann, "ann"), refused);
        world.app.write(|cx| testkit::by_name::suspend(cx, "ann", false)).wait().unwrap();
        world.app.write(|cx| testkit::by_name::remove(cx, "ann")).wait().unwrap();
        assert_eq!(revoke(&world, ann, "ben"), refused);
    }

    fn the_last_administrator_goes_only_on_the_command_line(engine) {
        let world = World::new(engine);
        let (ann, ben) = (*world.user("ann").user(), *world.user("ben").user());
        set(&world, "ann", true);
        set(&world, "ben", true);
        assert_eq!(revoke(&world, ann, "ann"), Ok(()));
        assert_eq!(revoke(&world, ben, "ben"), Err(Error::Administration(Refused::LastAdministrator)));
        // Who does nothing for now is nobody who could make another.
        set(&world, "ann", true);
        world.app.write(|cx| testkit::by_name::suspend(cx, "ann", true)).wait().unwrap();
        assert_eq!(revoke(&world, ben, "ben"), Err(Error::Administration(Refused::LastAdministrator)));
        assert_eq!(revoke(&world, ben, "ann"), Ok(()));
        set(&world, "ben", false);
    }

    fn of_administrators_who_remove_each_other_at_one_time_one_stays(engine) {
        let world = World::new(engine);
        let names = ["ann", "ben", "cai", "dan", "eve", "fay", "gil", "hal"];
        let all = names.map(|name| *world.user(name).user());
        for name in names {
            set(&world, name, true);
        }
        // Everybody removes whoever sits next to them.
        let next = |at: usize| all[(at + 1) % all.len()];
        let under_way: Vec<_> = all.iter().enumerate().map(|(at, who)| {
            let (who, next) = (*who, next(at));
            world.app.write(move |cx| {
                let by = Admin::of(cx, &who, Asked::default())?;
                account::remove(cx, &by, &next, &Fate::Discard).map(drop)
            })
        }).collect();
        let outcomes: Vec<_> = under_way.into_iter().map(store::Pending::wait).collect();
        let done = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
        assert!(done > 0 && done < all.len(), "{outcomes:?}");
        assert!(outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).all(|error| matches!(error, Error::Administration(_))), "{outcomes:?}");
        // Whoever did it is named, each time.
        let log = world.read(|cx| app::audit::newest(cx, None, None, 100)).unwrap();
        let told = log.iter().filter(|it| it.act == "user remove" && it.actor.is_some() && it.subject.ends_with(" --discard"));
        assert_eq!(told.count(), done);
        let left = world.write(move |cx| Ok(store::directory::state::admins_locked(cx.tx)?)).unwrap();
        assert_eq!(left.len(), all.len() - done);
    }
}
