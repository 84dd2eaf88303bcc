//! Over a real socket: what a client can do to a connection.

use crate::world::World;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};
use testkit::certificate::Authority;
use testkit::folder::Folder;
use testkit::http::Client;
use tokio::sync::oneshot;

/// A served world. Ends its server when told to, and not later than when it is dropped.
pub struct Served {
    pub world: World,
    pub address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
    folder: Folder,
}

pub const HEAD_TIMEOUT: Duration = Duration::from_millis(300);

impl Served {
    fn new() -> Self {
        Self::with(|_| {})
    }

    pub fn with(set: impl FnOnce(&mut server::Options) + Send + 'static) -> Self {
        let world = World::new();
        let folder = Folder::new();
        let blobs = app::Blobs::open_folder(folder.path()).unwrap();
        let (stop, stopped) = oneshot::channel();
        let (listening, address) = std::sync::mpsc::channel();
        let app = world.app.clone();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
            runtime.block_on(async move {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
                listening.send(listener.local_addr().unwrap()).unwrap();
                let mut options =
                    server::Options { head_timeout: HEAD_TIMEOUT, drain_timeout: Duration::from_secs(5), ..Default::default() };
                set(&mut options);
                let shutdown = async { drop(stopped.await) };
                server::serve(listener, app, blobs, options, shutdown).await.unwrap();
            });
        });
        Self { world, address: address.recv().unwrap(), stop: Some(stop), thread: Some(thread), folder }
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.set_nodelay(true).unwrap();
        stream
    }

    fn head(&self, line: &str) -> String {
        format!("{line} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\n", self.address, self.world.token("ann"))
    }

    pub fn end(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.end();
    }
}

fn read_all(stream: &mut TcpStream) -> String {
    let mut all = Vec::new();
    let _ = stream.read_to_end(&mut all);
    String::from_utf8_lossy(&all).into_owned()
}

#[test]
fn a_reply_is_one_write() {
    let served = Served::new();
    let mut stream = served.connect();
    let path = served.world.expand("/api/v1.0/me/notes/pages/{plan}/content");
    let request = format!("{}\r\n", served.head(&format!("GET {path}")));
    for _ in 0..3 {
        stream.write_all(request.as_bytes()).unwrap();
        let mut buffer = vec![0; 64 * 1024];
        // One read finds all of it, because it came in one piece.
        let read = stream.read(&mut buffer).unwrap();
        let reply = String::from_utf8(buffer[..read].to_vec()).unwrap();
        let (head, body) = reply.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 200 OK"), "{head}");
        assert!(head.contains(&format!("content-length: {}", body.len())), "{head}");
        assert!(head.to_ascii_lowercase().contains("\r\ndate: "), "{head}");
        assert!(body.ends_with("</html>\n"));
    }
}

#[test]
fn requests_in_a_row_are_answered_in_their_order() {
    let served = Served::new();
    let mut stream = served.connect();
    let list = format!("{}\r\n", served.head("GET /api/v1.0/me/notes/notebooks"));
    let last = format!("{}Connection: close\r\n\r\n", served.head("GET /health/live"));
    stream.write_all(format!("{list}{list}{last}").as_bytes()).unwrap();
    let all = read_all(&mut stream);
    assert_eq!(all.matches("HTTP/1.1 200 OK").count(), 3, "{all}");
    assert!(all.ends_with("live\n"));
}

/// Clients that end a body with a line end which they do not count, or that are cut off within their next request, or send
/// garbage after all, have been acknowledged before that.
#[test]
fn a_reply_waits_for_nothing_that_follows_its_request() {
    let served = Served::new();
    let head = served.head("POST /api/v1.0/me/notes/notebooks");
    for (number, behind) in ["\r\n", "GET /health/li", "xx\r\n\r\n"].into_iter().enumerate() {
        let mut stream = served.connect();
        let body = format!("{{\"name\":\"Behind {number}\"}}");
        let head = format!("{head}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n", body.len());
        stream.write_all(format!("{head}{body}{behind}").as_bytes()).unwrap();
        let reply = read_all(&mut stream);
        assert!(reply.starts_with("HTTP/1.1 201 Created"), "{behind:?}: {reply}");
    }
}

#[test]
fn garbage_is_answered() {
    let served = Served::new();
    let mut stream = served.connect();
    stream.write_all(b"hello\r\n\r\n").unwrap();
    assert!(read_all(&mut stream).starts_with("HTTP/1.1 400 Bad Request"));
}

