//! Folders and files in a browser.

use super::act::{fill, went};
use super::upload::{OWN, send, upload, with_files};
use super::{link, links, opened};
use crate::identity::browser::{Browser, hidden};
use crate::world::{Answer, World};

/// Returns the folder that holds all of somebody's own files.
pub(super) fn top(browser: &Browser<'_>) -> String {
    link(&opened(browser, "/files"), "Your files")
}

/// Makes a folder, and returns where it opens.
pub(super) fn folder(browser: &Browser<'_>, inside: &str, name: &str) -> String {
    let of = inside.strip_prefix("/folders/").unwrap();
    went(&fill(browser, &format!("/new?kind=folder&in={of}"), &[("name", name)]))
}

/// Returns where a line of a list leads.
pub(super) fn line(page: &Answer, name: &str) -> String {
    let row = page.body.split("<tr").find(|row| row.contains(&format!("<bdi>{name}</bdi>")));
    let row = row.unwrap_or_else(|| panic!("no {name} in {}", page.body));
    row.split("<a href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

pub(super) fn of(href: &str) -> &str {
    href.rsplit('/').next().unwrap()
}

/// Returns what somebody gets who fetches a file.
pub(super) fn fetched(browser: &Browser<'_>, file: &str) -> Answer {
    let answer = browser.get(&format!("{file}/content"));
    assert_eq!(answer.status, 303, "{answer:?}");
    // The address needs no cookie.
    Browser::beside(browser.world).get(answer.header("location"))
}

#[test]
fn somebody_keeps_files_beside_notebooks() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    assert_eq!(links(&opened(&ann, "/notebooks"), "/files"), ["/files"]);
    let top = top(&ann);
    let plans = folder(&ann, &top, "Plans & maps");
    assert!(opened(&ann, &top).body.contains("<bdi>Plans &#38; maps</bdi>"));
    assert!(opened(&ann, &plans).body.contains("It is empty."));
    let done = upload(&ann, &plans, "keep-both", &[("a.txt", b"first"), ("Übersicht.pdf", b"second"), ("", b"")]);
    assert_eq!(done.header("location"), format!("{plans}?said=uploaded"), "{done:?}");
    let listed = opened(&ann, &plans);
    let file = line(&listed, "a.txt");
    assert!(listed.body.contains("<bdi>Übersicht.pdf</bdi>") && listed.body.contains(">5 bytes<"), "{}", listed.body);
    let page = opened(&ann, &file);
    assert!(page.body.contains("<h1 dir=\"auto\">a.txt</h1>") && page.body.contains("by <bdi>ann</bdi>"), "{}", page.body);
    assert_eq!(link(&page, "Plans"), plans);
    assert_eq!(link(&page, "Your files"), top);
    assert_eq!(fetched(&ann, &file).body, "first");
    // All of the forms know it.
    assert_eq!(went(&fill(&ann, &format!("/rename?of={}", of(&file)), &[("name", "b.txt")])), file);
    let deep = folder(&ann, &plans, "Deep");
    let moved = fill(&ann, &format!("/move?of={}", of(&file)), &[("to", of(&deep))]);
    assert_eq!(moved.header("location"), format!("{file}?said=moved"), "{moved:?}");
    let copied = went(&fill(&ann, &format!("/copy?of={}", of(&file)), &[(&format!("to:{}", of(&top)), "on"), ("name", "c.txt")]));
    assert_eq!(fetched(&ann, &copied).body, "first");
    let tree = went(&fill(&ann, &format!("/copy?of={}", of(&plans)), &[(&format!("to:{}", of(&top)), "on"), ("name", "Again")]));
    assert_eq!(line(&opened(&ann, &line(&opened(&ann, &tree), "Deep")), "b.txt").split('/').nth(1), Some("files"));
    assert_eq!(went(&fill(&ann, &format!("/delete?of={}", of(&file)), &[])), deep);
    assert_eq!(ann.get(&file).status, 404);
    let bin = ann.get("/bin");
    assert!(bin.body.contains(">b.txt</strong> <span class=\"small\">file"), "{}", bin.body);
    let back = ann.post("/bin", &[("token", &hidden(&bin, "token")), ("id", &hidden(&bin, "id")), ("deed", "restore")]);
    assert_eq!(went(&back), file);
    assert_eq!(went(&fill(&ann, &format!("/rename?of={}", of(&plans)), &[("name", "Maps")])), plans);
    assert_eq!(went(&fill(&ann, &format!("/delete?of={}", of(&plans)), &[])), top);
    assert_eq!((ann.get(&plans).status, ann.get(&file).status), (404, 404));
    // What is no page is exported as it is, by fetching it.
    assert_eq!([&*top, &*copied].map(|it| ann.get(&format!("/export?of={}", of(it))).status), [404, 404]);
    assert_eq!([&*top, &*copied].map(|it| ann.get(&format!("/export/{}?as=html", of(it))).status), [404, 404]);
    // All files together stay what they are.
    for verb in ["rename", "delete"] {
        assert_eq!(fill(&ann, &format!("/{verb}?of={}", of(&top)), &[("name", "x")]).status, 400, "{verb}");
    }
}

#[test]
fn many_copies_of_a_file_are_told_of_and_taken_back() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let top = top(&ann);
    upload(&ann, &top, "", &[("a.txt", b"x")]);
    let file = line(&opened(&ann, &top), "a.txt");
    let folders = [folder(&ann, &top, "One"), folder(&ann, &top, "Two")];
    let chosen: Vec<_> = folders.iter().map(|folder| (format!("to:{}", of(folder)), "on")).collect();
    let chosen: Vec<_> = chosen.iter().map(|(name, on)| (name.as_str(), *on)).collect();
    let told = ann.get(fill(&ann, &format!("/copy?of={}", of(&file)), &chosen).header("location"));
    assert!(told.body.contains("2 of 2 done.") && told.body.contains("The file a.txt"), "{}", told.body);
    assert!(told.body.contains("to One") && told.body.contains("to Two"), "{}", told.body);
    let undo = links(&told, "/delete?of=");
    went(&fill(&ann, &undo[0], &[]));
    assert!(opened(&ann, &folders[0]).body.contains("It is empty."));
    let picked = ann.get(&format!("/copy?of={}&q=two", of(&file)));
    assert!(picked.body.contains("<bdi>Two</bdi>") && !picked.body.contains("<bdi>One</bdi>"), "{}", picked.body);
}

