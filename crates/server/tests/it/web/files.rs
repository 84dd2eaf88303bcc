//! Folders and files in a browser.

use super::act::{fill, went};
use super::{link, links, opened};
use crate::identity::browser::{Browser, form, hidden};
use crate::world::{Answer, World, run};
use serde_json::{Value, json};

const OWN: &str = "https://notes.example";

/// The line between the parts of the forms here.
const LINE: &str = "----between";

/// What such forms say that they are.
pub const FILES_KIND: &str = "multipart/form-data; boundary=----between";

/// A form with files: its fields, and the names and bytes of the files.
pub fn with_files(fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(format!("--{LINE}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
    }
    for (name, bytes) in files {
        let head =
            format!("--{LINE}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/html\r\n\r\n");
        body.extend(head.bytes());
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{LINE}--\r\n").bytes());
    body
}

fn send(browser: &Browser<'_>, folder: &str, body: Vec<u8>) -> Answer {
    browser.send_as_script(OWN, &format!("{folder}/upload"), FILES_KIND, None, body)
}

/// Fills in the form on which files are uploaded.
fn upload(browser: &Browser<'_>, folder: &str, clash: &str, files: &[(&str, &[u8])]) -> Answer {
    let shown = opened(browser, &format!("{folder}/upload"));
    send(browser, folder, with_files(&[("token", &hidden(&shown, "token")), ("clash", clash)], files))
}

/// Returns the folder that holds all of somebody's own files.
fn top(browser: &Browser<'_>) -> String {
    link(&opened(browser, "/files"), "Your files")
}

/// Makes a folder, and returns where it opens.
fn folder(browser: &Browser<'_>, inside: &str, name: &str) -> String {
    let of = inside.strip_prefix("/folders/").unwrap();
    went(&fill(browser, &format!("/new?kind=folder&in={of}"), &[("name", name)]))
}

/// Returns where a line of a list leads.
fn line(page: &Answer, name: &str) -> String {
    let row = page.body.split("<tr").find(|row| row.contains(&format!("<bdi>{name}</bdi>")));
    let row = row.unwrap_or_else(|| panic!("no {name} in {}", page.body));
    row.split("<a href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

fn of(href: &str) -> &str {
    href.rsplit('/').next().unwrap()
}

/// Returns what somebody gets who fetches a file.
fn fetched(browser: &Browser<'_>, file: &str) -> Answer {
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
fn a_taken_name_is_asked_about() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let top = top(&ann);
    folder(&ann, &top, "Folder");
    let all = [("a.txt", &b"new"[..]), ("Folder", b"file"), ("b.txt", b"b")];
    upload(&ann, &top, "", &[("a.txt", b"old")]);
    let file = line(&opened(&ann, &top), "a.txt");
    let left = upload(&ann, &top, "leave-out", &all);
    assert_eq!(left.status, 200, "{left:?}");
    assert!(left.body.contains("1 file is here") && left.body.matches("stays as it is").count() == 2, "{}", left.body);
    assert_eq!(fetched(&ann, &file).body, "old");
    let replaced = upload(&ann, &top, "replace", &all);
    assert!(replaced.status == 400 && replaced.body.contains("2 files are here"), "{replaced:?}");
    assert!(replaced.body.contains("There is something called Folder there already."), "{}", replaced.body);
    assert_eq!(fetched(&ann, &file).body, "new");
    assert_eq!(upload(&ann, &top, "keep-both", &all).status, 303);
    let listed = opened(&ann, &top);
    assert_eq!(fetched(&ann, &line(&listed, "a 1.txt")).body, "new");
    assert_eq!(fetched(&ann, &line(&listed, "Folder 1")).body, "file");
    assert!(upload(&ann, &top, "", &[]).body.contains("Choose the files that are to come here."));
}

#[test]
fn what_a_file_says_runs_nowhere() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let top = top(&ann);
    let script = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(document.domain)</script></svg>";
    upload(&ann, &top, "", &[("x.svg", script), ("x.html", script), ("x.png", script), ("Ti\u{202e}gpj.html", script)]);
    let listed = opened(&ann, &top);
    for name in ["x.svg", "x.html", "x.png", "Ti\u{202e}gpj.html"] {
        let file = line(&listed, name);
        assert!(!opened(&ann, &file).body.contains("<img"), "{name}");
        let answer = fetched(&ann, &file);
        assert_eq!(answer.status, 200, "{answer:?}");
        assert!(answer.header("content-disposition").starts_with("attachment; filename="), "{answer:?}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert!(answer.header("content-security-policy").contains("sandbox"), "{answer:?}");
        assert!(!answer.header("content-type").contains("svg") && !answer.header("content-type").contains("html"), "{answer:?}");
    }
    assert!(!listed.body.contains("<img"), "{}", listed.body);
    // Names are text, and no paths.
    let odd = "<b onclick=x>.txt";
    let bad = [(odd, "cannot have &#60; in it"), ("..", "does not end in a dot"), ("a:b", "cannot have : in it")];
    let answer = upload(&ann, &top, "", &bad.map(|(name, _)| (name, &b"x"[..])));
    assert_eq!(answer.status, 400);
    for (name, said) in bad {
        assert!(answer.body.contains(said), "{name}: {}", answer.body);
    }
    assert!(!answer.body.contains(odd), "{}", answer.body);
    // What lay in folders comes without them, wherever it says that it lay.
    assert_eq!(upload(&ann, &top, "", &[("../../etc/passwd", b"x")]).status, 303);
    line(&opened(&ann, &top), "passwd");
}

#[test]
fn a_form_that_breaks_off_leaves_nothing() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let top = top(&ann);
    let token = hidden(&opened(&ann, &format!("{top}/upload")), "token");
    let blobs = world.blobs();
    let large = vec![7; 700_000];
    let whole = with_files(&[("token", &token)], &[("large.bin", &large)]);
    // One thread for all that blocks, so that what is removed is gone when the next that it does is done.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().max_blocking_threads(1).build().unwrap();
    let cookie = ann.cookie();
    let headers = [("cookie", &*cookie), ("origin", OWN), ("content-type", FILES_KIND)];
    for cut in [whole.len() - 8, 400_000, 300, 60, 0] {
        let path = format!("{top}/upload");
        let answer = runtime.block_on(world.ask_bytes("nobody", "POST", &path, &headers, whole[..cut].to_vec().into()));
        runtime.block_on(async { tokio::task::spawn_blocking(|| {}).await.unwrap() });
        assert!((400..500).contains(&answer.status), "{cut}: {answer:?}");
    }
    // The token comes first, or nothing comes in.
    let behind = [with_files(&[], &[("large.bin", &large)]), with_files(&[("token", "wrong")], &[("large.bin", &large)])];
    for body in behind {
        assert_eq!(send(&ann, &top, body).status, 403);
    }
    let elsewhere = ann.send_as_script("https://evil.example", &format!("{top}/upload"), FILES_KIND, None, whole.clone());
    assert_eq!(elsewhere.status, 403);
    assert_eq!(ann.send_as_script(OWN, &format!("{top}/upload"), "text/plain", Some(&token), "x").status, 415);
    let many: Vec<_> = (0..17).map(|_| ("field", "x")).collect();
    assert_eq!(send(&ann, &top, with_files(&many, &[])).status, 400);
    assert_eq!(send(&ann, &top, with_files(&[("token", &"x".repeat(1_025))], &[])).status, 413);
    let nobody = Browser::beside(&world);
    assert!(send(&nobody, &top, whole).header("location").starts_with(&format!("{OWN}/sign-in")));
    assert!(!opened(&ann, &top).body.contains("large.bin"));
    assert_eq!(world.blobs(), blobs);
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
fn a_script_sends_a_file_in_fragments() {
    let world = World::with(|_| {}, |_| {});
    let ann = Browser::of_ann(&world);
    let top = top(&ann);
    let token = hidden(&opened(&ann, &format!("{top}/upload")), "token");
    let begin = |fields: &[(&str, &str)]| {
        let answer = ann.send_as_script(OWN, &format!("{top}/session?{}", form(fields)), "text/plain", Some(&token), "");
        (answer.status, serde_json::from_str::<Value>(&answer.body).unwrap())
    };
    let put = |to: &Value, range: &str, bytes: &[u8]| {
        run(world.ask_bytes("nobody", "PUT", to["put"].as_str().unwrap(), &[("content-range", range)], bytes.to_vec().into()))
    };
    let (status, to) = begin(&[("name", "größe.bin"), ("bytes", "8")]);
    assert_eq!(status, 200, "{to}");
    assert_eq!(put(&to, "bytes 0-3/8", b"0123").status, 202);
    assert!(opened(&ann, &top).body.contains("It is empty.") || !opened(&ann, &top).body.contains("größe.bin"));
    assert_eq!(put(&to, "bytes 4-7/8", b"4567").status, 201);
    assert_eq!(fetched(&ann, &line(&opened(&ann, &top), "größe.bin")).body, "01234567");
    assert_eq!(begin(&[("name", "GRÖSSE.bin"), ("bytes", "1")]), (409, json!({ "taken": "GRÖSSE.bin", "isFile": true })));
    folder(&ann, &top, "Folder");
    assert_eq!(begin(&[("name", "folder"), ("bytes", "1")]).1["isFile"], false);
    let (_, to) = begin(&[("name", "größe.bin"), ("bytes", "1"), ("clash", "keep-both")]);
    assert_eq!(put(&to, "bytes 0-0/1", b"x").status, 201);
    assert_eq!(fetched(&ann, &line(&opened(&ann, &top), "größe 1.bin")).body, "x");
    let (_, to) = begin(&[("name", "größe.bin"), ("bytes", "1"), ("clash", "replace")]);
    assert_eq!(put(&to, "bytes 0-0/1", b"y").status, 200);
    // There is nothing to wait for of a file without bytes.
    assert_eq!(begin(&[("name", "empty"), ("bytes", "0")]), (200, json!({})));
    assert_eq!(fetched(&ann, &line(&opened(&ann, &top), "empty")).body, "");
    for (fields, said) in [
        ([("name", "a*b"), ("bytes", "1")], "A name cannot have * in it."),
        ([("name", " "), ("bytes", "1")], "It needs a name."),
        ([("name", "a"), ("bytes", "much")], "The browser does not say how large the file is."),
        ([("name", "a"), ("bytes", "999999999999999")], "No file may be as large as this one."),
    ] {
        assert_eq!(begin(&fields), (400, json!({ "wrong": said, "field": if said.contains("name") { "name" } else { "" } })), "{fields:?}");
    }
    let path = format!("{top}/session?name=a&bytes=1");
    assert_eq!(ann.send_as_script(OWN, &path, "text/plain", None, "").status, 403);
    assert_eq!(ann.send_as_script("https://evil.example", &path, "text/plain", Some(&token), "").status, 403);
    assert_eq!(Browser::beside(&world).send_as_script(OWN, &path, "text/plain", Some(&token), "").status, 401);
}

#[test]
fn a_full_drive_says_so_before_a_byte_comes() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let top = top(&ann);
    let owner = model::Owner::User(world.names["ann"].parse().unwrap());
    let limited = world.app.write(move |cx| app::admin::set_quota(cx, &app::admin::Admin::operator(), &owner, None, Some(100_000)));
    limited.wait().unwrap();
    let large = vec![7; 2_000_000];
    let answer = upload(&ann, &top, "", &[("large.bin", &large)]);
    assert!(answer.status == 400 && answer.body.contains("There is no room left there."), "{answer:?}");
    let answer = upload(&ann, &top, "", &[("large.bin", &large[..200_000]), ("small.bin", b"x")]);
    assert!(
        answer.status == 400 && answer.body.contains("There is no room left there.") && answer.body.contains("1 file is here"),
        "{answer:?}"
    );
    let token = hidden(&opened(&ann, &format!("{top}/upload")), "token");
    let begun = ann.send_as_script(OWN, &format!("{top}/session?name=a&bytes=200000"), "text/plain", Some(&token), "");
    assert!(begun.status == 400 && begun.body.contains("There is no room left there."), "{begun:?}");
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
