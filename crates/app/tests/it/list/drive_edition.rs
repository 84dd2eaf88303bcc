//! Goal: whoever keeps a list of the pages of many sections learns from its edition that it is out of date, whatever was changed,
//! keeps it while only older pages change, and gives it to nobody who sees less; whether they see all of a drive or parts of it.
//! Method: a table of changes; after each, every list that was ever kept and whose edition still holds must be the list of now.

use app::admin::{self, Admin};
use app::page::edition::{self, Edition};
use app::place::{self, Place};
use app::view::PageView;
use app::{Caller, Cx, Result, page, query};
use model::query::{Comparison, Literal, Order, PageField, Part, Predicate, Query, Scalar};
use model::{Location, NodeId, PageId, Role, Timestamp};
use store::permission::{self, On};
use store::principal::Principal;
use testkit::world::{World, me};

type Change<'a> = Box<dyn Fn(&World) + 'a>;

/// Pages, and whether there are more.
type List = (Vec<PageView>, bool);

/// The lists that are kept.
const WAYS: [&str; 4] = ["the newest 3", "all", "2 with a title in x", "1 of the section Two"];

fn text(text: &str) -> Scalar<PageField> {
    Scalar::Literal(Literal::Text(text.to_owned()))
}

/// Lists pages in one of the ways; returns how far back its edition has to look, too.
fn list(cx: &mut Cx<'_, '_>, who: &Caller, place: &Place, way: usize) -> Result<(List, Timestamp)> {
    let (predicate, limit) = match way {
        0 | 1 => {
            let found = page::list(cx, who, place, None, 0, [3, 100][way])?;
            return Ok(((found.entries, found.next.is_some()), found.since));
        }
        2 => (Predicate::has(Part::AtStart, Scalar::Field(PageField::Title), text("x")), 2),
        _ => (Predicate::compare(Comparison::Equal, Scalar::Field(PageField::SectionName), text("Two")), 1),
    };
    let order = vec![Order { by: Scalar::Field(PageField::Modified), is_descending: true }];
    let asked = Query { predicate: Some(predicate.unwrap()), order, ..Query::first(limit) };
    let found = query::pages_at(cx, who, place, &asked, None)?;
    Ok(((found.entries, found.next.is_some()), found.since.unwrap()))
}

/// What was listed in each way, under its edition.
#[derive(Default)]
struct Kept(Vec<(usize, Edition, List)>);

impl Kept {
    /// Lists in all ways; returns which of the lists were kept already.
    fn look(&mut self, world: &World, who: &Caller, location: Location) -> [bool; WAYS.len()] {
        std::array::from_fn(|way| {
            let (who, kept) = (who.clone(), self.0.clone());
            let (now, edition, held) = world
                .read(move |cx| {
                    let place = place::resolve(cx, &who, location)?;
                    let (now, since) = list(cx, &who, &place, way)?;
                    let mut held = Vec::new();
                    for (of, edition, before) in &kept {
                        if *of == way && edition::at(cx, &who, &place, edition.since())? == Some(*edition) {
                            held.push(before.clone());
                        }
                    }
                    Ok((now, edition::at(cx, &who, &place, since)?.unwrap(), held))
                })
                .unwrap();
            for before in &held {
                assert_eq!(*before, now, "{}", WAYS[way]);
            }
            if held.is_empty() {
                self.0.push((way, edition, now));
            }
            !held.is_empty()
        })
    }
}

/// Returns the pages of a section by rising time of change.
fn pages_of(world: &World, who: &Caller, section: NodeId) -> Vec<PageId> {
    let who = who.clone();
    let listed = world.read(move |cx| {
        let section = testkit::world::allowed(cx, &who, section, model::Right::Read)?;
        page::list_in(cx, &who, &section, None, 0, 100)
    });
    listed.unwrap().entries.iter().rev().map(|view| view.id).collect()
}

