//! Goal: whoever keeps a list of pages learns from its edition that it is out of date, whatever was changed, and gives it only
//! to those who would be shown the same.
//! Method: under a clock that stands still or steps back, each kind of change follows each other one; after each, all lists that
//! were ever of one edition must be equal.

use app::page;
use app::page::edition::{self, Edition};
use app::view::PageView;
use app::{Caller, admin};
use model::{NodeId, NodeKind, PageId, Right, Role};
use testkit::world::{World, allowed};

/// What was listed, under its edition.
#[derive(Default)]
struct Kept(Vec<(NodeId, Edition, Vec<PageView>)>);

impl Kept {
    /// Lists a section's pages; returns whether the edition was known.
    fn look(&mut self, world: &World, who: &Caller, section: NodeId) -> bool {
        let who = who.clone();
        let (edition, views) = world
            .read(move |cx| {
                let section = allowed(cx, &who, section, Right::Read)?;
                Ok((edition::in_section(cx, &who, &section)?, page::list_in(cx, &who, &section, None, 0, 100)?.entries))
            })
            .unwrap();
        match self.0.iter().find(|(of, known, _)| (of, known) == (&section, &edition)) {
            Some((.., before)) => {
                assert_eq!(*before, views, "{edition:?}");
                true
            }
            None => {
                self.0.push((section, edition, views));
                false
            }
        }
    }
}

/// Changes a page of a section in the `kind`th way.
fn change(world: &World, who: &Caller, (notebook, section): (NodeId, NodeId), pages: &mut Vec<PageId>, kind: usize) {
    match kind {
        0 => pages.push(world.page(who, section, "A new page").unwrap()),
        // As long as what it replaces.
        1 => world.edit(who, pages[0], ["Same size", "Size same"][pages.len() % 2]).unwrap(),
        2 => world.delete_page(who, pages.remove(0)).unwrap(),
        3 => drop(world.place(who, pages[1], Some(1), None, None).unwrap()),
        4 => drop(world.place(who, pages[1], Some(0), Some(0), None).unwrap()),
        5 => drop(world.copy(who, section, Some(notebook), &format!("Copy {}", model::format_guid(&world.guid()))).unwrap()),
        _ => drop(world.copy_page(who, pages[0], section).unwrap()),
    }
}

both! {
    fn pages_do_not_change_without_their_edition(engine) {
        const KINDS: usize = 7;
        let world = World::new(engine);
        let who = world.user("alice");
        let nodes = world.sketch(&who, "Atlas\n  One\n");
        let section = nodes[1];
        let mut pages: Vec<PageId> =
            (0..40).map(|i| world.page(&who, section, &format!("Page {i}")).unwrap()).collect();
        let mut kept = Kept::default();
        assert!(!kept.look(&world, &who, section));
        for first in 0..KINDS {
            for second in 0..KINDS {
                for kind in [first, second] {
                    change(&world, &who, (nodes[0], section), &mut pages, kind);
                    // Nothing but a copy leaves the list as it was.
                    assert_eq!(kept.look(&world, &who, section), kind == 5, "{first} {second}");
                    assert!(kept.look(&world, &who, section));
                }
                world.clock.advance_micros(-1);
            }
        }
    }

    fn names_do_not_change_without_the_edition(engine) {
        let world = World::new(engine);
        let who = world.user("alice");
        let nodes = world.sketch(&who, "Atlas\n  Maps/\n    One: x, y\n  Other/\n");
        let (atlas, maps, one, other) = (nodes[0], nodes[1], nodes[2], nodes[3]);
        let kind = |id: NodeId| world.read(move |cx| Ok(store::node::find(cx.tx, &id)?.unwrap().kind)).unwrap();
        assert_eq!([atlas, maps, one, other].map(kind), [NodeKind::Notebook, NodeKind::SectionGroup, NodeKind::Section, NodeKind::SectionGroup]);
        let mut kept = Kept::default();
        kept.look(&world, &who, one);
        for (what, name) in [(one, "Two"), (maps, "Charts"), (atlas, "Globe")] {
            world.change(&who, what, Some(name), None, None).unwrap();
            assert!(!kept.look(&world, &who, one), "{name}");
        }
        world.change(&who, one, None, Some(other), None).unwrap();
        assert!(!kept.look(&world, &who, one));
        world.change(&who, other, Some("Elsewhere"), None, None).unwrap();
        assert!(!kept.look(&world, &who, one));
        world.change(&who, maps, Some("Maps"), None, None).unwrap();
        assert!(kept.look(&world, &who, one), "what it does not lie in any more does not matter");
    }

    fn people_share_an_edition_only_if_they_see_the_same(engine) {
        let world = World::new(engine);
        let (alice, bob) = (world.user("alice"), world.user("bob"));
        let nodes = world.sketch(&alice, "Atlas\n  Maps/\n    One: x, y\n");
        let (atlas, one) = (nodes[0], nodes[2]);
        let own = world.token("alice", "other-app", "Notes.ReadWrite.CreatedByApp");
        let share = |node: NodeId, role: Option<Role>| world.write(move |cx| admin::share(cx, &admin::Admin::operator(), &node, "bob", role)).unwrap();
        let mut kept = Kept::default();
        assert!(!kept.look(&world, &alice, one));
        assert!(!kept.look(&world, &own, one), "none is of that app");
        share(one, Some(Role::Reader));
        assert!(!kept.look(&world, &bob, one), "the names above are not his to see");
        share(atlas, Some(Role::Reader));
        assert!(kept.look(&world, &bob, one), "he sees what she sees");
        share(atlas, None);
        assert!(kept.look(&world, &bob, one), "and then what he saw at first");
    }
}
