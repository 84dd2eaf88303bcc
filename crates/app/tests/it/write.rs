//! Writing in editors, by several at once: both is there, or the second is told, and nothing is overwritten.

use ::page::blocks::{self, Addresses};
use ::page::blocks::{Apart, ApartArea, ApartBlock, AreaEdit, Block, Edit, FLOW, Place};
use ::page::{Document, Found};
use app::page::write::{self, Merged, Written};
use app::page::{self, Brought, Prepared, Staged};
use app::resource::Kind;
use app::{Caller, Error, admin};
use model::{Need, NodeId, PageId, Right, Role};
use store::content::Body;
use testkit::audit;
use testkit::world::{World, allowed, allowed_page, inline};

const IMAGE: &str = "\u{89}PNG, as far as this test is concerned";

/// A part of every request.
fn part(_: &str) -> Option<Found> {
    let bytes = inline(IMAGE);
    Some(page::found(bytes.hash, bytes.bytes, Kind::of(b"\x89PNG\r\n\x1a\n")))
}

fn staged(prepared: &Prepared) -> Staged {
    let image = inline(IMAGE);
    let resources = if prepared.names(&image.hash) { vec![image] } else { vec![] };
    Staged { content: inline(std::str::from_utf8(&prepared.canonical).unwrap()), resources }
}

fn put(world: &World, who: &Caller, section: NodeId, html: &str) -> PageId {
    let (who, html) = (who.clone(), html.to_owned());
    let put = world.write(move |cx| {
        let section = allowed(cx, &who, section, Right::Write)?;
        let prepared = page::prepare(cx, &who, &html, &Brought { part: &part, ..Brought::default() })?;
        Ok(page::create(cx, &who, &section, &prepared, &staged(&prepared))?.id())
    });
    put.unwrap()
}

/// Returns a page's version and content.
fn read(world: &World, who: &Caller, id: PageId) -> app::Result<(String, Document)> {
    let who = who.clone();
    world.read(move |cx| {
        let opened = write::open(cx, &who, &id)?;
        let Body::Inline(canonical) = opened.body else { panic!("a small page") };
        Ok((opened.version, page::document(&canonical)?))
    })
}

fn text(world: &World, who: &Caller, id: PageId) -> String {
    read(world, who, id).unwrap().1.text().trim().replace('\n', " ")
}

/// The keys and the HTML of what flows, as an editor has it.
fn shown(document: &Document) -> Vec<(String, String)> {
    let addresses =
        Addresses { page: &|_| "onenote:page".to_owned(), resource: &|resource| format!("https://ours.example/{}", resource.number) };
    let html = blocks::sheet(document, &addresses).unwrap().html;
    let keys: Vec<String> = html.split(" data-block=\"").skip(1).map(|rest| rest.split_once('"').unwrap().0.to_owned()).collect();
    blocks::html(document, FLOW, &keys, &addresses)
}

/// An edit that puts HTML in the place of one block of what somebody sees.
fn at(document: &Document, place: usize, html: &str) -> Edit {
    let base: Vec<String> = shown(document).into_iter().map(|(key, _)| key).collect();
    let mut blocks: Vec<Block> = base.iter().cloned().map(Block::Keep).collect();
    let html = Block::Html(html.to_owned());
    if place < blocks.len() {
        blocks[place] = html
    } else {
        blocks.push(html)
    }
    Edit { title: None, areas: vec![AreaEdit { place: Place::Area(FLOW.to_owned()), base, blocks }] }
}

/// Merges with what is stored now. Returns that version.
fn look(world: &World, who: &Caller, id: PageId, edit: &Edit) -> app::Result<(String, Written)> {
    let (who, edit) = (who.clone(), edit.clone());
    world.read(move |cx| {
        let found = allowed_page(cx, &who, id, Right::Write, Need::Write)?;
        let Body::Inline(canonical) = page::body(cx, &found)? else { panic!("a small page") };
        let brought = Brought { part: &part, ..Brought::default() };
        Ok((page::version(found.row()), write::merge(cx, &who, &canonical, &edit, &brought)?))
    })
}

fn commit(world: &World, who: &Caller, id: PageId, version: &str, merged: &Merged) -> app::Result<()> {
    let Some(prepared) = merged.prepared.clone() else { return Ok(()) };
    let (who, version) = (who.clone(), version.to_owned());
    world.write(move |cx| {
        let found = allowed_page(cx, &who, id, Right::Write, Need::Write)?;
        page::replace(cx, &who, &found, &prepared, &staged(&prepared), Some(&version)).map(drop)
    })
}

fn merged(written: Written) -> Box<Merged> {
    let Written::Merged(merged) = written else { panic!("{written:?}") };
    merged
}

/// Writes until nobody else came in between, as a surface does.
fn save(world: &World, who: &Caller, id: PageId, edit: &Edit) -> app::Result<Written> {
    loop {
        let (version, written) = look(world, who, id, edit)?;
        let Written::Merged(merged) = &written else { return Ok(written) };
        match commit(world, who, id, &version, merged) {
            Err(Error::Changed) => {}
            outcome => return outcome.map(|()| written),
        }
    }
}