#[test]
fn quotes_in_an_address_need_not_be_encoded() {
    let served = Served::new();
    let mut stream = served.connect();
    let search = format!("{}\r\n", served.head("GET /api/v1.0/me/notes/pages?search=\"a+b\"&select=title&filter=title%20ne%20'<x>'"));
    let head = served.head("POST /api/v1.0/me/notes/notebooks");
    // Of a body nothing is touched, not even where it looks like a request.
    let body = "{\n\"name\":\"x\"}";
    let line = "GET /\" HTTP/1.1\r\n";
    let length = line.len() + body.len();
    let (first, second) = (format!("{head}Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n"), format!("{line}{body}"));
    let last = format!("{}Connection: close\r\n\r\n", served.head("GET /api/v1.0/me/notes/pages?search=\"a+b\""));
    for piece in [search.as_str(), &first, &second, &last] {
        stream.write_all(piece.as_bytes()).unwrap();
        std::thread::sleep(Duration::from_millis(100));
    }
    let all = read_all(&mut stream);
    assert_eq!(all.matches("HTTP/1.1 200 OK").count(), 2, "{all}");
    // It came whole, and is no JSON.
    assert_eq!(all.matches("HTTP/1.1 400 Bad Request").count(), 1, "{all}");
    assert!(all.contains("20020"), "{all}");
}

#[test]
fn a_slow_head_is_not_waited_for() {
    let served = Served::new();
    let mut stream = served.connect();
    stream.write_all(b"GET /health/live HTTP/1.1\r\nHost: lo").unwrap();
    let started = Instant::now();
    let reply = read_all(&mut stream);
    assert!(!reply.contains("200 OK"), "{reply}");
    assert!(started.elapsed() < Duration::from_secs(10));
    // The others were served meanwhile, and are now.
    let mut client = Client::new(served.address, &served.world.token("ann"));
    assert_eq!(client.send("GET", "/health/ready", &[], b"").unwrap().status, 200);
}

#[test]
fn a_slow_handshake_is_not_waited_for() {
    let own = Authority::new().certify(&["localhost"]);
    let tls = server::Tls::new(own.certificate.as_bytes(), own.key.as_bytes()).unwrap();
    let served = Served::with(|options| (options.tls, options.handshake_timeout) = (Some(tls), HEAD_TIMEOUT));
    let mut stream = served.connect();
    // The beginning of a handshake, and no more.
    stream.write_all(b"\x16\x03\x01\x02\x00\x01").unwrap();
    let started = Instant::now();
    assert_eq!(stream.read(&mut [0; 16]).unwrap_or_default(), 0);
    assert!(started.elapsed() < Duration::from_secs(10));
}

#[test]
fn a_long_address_is_refused_by_its_code() {
    let served = Served::new();
    let mut client = Client::new(served.address, &served.world.token("ann"));
    let reply = client.send("GET", &format!("/api/v1.0/{}", "a".repeat(17_000)), &[], b"").unwrap();
    assert_eq!(reply.status, 414);
    assert!(reply.text().contains("\"20005\""), "{}", reply.text());
    assert!(reply.header("x-correlationid").is_some());
    let reply = client.send("GET", &format!("/api/v1.0/{}", "a".repeat(16_000)), &[], b"").unwrap();
    assert_eq!(reply.status, 404);
}

#[test]
fn a_large_body_is_refused_before_it_is_read() {
    let served = Served::new();
    // Said by its length: nothing of it has to come.
    let mut stream = served.connect();
    let head = served.head("POST /api/v1.0/me/notes/notebooks");
    stream.write_all(format!("{head}Content-Type: application/json\r\nContent-Length: 2000000\r\n\r\n").as_bytes()).unwrap();
    let mut buffer = vec![0; 8192];
    let read = stream.read(&mut buffer).unwrap();
    let reply = String::from_utf8_lossy(&buffer[..read]);
    assert!(reply.starts_with("HTTP/1.1 413") && reply.contains("\"20008\""), "{reply}");
    // Not said: as soon as it is too much.
    let mut stream = served.connect();
    stream.write_all(format!("{head}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n").as_bytes()).unwrap();
    let piece = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
    for _ in 0..20 {
        stream.write_all(piece.as_bytes()).unwrap();
    }
    let read = stream.read(&mut buffer).unwrap();
    let reply = String::from_utf8_lossy(&buffer[..read]);
    assert!(reply.starts_with("HTTP/1.1 413"), "{reply}");
}

