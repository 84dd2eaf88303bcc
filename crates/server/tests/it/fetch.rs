//! Images from the web: what is fetched is kept, what is not stays where it is, and nobody is sent where they must not go.

use crate::world::{World, run};
use server::Fetcher;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

const PAGES: &str = "/api/v1.0/me/notes/sections/1-{week1}/pages";

/// A web server with a few addresses, that counts who comes.
struct Web {
    address: SocketAddr,
    asked: Arc<AtomicUsize>,
}

impl Web {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (address, asked) = (listener.local_addr().unwrap(), Arc::new(AtomicUsize::new(0)));
        let counted = asked.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                counted.fetch_add(1, SeqCst);
                std::thread::spawn(move || {
                    let mut head = Vec::new();
                    let mut byte = [0];
                    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|read| read == 1) {
                        head.push(byte[0]);
                    }
                    let head = String::from_utf8_lossy(&head).into_owned();
                    let path = head.split(' ').nth(1).unwrap_or_default();
                    // A client that has heard enough goes away.
                    let _ = stream.write_all(&answer(path));
                });
            }
        });
        Self { address, asked }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn asked(&self) -> usize {
        self.asked.load(SeqCst)
    }
}

fn answer(path: &str) -> Vec<u8> {
    let whole = |body: &[u8]| {
        let mut answer = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\n\r\n", body.len()).into_bytes();
        answer.extend_from_slice(body);
        answer
    };
    let to = |location: &str| format!("HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n").into_bytes();
    let hops: Option<usize> = path.strip_prefix("/hops/").and_then(|hops| hops.parse().ok());
    match path {
        "/dove.gif" => whole(b"GIF89a  @@ a dove"),
        "/large.png" => whole(&[&b"\x89PNG\r\n\x1a\n"[..], &[7; 200_000]].concat()),
        "/huge.gif" => whole(&[&b"GIF89a  @@"[..], &[7; 11 * 1024 * 1024]].concat()),
        ten if ten.starts_with("/ten/") => whole(&[format!("GIF89a  @@{ten}").as_bytes(), &[7; 10_000_000]].concat()),
        "/endless.gif" => [&b"HTTP/1.1 200 OK\r\n\r\nGIF89a  @@"[..], &[7; 11 * 1024 * 1024]].concat(),
        "/cut.gif" => b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nGIF89a  @@".to_vec(),
        "/encoded.gif" => b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 10\r\n\r\nGIF89a  @@".to_vec(),
        "/page.html" => whole(b"<html>a secret of the inside</html>"),
        "/picture.svg" => whole(b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        "/inside" => to("http://127.0.0.2:80/dove.gif"),
        "/file" => to("file:///etc/passwd"),
        _ => match hops {
            Some(0) => to("/dove.gif"),
            Some(hops) => to(&format!("/hops/{}", hops - 1)),
            None => b"HTTP/1.1 404 Not Found\r\nContent-Length: 10\r\n\r\nGIF89a  @@".to_vec(),
        },
    }
}

/// The one address of the tests' web server; nothing else on loopback may be gone to.
fn is_the_test(address: &SocketAddr) -> bool {
    address.ip().is_loopback() && address.port() > 1_024 && address.ip().to_string() == "127.0.0.1"
}

fn fetching() -> World {
    World::with(|_| {}, |options| options.fetcher = Some(Fetcher::with(is_the_test, rustls::RootCertStore::empty())))
}

/// Posts a page with images, and returns how many of them the page has as its own, and how many warnings there were.
fn post(world: &World, urls: &[String]) -> (usize, usize) {
    let images: String = urls.iter().map(|url| format!("<p><img src=\"{url}\" /></p>")).collect();
    let answer = run(world.ask("ann", "POST", PAGES, &[], &format!("<title>Web</title>{images}")));
    assert_eq!(answer.status, 201, "{}", answer.body);
    let warnings = answer.json()["@api.diagnostics"].as_array().map_or(0, Vec::len);
    let id = answer.json()["id"].as_str().unwrap().to_owned();
    let content = run(world.ask("ann", "GET", &format!("/api/v1.0/me/notes/pages/{id}/content"), &[], "")).body;
    for url in urls {
        let is_own = !content.contains(&format!("\"{url}\""));
        assert!(is_own || answer.body.contains(url), "no word of {url}: {}", answer.body);
    }
    (content.matches(" src=\"https://notes.example/api/v1.0/me/notes/resources/").count(), warnings)
}

#[test]
fn images_are_fetched_and_kept() {
    let (world, web) = (fetching(), Web::new());
    let urls = ["/dove.gif", "/large.png", "/hops/2", "/dove.gif?again"].map(|path| web.url(path));
    assert_eq!(post(&world, &urls[..3]), (3, 0));
    assert_eq!(world.blobs(), 1);
    assert_eq!(post(&world, &urls), (3, 1), "{}", web.asked());
    assert_eq!(world.blobs(), 1);
}

#[test]
fn what_is_no_image_or_no_answer_stays_a_link() {
    let (world, web) = (fetching(), Web::new());
    for path in
        ["/none", "/page.html", "/picture.svg", "/huge.gif", "/endless.gif", "/cut.gif", "/encoded.gif", "/hops/3", "/inside", "/file"]
    {
        assert_eq!(post(&world, &[web.url(path)]), (0, 1), "{path}");
    }
    assert_eq!(world.blobs(), 0);
}

#[test]
fn nobody_comes_to_what_is_not_public() {
    let web = Web::new();
    let port = web.address.port();
    let public = World::with(|_| {}, |options| options.fetcher = Some(Fetcher::new(rustls::RootCertStore::empty())));
    let spellings = [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
        "127.0.0.1.",
        "user@127.0.0.1",
        "[::ffff:7f00:1]",
    ];
    let urls: Vec<String> = spellings.iter().map(|host| format!("http://{host}:{port}/dove.gif")).collect();
    let (own, warnings) = post(&public, &urls);
    assert_eq!((own, warnings), (0, urls.len()));
    assert_eq!(web.asked(), 0);
}

#[test]
fn without_the_setting_nobody_is_asked() {
    let (world, web) = (World::new(), Web::new());
    assert_eq!(post(&world, &[web.url("/dove.gif")]), (0, 1));
    assert_eq!(web.asked(), 0);
    // And a patch never fetches. Source: "Update OneNote page content".
    let world = fetching();
    let command = format!(r#"[{{"target":"body","action":"append","content":"<img src='{}' />"}}]"#, web.url("/dove.gif"));
    assert_eq!(run(world.ask("ann", "PATCH", "/api/v1.0/me/notes/pages/{plan}/content", &[], &command)).status, 204);
    assert_eq!(web.asked(), 0);
}

#[test]
fn who_may_not_write_there_sends_nobody_anywhere() {
    let (world, web) = (fetching(), Web::new());
    let page = format!("<p><img src='{}' /></p>", web.url("/dove.gif"));
    let content = "/api/v1.0/me/notes/pages/{plan}/content";
    for (who, method, path, status) in [
        ("rita", "POST", PAGES, 403),
        ("bob", "POST", PAGES, 404),
        ("rita", "POST", "/api/v1.0/users/{ann}/notes/pages", 403),
        ("ann", "POST", "/api/v1.0/me/notes/sections/1-00000000-0000-4000-8000-000000000000/pages", 404),
        ("rita", "PUT", content, 403),
        ("ann-by-app", "PUT", content, 404),
    ] {
        assert_eq!(run(world.ask(who, method, path, &[], &page)).status, status, "{who} {path}");
    }
    assert_eq!(web.asked(), 0);
    assert_eq!(run(world.ask("ann", "PUT", content, &[], &page)).status, 200);
    assert_eq!(web.asked(), 1);
}

#[test]
fn files_are_not_fetched() {
    let (world, web) = (fetching(), Web::new());
    let page = format!("<object data='{}' data-attachment='dove.gif' type='image/gif' />", web.url("/dove.gif"));
    let answer = run(world.ask("ann", "POST", PAGES, &[], &page));
    assert_eq!((answer.status, web.asked()), (201, 0));
    let id = answer.json()["id"].as_str().unwrap().to_owned();
    let content = run(world.ask("ann", "GET", &format!("/api/v1.0/me/notes/pages/{id}/content"), &[], "")).body;
    assert!(content.contains(&format!("<a href=\"{}\">dove.gif</a>", web.url("/dove.gif"))), "{content}");
}

#[test]
fn all_together_are_no_more_than_a_request_may_bring() {
    let (world, web) = (fetching(), Web::new());
    let urls: Vec<String> = (0..10).map(|at| web.url(&format!("/ten/{at}"))).collect();
    let (own, _) = post(&world, &urls);
    // 75 MB hold seven; of those under way at the end, each may have had a piece.
    assert!((2..=7).contains(&own), "{own}");
    assert_eq!(web.asked(), 10);
}

#[test]
fn at_most_so_many_are_fetched() {
    let (world, web) = (fetching(), Web::new());
    let urls: Vec<String> = (0..160).map(|at| web.url(&format!("/none?{at}"))).collect();
    let images: String = urls.iter().map(|url| format!("<p><img src=\"{url}\" /></p>")).collect();
    assert_eq!(run(world.ask("ann", "POST", PAGES, &[], &images)).status, 201);
    assert_eq!(web.asked(), 150);
}