struct Desk {
    world: World,
    alice: Caller,
    bob: Caller,
    nodes: Vec<NodeId>,
    page: PageId,
}

/// A page of three paragraphs that Alice shares with Bob.
fn desk(engine: testkit::world::Engine) -> Desk {
    let world = World::new(engine);
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let nodes = world.sketch(&alice, "Atlas\n  One\n  Two\n");
    share(&world, nodes[0], Some(Role::Contributor));
    let page = put(&world, &alice, nodes[1], "<title>Plan</title><p>one<p>two<p data-id=c>three <img src=name:x>");
    Desk { world, alice, bob, nodes, page }
}

fn share(world: &World, node: NodeId, role: Option<Role>) {
    world.write(move |cx| admin::share(cx, &admin::Admin::operator(), &node, "bob", role)).unwrap();
}

both! {
    fn two_people_write_different_paragraphs_at_once(engine) {
        let Desk { world, alice, bob, page, .. } = desk(engine);
        let (version, seen) = read(&world, &alice, page).unwrap();
        // Both have looked before either writes.
        let (mine, theirs) = (at(&seen, 0, "<p>ONE"), at(&seen, 1, "<p>TWO"));
        let (of_alice, first) = look(&world, &alice, page, &mine).unwrap();
        let (of_bob, second) = look(&world, &bob, page, &theirs).unwrap();
        assert_eq!((&of_alice, &of_bob), (&version, &version));
        commit(&world, &alice, page, &of_alice, &merged(first)).unwrap();
        assert_eq!(commit(&world, &bob, page, &of_bob, &merged(second)), Err(Error::Changed));
        let again = merged(save(&world, &bob, page, &theirs).unwrap());
        assert_eq!(text(&world, &bob, page), "ONE TWO three");
        assert_eq!((again.areas[0].news.len(), again.areas[0].gone.len()), (1, 1));
        // What was not edited is as it was, its image too.
        let (_, now) = read(&world, &alice, page).unwrap();
        assert_eq!(shown(&now)[2], shown(&seen)[2]);
        assert_eq!(now.resources().count(), 1);
        assert_eq!(audit::complaints(world.app.store()), [""; 0]);
    }

    fn many_write_at_once(engine) {
        let Desk { world, alice, bob, page, .. } = desk(engine);
        let (_, seen) = read(&world, &alice, page).unwrap();
        std::thread::scope(|scope| {
            for place in 0..6 {
                let (world, who, seen) = (&world, if place % 2 == 0 { &alice } else { &bob }, &seen);
                scope.spawn(move || merged(save(world, who, page, &at(seen, place, &format!("<p>by {place}"))).unwrap()));
            }
        });
        let mut words: Vec<String> = read(&world, &alice, page).unwrap().1.text().lines().map(str::to_owned).collect();
        // What was added at the end is there in the order in which it came.
        words[3..].sort();
        assert_eq!(words, (0..6).map(|place| format!("by {place}")).collect::<Vec<_>>());
    }

    fn the_same_paragraph_is_a_conflict_and_nothing_is_written(engine) {
        let Desk { world, alice, bob, page, .. } = desk(engine);
        let (_, seen) = read(&world, &alice, page).unwrap();
        merged(save(&world, &alice, page, &at(&seen, 1, "<p>TWO")).unwrap());
        let before = read(&world, &alice, page).unwrap();
        let Written::Conflict(conflict) = save(&world, &bob, page, &at(&seen, 1, "<p>zwei")).unwrap() else { panic!() };
        assert_eq!(conflict.areas[0].blocks, [shown(&seen)[1].0.clone()]);
        assert_eq!(read(&world, &alice, page).unwrap(), before);
    }

    fn what_is_so_already_is_no_new_version(engine) {
        let Desk { world, alice, bob, page, .. } = desk(engine);
        let (version, seen) = read(&world, &alice, page).unwrap();
        assert!(merged(save(&world, &alice, page, &at(&seen, 0, "<p>one</p>")).unwrap()).prepared.is_none());
        assert_eq!(read(&world, &alice, page).unwrap().0, version);
        // An edit whose answer was lost is sent again.
        let edit = at(&seen, 0, "<p>ONE</p>");
        merged(save(&world, &bob, page, &edit).unwrap());
        let (version, _) = read(&world, &alice, page).unwrap();
        assert!(merged(save(&world, &bob, page, &edit).unwrap()).prepared.is_none());
        assert_eq!(read(&world, &alice, page).unwrap().0, version);
    }

    fn a_page_that_moves_or_goes_meanwhile_is_not_written(engine) {
        let Desk { world, alice, bob, nodes, page } = desk(engine);
        let (version, seen) = read(&world, &bob, page).unwrap();
        let (_, written) = look(&world, &bob, page, &at(&seen, 0, "<p>ONE")).unwrap();
        let (mine, moved) = (merged(written), world.place(&alice, page, None, None, Some(nodes[2])).unwrap());
        assert_eq!(commit(&world, &bob, page, &version, &mine), Err(Error::NotFound));
        // Where it is now, it can be written on.
        merged(save(&world, &bob, moved, &at(&seen, 0, "<p>ONE")).unwrap());
        let (version, written) = look(&world, &bob, moved, &at(&seen, 1, "<p>TWO")).unwrap();
        world.delete_page(&alice, moved).unwrap();
        assert_eq!(commit(&world, &bob, moved, &version, &merged(written)), Err(Error::NotFound));
        assert_eq!(look(&world, &bob, moved, &at(&seen, 1, "<p>TWO")).unwrap_err(), Error::NotFound);
        assert_eq!(audit::complaints(world.app.store()), [""; 0]);
    }

    fn a_right_that_is_taken_meanwhile_counts(engine) {
        let Desk { world, alice, bob, nodes, page } = desk(engine);
        let opened = |who: &Caller| {
            let who = who.clone();
            world.read(move |cx| write::open(cx, &who, &page)).map(|opened| opened.may_write)
        };
        assert_eq!((opened(&alice), opened(&bob)), (Ok(true), Ok(true)));
        let (version, seen) = read(&world, &bob, page).unwrap();
        let (_, written) = look(&world, &bob, page, &at(&seen, 0, "<p>ONE")).unwrap();
        let mine = merged(written);
        share(&world, nodes[0], Some(Role::Reader));
        assert_eq!(opened(&bob), Ok(false));
        assert_eq!(commit(&world, &bob, page, &version, &mine), Err(Error::NotAllowed(Right::Write)));
        share(&world, nodes[0], None);
        assert_eq!(opened(&bob), Err(Error::NotFound));
        assert_eq!(commit(&world, &bob, page, &version, &mine), Err(Error::NotFound));
        assert_eq!(text(&world, &alice, page), "one two three");
    }

    fn the_quota_bounds_what_is_written(engine) {
        let world = World::new(engine);
        let alice = world.user_with_quota("alice", Some(800));
        let nodes = world.sketch(&alice, "Atlas\n  One\n");
        let page = put(&world, &alice, nodes[1], "<p>one");
        let (version, seen) = read(&world, &alice, page).unwrap();
        let long = format!("<p>{}", "much ".repeat(200));
        assert_eq!(save(&world, &alice, page, &at(&seen, 0, &long)).unwrap_err(), Error::QuotaExceeded);
        assert_eq!(read(&world, &alice, page).unwrap().0, version);
        merged(save(&world, &alice, page, &at(&seen, 0, "<p>ONE")).unwrap());
        assert_eq!(text(&world, &alice, page), "ONE");
    }

    fn images_come_as_parts_and_stay_by_their_marks(engine) {
        let Desk { world, alice, bob, nodes, page } = desk(engine);
        let (_, seen) = read(&world, &alice, page).unwrap();
        // The address leads nowhere here; the mark behind it says enough.
        let third = shown(&seen)[2].1.replace("three", "THREE");
        merged(save(&world, &bob, page, &at(&seen, 2, &third)).unwrap());
        let (_, now) = read(&world, &alice, page).unwrap();
        assert_eq!(now.to_canonical(), seen.to_canonical().replace("three", "THREE"));
        // Another page holds no such image, so the mark says nothing there.
        let other = put(&world, &alice, nodes[2], "<p>other");
        let (_, document) = read(&world, &alice, other).unwrap();
        merged(save(&world, &alice, other, &at(&document, 1, &third)).unwrap());
        let (_, now) = read(&world, &alice, other).unwrap();
        assert_eq!(now.resources().count(), 0);
        merged(save(&world, &alice, other, &at(&now, 0, "<p><img src=name:new>")).unwrap());
        assert_eq!(read(&world, &alice, other).unwrap().1.resources().count(), 1);
        assert_eq!(audit::complaints(world.app.store()), [""; 0]);
    }

    fn what_conflicts_can_be_a_page_of_its_own(engine) {
        let Desk { world, bob, nodes, page, .. } = desk(engine);
        let (_, seen) = read(&world, &bob, page).unwrap();
        let mut blocks: Vec<ApartBlock> = shown(&seen).into_iter().map(|(key, html)| ApartBlock { keep: Some(key), html }).collect();
        blocks[1] = ApartBlock { keep: None, html: "<p>zwei".to_owned() };
        let edit = Apart { title: "Plan (Bob)".to_owned(), areas: vec![ApartArea { area: Some(FLOW.to_owned()), at: None, blocks }] };
        let who = bob.clone();
        let made = world.write(move |cx| {
            let found = allowed_page(cx, &who, page, Right::Read, Need::ReadPages)?;
            let Body::Inline(canonical) = page::body(cx, &found)? else { panic!("a small page") };
            let prepared = merged(write::apart(cx, &who, &canonical, &edit, &Brought::default())?).prepared.unwrap();
            let section = allowed(cx, &who, nodes[1], Right::Write)?;
            Ok(page::create(cx, &who, &section, &prepared, &staged(&prepared))?.id())
        });
        let (_, document) = read(&world, &bob, made.unwrap()).unwrap();
        assert_eq!((document.title(), document.text().trim(), document.resources().count()), ("Plan (Bob)", "one\nzwei\nthree", 1));
        assert_eq!(text(&world, &bob, page), "one two three");
    }
}
