//! Images and files: what comes in is what goes out, to whoever may read the page, and nothing stays behind.

use crate::world::{Answer, World, run};
use bytes::Bytes;

const PAGES: &str = "/api/v1.0/me/notes/sections/1-{week1}/pages";
const BOUNDARY: &str = "multipart/form-data; boundary=\"it is here\"";

/// A body of several parts: name, type, bytes.
pub fn form(parts: &[(&str, &str, &[u8])]) -> Bytes {
    let mut body = Vec::new();
    for (name, kind, bytes) in parts {
        let head = format!("--it is here\r\nContent-Type: {kind}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--it is here--\r\n");
    body.into()
}

fn send(world: &World, who: &str, method: &str, path: &str, parts: &[(&str, &str, &[u8])]) -> Answer {
    run(world.ask_bytes(who, method, path, &[("content-type", BOUNDARY)], form(parts)))
}

/// Posts a page and returns its id and the addresses of its images and files, without the host, each once.
fn post(world: &World, html: &str, parts: &[(&str, &str, &[u8])]) -> (String, Vec<String>) {
    let mut all = vec![("Presentation", "text/html", html.as_bytes())];
    all.extend_from_slice(parts);
    let answer = send(world, "ann", "POST", PAGES, &all);
    assert_eq!(answer.status, 201, "{}", answer.body);
    let id = answer.json()["id"].as_str().unwrap().to_owned();
    (id.clone(), addresses(world, &id))
}

fn addresses(world: &World, id: &str) -> Vec<String> {
    let content = run(world.ask("ann", "GET", &format!("/api/v1.0/me/notes/pages/{id}/content"), &[], ""));
    assert_eq!(content.status, 200, "{}", content.body);
    let mut found = Vec::new();
    for piece in content.body.split("https://notes.example").skip(1) {
        let path = piece.split('"').next().unwrap_or_default().to_owned();
        if path.contains("/resources/") && !found.contains(&path) {
            found.push(path);
        }
    }
    found
}

fn get(world: &World, who: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    run(world.ask(who, "GET", path, headers, ""))
}

/// A picture of so many bytes, by its first ones.
fn picture(length: usize) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x20\0\0\0\x10".to_vec();
    bytes.extend((bytes.len()..length).map(|at| (at * 7 % 251) as u8));
    bytes
}

#[test]
fn a_large_image_goes_through_a_blob_and_comes_out_in_pieces() {
    let world = World::new();
    let image = picture(6 * 1024 * 1024 + 7);
    let (_, found) = post(&world, "<p><img src=\"name:big picture\" /></p>", &[("big picture", "image/png", &image)]);
    assert_eq!(world.blobs(), 1);
    let answer = get(&world, "ann", &found[0], &[]);
    assert_eq!((answer.status, answer.header("content-type")), (200, "image/png"));
    assert!(answer.bytes == image, "{} bytes came", answer.bytes.len());
    let part = get(&world, "ann", &found[0], &[("range", "bytes=262140-262150"), ("if-range", answer.header("etag"))]);
    assert_eq!((part.status, part.header("content-range")), (206, "bytes 262140-262150/6291463"));
    assert_eq!(part.bytes, image[262_140..=262_150]);
    // The same bytes once more are stored once, and the second blob goes.
    let (_, again) = post(&world, "<p><img src='name:x' /> <img src=\"name:x\" /></p>", &[("x", "image/png", &image)]);
    assert_eq!(world.blobs(), 1);
    assert!(get(&world, "ann", &again[0], &[]).bytes == image);
}

#[test]
fn a_damaged_blob_is_not_sent_to_its_end() {
    let world = World::new();
    let image = picture(700_000);
    let (_, found) = post(&world, "<img src='name:x' />", &[("x", "image/png", &image)]);
    world.damage_blobs();
    let response = run(async {
        let request = http::Request::builder().uri(&found[0]).header("host", crate::world::HOST);
        let request = request.header("authorization", format!("Bearer {}", world.token("ann")));
        let response = world.send(request.body(http_body_util::Full::from(Bytes::new())).unwrap()).await;
        http_body_util::BodyExt::collect(response.into_body()).await.map(|body| body.to_bytes())
    });
    assert!(response.is_err());
}

