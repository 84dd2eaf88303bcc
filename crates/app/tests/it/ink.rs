//! Ink: it goes where its page goes, and with it.

use ::page::{Action, Command, Found, Position};
use app::resource::{self, Kind};
use app::{Caller, Error, page};
use model::{Need, NodeId, PageId, Right};
use store::content::Body;
use testkit::audit;
use testkit::world::{World, allowed, allowed_page, inline};

const INK: &str = "<ink><trace>1 2, 3 4, 5 6</trace></ink>";

/// Puts a page with ink into a section, through the parser.
fn put(world: &World, who: &Caller, section: NodeId, ink: &'static str) -> app::Result<PageId> {
    let who = who.clone();
    world.write(move |cx| {
        let section = allowed(cx, &who, section, Right::Write)?;
        let bytes = inline(ink);
        let found: Found = page::found(bytes.hash, bytes.bytes, Kind::INK);
        let brought = page::Brought { ink: Some(&found), ..page::Brought::default() };
        let prepared = page::prepare(cx, &who, "<title>Sketch</title><p data-id=a>words", &brought)?;
        let content = inline(std::str::from_utf8(&prepared.canonical).unwrap());
        let staged = page::Staged { content, resources: vec![bytes] };
        Ok(page::create(cx, &who, &section, &prepared, &staged)?.id())
    })
}

/// Adds a paragraph to a page by a command.
fn patch(world: &World, who: &Caller, id: PageId) {
    let who = who.clone();
    let patched = world.write(move |cx| {
        let found = allowed_page(cx, &who, id, Right::Write, Need::Write)?;
        let Body::Inline(canonical) = page::body(cx, &found)? else { panic!("a small page") };
        let content = Some("<p>more".to_owned());
        let commands = [Command { target: "#a".to_owned(), action: Action::Insert, position: Position::After, content }];
        let hash = found.row().content;
        let prepared = page::patch(cx, &who, (&hash, &canonical), &commands, &page::Brought::default())?;
        let staged = inline(std::str::from_utf8(&prepared.canonical).unwrap()).into();
        page::replace(cx, &who, &found, &prepared, &staged, None).map(drop)
    });
    patched.unwrap();
}

/// Gives a page another content, which has no ink.
fn replace(world: &World, who: &Caller, id: PageId) {
    let who = who.clone();
    let replaced = world.write(move |cx| {
        let found = allowed_page(cx, &who, id, Right::Write, Need::Write)?;
        let prepared = page::prepare(cx, &who, "<title>Plain", &page::Brought::default())?;
        let staged = inline(std::str::from_utf8(&prepared.canonical).unwrap()).into();
        page::replace(cx, &who, &found, &prepared, &staged, None).map(drop)
    });
    replaced.unwrap();
}

/// Returns a page's words and its ink.
fn read(world: &World, who: &Caller, id: PageId) -> app::Result<(String, Option<String>)> {
    let who = who.clone();
    world.read(move |cx| {
        let found = allowed_page(cx, &who, id, Right::Read, Need::ReadPages)?;
        let Body::Inline(canonical) = page::body(cx, &found)? else { panic!("a small page") };
        let document = page::document(&canonical)?;
        let ink = match document.ink() {
            Some(ink) => {
                let opened = resource::of(cx, &found, ink.number)?;
                let Body::Inline(bytes) = opened.body() else { panic!("little ink") };
                Some(String::from_utf8(bytes.clone()).unwrap())
            }
            None => None,
        };
        Ok((document.text(), ink))
    })
}

fn with_ink(text: &str) -> app::Result<(String, Option<String>)> {
    Ok((text.to_owned(), Some(INK.to_owned())))
}

fn contents(world: &World) -> i64 {
    audit::number(world.app.store(), store::sql!("test.contents", "SELECT COUNT(*) FROM content"))
}

