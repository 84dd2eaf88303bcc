//! What those see who run the server.

use app::audit::{self, Piece, Sought};
use app::directory::After;
use app::{admin, desk};
use model::{Owner, Role};
use testkit::world::World;

fn names(world: &World, part: &'static str, after: &'static str, limit: usize) -> Vec<String> {
    let found = world.app.read(move |cx| desk::people(cx, part, &After::named(after), limit)).wait().unwrap();
    found.into_iter().map(|user| user.name).collect()
}

fn piece(world: &World, sought: Sought, limit: usize) -> Piece {
    world.app.read(move |cx| audit::piece(cx, &sought, limit)).wait().unwrap()
}

both! {
    fn people_are_found_by_any_part_of_their_names(engine) {
        let world = World::new(engine);
        for name in ["Zoë Ünal", "zoltan", "50%_off!", "Ümit"] {
            world.app.write(move |cx| admin::add_user(cx, &admin::Admin::operator(), name, None, None)).wait().unwrap();
        }
        assert_eq!(names(&world, "ZO", "", 9), ["zoltan", "Zoë Ünal"]);
        assert_eq!(names(&world, "ZO", "ZOLTAN", 9), ["Zoë Ünal"]);
        assert_eq!(names(&world, "ün", "", 9), ["Zoë Ünal"]);
        assert_eq!(names(&world, "%_o", "", 9), ["50%_off!"]);
        assert_eq!(names(&world, "!", "", 9), ["50%_off!"]);
        assert_eq!(names(&world, "%%", "", 9), [""; 0]);
        assert_eq!(names(&world, " ", "", 1), ["50%_off!"]);
    }

    fn what_there_is_is_counted_and_named(engine) {
        let world = World::new(engine);
        drop(world.user("ann"));
        let before = world.app.read(desk::counts).wait().unwrap();
        let group = world.app.write(|cx| {
            admin::add_user(cx, &admin::Admin::operator(), "zoe", None, None)?;
            admin::add_group(cx, &admin::Admin::operator(), "Chess", &["zoe".to_owned(), "ann".to_owned()], Some(500))
        });
        let group = group.wait().unwrap();
        let after = world.app.read(desk::counts).wait().unwrap();
        assert_eq!((after.people, after.groups, after.sites), (before.people + 1, before.groups + 1, before.sites));
        let id = group.id;
        let members = world.app.read(move |cx| desk::group_members(cx, &id, &After::default(), 9)).wait().unwrap();
        let members: Vec<_> = members.iter().map(|(user, role)| (user.name.as_str(), *role)).collect();
        assert_eq!(members, [("ann", Role::Contributor), ("zoe", Role::Owner)]);
        let holdings = world.app.read(move |cx| desk::holdings(cx, &Owner::Group(id))).wait().unwrap();
        assert_eq!(holdings.iter().map(|it| (it.name.as_str(), it.quota_bytes, it.bytes)).collect::<Vec<_>>(), [("Documents", Some(500), 0)]);
    }

    fn the_log_is_read_in_pieces(engine) {
        let world = World::new(engine);
        drop(world.user("ann"));
        let start = world.app.now();
        for n in 0..7 {
            let act = if n == 3 { "other" } else { "many" };
            world.app.write(move |cx| testkit::by_name::note(cx, act, &n.to_string())).wait().unwrap();
            world.clock.advance_seconds(60);
        }
        let subjects = |piece: &Piece| piece.entries.iter().map(|(entry, _)| entry.subject.clone()).collect::<Vec<_>>();
        let many = Sought { act: "many".to_owned(), since: Some(start), ..Sought::default() };
        let first = piece(&world, many.clone(), 4);
        assert_eq!(subjects(&first), ["6", "5", "4", "2"]);
        let second = piece(&world, Sought { before: first.next, ..many.clone() }, 4);
        assert_eq!((subjects(&second), second.next), (vec!["1".to_owned(), "0".to_owned()], None));
        let between = Sought { since: Some(start.plus_seconds(60)), until: Some(start.plus_seconds(180)), ..many };
        assert_eq!(subjects(&piece(&world, between, 4)), ["2", "1"]);
        let whose = Sought { who: Some("ann".to_owned()), since: Some(start), ..Sought::default() };
        assert_eq!(subjects(&piece(&world, whose, 4)), [""; 0]);
    }
}