#[test]
fn several_things_go_somewhere_at_once() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let top = top(&ann);
    let (one, two, goal) = (folder(&ann, &top, "One"), folder(&ann, &top, "Two"), folder(&ann, &top, "Goal"));
    upload(&ann, &one, "", &[("a.txt", b"x"), ("b.txt", b"y")]);
    let listed = opened(&ann, &one);
    let course = format!("1-{}", world.names["course"]);
    let chosen = format!("?of:{}=on&of:{}=on&of:{}=on", of(&line(&listed, "a.txt")), of(&two), course);
    assert!(listed.body.contains(&format!("name=\"of:{}\"", of(&line(&listed, "b.txt")))), "{}", listed.body);
    let told = ann.get(fill(&ann, &format!("/copy{chosen}"), &[(&format!("to:{}", of(&goal)), "on")]).header("location"));
    assert!(told.body.contains("3 of 3 done."), "{}", told.body);
    assert_eq!(went(&fill(&ann, &format!("/delete?of={}", of(&line(&opened(&ann, &goal), "a.txt"))), &[])), goal);
    assert_eq!(went(&fill(&ann, &format!("/delete?of={}", of(&line(&opened(&ann, &goal), "Two"))), &[])), goal);
    // The notebook's name is taken there, so nothing moves.
    let move_all = format!("/move{chosen}");
    let refused = fill(&ann, &move_all, &[("to", of(&goal))]);
    assert!(refused.status == 400 && refused.body.contains("something called Course there already"), "{refused:?}");
    line(&opened(&ann, &one), "a.txt");
    went(&fill(&ann, &format!("/delete?of={}", of(&line(&opened(&ann, &goal), "Course"))), &[]));
    assert_eq!(went(&fill(&ann, &move_all, &[("to", of(&goal))])), goal);
    let there = opened(&ann, &goal);
    assert!(["a.txt", "Two", "Course"].iter().all(|name| there.body.contains(&format!("<bdi>{name}</bdi>"))), "{}", there.body);
    let asked = ann.get(&format!("/delete{chosen}"));
    assert!(asked.body.contains("Delete 3 things") && asked.body.contains("<li>notebook <bdi>Course</bdi></li>"), "{}", asked.body);
    assert_eq!(went(&fill(&ann, &format!("/delete{chosen}"), &[])), goal);
    assert!(opened(&ann, &goal).body.contains("It is empty."));
    // What goes to different places goes not together, nor does nothing, nor too much.
    let many = (0..51).map(|n| format!("of:1-00000000-0000-0000-0000-{n:012}=on")).collect::<Vec<_>>().join("&");
    for odd in [format!("?of:{}=on&of:{course}=on&of:1-{}=on", of(&two), world.names["week1"]), String::new(), format!("?{many}")] {
        assert_eq!(ann.get(&format!("/copy{odd}")).status, 404, "{odd}");
    }
}

