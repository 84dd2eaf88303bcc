//! Finding by name in a drive and in what others share with its owner.

use app::item::{self, Anchor, At, Spot, Which};
use app::permission::{self, Terms, Who};
use app::{Caller, Error, Result, Settings, admin};
use model::{DriveCid, DriveId, Location, Right, Role};
use testkit::world::{World, allowed_item};

const SCOPES: &str = "Files.Read.All Notes.ReadWrite";

/// Returns the names that are found, and in how many pieces.
fn pieces(world: &World, who: &Caller, which: Which, text: &str, limit: usize) -> Result<(String, usize)> {
    let (who, text) = (who.clone(), text.to_owned());
    world.read(move |cx| {
        let root = item::item(cx, &who, &At { drive: which, anchor: Anchor::Root, path: Vec::new() }, Right::Read)?;
        let (mut names, mut after, mut pieces): (Vec<String>, Option<Spot>, usize) = (Vec::new(), None, 0);
        loop {
            let (views, next) = item::search_drive(cx, &who, &root, &text, after, limit)?;
            assert!(views.len() <= limit && pieces < 100 && (next.is_none() || next != after));
            names.extend(views.into_iter().map(|view| view.name));
            (pieces, after) = (pieces + 1, next);
            if after.is_none() {
                return Ok((names.join("|"), pieces));
            }
        }
    })
}

/// Returns the names that are found from one's own drive, sorted: shares come by their ids.
fn found(world: &World, who: &Caller, text: &str, limit: usize) -> String {
    let (names, _) = pieces(world, who, Which::Default(Location::Me), text, limit).unwrap();
    let mut names: Vec<&str> = names.split('|').collect();
    names.sort_unstable();
    names.join("|")
}

fn share(world: &World, by: &Caller, id: [u8; 16], with: &'static str, terms: impl Into<Terms>) {
    let (by, terms) = (by.clone(), terms.into());
    let shared = world.write(move |cx| {
        let what = allowed_item(cx, &by, &id, Right::Read)?;
        permission::grant(cx, &what, Who::Named(with), terms).map(drop)
    });
    shared.unwrap();
}

both! {
    fn what_others_share_is_found_once(engine) {
        let world = World::new(engine);
        let (ann, carl) = (world.user("ann"), world.user("carl"));
        let _ = world.user("bob");
        let bob = world.token("bob", "test-app", SCOPES);
        world.file(&bob, world.root(&bob), "plan of bob", "").unwrap();
        let plans = world.folder(&ann, world.root(&ann), "Plans").unwrap();
        let deep = world.folder(&ann, plans, "Deep plans").unwrap();
        for number in 0..3 {
            world.file(&ann, deep, &format!("plan {number}"), "").unwrap();
        }
        let alone = world.file(&ann, deep, "plan alone", "").unwrap();
        world.file(&ann, world.root(&ann), "plan of ann", "").unwrap();
        let shown = world.file(&carl, world.root(&carl), "plan of carl", "").unwrap();
        let notebook = world.notebook(&carl, "Planets").unwrap();
        world.section(&carl, notebook, "Plan").unwrap();
        assert_eq!(found(&world, &bob, "plan", 2), "plan of bob");
        // The file lies in a share, and that in another one.
        share(&world, &ann, alone.0, "bob", Role::Reader);
        assert_eq!(found(&world, &bob, "plan", 2), "plan alone|plan of bob");
        share(&world, &ann, deep.0, "bob", Role::Reader);
        let of_deep = "Deep plans|plan 0|plan 1|plan 2|plan alone|plan of bob";
        assert_eq!(found(&world, &bob, "plan", 9), of_deep);
        share(&world, &ann, plans.0, "bob", Role::Contributor);
        share(&world, &carl, shown.0, "bob", Role::Reader);
        share(&world, &carl, notebook.0, "bob", Role::Reader);
        let all = "Deep plans|Plan.one|Planets|Plans|plan 0|plan 1|plan 2|plan alone|plan of bob|plan of carl";
        for limit in 1..12 {
            assert_eq!(found(&world, &bob, "plan", limit), all, "{limit}");
        }
        // The drive itself comes first.
        let (names, count) = pieces(&world, &bob, Which::Default(Location::Me), "plan", 3).unwrap();
        assert!(names.starts_with("plan of bob|") && count == 4, "{names}");
        // What was deleted is not there.
        world.delete_file(&carl, shown).unwrap();
        world.delete(&ann, plans).unwrap();
        assert_eq!(found(&world, &bob, "plan", 2), "Plan.one|Planets|plan of bob");
    }

    fn what_is_not_shared_is_not_found(engine) {
        let world = World::new(engine);
        let ann = world.user("ann");
        let _ = (world.user("bob"), world.user("carl"));
        let [bob, carl] = ["bob", "carl"].map(|name| world.token(name, "test-app", SCOPES));
        let plans = world.folder(&ann, world.root(&ann), "Plans").unwrap();
        let inside = world.file(&ann, plans, "plan inside", "").unwrap();
        let ends = Terms { role: Role::Reader, expires: Some(world.app.now().plus_seconds(60)) };
        share(&world, &ann, plans.0, "bob", ends);
        share(&world, &ann, inside.0, "bob", Role::Reader);
        assert_eq!(found(&world, &bob, "plan", 9), "Plans|plan inside");
        assert_eq!(found(&world, &carl, "plan", 9), "");
        // Of a drive of somebody else's nothing is told but what it holds, and that only to whom it is open.
        let hers = Which::Id(DriveCid::of(&DriveId(world.root(&ann).0)));
        assert_eq!(pieces(&world, &bob, hers, "plan", 9), Err(Error::NotFound));
        // An app that is not let near what others share finds what is the person's own.
        for scopes in ["Files.Read", "Files.ReadWrite"] {
            assert_eq!(found(&world, &world.token("bob", "test-app", scopes), "plan", 9), "");
        }
        // What has ended does not count, neither for what was shared nor for what lies in it.
        world.clock.advance_seconds(60);
        assert_eq!(found(&world, &bob, "plan", 9), "plan inside");
        // By a group, too.
        let team = world.write(|cx| Ok(admin::add_group(cx, &admin::Admin::operator(), "Team", &["carl".to_owned()], None)?.id));
        let team = team.unwrap();
        world.write(move |cx| {
            let what = allowed_item(cx, &ann, &plans.0, Right::Read)?;
            permission::grant(cx, &what, Who::Group(team), Role::Reader).map(drop)
        }).unwrap();
        assert_eq!(found(&world, &carl, "plan", 9), "Plans|plan inside");
        assert_eq!(found(&world, &bob, "plan", 9), "plan inside");
    }

    fn one_look_is_for_all_shares_together(engine) {
        let world = World::with(engine, Settings { searched_names_max: 3, ..Settings::default() }, 1);
        let ann = world.user("ann");
        let _ = world.user("bob");
        let bob = world.token("bob", "test-app", SCOPES);
        for number in 0..4 {
            let folder = world.folder(&ann, world.root(&ann), &format!("Folder {number}")).unwrap();
            for number in 0..4 {
                world.file(&ann, folder, &format!("file {number}"), "").unwrap();
            }
            share(&world, &ann, folder.0, "bob", Role::Reader);
        }
        for (text, count) in [("folder", 4), ("file", 16), ("3", 5), ("nothing", 0)] {
            let (names, pieces) = pieces(&world, &bob, Which::Default(Location::Me), text, 50).unwrap();
            assert_eq!(names.split('|').filter(|name| !name.is_empty()).count(), count, "{text}: {names}");
            assert!(pieces > 4, "{text}: {pieces}");
        }
    }
}
