//! Drives and what lies in them, looked up as their surface names them.

mod bin;
mod change;
mod children;
mod chosen;
mod delta;
mod duplicate;
mod history;
mod notebook;
mod plan;
mod put;
mod recent;
mod search;
mod search_drive;
mod share;
pub(crate) mod shelf;
mod shortcut;
mod special;

use app::copy::{self, Destination, Order, Source};
use app::item::view::{self, Facet, ItemView};
use app::item::{self, Anchor, At, Which};
use app::monitor::{self, Secret};
use app::{Caller, Error, admin};
use model::{ConflictBehavior, DriveCid, ItemId, Location, NameRule, OperationId, OperationState, Right, Role};
use testkit::world::World;

fn at(path: &str) -> At {
    let path = path.split('/').filter(|name| !name.is_empty()).map(str::to_owned).collect();
    At { drive: Which::Default(Location::Me), anchor: Anchor::Root, path }
}

fn get(world: &World, who: &Caller, at: At) -> app::Result<ItemView> {
    let who = who.clone();
    world.read(move |cx| {
        let found = item::item(cx, &who, &at, Right::Read)?;
        view::item(cx, &who, &found)
    })
}

both! {
    fn items_are_found_by_path_and_by_id(engine) {
        let world = World::new(engine);
        let ann = world.user("ann");
        let notebook = world.notebook(&ann, "Course").unwrap();
        let group = world.group(&ann, notebook, "Archive").unwrap();
        let section = world.section(&ann, group, "Old").unwrap();
        world.page(&ann, section, "text").unwrap();
        let old = get(&world, &ann, at("Notebooks/course/ARCHIVE/old.ONE")).unwrap();
        assert_eq!((old.name.as_str(), &old.facet, old.id.bytes), ("Old.one", &Facet::Section, section.0));
        assert!(old.size > 0);
        let names: Vec<&str> = old.path.names.iter().map(String::as_str).collect();
        assert_eq!(names, ["Notebooks", "Course", "Archive", "Old.one"]);
        assert_eq!(old.parent.as_ref().map(|parent| parent.name.as_str()), Some("Archive"));
        // What holds others takes what they take, and changes with them.
        let root = get(&world, &ann, at("")).unwrap();
        assert_eq!((root.size, &root.facet), (old.size, &Facet::Root { child_count: 1 }));
        assert!(root.content_version >= old.version);
        let by_id = At { anchor: Anchor::Id(old.id), path: Vec::new(), ..at("") };
        assert_eq!(get(&world, &ann, by_id.clone()).unwrap(), old);
        let by_cid = At { drive: Which::Id(old.within.id), ..by_id };
        assert_eq!(get(&world, &ann, by_cid).unwrap(), old);
        for wrong in ["Notebooks/Course/Archive/Old", "Notebooks/Course/Archive/Old.one/x", "x"] {
            assert_eq!(get(&world, &ann, at(wrong)).unwrap_err(), Error::NotFound, "{wrong}");
        }
        let elsewhere = At { anchor: Anchor::Id(ItemId { drive: DriveCid([7; 8]), bytes: section.0 }), ..at("") };
        assert_eq!(get(&world, &ann, elsewhere).unwrap_err(), Error::NotFound);
    }

    fn a_drive_is_for_those_who_have_business_in_it(engine) {
        let world = World::new(engine);
        let (ann, dora, eve) = (world.user("ann"), world.user("dora"), world.user("eve"));
        let notebook = world.notebook(&ann, "Course").unwrap();
        let section = world.section(&ann, notebook, "Week 1").unwrap();
        world.write(move |cx| admin::share(cx, &admin::Admin::operator(), &notebook, "dora", Some(Role::Reader))).unwrap();
        let cid = get(&world, &ann, at("")).unwrap().within.id;
        let drive = |who: &Caller| {
            let who = who.clone();
            world.read(move |cx| {
                let found = item::drive(cx, &who, Which::Id(cid))?;
                view::drive(cx, &who, &found)
            })
        };
        assert_eq!(drive(&ann).unwrap().quota.map(|quota| (quota.used, quota.deleted)), Some((0, 0)));
        assert_eq!(drive(&dora).unwrap().quota, None);
        assert_eq!(drive(&eve).unwrap_err(), Error::DriveNotFound);
        let of = |who: &Caller, path: &str| get(&world, who, At { drive: Which::Id(cid), ..at(path) });
        assert_eq!(of(&dora, "").unwrap_err(), Error::NotFound);
        let shared = of(&dora, "Notebooks/Course/Week 1.one").unwrap();
        assert_eq!((shared.id.bytes, shared.within.is_callers, shared.shared.is_some()), (section.0, false, true));
    }

    fn what_lies_in_a_folder_comes_by_name_and_in_pieces(engine) {
        let world = World::new(engine);
        let ann = world.user("ann");
        let notebook = world.notebook(&ann, "Course").unwrap();
        for name in ["b", "D"] {
            world.section(&ann, notebook, name).unwrap();
        }
        for name in ["a", "C"] {
            world.group(&ann, notebook, name).unwrap();
        }
        let who = ann;
        let names = world.read(move |cx| {
            let parent = item::item(cx, &who, &at("Notebooks/Course"), Right::Read)?;
            let (mut names, mut after) = (Vec::new(), None);
            loop {
                let listing = item::Listing { order: item::Order::Name, is_descending: false, after: after.as_ref(), limit: 3 };
                let (items, places): (Vec<_>, Vec<_>) = item::children(cx, &parent, &listing)?.into_iter().unzip();
                after = places.into_iter().last();
                if after.is_none() {
                    return Ok(names);
                }
                names.extend(view::children(cx, &who, &parent, &items)?.into_iter().map(|child| child.name));
            }
        });
        assert_eq!(names.unwrap(), ["a", "b.one", "C", "D.one"]);
    }

    fn a_monitor_shows_one_operation_and_goes_with_it(engine) {
        let world = World::new(engine);
        let ann = world.user("ann");
        world.notebook(&ann, "Course").unwrap();
        let who = ann;
        let (secret, failed) = world
            .write(move |cx| {
                let source = item::item(cx, &who, &at("Notebooks/Course"), Right::Read)?;
                let target = item::item(cx, &who, &at("Notebooks"), Right::Write)?;
                let mut copy = |why: Option<Error>| {
                    let id = OperationId(cx.guid());
                    let order = Order { name: None, name_rule: NameRule::Notebook, conflict: ConflictBehavior::Rename, id, with_versions: false, correlation: "" };
                    let (source, target) = (Source::Node(source.node().unwrap()), Destination::Into(target.node().unwrap()));
                    match why {
                        None => copy::start(cx, &who, source, target, &order)?,
                        Some(why) => copy::refused(cx, &who, source, target, &order, &why)?,
                    };
                    Ok::<_, Error>((monitor::open(cx, &id, true)?.0, monitor::open(cx, &id, false)?.0))
                };
                Ok((copy(None)?, copy(Some(Error::NameTaken("Course".to_owned())))?))
            })
            .unwrap();
        let watch = |secret: [u8; 32]| world.read(move |cx| monitor::watch(cx, &Secret(secret)));
        let shown = [secret.0, secret.1].map(|secret| watch(secret).unwrap());
        assert_eq!(shown[0].operation, shown[1].operation);
        assert_eq!((shown[0].is_legacy, shown[1].is_legacy), (true, false));
        assert_eq!(shown[0].operation.state, OperationState::Completed);
        let failed = watch(failed.0).unwrap().operation;
        assert_eq!((failed.state, failed.error.as_deref(), failed.outcome), (OperationState::Failed, Some("name-taken"), None));
        assert_eq!(watch([7; 32]).unwrap_err(), Error::NotFound);
        world.clock.advance_seconds(30 * 24 * 60 * 60);
        world.sweep();
        assert_eq!(watch(secret.0).unwrap_err(), Error::NotFound);
    }
}
