//! Who runs the server, and what they let go.

use app::admin::{self, Admin, Asked, Fate, NewSite, Refused};
use app::{Caller, Cx, Error, Result, account, notebook, place};
use model::{ConflictBehavior, Location, NameRule, NodeId, Owner, Role, UserId};
use store::drive;
use testkit::audit;
use testkit::world::World;

/// Makes somebody an administrator, or no longer, as whoever has the data folder.
fn set(world: &World, name: &'static str, is_admin: bool) {
    world.app.write(move |cx| admin::set_admin(cx, &Admin::operator(), name, is_admin).map(drop)).wait().unwrap();
}

/// Revokes somebody in a browser, as somebody.
fn revoke(world: &World, by: UserId, name: &'static str) -> Result<()> {
    let revoked = world.app.write(move |cx| {
        let by = Admin::of(cx, &by, Asked::default())?;
        admin::set_admin(cx, &by, name, false).map(drop)
    });
    revoked.wait()
}

/// Does something as whoever has the data folder.
fn run<T: Send + 'static>(world: &World, mut verb: impl FnMut(&mut Cx<'_, '_>, &Admin) -> Result<T> + Send + 'static) -> Result<T> {
    world.app.write(move |cx| verb(cx, &Admin::operator())).wait()
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
            let group = world.write(move |cx| admin::add_group(cx, name, &["ann".to_owned()], None)).unwrap();
            Location::Group(group.id)
        };
        let physics = at(&world, "Physics");
        let law = notebook(&world, &ann, physics, "Law").unwrap();
        let asked = run(&world, |cx, by| admin::remove_group(cx, by, "physics", None)).unwrap_err();
        assert_eq!(asked, Error::Administration(Refused::Holds { whose: "Physics".to_owned(), notebooks: 1, files: 0, bytes: 0 }));
        assert_eq!(run(&world, |cx, by| admin::remove_group(cx, by, "Physics", Some(&Fate::GiveTo("zoe".to_owned())))), Err(Error::NotFound));
        run(&world, |cx, by| admin::remove_group(cx, by, "Physics", Some(&Fate::GiveTo("ben".to_owned())))).unwrap();
        assert!(matches!(notebook(&world, &ann, physics, "More"), Err(Error::GroupNotFound)));
        assert_eq!(libraries(&world, Owner::User(*ben.user())), ["Documents", "Physics"]);
        assert!(is_there(&world, law));
        // The name is free, and what is empty goes unasked.
        let chemistry = at(&world, "Physics");
        let acids = notebook(&world, &ann, chemistry, "Acids").unwrap();
        run(&world, |cx, by| admin::rename_group(cx, by, "Physics", "Chemistry").map(drop)).unwrap();
        let _ = at(&world, "Physics");
        let taken = run(&world, |cx, by| admin::rename_group(cx, by, "Chemistry", "PHYSICS").map(drop));
        assert_eq!(taken, Err(Error::NameTaken("PHYSICS".to_owned())));
        run(&world, |cx, by| admin::remove_group(cx, by, "Physics", None)).unwrap();
        run(&world, |cx, by| admin::remove_group(cx, by, "Chemistry", Some(&Fate::Discard))).unwrap();
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
        let site = world.write(move |cx| admin::add_site(cx, &new)).unwrap();
        run(&world, |cx, by| admin::add_site_library(cx, by, URL, "Documents", true, None)).unwrap();
        let second = run(&world, |cx, by| admin::add_site_library(cx, by, URL, "Others", true, None));
        assert_eq!(second, Err(Error::Administration(Refused::HasDefault(URL.to_owned()))));
        run(&world, |cx, by| admin::add_site_library(cx, by, URL, "Exams", false, Some(10))).unwrap();
        run(&world, |cx, by| admin::rename_site_library(cx, by, URL, "exams", "Tests")).unwrap();
        let taken = run(&world, |cx, by| admin::rename_site_library(cx, by, URL, "Tests", "documents"));
        assert_eq!(taken, Err(Error::NameTaken("documents".to_owned())));
        let moved = run(&world, |cx, by| admin::readdress_site(cx, by, URL, NEW)).unwrap();
        assert_ne!(moved.collection, site.collection);
        assert_eq!(run(&world, |cx, by| admin::readdress_site(cx, by, URL, NEW)).unwrap_err(), Error::SiteNotFound);
        let at = Location::Site(moved.collection, moved.id);
        let law = notebook(&world, &ann, at, "Law").unwrap();
        run(&world, |cx, by| admin::remove_site_library(cx, by, NEW, "Tests", None)).unwrap();
        assert_eq!(libraries(&world, Owner::Site(site.id)), ["Documents"]);
        let lost = run(&world, |cx, by| admin::remove_site_library(cx, by, NEW, "Tests", None));
        assert_eq!(lost, Err(Error::Administration(Refused::NoLibrary("Tests".to_owned()))));
        assert!(run(&world, |cx, by| admin::remove_site(cx, by, NEW, None)).is_err());
        run(&world, |cx, by| admin::remove_site(cx, by, NEW, Some(&Fate::GiveTo("ben".to_owned())))).unwrap();
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
            let alone = world.read(|cx| admin::owned_alone(cx, "ann")).unwrap();
            alone.groups.into_iter().map(|group| group.name).collect::<Vec<_>>()
        };
        let group = world.write(|cx| admin::add_group(cx, "Physics", &["ann".to_owned(), "ben".to_owned()], None)).unwrap().id;
        assert_eq!(alone(&world), ["Physics"]);
        world.write(move |cx| admin::set_group_member(cx, &group, "ben", Some(Role::Owner))).unwrap();
        assert_eq!(alone(&world), [""; 0]);
        // Who does nothing for now decides nothing.
        world.write(|cx| account::suspend(cx, "ben", true)).unwrap();
        assert_eq!(alone(&world), ["Physics"]);
        world.write(|cx| { account::give(cx, "ann", "zoe")?; account::remove(cx, "ann") }).unwrap();
        let owned = world.read(|cx| admin::owned_alone(cx, "zoe")).unwrap();
        assert_eq!(owned.groups.len(), 1);
    }

    fn only_an_administrator_who_is_here_is_one(engine) {
        let world = World::new(engine);
        let (ann, ben) = (*world.user("ann").user(), *world.user("ben").user());
        set(&world, "ann", true);
        let refused = Err(Error::Administration(Refused::NotAdministrator));
        assert_eq!(revoke(&world, ben, "ann"), refused);
        world.app.write(|cx| account::suspend(cx, "ann", true)).wait().unwrap();
        assert_eq!(revoke(&world, ann, "ann"), refused);
        world.app.write(|cx| account::suspend(cx, "ann", false)).wait().unwrap();
        world.app.write(|cx| account::remove(cx, "ann")).wait().unwrap();
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
        world.app.write(|cx| account::suspend(cx, "ann", true)).wait().unwrap();
        assert_eq!(revoke(&world, ben, "ben"), Err(Error::Administration(Refused::LastAdministrator)));
        assert_eq!(revoke(&world, ben, "ann"), Ok(()));
        set(&world, "ben", false);
    }
}