#[test]
fn pictures_are_seen_small_and_by_whom_they_are_shown_to() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let top = top(&ann);
    upload(&ann, &top, "", &[("dot.bmp", DOT)]);
    let listed = opened(&ann, &top);
    let file = line(&listed, "dot.bmp");
    for page in [listed, opened(&ann, &file)] {
        let image = page.body.split("<img ").nth(1).unwrap_or_else(|| panic!("{}", page.body));
        let src = image.split("src=\"").nth(1).unwrap().split('"').next().unwrap();
        let answer = Browser::beside(&world).get(src);
        assert_eq!((answer.status, answer.header("content-type")), (200, "image/jpeg"), "{answer:?}");
    }
}

/// A picture of one point.
const DOT: &[u8] = b"BM\x3a\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x01\0\0\0\x01\0\0\0\x01\0\x18\0\0\0\0\0\x04\0\0\0\
                     \0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

#[test]
fn a_notebook_goes_into_a_folder() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let top = top(&ann);
    let shelf = folder(&ann, &top, "Shelf");
    let course = format!("1-{}", world.names["course"]);
    // Where notebooks go of themselves is offered once.
    let offered = ann.get(&format!("/copy?of={course}"));
    assert!(offered.body.contains("<bdi>Shelf</bdi>"), "{}", offered.body);
    assert!(!offered.body.contains("<bdi>Your files</bdi>") && !offered.body.contains("<bdi>Notebooks</bdi>"), "{}", offered.body);
    assert_eq!(went(&fill(&ann, &format!("/move?of={course}"), &[("to", of(&shelf))])), format!("/notebooks/{course}"));
    assert_eq!(line(&opened(&ann, &shelf), "Course"), format!("/notebooks/{course}"));
    // Sections stay in notebooks, and folders out of them.
    for (what, to) in [(of(&shelf), &*course), (&*format!("1-{}", world.names["week1"]), of(&shelf))] {
        let token = hidden(&ann.get("/new?kind=notebook&in=me"), "token");
        assert_eq!(ann.post("/move", &[("token", &token), ("of", what), ("to", to)]).status, 404, "{what}");
        assert_eq!(ann.post("/copy", &[("token", &token), ("of", what), ("to", to)]).status, 404, "{what}");
    }
}