#[test]
fn a_connection_that_ends_with_a_refusal_says_so() {
    let served = Served::new();
    let mut stream = served.connect();
    let secret = "0".repeat(64);
    let head = served.head(&format!("PUT /v1.0/upload/{secret}"));
    stream.write_all(format!("{head}Content-Length: 5\r\nContent-Range: bytes 0-4/5\r\n\r\n").as_bytes()).unwrap();
    // It does not wait for the body.
    let reply = read_all(&mut stream);
    assert!(reply.starts_with("HTTP/1.1 404"), "{reply}");
    assert!(reply.to_ascii_lowercase().contains("\r\nconnection: close\r\n"), "{reply}");
}

#[test]
fn a_client_that_sends_before_it_listens_hears_why_it_was_refused() {
    let served = Served::new();
    let mut client = Client::new(served.address, &served.world.token("ann"));
    let body = vec![b'x'; 20 * 1024 * 1024];
    for _ in 0..3 {
        // A reset connection would be a broken pipe here.
        let reply = client.send("POST", "/api/v1.0/notebooks", &[("Content-Type", "application/json")], &body).unwrap();
        assert_eq!((reply.status, reply.text().contains("20008")), (413, true));
        // And the connection is not used again.
        client = Client::new(served.address, &served.world.token("ann"));
    }
}

#[test]
fn nothing_is_read_for_those_without_a_token() {
    let served = Served::new();
    let mut stream = served.connect();
    let head =
        format!("POST /api/v1.0/pages HTTP/1.1\r\nHost: {}\r\nContent-Type: text/html\r\nContent-Length: 20000000\r\n\r\n", served.address);
    stream.write_all(head.as_bytes()).unwrap();
    let mut buffer = vec![0; 8192];
    let read = stream.read(&mut buffer).unwrap();
    let reply = String::from_utf8_lossy(&buffer[..read]);
    assert!(reply.starts_with("HTTP/1.1 401"), "{reply}");
}

#[test]
fn replies_name_the_host_that_was_asked() {
    let served = Served::new();
    let mut client = Client::new(served.address, &served.world.token("ann"));
    let reply = client.send("POST", "/api/v1.0/notebooks", &[("Content-Type", "application/json")], br#"{"name":"Trip"}"#).unwrap();
    assert_eq!(reply.status, 201);
    let location = reply.header("location").unwrap();
    assert!(location.starts_with(&format!("http://{}/api/v1.0/notebooks/1-", served.address)), "{location}");
}

#[test]
fn the_server_ends_when_it_is_told_to() {
    let mut served = Served::new();
    let mut client = Client::new(served.address, &served.world.token("ann"));
    assert_eq!(client.send("GET", "/health/live", &[], b"").unwrap().status, 200);
    // An idle connection does not hold it up.
    let started = Instant::now();
    served.end();
    assert!(started.elapsed() < Duration::from_secs(4));
    assert!(client.send("GET", "/health/live", &[], b"").is_err());
}

/// Returns how many files lie below a folder.
fn files(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { files(&path) } else { 1 }).sum()
}

#[test]
fn files_that_stand_still_on_their_way_leave_nothing() {
    const SENT: usize = 600_000;
    let served = Served::with(|options| options.body_timeout = Duration::from_millis(200));
    let mut client = Client::new(served.address, &served.world.token("ann-files"));
    let reply = client.send("POST", "/v1.0/me/drive/root:/b.bin:/createUploadSession", &[], b"").unwrap();
    let reply: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
    let upload = format!("/v1.0/{}", reply["uploadUrl"].as_str().unwrap().split_once("/v1.0/").unwrap().1);
    for (path, range) in [("/v1.0/me/drive/root:/a.bin:/content", ""), (&upload, "Content-Range: bytes 0-999999/1000000\r\n")] {
        let mut stream = served.connect();
        let token = served.world.token("ann-files");
        let head = format!("PUT {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\n{range}", served.address);
        stream.write_all(format!("{head}Content-Length: 1000000\r\n\r\n").as_bytes()).unwrap();
        stream.write_all(&vec![b'x'; SENT]).unwrap();
        assert!(read_all(&mut stream).starts_with("HTTP/1.1 408"), "{path}");
        // What is removed is removed beside the reply.
        let end = Instant::now() + Duration::from_secs(20);
        while files(served.folder.path()) > 0 {
            assert!(Instant::now() < end, "{path}");
            std::thread::yield_now();
        }
    }
}