/// Shares nodes with a group in which Bob is as a member of another, or no more.
fn share(world: &World, nodes: &[NodeId], role: Option<Role>) {
    let nodes = nodes.to_vec();
    world
        .write(move |cx| {
            let outer = match store::directory::group_by_name(cx.tx, "Outer")? {
                Some(group) => group.id,
                None => {
                    let _ = admin::add_group(cx, &Admin::operator(), "Inner", &["bob".to_owned()], None)?;
                    let outer = admin::add_group(cx, &Admin::operator(), "Outer", &[], None)?.id;
                    testkit::by_name::set_inner(cx, "Outer", "Inner", Some(Role::Reader))?;
                    outer
                }
            };
            let to = Principal::Group(outer);
            for node in &nodes {
                let (drive, on) = (store::node::find(cx.tx, node)?.unwrap().drive, On::Node(*node));
                match role {
                    Some(role) => permission::put(cx.tx, &drive, &on, &to, &role.into())?,
                    None => assert!(permission::remove(cx.tx, &drive, &on, &to)?),
                }
            }
            Ok(())
        })
        .unwrap();
}

both! {
    fn lists_of_a_drive_do_not_change_without_their_edition(engine) {
        let world = World::new(engine);
        let who = world.user("alice");
        let nodes = world.sketch(&who, "Atlas\n  Old: a, b, c\n  Maps/\n    Two: x1, x2\n  Three: x3, d\n  Four: e, x4\nOther\n");
        let [atlas, old, maps, two, three, four, other] = nodes[..] else { panic!("{nodes:?}") };
        world.clock.advance_seconds(60);
        let first = |section| pages_of(&world, &who, section)[0];
        let rename = |what, name: &'static str| -> Change<'_> {
            let who = &who;
            Box::new(move |world: &World| world.change(who, what, Some(name), None, None).unwrap())
        };
        let into = |what, parent| -> Change<'_> {
            let who = &who;
            Box::new(move |world: &World| world.change(who, what, None, Some(parent), None).unwrap())
        };
        // The newest 3 hang on Three and Four; those in x on Two, too, and so do those of Two.
        let (never, only_old) = ([false; 4], [true, false, true, true]);
        let newest_alone = [true, false, false, false];
        let changes: Vec<(&str, Change<'_>, [bool; 4])> = vec![
            ("nothing", Box::new(|_| ()), [true; 4]),
            ("an old page goes", Box::new(|world| world.delete_page(&who, first(old)).unwrap()), only_old),
            ("an old page moves", Box::new(|world| _ = world.place(&who, first(old), Some(0), Some(1), None).unwrap()), only_old),
            ("an old page is copied", Box::new(|world| drop(world.copy_page(&who, first(old), old).unwrap())), only_old),
            ("an old section is renamed", rename(old, "Older"), only_old),
            ("and moved", into(old, maps), only_old),
            ("an empty section", Box::new(|world| _ = world.section(&who, atlas, "Empty").unwrap()), [true; 4]),
            ("a newer one is renamed", rename(two, "Twice"), newest_alone),
            ("and again as before", rename(two, "Two"), [true; 4]),
            ("the group around it is renamed", rename(maps, "Charts"), newest_alone),
            ("it is copied", Box::new(|world| { world.copy(&who, two, Some(other), "Two").unwrap(); world.work(); }), newest_alone),
            ("more is shared", Box::new(|world| share(world, &[old], Some(Role::Reader))), [true; 4]),
            ("and all of it", Box::new(|world| share(world, &[atlas], Some(Role::Reader))), [true; 4]),
            ("and less again", Box::new(|world| share(world, &[old, atlas], None)), [true; 4]),
            ("the notebook is renamed", rename(atlas, "Globe"), never),
            ("a shown section moves", into(four, other), never),
            ("its page moves down", Box::new(|world| _ = world.place(&who, first(four), Some(0), Some(1), None).unwrap()), never),
            ("the page beyond goes", Box::new(|world| world.delete_page(&who, first(three)).unwrap()), never),
            ("a shown page goes", Box::new(|world| world.delete_page(&who, first(four)).unwrap()), never),
            ("a shown page is copied", Box::new(|world| drop(world.copy_page(&who, first(four), old).unwrap())), never),
            ("an old page is changed", Box::new(|world| world.edit(&who, first(old), "b again").unwrap()), never),
            ("a page at the same moment", Box::new(|world| _ = world.page(&who, old, "b again").unwrap()), never),
            ("a page in the empty past", Box::new(|world| {
                world.clock.advance_seconds(-3_600);
                world.page(&who, two, "x past").unwrap();
                world.clock.advance_seconds(3_600);
            }), newest_alone),
            ("a page moves to another section", Box::new(|world| _ = world.place(&who, first(two), None, None, Some(old)).unwrap()), never),
            ("a section goes", Box::new(|world| world.delete(&who, four).unwrap()), never),
            ("a notebook is copied", Box::new(|world| { world.copy(&who, atlas, None, "Mars").unwrap(); world.work(); }), never),
            ("a notebook goes", Box::new(|world| world.delete(&who, atlas).unwrap()), never),
        ];
        // Bob sees parts, by a group in a group.
        let (bob, hers) = (world.user("bob"), Location::User(*who.user()));
        share(&world, &[maps, three, other], Some(Role::Reader));
        let (mut kept, mut kept_of_bob) = (Kept::default(), Kept::default());
        assert_eq!(kept.look(&world, &who, Location::Me), never);
        let _ = kept_of_bob.look(&world, &bob, hers);
        for (what, change, expected) in changes {
            change(&world);
            assert_eq!(kept.look(&world, &who, Location::Me), expected, "{what}");
            assert_eq!(kept.look(&world, &who, Location::Me), [true; 4], "{what}");
            let _ = kept_of_bob.look(&world, &bob, hers);
            assert_eq!(kept_of_bob.look(&world, &bob, hers), [true; 4], "{what}");
        }
    }

    fn what_one_sees_decides_which_lists_are_kept_for_them(engine) {
        let world = World::new(engine);
        let (alice, bob) = (world.user("alice"), world.user("bob"));
        let atlas = world.sketch(&alice, "Atlas\n  One: a, b\n")[0];
        world.write(move |cx| app::admin::share(cx, &app::admin::Admin::operator(), &atlas, "bob", Some(Role::Owner))).unwrap();
        let own = world.token("alice", "other-app", "Notes.ReadWrite.CreatedByApp");
        let user = *alice.user();
        let of = |who: &Caller| {
            let who = who.clone();
            world.read(move |cx| {
                let place = place::resolve(cx, &who, Location::User(user))?;
                edition::at(cx, &who, &place, Timestamp::from_micros(0))
            }).unwrap()
        };
        assert!(of(&alice).is_some() && of(&own).is_some());
        assert_ne!(of(&alice), of(&own), "an app sees its own pages alone");
        assert!(of(&bob).is_some());
        assert_ne!(of(&alice), of(&bob), "who sees parts depends on what is shared");
    }

    fn more_sections_than_are_worth_it_are_not_compared(engine) {
        let world = World::new(engine);
        let who = world.user("alice");
        let sketch: String = (0..256).map(|i| format!("  S{i}: a\n")).collect();
        let atlas = world.sketch(&who, &format!("Atlas\n{sketch}"))[0];
        let edition = || {
            let who = who.clone();
            world.read(move |cx| {
                let place = me(cx, &who)?;
                edition::at(cx, &who, &place, Timestamp::from_micros(i64::MIN))
            }).unwrap()
        };
        assert!(edition().is_some());
        let one = world.section(&who, atlas, "One more").unwrap();
        world.page(&who, one, "a").unwrap();
        assert_eq!(edition(), None);
    }
}
