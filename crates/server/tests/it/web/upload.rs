//! Files that come from somebody's machine by a browser.

use super::files::{fetched, folder, line, top};
use super::opened;
use crate::identity::browser::{Browser, form, hidden};
use crate::world::{Answer, World, run};
use serde_json::{Value, json};

pub(super) const OWN: &str = "https://notes.example";

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

pub(super) fn send(browser: &Browser<'_>, folder: &str, body: Vec<u8>) -> Answer {
    browser.send_as_script(OWN, &format!("{folder}/upload"), FILES_KIND, None, body)
}

/// Fills in the form on which files are uploaded.
pub(super) fn upload(browser: &Browser<'_>, folder: &str, clash: &str, files: &[(&str, &[u8])]) -> Answer {
    let shown = opened(browser, &format!("{folder}/upload"));
    send(browser, folder, with_files(&[("token", &hidden(&shown, "token")), ("clash", clash)], files))
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