#[test]
fn what_is_refused_leaves_no_blob() {
    let world = World::new();
    let (large, page) = (picture(100_000), b"<img src='name:x' />".as_slice());
    let image: (&str, &str, &[u8]) = ("x", "image/png", &large);
    let lead = ("Presentation", "text/html", page);
    let content = "/api/v1.0/me/notes/pages/{plan}/content";
    let deep = "<div>".repeat(1_000);
    let commands = br#"[{"target":"body","action":"append","content":"<img src='name:x' />"}]"#.as_slice();
    for (who, method, path, parts, status) in [
        ("bob", "POST", PAGES, vec![lead, image], 404),
        ("rita", "POST", PAGES, vec![lead, image], 403),
        ("ann", "POST", PAGES, vec![image], 400),
        ("ann", "POST", PAGES, vec![image, lead, lead], 400),
        ("ann", "POST", PAGES, vec![image, ("Presentation", "text/html", deep.as_bytes())], 400),
        ("ann", "POST", PAGES, vec![image, ("Presentation", "text/html", b"\xff")], 415),
        ("bob", "PUT", content, vec![lead, image], 404),
        ("rita", "PATCH", content, vec![("Commands", "application/json", commands), image], 403),
        (
            "ann",
            "PATCH",
            content,
            vec![("Commands", "application/json", b"[{\"target\":\"#no\",\"action\":\"append\",\"content\":\"x\"}]"), image],
            400,
        ),
        ("ann", "PATCH", content, vec![lead, image], 400),
    ] {
        let answer = send(&world, who, method, path, &parts);
        assert_eq!(answer.status, status, "{who} {method}: {}", answer.body);
        assert_eq!(world.blobs(), 0, "{who} {method}");
    }
    let answer = send(&world, "ann", "POST", PAGES, &[("Presentation", "text/html", b"<p>x"), image]);
    assert_eq!((answer.status, world.blobs()), (201, 0), "a part that nothing shows");
    assert!(answer.body.contains("The part 'x' is named nowhere"), "{}", answer.body);
}

#[test]
fn bounds_have_their_codes() {
    let world = World::new();
    let lead = ("Presentation", "text/html", b"<p>x".as_slice());
    let names: Vec<String> = (0..500).map(|at| format!("part{at}")).collect();
    let many: Vec<(&str, &str, &[u8])> = std::iter::once(lead).chain(names.iter().map(|name| (name.as_str(), "a/b", &b"x"[..]))).collect();
    let code = |parts: &[(&str, &str, &[u8])]| {
        let answer = send(&world, "ann", "POST", PAGES, parts);
        (answer.status, answer.code())
    };
    assert_eq!(code(&many), (400, "20015".to_owned()));
    assert_eq!(code(&many[..500]), (201, String::new()));
    let large = vec![b'x'; 25 * 1024 * 1024];
    assert_eq!(code(&[lead, ("a", "a/b", &large)]), (413, "20014".to_owned()));
    let fits = &large[..large.len() - 200];
    assert_eq!(code(&[lead, ("a", "a/b", fits)]), (201, String::new()));
    assert_eq!(
        code(&[lead, ("a", "a/b", fits), ("b", "a/b", fits), ("c", "a/b", fits), ("d", "a/b", &fits[..1_000])]),
        (413, "20016".to_owned())
    );
    assert_eq!(world.blobs(), 0);
}