#[test]
fn files_are_only_for_whom_they_are_shared_with() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let bob = Browser::of(&world, "bob");
    let top = top(&ann);
    let (plans, secret) = (folder(&ann, &top, "Plans"), folder(&ann, &top, "Secret"));
    let inner = folder(&ann, &plans, "Inner");
    upload(&ann, &inner, "", &[("a.txt", b"x")]);
    upload(&ann, &secret, "", &[("b.txt", b"y")]);
    let (file, hidden_file) = (line(&opened(&ann, &inner), "a.txt"), line(&opened(&ann, &secret), "b.txt"));
    let unknown = bob.get("/files/0000000000000000!s00000000000000000000000000000000");
    assert_eq!(unknown.status, 404);
    let share = |of: &str, role: &str| {
        let token = hidden(&ann.get(&format!("/share?of={of}")), "token");
        let fields = [("token", &*token), ("of", of), ("deed", "give"), ("who", "bob"), ("role", role)];
        assert_eq!(ann.post("/share", &fields).status, 303);
    };
    share(of(&inner), "read");
    share(of(&hidden_file), "change");
    let shared = opened(&bob, "/files");
    assert_eq!(line(&shared, "Inner"), inner);
    assert_eq!(line(&shared, "b.txt"), hidden_file);
    // Of what is above, not even the name.
    let (seen, page) = (opened(&bob, &inner), opened(&bob, &hidden_file));
    assert!(!seen.body.contains("Plans") && !page.body.contains("Secret"), "{} {}", seen.body, page.body);
    assert!(!seen.body.contains("Upload") && !seen.body.contains("/rename?of="), "{}", seen.body);
    assert_eq!(fetched(&bob, &file).body, "x");
    for path in [&*top, &*plans, &*secret, "/folders/1-x", "/folders/x", "/files/x", &format!("{file}x"), &format!("{top}/upload")] {
        let answer = bob.get(path);
        assert_eq!((answer.status, &answer.body), (404, &unknown.body), "{path}");
    }
    // Somebody else's drive in front of an id that is there.
    let other = format!("/files/{}!{}", "0".repeat(16), file.split_once('!').unwrap().1);
    assert_eq!(bob.get(&other).body, unknown.body);
    let token = hidden(&bob.get("/new?kind=notebook&in=me"), "token");
    let form = |to: &str| send(&bob, to, with_files(&[("token", &token)], &[("c.txt", b"z")]));
    assert_eq!((form(&inner).status, form(&secret).status, form(&top).status), (403, 404, 404));
    for (path, fields) in [
        ("/new", vec![("kind", "folder"), ("in", of(&inner)), ("name", "x")]),
        ("/rename", vec![("of", of(&inner)), ("name", "x")]),
        ("/delete", vec![("of", of(&inner))]),
        ("/delete", vec![("of", of(&file))]),
        ("/delete", vec![("of", of(&hidden_file))]),
        ("/move", vec![("of", of(&hidden_file)), ("to", of(&inner))]),
        ("/rename", vec![("of", of(&secret)), ("name", "x")]),
        ("/new", vec![("kind", "folder"), ("in", of(&secret)), ("name", "x")]),
    ] {
        let fields = [&[("token", &*token)][..], &fields[..]].concat();
        let answer = bob.post(path, &fields);
        assert!([400, 403, 404].contains(&answer.status), "{path} {fields:?}: {}", answer.status);
    }
    let begun = bob.send_as_script(OWN, &format!("{secret}/session?name=c.txt&bytes=1"), "text/plain", Some(&token), "");
    assert_eq!(begun.status, 404, "{begun:?}");
    // Who may write to a folder that is shared copies there, and chooses it by its name alone.
    share(of(&secret), "change");
    let picked = bob.get(&format!("/copy?of={}", of(&file)));
    assert!(picked.body.contains("<bdi>Secret</bdi>") && !picked.body.contains("Inner</bdi><br>"), "{}", picked.body);
    assert_eq!(form(&secret).status, 303);
}

#[test]
fn a_long_list_goes_on_and_is_ordered_as_one_likes() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let many = folder(&ann, &top(&ann), "Many");
    let files: Vec<_> = (0..120).map(|n| (format!("{n:03}.txt"), vec![b'x'; n])).collect();
    let files: Vec<_> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    assert_eq!(upload(&ann, &many, "", &files).status, 303);
    let names =
        |page: &Answer| page.body.split("<bdi>").skip(1).map(|piece| piece.split('<').next().unwrap().to_owned()).collect::<Vec<_>>();
    let first = opened(&ann, &many);
    let rest = opened(&ann, &link(&first, "More").replace("&#38;", "&"));
    assert_eq!((names(&first).len(), names(&rest).len()), (100, 20));
    assert_eq!((names(&first)[0].as_str(), names(&rest)[19].as_str()), ("000.txt", "119.txt"));
    let by_size = opened(&ann, &link(&first, "Size").replace("&#38;", "&"));
    assert_eq!(names(&by_size)[0], "119.txt");
    assert!(by_size.body.contains("class=\"size\" aria-sort=\"descending\""), "{}", by_size.body);
    assert_eq!(names(&opened(&ann, &link(&by_size, "Size").replace("&#38;", "&")))[0], "000.txt");
    // A place holds in the list that it was given out for.
    let after = link(&first, "More").replace("&#38;", "&");
    let token = after.split("after=").nth(1).unwrap();
    assert_eq!(ann.get(&format!("{many}?by=size&after={token}")).status, 400);
    assert_eq!(ann.get(&format!("{many}?by=color")).status, 400);
}
