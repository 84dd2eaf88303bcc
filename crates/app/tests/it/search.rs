//! Goal: a search finds what a list would show and what has the words, nothing else, on both engines alike, and a copy is
//! found as soon as it is there. Method: the words that a page has are its title here; the page library has tests of its own.

use app::search::{self, Position, Sought};
use app::{Caller, Cx};
use model::{NodeId, NodeKind, Right};
use store::search::Document;
use testkit::world::{self, World};

/// Returns the titles of everything found, over as many pieces as it takes.
fn find_in(world: &World, who: &Caller, section: Option<NodeId>, terms: &[&str], limit: usize) -> Vec<String> {
    let sought = Sought::new(terms.iter().copied()).unwrap();
    let mut titles = Vec::new();
    let mut after: Option<Position> = None;
    for _ in 0..1_000 {
        let (who, sought) = (who.clone(), sought.clone());
        let found = world
            .read(move |cx: &mut Cx<'_, '_>| {
                let place = world::me(cx, &who)?;
                match section {
                    None => search::pages(cx, &who, &place, &sought, after.as_ref(), 0, limit),
                    Some(id) => {
                        let section = app::access::node(cx, &who, &place, &[NodeKind::Section], &id, Right::Read)?;
                        search::pages_in(cx, &who, &section, &sought, after.as_ref(), 0, limit)
                    }
                }
            })
            .unwrap();
        titles.extend(found.entries.into_iter().map(|page| page.title));
        after = found.next;
        if after.is_none() {
            return titles;
        }
    }
    panic!("the list has no end");
}

fn find(world: &World, who: &Caller, terms: &[&str]) -> Vec<String> {
    find_in(world, who, None, terms, 3)
}

fn sorted(mut titles: Vec<String>) -> Vec<String> {
    titles.sort();
    titles
}