#[test]
fn what_a_browser_could_run_is_only_ever_saved() {
    let world = World::new();
    let html = "<img src='name:a' /><object data='name:a' data-attachment='a.html' type='text/html'></object>";
    for (kind, bytes) in [
        ("text/html", &b"<script>x()</script>"[..]),
        ("image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"),
        ("image/png", b"<html><script>x()</script>"),
        ("application/xhtml+xml", b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>"),
        ("text/javascript", b"x()"),
        ("application/pdf", b"%PDF-1.7 x"),
        ("image/png", b"\xef\xbb\xbf<html>"),
    ] {
        let (_, found) = post(&world, html, &[("a", kind, bytes)]);
        assert_eq!(found.len(), 1, "as an image it is none");
        let answer = get(&world, "ann", &found[0], &[]);
        assert_eq!((answer.status, answer.header("content-type")), (200, "application/octet-stream"), "{kind}");
        assert_eq!(answer.header("content-disposition"), "attachment; filename=\"a.html\"");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert!(answer.header("content-security-policy").contains("sandbox"));
        assert_eq!(answer.bytes, bytes);
    }
}

#[test]
fn an_image_in_the_text_becomes_one_of_the_page() {
    let world = World::new();
    let html = "<p><img src=\"data:image/jpeg;base64,R0lGODlhICAQEA==\" /> <img src='data:image/svg+xml;base64,PHN2Zy8+' /></p>";
    let answer = run(world.ask("ann", "POST", PAGES, &[], html));
    assert_eq!(answer.status, 201, "{}", answer.body);
    let found = addresses(&world, answer.json()["id"].as_str().unwrap());
    assert_eq!(found.len(), 1);
    let image = get(&world, "ann", &found[0], &[]);
    assert_eq!((image.header("content-type"), &image.bytes[..]), ("image/gif", &b"GIF89a  \x10\x10"[..]));
}

#[test]
fn an_image_is_taken_by_its_address_only_from_what_one_may_read() {
    let world = World::new();
    let (id, found) = post(&world, "<img src='name:a' />", &[("a", "image/gif", b"GIF89a of Ann's")]);
    let html = format!("<p><img src=\"https://notes.example{}\" alt=\"hers\" /></p>", found[0]);
    // Bob learns nothing, not even that there is one: an image that is not there answers alike.
    let none = html.replace(&found[0], &found[0].replace('!', "!1"));
    let [taken, absent] = [&html, &none].map(|html| run(world.ask("bob", "POST", "/api/v1.0/me/notes/pages", &[], html)));
    assert_eq!((taken.status, absent.status), (201, 201));
    assert_eq!(taken.json()["@api.diagnostics"].as_array().unwrap().len(), absent.json()["@api.diagnostics"].as_array().unwrap().len());
    // Ann has it on another page, where it stays when the first one is gone.
    let answer = run(world.ask("ann", "POST", PAGES, &[], &html));
    assert_eq!(answer.json()["@api.diagnostics"], serde_json::Value::Null);
    assert_eq!(run(world.ask("ann", "DELETE", &format!("/api/v1.0/me/notes/pages/{id}"), &[], "")).status, 204);
    assert_eq!(get(&world, "ann", &found[0], &[]).status, 404);
    let other = addresses(&world, answer.json()["id"].as_str().unwrap());
    assert_ne!(other[0], found[0]);
    assert_eq!(get(&world, "ann", &other[0], &[]).bytes, b"GIF89a of Ann's"[..]);
    // A token that creates and does not read cannot read this way either.
    let answer = run(world.ask("ann-creates", "POST", PAGES, &[], &html.replace(&found[0], &other[0])));
    assert_eq!(answer.status, 201);
    assert!(answer.body.contains("was not fetched"), "{}", answer.body);
}

#[test]
fn commands_bring_images_too() {
    let world = World::new();
    let content = "/api/v1.0/me/notes/pages/{plan}/content";
    let image = picture(100_000);
    let commands = br#"[{"target":"body","action":"append","content":"<img src='name:x' />"}]"#.as_slice();
    let answer = send(&world, "ann", "PATCH", content, &[("Commands", "application/json", commands), ("x", "image/png", &image)]);
    assert_eq!(answer.status, 204, "{}", answer.body);
    let found = addresses(&world, "{plan}");
    assert!(get(&world, "ann", &found[0], &[]).bytes == image);
    let preview = run(world.ask("ann", "GET", "/api/v1.0/me/notes/pages/{plan}/preview", &[], "")).json();
    let shown = preview["links"]["previewImageUrl"]["href"].as_str().unwrap();
    assert_eq!(shown.strip_prefix("https://notes.example"), Some(found[0].as_str()));
    // A later change keeps what it does not touch.
    let more = r#"[{"target":"body","action":"append","content":"<p>more</p>"}]"#;
    assert_eq!(run(world.ask("ann", "PATCH", content, &[], more)).status, 204);
    assert_eq!(addresses(&world, "{plan}"), found);
    assert_eq!(world.blobs(), 1);
}

#[test]
fn rights_end_with_the_page() {
    let world = World::new();
    let (id, found) = post(&world, "<img src='name:a' />", &[("a", "image/gif", b"GIF89a of Ann's")]);
    let shared = found[0].replace("/me/", "/users/{ann}/");
    assert_eq!(get(&world, "rita", &shared, &[]).status, 200);
    assert_eq!(get(&world, "bob", &shared, &[]).status, 404);
    assert_eq!(get(&world, "nobody", &shared, &[]).status, 401);
    assert_eq!(get(&world, "ann-creates", &found[0], &[]).status, 403);
    let plain = run(world.ask("ann", "PUT", &format!("/api/v1.0/me/notes/pages/{id}/content"), &[], "<p>without</p>"));
    assert_eq!(plain.status, 200);
    assert_eq!(get(&world, "ann", &found[0], &[]).status, 404);
}

#[test]
fn samples_come_back_as_they_are() {
    let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/samples");
    // They lie beside the checkout, where there is one.
    let Ok(dinosaur) = std::fs::read(format!("{samples}/images/dinosaur.png")) else { return };
    let world = World::new();
    let (_, found) = post(&world, "<p><img src='name:d' /></p>", &[("d", "application/octet-stream", &dinosaur)]);
    let answer = get(&world, "ann", &found[0], &[]);
    assert_eq!(answer.header("content-type"), "image/png");
    assert!(answer.bytes == dinosaur);
}

/// Asks for a page with addresses that need no token, and returns the first of them.
fn granted(world: &World, who: &str, id: &str) -> String {
    let path = format!("/api/v1.0/users/{{ann}}/notes/pages/{id}/content?preAuthenticated=true");
    let content = get(world, who, &path, &[]);
    let start = content.body.find("/api/v1.0/users/").unwrap_or_else(|| panic!("{}", content.body));
    content.body[start..].split('"').next().unwrap().replace("&amp;", "&")
}

#[test]
fn a_grant_is_good_for_one_image_for_an_hour() {
    let world = World::new();
    let html = "<img src='name:a' /><object data='name:a' data-attachment='a.gif' type='image/gif'></object>";
    let (id, found) = post(&world, html, &[("a", "image/gif", b"GIF89a of Ann's")]);
    let (_, other) = post(&world, "<img src='name:a' />", &[("a", "image/gif", b"GIF89a of hers")]);
    let path = granted(&world, "ann", &id);
    let answer = get(&world, "nobody", &path, &[]);
    assert_eq!((answer.status, &answer.bytes[..]), (200, &b"GIF89a of Ann's"[..]));
    assert_eq!(answer.header("x-resourceexpires"), "1/31/2026 10:01:05 AM");
    // Any other digit, any other image, and any other call are refused.
    let (start, digits) = path.split_once("grant=").unwrap();
    for at in 0..digits.len() {
        let mut forged = digits.to_owned();
        let digit = if &digits[at..=at] == "0" { "1" } else { "0" };
        forged.replace_range(at..=at, digit);
        assert_eq!(get(&world, "nobody", &format!("{start}grant={forged}"), &[]).status, 401, "digit {at}");
    }
    for cut in ["", "0", "00", "é", &digits[2..], &digits[..digits.len() - 2], &"00".repeat(40), &"0".repeat(4_000)] {
        assert_eq!(get(&world, "nobody", &format!("{start}grant={}", cut.replace('é', "%C3%A9")), &[]).status, 401, "{cut}");
    }
    let elsewhere = format!("{}?publicAuth=true&grant={digits}", other[0].replace("$value", "content"));
    assert_eq!(get(&world, "nobody", &elsewhere, &[]).status, 401);
    assert_eq!(get(&world, "nobody", &format!("{}?grant={digits}", found[0]), &[]).status, 401);
    assert_eq!(get(&world, "nobody", &format!("/api/v1.0/users/{{ann}}/notes/pages/{id}/content?grant={digits}"), &[]).status, 401);
    world.clock.advance_seconds(3_599);
    assert_eq!(get(&world, "nobody", &path, &[]).status, 200);
    world.clock.advance_seconds(1);
    assert_eq!(get(&world, "nobody", &path, &[]).status, 401);
}

#[test]
fn a_grant_shows_no_more_than_its_owner_may_see_now() {
    let world = World::new();
    let path = granted(&world, "rita", "{notes}");
    assert_eq!(get(&world, "nobody", &path, &[]).status, 200);
    let course = world.names["course"].parse().unwrap();
    world.app.write(move |cx| app::admin::share(cx, &app::admin::Admin::operator(), &course, "rita", None)).wait().unwrap();
    assert_eq!(get(&world, "nobody", &path, &[]).status, 404);
    let path = granted(&world, "ann", "{notes}");
    assert_eq!(get(&world, "nobody", &path, &[]).status, 200);
    assert_eq!(run(world.ask("ann", "DELETE", "/api/v1.0/me/notes/pages/{notes}", &[], "")).status, 204);
    assert_eq!(get(&world, "nobody", &path, &[]).status, 404);
}
