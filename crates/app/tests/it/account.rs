//! People who leave, and who there is without them.

use app::admin::Admin;
use app::directory::{self, After};
use app::sign_in::Admitted;
use app::{Error, admin, caller, sign_in};
use model::{AppId, Owner, Role};
use testkit::audit;
use testkit::world::World;

/// Who is told of, from a place on.
fn people(world: &World, after: &str, limit: usize) -> Vec<String> {
    let after = After::named(after);
    world.read(move |cx| directory::people(cx, &after, limit)).unwrap().into_iter().map(|user| user.name).collect()
}

fn token(world: &World, name: &'static str) -> String {
    let issued = world.app.write(move |cx| {
        let app = AppId::new("test").map_err(|_| Error::Internal)?;
        admin::issue_token(cx, &admin::Admin::operator(), name, &app, "Notes.ReadWrite", 600).map(|issued| issued.secret)
    });
    issued.wait().unwrap()
}

/// Whether a token speaks for anybody.
fn speaks(world: &World, token: &str) -> bool {
    let token = token.to_owned();
    world.read(move |cx| caller::authenticate(cx, &token).map(drop)).is_ok()
}

both! {
    fn who_is_suspended_does_nothing_until_they_are_let_in_again(engine) {
        let world = World::new(engine);
        let _ = world.user("ann");
        let secret = token(&world, "ann");
        assert!(speaks(&world, &secret));
        let hash = app::password::hash("sesame", &[1; 16]).unwrap();
        world.app.write(move |cx| testkit::by_name::set_password(cx, "ann", &hash)).wait().unwrap();
        let tries = |world: &World| {
            let verdict = world.read(|cx| sign_in::claim(cx, "ann")).unwrap().prove("sesame").unwrap();
            world.app.write(move |cx| match sign_in::begin(cx, "ann", &verdict, None)? {
                Some(Admitted::In(cookie)) => Ok(Some(cookie.secret)),
                _ => Ok(None),
            }).wait().unwrap()
        };
        let cookie = tries(&world).unwrap();
        world.app.write(|cx| testkit::by_name::suspend(cx, "ann", true)).wait().unwrap();
        assert!(!speaks(&world, &secret) && tries(&world).is_none());
        let shown = cookie.clone();
        assert_eq!(world.read(move |cx| sign_in::session(cx, &shown)).unwrap(), None);
        world.app.write(|cx| testkit::by_name::suspend(cx, "ann", false)).wait().unwrap();
        assert!(speaks(&world, &secret) && tries(&world).is_some());
        // What was signed out stays so.
        assert_eq!(world.read(move |cx| sign_in::session(cx, &cookie)).unwrap(), None);
    }

    fn what_is_given_is_the_others_and_the_name_is_free(engine) {
        let world = World::new(engine);
        let (ann, ben) = (world.user("ann"), world.user("ben"));
        let nodes = world.sketch(&ann, "Atlas\n  One\n");
        world.fill(&ann, nodes[1], 3);
        let secret = token(&world, "ann");
        world.app.write(|cx| { testkit::by_name::give(cx, "ann", "ben") }).wait().unwrap();
        assert!(!speaks(&world, &secret));
        assert_eq!(people(&world, "", 10), ["ben"]);
        let owner = Owner::User(*ben.user());
        let drives = world.read(move |cx| Ok(store::drive::of_owner(cx.tx, &owner)?)).unwrap();
        let names: Vec<_> = drives.iter().map(|drive| (drive.name.as_str(), drive.is_default)).collect();
        assert_eq!(names, [("Documents", true), ("ann", false)]);
        // Ben goes on where Ann stopped, and her pages go on saying who wrote them.
        world.page(&ben, nodes[1], "More").unwrap();
        let author = *ann.user();
        assert_eq!(world.read(move |cx| Ok(store::directory::user(cx.tx, &author)?)).unwrap().unwrap().name, "ann");
        let _ = world.user("ann");
        assert_eq!(people(&world, "", 10), ["ann", "ben"]);
        let own = world.app.write(|cx| testkit::by_name::give(cx, "ben", "ben")).wait();
        assert_eq!(own, Err(Error::NameTaken("ben".to_owned())));
        // Two of one name leave each their own library.
        world.app.write(|cx| testkit::by_name::give(cx, "ann", "ben")).wait().unwrap();
        let drives = world.read(move |cx| Ok(store::drive::of_owner(cx.tx, &owner)?)).unwrap();
        assert_eq!(drives.iter().map(|drive| drive.name.as_str()).collect::<Vec<_>>(), ["Documents", "ann", "ann 2"]);
        assert_eq!(audit::complaints(world.app.store()), [""; 0]);
    }

    fn what_is_discarded_is_nobodys_at_once_and_goes_later(engine) {
        let world = World::new(engine);
        let ann = world.user("ann");
        let nodes = world.sketch(&ann, "Atlas\n  One\nDocs/\n");
        world.fill(&ann, nodes[1], 3);
        let (ben, theirs, atlas) = (world.user("ben"), *ann.user(), nodes[0]);
        world.write(move |cx| admin::share(cx, &Admin::operator(), &atlas, "ben", Some(Role::Reader))).unwrap();
        world.app.write(|cx| testkit::by_name::remove(cx, "ann")).wait().unwrap();
        assert!(world.read(move |cx| Ok(store::drive::of_owner(cx.tx, &Owner::User(theirs))?)).unwrap().is_empty());
        // With whom it was shared, it is shared no more.
        assert!(world.page(&ben, nodes[1], "More").is_err());
        world.sweep_all();
        let first = nodes[0];
        assert!(world.read(move |cx| Ok(store::node::find(cx.tx, &first)?)).unwrap().is_none());
        assert_eq!(audit::complaints(world.app.store()), [""; 0]);
    }

    fn people_and_groups_are_told_in_pieces(engine) {
        let world = World::new(engine);
        for name in ["Zoe", "ann", "Ben"] {
            let _ = world.user(name);
        }
        assert_eq!(people(&world, "", 2), ["ann", "Ben"]);
        assert_eq!(people(&world, "Ben", 2), ["Zoe"]);
        let group = world.app.write(|cx| admin::add_group(cx, &admin::Admin::operator(), "Team", &["ann".to_owned(), "Zoe".to_owned()], None)).wait().unwrap().id;
        let (zoe, ben) = (world.token("Zoe", "test-app", "Group.Read.All"), world.token("Ben", "test-app", "Group.Read.All"));
        let seen = zoe.clone();
        assert_eq!(world.read(move |cx| directory::groups(cx, &seen, &After::default(), 5)).unwrap().len(), 1);
        let owners = world.read(move |cx| directory::members(cx, &zoe, &group, model::Role::Owner, &After::default(), 5)).unwrap();
        assert_eq!(owners.iter().map(|user| user.name.as_str()).collect::<Vec<_>>(), ["ann"]);
        assert_eq!(world.read(move |cx| directory::group(cx, &ben, &group)).unwrap_err(), Error::GroupNotFound);
    }
}
