//! Shortcuts to what others share: made, seen, arranged, removed, and what becomes of them when what they lead to goes.

use super::shelf::{Named, Shelf};
use app::admin::{Admin, Fate};
use app::item::delta::{self, Asked, Was};
use app::item::shortcut::{self, Refused};
use app::item::view::{self, Facet, ItemView, Remote};
use app::item::{self, Anchor, At, Change, Only, Removal, SEARCH_WORDS_MAX, Which};
use app::permission::{self, Who};
use app::{Caller, Error, Result, admin};
use model::{ConflictBehavior, DriveCid, ItemId, NodeId, OperationState, Right, Role};
use testkit::world::{Engine, World, allowed_item};

/// Ann's drive, and a folder that bob shares with her.
struct Desk {
    shelf: Shelf,
    bob: Caller,
    /// Bob's folder `Course`, in which `Week 1` lies.
    course: NodeId,
}

impl Desk {
    fn new(engine: Engine) -> Self {
        let shelf = Shelf::new(engine);
        let world = &shelf.world;
        let bob = world.user("bob");
        let course = world.folder(&bob, world.root(&bob), "Course").unwrap();
        world.folder(&bob, course, "Week 1").unwrap();
        world.write(move |cx| admin::share(cx, &admin::Admin::operator(), &course, "ann", Some(Role::Reader))).unwrap();
        Self { shelf, bob, course }
    }

    fn item(&self, who: &Caller, id: NodeId) -> ItemId {
        let who = who.clone();
        self.shelf.world.read(move |cx| Ok(allowed_item(cx, &who, &id.0, Right::Read)?.id())).unwrap()
    }

    fn make(&self, parent: &str, to: ItemId, name: &str, conflict: ConflictBehavior) -> Result<ItemView> {
        let name = name.to_owned();
        self.shelf.with(parent, move |cx, who, parent| {
            let target = At { drive: Which::Id(to.drive), anchor: Anchor::Id(to), path: Vec::new() };
            let made = shortcut::create(cx, who, parent, &target, &name, conflict)?;
            view::item(cx, who, &made)
        })
    }

    fn made(&self) -> ItemView {
        self.make("", self.item(&self.bob, self.course), "Physics", ConflictBehavior::Fail).unwrap()
    }

    fn share(&self, role: Option<Role>) {
        let course = self.course;
        self.shelf.world.write(move |cx| admin::share(cx, &admin::Admin::operator(), &course, "ann", role)).unwrap();
    }
}

fn remote(view: &ItemView) -> &Remote {
    match &view.facet {
        Facet::Shortcut(remote) => remote,
        other => panic!("{other:?}"),
    }
}

/// Returns the name of what a shortcut leads to, if it is seen.
fn leads_to(view: &ItemView) -> Option<&str> {
    remote(view).seen.as_deref().map(|seen| seen.name.as_str())
}

fn refused<T: std::fmt::Debug>(of: Result<T>) -> Refused {
    match of {
        Err(Error::Shortcut(refused)) => refused,
        other => panic!("{other:?}"),
    }
}

fn child_of(world: &World, who: &Caller, parent: &ItemView, name: &str) -> NodeId {
    world.folder(who, NodeId(parent.id.bytes), name).unwrap()
}