both! {
    fn what_lies_in_a_node_is_found_whatever_else_there_is(engine) {
        let world = World::new(engine);
        let who = world.user("alice");
        let nodes = world.sketch(&who, "Atlas\n  Maps/\n    Old/\n      Seas\n  One\nOther\n  Two\n");
        for (section, title) in [(nodes[3], "plan of the seas"), (nodes[4], "plan of one")] {
            world.page(&who, section, title).unwrap();
            world.clock.advance_seconds(1);
        }
        for n in 0..5 {
            world.page(&who, nodes[6], &format!("plan {n}")).unwrap();
            world.clock.advance_seconds(1);
        }
        let titles = |within: Option<NodeId>, word: Option<&'static str>, limit: usize| {
            let (who, sought) = (who.clone(), word.map(|word| Sought::new([word]).unwrap()));
            let found = world.read(move |cx| app::everywhere::pages(cx, &who, sought.as_ref(), within.as_ref(), limit));
            found.unwrap().into_iter().map(|page| page.title).collect::<Vec<_>>()
        };
        for word in [Some("plan"), None] {
            assert_eq!(titles(None, word, 2), ["plan 4", "plan 3"]);
            assert_eq!(titles(Some(nodes[0]), word, 2), ["plan of one", "plan of the seas"], "in a notebook, {word:?}");
            assert_eq!(titles(Some(nodes[1]), word, 2), ["plan of the seas"], "in a group, {word:?}");
            assert_eq!(titles(Some(nodes[2]), word, 2), ["plan of the seas"], "in a group of a group, {word:?}");
            assert_eq!(titles(Some(nodes[6]), word, 2), ["plan 4", "plan 3"], "in a section, {word:?}");
        }
    }

    fn words_phrases_and_beginnings_find_the_same_on_both_engines(engine) {
        let world = World::new(engine);
        let who = world.user("alice");
        let section = world.sketch(&who, "Atlas\n  One\n")[1];
        for title in [
            "Crème brûlée", "creme fraiche", "The plan of the week", "week plan", "日本語のページ", "本日", "it's 50% off",
            "Straße", "STRASSE 12", "Ελλάς ΕΛΛΑΣ", "don't", "ﬁne print", "\u{1}control", "नमस्ते दुनिया", "hyphen-ated",
        ] {
            world.page(&who, section, title).unwrap();
            world.clock.advance_seconds(1);
        }
        let cases: [(&[&str], &[&str]); 17] = [
            (&["CREME"], &["Crème brûlée", "creme fraiche"]),
            (&["creme", "brulee"], &["Crème brûlée"]),
            (&["plan week"], &[]),
            (&["week plan"], &["week plan"]),
            (&["plan", "week"], &["The plan of the week", "week plan"]),
            (&["pla*"], &["The plan of the week", "week plan"]),
            (&["pla"], &[]),
            (&["strasse"], &["STRASSE 12", "Straße"]),
            (&["ελλασ"], &["Ελλάς ΕΛΛΑΣ"]),
            (&["日本"], &["日本語のページ"]),
            (&["本"], &["日本語のページ", "本日"]),
            (&["本日"], &["本日"]),
            (&["ペー"], &["日本語のページ"]),
            (&["fine"], &["ﬁne print"]),
            (&["दुनिया"], &["नमस्ते दुनिया"]),
            (&["hyphen-ated"], &["hyphen-ated"]),
            (&["'; DROP TABLE page; -- \" OR title:*"], &[]),
        ];
        for (terms, titles) in cases {
            assert_eq!(sorted(find(&world, &who, terms)), titles, "{terms:?}");
            assert_eq!(sorted(find_in(&world, &who, Some(section), terms, 2)), titles, "{terms:?} in the section");
        }
        assert_eq!(find(&world, &who, &["*", "--"]), [""; 0]);
    }

    fn a_copy_is_found_at_once_and_edits_part_them(engine) {
        let world = World::new(engine);
        let who = world.user("alice");
        let nodes = world.sketch(&who, "Atlas\n  One: apple, banana\n");
        let (atlas, one) = (nodes[0], nodes[1]);
        let documents = |world: &World| {
            let sql = store::sql!("test.documents", "SELECT COUNT(*) FROM search_document");
            world.read(move |cx| Ok(cx.tx.row(sql, &[], |row| row.integer(0))?)).unwrap().unwrap()
        };
        let before = documents(&world);
        world.copy(&who, one, Some(atlas), "Two").unwrap();
        world.copy(&who, atlas, None, "Other").unwrap();
        world.work();
        assert_eq!(find(&world, &who, &["apple"]), ["apple"; 4]);
        assert_eq!(documents(&world), before, "a copy indexes nothing");
        let pages = world.read({
            let who = who.clone();
            move |cx| {
                let place = world::me(cx, &who)?;
                let section = app::access::node(cx, &who, &place, &[NodeKind::Section], &one, Right::Read)?;
                app::page::list_in(cx, &who, &section, None, 0, 10)
            }
        });
        let apple = pages.unwrap().entries.into_iter().find(|page| page.title == "apple").unwrap();
        world.clock.advance_seconds(1);
        world.edit(&who, apple.id, "cherry").unwrap();
        assert_eq!(find(&world, &who, &["apple"]), ["apple"; 3]);
        assert_eq!(find(&world, &who, &["cherry"]), ["cherry"]);
        world.delete_page(&who, apple.id).unwrap();
        assert_eq!(find(&world, &who, &["cherry"]), [""; 0]);
        world.delete(&who, atlas).unwrap();
        assert_eq!(find(&world, &who, &["apple"]), ["apple"; 2]);
        world.sweep_all();
        assert_eq!(documents(&world), before, "what nobody shows any more is forgotten");
    }

    fn a_page_that_was_put_elsewhere_is_found_once(engine) {
        let world = World::new(engine);
        let who = world.user("alice");
        let nodes = world.sketch(&who, "Atlas\n  One\n  Other\n");
        let (atlas, one, other) = (nodes[0], nodes[1], nodes[2]);
        let apple = world.page(&who, one, "apple").unwrap();
        let pear = world.page(&who, one, "pear").unwrap();
        world.copy(&who, one, Some(atlas), "Two").unwrap();
        // Its row lies in two layers now, with the same content and moment in both.
        world.place(&who, apple, Some(1), Some(5), None).unwrap();
        assert_eq!(find_in(&world, &who, Some(one), &["apple"], 1), ["apple"]);
        assert_eq!(find(&world, &who, &["apple"]), ["apple"; 2]);
        world.place(&who, pear, None, None, Some(other)).unwrap();
        assert_eq!(find_in(&world, &who, Some(one), &["pear"], 1), [""; 0]);
        assert_eq!(find_in(&world, &who, Some(other), &["pear"], 1), ["pear"]);
        assert_eq!(find(&world, &who, &["pear"]), ["pear"; 2]);
    }

    fn titles_come_first_and_then_the_newest(engine) {
        let world = World::new(engine);
        let who = world.user("alice");
        let section = world.sketch(&who, "Atlas\n  One\n")[1];
        for (title, text) in [("old in the text", "plan"), ("plan, the old", ""), ("new in the text", "plan"), ("plan, the new", "")] {
            let who = who.clone();
            world
                .write(move |cx| {
                    let found = world::allowed(cx, &who, section, Right::Write)?;
                    let words = Document::new(title, text);
                    let prepared = app::page::Prepared { words, ..world::prepared(title, None) };
                    app::page::create(cx, &who, &found, &prepared, &world::inline(title).into()).map(|_| ())
                })
                .unwrap();
            world.clock.advance_seconds(1);
        }
        assert_eq!(find(&world, &who, &["plan"]), ["plan, the new", "plan, the old", "new in the text", "old in the text"]);
    }

    fn nobody_finds_what_they_may_not_read(engine) {
        let world = World::new(engine);
        let (alice, bob) = (world.user("alice"), world.user("bob"));
        world.sketch(&alice, "Atlas\n  One: secret\n");
        world.sketch(&bob, "Book\n  Two: secret\n");
        assert_eq!(find(&world, &bob, &["secret"]).len(), 1);
        let narrow = world.token("alice", "another-app", "Notes.ReadWrite.CreatedByApp");
        assert_eq!(find(&world, &narrow, &["secret"]), [""; 0]);
    }

    fn where_very_many_have_the_words_the_newest_come(engine) {
        let world = World::new(engine);
        let who = world.user("alice");
        let nodes = world.sketch(&who, "Atlas\n  One\n  Two\n");
        for section in [nodes[1], nodes[2]] {
            world.write({
                let who = who.clone();
                move |cx| {
                    for i in 0..1_050 {
                        let title = format!("common {section} {i}");
                        let found = world::allowed(cx, &who, section, Right::Write)?;
                        app::page::create(cx, &who, &found, &world::prepared(&title, None), &world::inline(&title).into())?;
                    }
                    Ok(())
                }
            }).unwrap();
            world.clock.advance_seconds(1);
        }
        let found = find_in(&world, &who, None, &["common"], 100);
        assert_eq!(found.len(), 2_100);
        assert!(found[..1_050].iter().all(|title| title.contains(&nodes[2].to_string())));
        let mut once = found.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), found.len());
        assert_eq!(find_in(&world, &who, Some(nodes[1]), &["common"], 100).len(), 1_050);
        assert_eq!(find(&world, &who, &["common", "1049"]).len(), 2);
    }

    fn an_index_made_anew_finds_the_same(engine) {
        let world = World::new(engine);
        let who = world.user("alice");
        let section = world.sketch(&who, "Atlas\n  One\n")[1];
        world
            .write({
                let who = who.clone();
                move |cx| {
                    let prepared = app::page::prepare(cx, &who, "<title>Fruit</title><p>fig and quince", &app::page::Brought::default())?;
                    let found = world::allowed(cx, &who, section, Right::Write)?;
                    let body = world::inline(std::str::from_utf8(&prepared.canonical).unwrap());
                    app::page::create(cx, &who, &found, &prepared, &body.into()).map(|_| ())
                }
            })
            .unwrap();
        assert_eq!(find(&world, &who, &["quince"]), ["Fruit"]);
        let waiting = world
            .write(|cx| {
                let (documents, words) = if cx.tx.is_postgres() {
                    (store::sql!("test.wipe", "DELETE FROM search_document"), None)
                } else {
                    (store::sql!("test.wipe", "DELETE FROM search_document"), Some(store::sql!("test.wipe_words", "DELETE FROM search_word")))
                };
                cx.tx.run(documents, &[])?;
                words.map(|words| cx.tx.run(words, &[])).transpose()?;
                Ok(store::search::renew(cx.tx)?)
            })
            .unwrap();
        assert_eq!(waiting, 1);
        assert_eq!(find(&world, &who, &["quince"]), [""; 0]);
        world.sweep();
        assert_eq!(find(&world, &who, &["quince"]), ["Fruit"]);
    }
}