both! {
    fn copies_and_moves_keep_ink_and_are_on_their_own(engine) {
        let world = World::new(engine);
        let alice = world.user("alice");
        let nodes = world.sketch(&alice, "Atlas\n  One\n  Two\n");
        let original = put(&world, &alice, nodes[1], INK).unwrap();
        let key = world.copy_page(&alice, original, nodes[2]).unwrap().outcome.unwrap().key.unwrap();
        let copied_page = PageId { section: nodes[2], key };
        let section = world.copy(&alice, nodes[1], Some(nodes[0]), "Copy").unwrap().outcome.unwrap().node;
        let copied_section = PageId { section, ..original };
        patch(&world, &alice, original);
        let moved = world.place(&alice, original, None, None, Some(nodes[2])).unwrap();
        assert_eq!(read(&world, &alice, moved), with_ink("words\nmore"));
        for copy in [copied_page, copied_section] {
            assert_eq!(read(&world, &alice, copy), with_ink("words"));
        }
        world.delete_page(&alice, moved).unwrap();
        replace(&world, &alice, copied_page);
        world.sweep_all();
        assert_eq!(read(&world, &alice, copied_page), Ok((String::new(), None)));
        assert_eq!(read(&world, &alice, copied_section), with_ink("words"));
        assert_eq!(audit::complaints(world.app.store()), [""; 0]);
    }

    fn ink_goes_with_the_last_page_that_has_it(engine) {
        let world = World::new(engine);
        let alice = world.user("alice");
        let nodes = world.sketch(&alice, "Atlas\n  One\n");
        let page = put(&world, &alice, nodes[1], INK).unwrap();
        let section = world.copy(&alice, nodes[1], Some(nodes[0]), "Copy").unwrap().outcome.unwrap().node;
        world.delete(&alice, nodes[1]).unwrap();
        world.sweep_all();
        assert_eq!(read(&world, &alice, PageId { section, ..page }), with_ink("words"));
        world.delete(&alice, section).unwrap();
        world.sweep_all();
        assert_eq!(audit::leftovers(world.app.store()), [""; 0]);
        assert_eq!(contents(&world), 0);
    }

    fn a_replaced_page_keeps_its_ink_as_what_it_held_before(engine) {
        let world = World::new(engine);
        let alice = world.user("alice");
        let nodes = world.sketch(&alice, "Atlas\n  One\n");
        let page = put(&world, &alice, nodes[1], INK).unwrap();
        replace(&world, &alice, page);
        world.sweep_all();
        assert_eq!(read(&world, &alice, page), Ok((String::new(), None)));
        assert_eq!(contents(&world), 3);
        let who = alice.clone();
        let restored = world.write(move |cx| {
            let found = allowed_page(cx, &who, page, Right::Write, Need::Write)?;
            page::history::restore(cx, &who, &found, 1, None).map(drop)
        });
        assert_eq!(restored, Ok(()));
        assert_eq!(read(&world, &alice, page), with_ink("words"));
        world.delete_page(&alice, page).unwrap();
        world.sweep_all();
        assert_eq!(contents(&world), 0);
    }

    fn ink_counts_against_the_quota(engine) {
        let world = World::new(engine);
        let alice = world.user_with_quota("alice", Some(600));
        let nodes = world.sketch(&alice, "Atlas\n  One\n");
        let long: &'static str = Box::leak(format!("<ink>{}</ink>", "1 2 ".repeat(100)).into_boxed_str());
        assert_eq!(put(&world, &alice, nodes[1], long), Err(Error::QuotaExceeded));
        let page = put(&world, &alice, nodes[1], INK).unwrap();
        let (counted, bare) = world.read(move |cx| {
            let found = allowed_page(cx, &alice, page, Right::Read, Need::ReadPages)?;
            let Body::Inline(canonical) = page::body(cx, &found)? else { panic!("a small page") };
            Ok((found.row().bytes, canonical.len()))
        }).unwrap();
        assert_eq!(counted, (bare + INK.len()) as u64);
        assert_eq!(audit::complaints(world.app.store()), [""; 0]);
    }
}