both! {
    fn a_shortcut_shows_what_it_leads_to_as_far_as_one_may_see_it(engine) {
        let desk = Desk::new(engine);
        let (shelf, course) = (&desk.shelf, desk.item(&desk.bob, desk.course));
        let made = desk.made();
        assert_eq!((made.name.as_str(), made.size, leads_to(&made)), ("Physics", 0, Some("Course")));
        let seen = remote(&made).seen.clone().unwrap();
        assert_eq!((seen.id, &seen.facet, remote(&made).id), (course, &Facet::Folder { child_count: 1 }, course));
        assert_eq!(seen.parent, None, "what is above is not ann's to see");
        // Several may lead to one thing, and one may lead to all of a drive.
        desk.make("", course, "Again", ConflictBehavior::Fail).unwrap();
        let listed = shelf.get("Again").unwrap();
        assert_eq!((leads_to(&listed), shelf.names("")), (Some("Course"), "Again Physics".to_owned()));
        let root = shelf.get("").unwrap();
        assert_eq!((&root.facet, root.size), (&Facet::Root { child_count: 2 }, 0));
        // Nobody is given a right by it, and nobody keeps what it leads to.
        desk.share(None);
        let made = shelf.get("physics").unwrap();
        assert_eq!((leads_to(&made), remote(&made).id), (None, course));
        desk.share(Some(Role::Reader));
        assert_eq!(leads_to(&shelf.get(&made).unwrap()), Some("Course"));
        shelf.world.delete(&desk.bob, desk.course).unwrap();
        assert_eq!(leads_to(&shelf.get(&made).unwrap()), None);
        shelf.world.erase(&desk.bob, desk.course.0).unwrap();
        shelf.world.sweep_all();
        assert_eq!((leads_to(&shelf.get(&made).unwrap()), shelf.names("")), (None, "Again Physics".to_owned()));
        shelf.is_sound();
    }

    fn a_shortcut_outlives_whom_it_leads_to(engine) {
        let desk = Desk::new(engine);
        let made = desk.made();
        desk.shelf.world.write(move |cx| testkit::by_name::remove(cx, "bob")).unwrap();
        let found = desk.shelf.get(&made).unwrap();
        assert_eq!((found.name.as_str(), remote(&found).id), ("Physics", remote(&made).id));
        desk.shelf.is_sound();
    }

    fn shortcuts_lead_from_the_root_to_folders_of_other_drives(engine) {
        let desk = Desk::new(engine);
        let (shelf, course) = (&desk.shelf, desk.item(&desk.bob, desk.course));
        let make = |parent: &str, to: ItemId| desk.make(parent, to, "x", ConflictBehavior::Fail);
        let own = shelf.folder("", "Own", ConflictBehavior::Fail).unwrap().0;
        shelf.file("Own/plan.txt", "text");
        assert_eq!(refused(make("Own", course)), Refused::Place);
        assert_eq!(make("Own/plan.txt", course).unwrap_err(), Error::DestinationUnfit);
        assert_eq!(refused(make("", own.id)), Refused::SameDrive);
        let made = desk.made();
        assert_eq!(refused(make("", made.id)), Refused::Target);
        assert_eq!(refused(make("Physics", course)), Refused::Followed);
        // What is not there and what is not shared look alike.
        let nothing = ItemId { bytes: [9; 16], ..course };
        let private = shelf.world.folder(&desk.bob, shelf.world.root(&desk.bob), "Private").unwrap();
        let nowhere = ItemId { drive: DriveCid([7; 8]), bytes: course.bytes };
        for hidden in [nothing, desk.item(&desk.bob, private), nowhere] {
            assert_eq!(refused(make("", hidden)), Refused::TargetGone);
        }
        let file = shelf.world.file(&desk.bob, desk.course, "a.txt", "text").unwrap();
        assert_eq!(refused(make("", ItemId { bytes: file.0, ..course })), Refused::Target);
        let notebook = shelf.world.notebook(&desk.bob, "Book").unwrap();
        shelf.world.write(move |cx| admin::share(cx, &admin::Admin::operator(), &notebook, "ann", Some(Role::Reader))).unwrap();
        assert_eq!(refused(make("", ItemId { bytes: notebook.0, ..course })), Refused::Target);
        for bad in ["", "a/b", "a."] {
            assert!(matches!(desk.make("", course, bad, ConflictBehavior::Fail), Err(Error::BadName(..))), "{bad}");
        }
        shelf.is_sound();
    }

    fn shortcuts_lead_to_an_end(engine) {
        let desk = Desk::new(engine);
        let world = &desk.shelf.world;
        let (group, drives) = world.write(|cx| {
            let group = admin::add_group(cx, &Admin::operator(), "Team", &["ann".to_owned()], None)?.id;
            Ok((group, store::drive::of_owner(cx.tx, &model::Owner::Group(group))?))
        }).unwrap();
        let root = drives[0].root();
        let team = ItemId::of_node(&drives[0].id, &root);
        // From a person's drive to a group's, and not on from there.
        let made = desk.make("", team, "Team", ConflictBehavior::Fail).unwrap();
        assert_eq!(remote(&made).id, team);
        let (who, course) = (desk.shelf.who.clone(), desk.item(&desk.bob, desk.course));
        let outcome = world.write(move |cx| {
            let parent = allowed_item(cx, &who, &root.0, Right::Write)?;
            let target = At { drive: Which::Id(course.drive), anchor: Anchor::Id(course), path: Vec::new() };
            shortcut::create(cx, &who, &parent, &target, "On", ConflictBehavior::Fail).map(drop)
        });
        assert_eq!(refused(outcome), Refused::Place);
        // What was a group's may become a person's: a second drive, and no shortcut leads there any more.
        world.write(move |cx| admin::remove_group(cx, &Admin::operator(), &group, Some(&Fate::GiveTo("ann".to_owned())))).unwrap();
        assert_eq!(refused(desk.make("", team, "Again", ConflictBehavior::Fail)), Refused::Target);
        desk.shelf.is_sound();
    }

    fn names_of_shortcuts_are_those_of_all_that_lies_there(engine) {
        let desk = Desk::new(engine);
        let (shelf, course) = (&desk.shelf, desk.item(&desk.bob, desk.course));
        desk.made();
        shelf.file("plan.txt", "text");
        shelf.folder("", "Own", ConflictBehavior::Fail).unwrap();
        let make = |name: &str, conflict| desk.make("", course, name, conflict).map(|view| view.name);
        for taken in ["physics", "PLAN.txt", "own"] {
            assert!(matches!(make(taken, ConflictBehavior::Fail), Err(Error::NameTaken(_))), "{taken}");
        }
        assert_eq!(make("Physics", ConflictBehavior::Rename).unwrap(), "Physics 1");
        // A shortcut takes the place of one, and of nothing else; nothing else takes that of a shortcut.
        assert_eq!(make("Physics", ConflictBehavior::Replace).unwrap(), "Physics");
        for taken in ["plan.txt", "Own"] {
            assert!(matches!(make(taken, ConflictBehavior::Replace), Err(Error::NameTaken(_))), "{taken}");
        }
        assert!(matches!(shelf.folder("", "physics", ConflictBehavior::Replace), Err(Error::NameTaken(_))));
        assert!(matches!(shelf.put("Physics", "text", super::shelf::OVER), Err(Error::NameTaken(_))));
        assert_eq!(shelf.names(""), "Own Physics Physics 1 plan.txt");
        shelf.is_sound();
    }

    fn a_shortcut_is_renamed_deleted_brought_back_and_removed(engine) {
        let desk = Desk::new(engine);
        let (shelf, made) = (&desk.shelf, desk.made());
        let renamed = shelf.rename(&made, "Mechanics").unwrap();
        assert_eq!((renamed.id, renamed.name.as_str(), leads_to(&renamed)), (made.id, "Mechanics", Some("Course")));
        assert!(renamed.version > made.version);
        shelf.folder("", "Own", ConflictBehavior::Fail).unwrap();
        assert_eq!(refused(shelf.change(&made, Some("Own"), Change::default())), Refused::Place);
        assert_eq!(shelf.change(&made, Some(""), Change::default()).unwrap().name, "Mechanics");
        shelf.delete(&made).unwrap();
        assert_eq!(shelf.get(&made).unwrap_err(), Error::NotFound);
        assert_eq!(refused(shelf.restore(&made, Some("Own"), None)), Refused::Place);
        let back = shelf.restore(&made, None, Some("Physics")).unwrap();
        assert_eq!((back.id, back.name.as_str(), leads_to(&back)), (made.id, "Physics", Some("Course")));
        shelf.is_sound();
        // What it leads to stays where it was, whatever becomes of the shortcut.
        shelf.with(&made, |cx, who, what| item::delete(cx, who, what, Removal::ForGood, Only::Always)).unwrap();
        shelf.world.sweep_all();
        assert_eq!(shelf.restore(&made, None, None).unwrap_err(), Error::NotFound);
        desk.item(&desk.bob, desk.course);
        let again = desk.made();
        shelf.delete(&again).unwrap();
        shelf.world.clock.advance_seconds(400 * 86_400);
        shelf.world.sweep_all();
        let who = shelf.who.clone();
        let kept = shelf.world.read(move |cx| {
            let root = item::drive(cx, &who, Which::Default(model::Location::Me))?.drive;
            Ok(store::shortcut::count_of(cx.tx, &root.id)?)
        });
        assert_eq!(kept.unwrap(), 0);
        shelf.is_sound();
    }

    fn nothing_lies_in_a_shortcut(engine) {
        let desk = Desk::new(engine);
        let (shelf, made) = (&desk.shelf, desk.made());
        assert_eq!(refused(shelf.get("Physics/Week 1")), Refused::Through);
        assert_eq!(refused(shelf.folder(&made, "x", ConflictBehavior::Fail)), Refused::Followed);
        assert_eq!(refused(shelf.put("Physics/plan.txt", "text", super::shelf::OVER)), Refused::Followed);
        shelf.file("plan.txt", "text");
        assert_eq!(refused(shelf.change("plan.txt", Some("Physics"), Change::default())), Refused::Followed);
        let id = made.id;
        let ask = |deed: fn(&mut app::Cx<'_, '_>, &Caller, &app::access::AllowedItem) -> Result<()>| shelf.with(&made, deed);
        assert_eq!(refused(ask(|cx, _, what| item::search(cx, what, "week", None, SEARCH_WORDS_MAX).map(drop))), Refused::Followed);
        assert_eq!(refused(ask(|cx, who, what| delta::delta(cx, who, what, &Asked::Everything, 10).map(drop))), Refused::Followed);
        assert_eq!(ask(|_, _, what| item::file(what).map(drop)).unwrap_err(), Error::NoContent);
        assert_eq!(refused(ask(|cx, _, what| permission::grant(cx, what, Who::Named("bob"), Role::Reader).map(drop))), Refused::Shared);
        let nodes = Named::Id(id).at();
        let who = shelf.who.clone();
        let listed = shelf.world.read(move |cx| {
            let found = item::item(cx, &who, &nodes, Right::Read)?;
            let listing = item::Listing { order: item::Order::Name, is_descending: false, after: None, limit: 2 };
            item::children(cx, &found, &listing).map(|found| found.len())
        });
        assert_eq!(refused(listed), Refused::Followed);
        shelf.is_sound();
    }

    fn shortcuts_are_not_copied(engine) {
        let desk = Desk::new(engine);
        let (shelf, made) = (&desk.shelf, desk.made());
        let world = &shelf.world;
        let (who, root) = (&shelf.who, world.root(&shelf.who));
        let into = world.folder(who, root, "Into").unwrap();
        let (shortcut, top) = (NodeId(made.id.bytes), shelf.get("").unwrap());
        assert_eq!(refused(world.copy(who, shortcut, Some(into), "x")), Refused::Copied);
        assert_eq!(refused(world.copy(who, into, Some(shortcut), "x")), Refused::Followed);
        let other = child_of(world, &desk.bob, &ItemView { id: desk.item(&desk.bob, world.root(&desk.bob)), ..top }, "Target");
        world.write(move |cx| admin::share(cx, &admin::Admin::operator(), &other, "ann", Some(Role::Contributor))).unwrap();
        let copy = || world.copy_children(who, root, other, ConflictBehavior::Fail);
        assert_eq!(refused(copy()), Refused::Copied);
        shelf.delete(&made).unwrap();
        assert_eq!(copy().unwrap().state, OperationState::Completed);
        shelf.is_sound();
    }

    fn changes_and_searches_tell_of_shortcuts(engine) {
        let desk = Desk::new(engine);
        let shelf = &desk.shelf;
        let ask = |asked: Asked| {
            shelf.with("", move |cx, who, top| {
                let page = delta::delta(cx, who, top, &asked, 100)?;
                Ok((view::children(cx, who, top, &page.items)?, page.gone, page.next))
            })
        };
        let (_, _, token) = ask(Asked::Everything).unwrap();
        shelf.world.clock.advance_seconds(60);
        let made = desk.made();
        let (told, _, token) = ask(Asked::After(token)).unwrap();
        assert_eq!(told.iter().find(|view| view.id == made.id).map(leads_to), Some(Some("Course")));
        let found = shelf.with("", |cx, who, top| {
            let found = item::search(cx, top, "phys", None, 10)?;
            view::children(cx, who, top, &found.items)
        });
        assert_eq!(found.unwrap().iter().map(leads_to).collect::<Vec<_>>(), [Some("Course")]);
        shelf.world.clock.advance_seconds(60);
        shelf.delete(&made).unwrap();
        let (_, gone, _) = ask(Asked::After(token)).unwrap();
        assert_eq!(gone.iter().map(|gone| (gone.id, gone.was)).collect::<Vec<_>>(), [(made.id, Was::Shortcut)]);
    }
}
