//! HTTP/2 with the started binary: clients that mean well, and clients that do not. Of the latter only frames are known here, so
//! that nothing keeps them from being what no library would send.

use crate::https::{FLAGS, ask, certified, connect};
use crate::support::{Place, Serving, said};
use rustls::{ClientConnection, StreamOwned};
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;
use testkit::certificate::Authority;

const MIB: u64 = 1024 * 1024;

/// A server with Ann in it, and what opens her files.
fn served() -> (Place, Authority, Serving, String) {
    let (place, authority) = certified();
    std::fs::write(place.path("authority.pem"), &authority.pem).unwrap();
    place.ok("user add ann");
    let token = place.ok("token issue --user ann --app tests --scope Files.ReadWrite");
    // Quiet: nobody reads along here, and there is a line for each request.
    let server = place.serve(&format!("{FLAGS} --log error"));
    (place, authority, server, token.trim().to_owned())
}

fn curl(place: &Place, token: &str) -> Command {
    let mut command = Command::new("curl");
    command.args(["-sS", "--noproxy", "*", "--http2", "--cacert"]).arg(place.path("authority.pem"));
    command.args(["-H", &format!("Authorization: Bearer {token}")]).current_dir(place.path(""));
    command
}

#[test]
fn thirty_two_files_that_come_at_once_fill_no_memory() {
    const BYTES: u64 = 8 * MIB;
    let (place, _, server, token) = served();
    std::fs::write(place.path("file"), vec![7; usize::try_from(BYTES).unwrap()]).unwrap();
    let port = server.address.rsplit(':').next().unwrap();
    let base = format!("https://localhost:{port}/v1.0/me/drive/root");
    let before = server.memory_peak();
    let mut command = curl(&place, &token);
    command.args(["-Z", "--parallel-max", "32", "-w", "\n%{http_version} %{response_code} %{num_connects}\n"]);
    for number in 0..32 {
        command.args(["-T", "file", &format!("{base}:/{number}.bin:/content")]);
    }
    let told = said(&mut command);
    let all: Vec<&str> = told.out.lines().filter(|line| line.starts_with("2 ")).collect();
    assert!(all.len() == 32 && all.iter().all(|line| line.starts_with("2 201 ")), "{}{}", told.out, told.err);
    let connections: u32 = all.iter().map(|line| line[6..].parse::<u32>().unwrap()).sum();
    assert!(connections <= 2, "they did not share connections: {connections}");
    let more = server.memory_peak() - before;
    eprintln!("32 files of {} MiB over {connections} connections: {} MiB more", BYTES / MIB, more / MIB);
    assert!(more < 100 * MIB, "{} MiB", more / MIB);
    // And back again.
    let told = said(curl(&place, &token).args(["-L", "-o", "back", &format!("{base}:/31.bin:/content")]));
    assert_eq!(told.code, 0, "{}", told.err);
    assert_eq!(std::fs::read(place.path("back")).unwrap(), std::fs::read(place.path("file")).unwrap());
    server.stop();
}

#[test]
fn it_is_not_spoken_in_clear_text() {
    let place = Place::new();
    let server = place.serve("");
    for upgrade in ["--http2-prior-knowledge", "--http2"] {
        let mut command = Command::new("curl");
        command.args(["-sS", "--noproxy", "*", upgrade, "-w", "%{http_version}"]).arg(format!("http://{}/health/live", server.address));
        let told = said(&mut command);
        assert!(told.code != 0 || told.out.ends_with("1.1"), "{upgrade}: {}{}", told.out, told.err);
    }
}

/// The kinds of frames. Source: RFC 9113, section 6.
const DATA: u8 = 0;
const HEADERS: u8 = 1;
const PRIORITY: u8 = 2;
const RESET: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const GO_AWAY: u8 = 7;
const WINDOW_UPDATE: u8 = 8;
const CONTINUATION: u8 = 9;

const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

/// Writes a text as heads have it: its length, in seven bits and then as many as it takes, and its letters.
fn text(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    if text.len() < 127 {
        bytes.push(u8::try_from(text.len()).unwrap());
    } else {
        bytes.push(127);
        let mut left = text.len() - 127;
        while left >= 128 {
            bytes.push(u8::try_from(left % 128).unwrap() | 128);
            left /= 128;
        }
        bytes.push(u8::try_from(left).unwrap());
    }
    bytes.extend_from_slice(text.as_bytes());
    bytes
}

fn field(name: &str, value: &str) -> Vec<u8> {
    [&[0][..], &text(name), &text(value)].concat()
}

/// Writes the head of a request. Source: RFC 7541, appendix A, for the first bytes.
fn head(method: &str, path: &str, token: &str) -> Vec<u8> {
    let bearer = field("authorization", &format!("Bearer {token}"));
    [&[2][..], &text(method), &[0x87, 4], &text(path), &[1], &text("localhost"), &bearer].concat()
}

/// A client that sends what it likes.
struct Rogue {
    stream: StreamOwned<ClientConnection, TcpStream>,
}

/// The server has ended the connection, or takes nothing more for now.
struct Over;

impl Rogue {
    fn connect(server: &Serving, authority: &Authority, settings: &[u8]) -> Self {
        let mut client = (*authority.client()).clone();
        client.alpn_protocols = vec![b"h2".to_vec()];
        let mut stream = connect(server, Arc::new(client));
        stream.sock.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        stream.sock.set_write_timeout(Some(Duration::from_secs(2))).unwrap();
        stream.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").unwrap();
        stream.write_all(&frame(SETTINGS, 0, 0, settings)).unwrap();
        Self { stream }
    }

    fn send(&mut self, bytes: &[u8]) -> Result<(), Over> {
        self.stream.write_all(bytes).map_err(|_| Over)
    }

    /// Sends what `next` says, so often, or until it is over.
    fn flood(&mut self, times: u32, next: impl Fn(u32) -> Vec<u8>) {
        for from in (0..times).step_by(100) {
            let bytes: Vec<u8> = (from..from + 100).flat_map(&next).collect();
            if self.send(&bytes).is_err() {
                return;
            }
        }
    }

    /// Reads frames until the connection is ended, and returns the kinds of those that came. `None` if it is not ended.
    fn end(mut self) -> Option<Vec<u8>> {
        let mut kinds = Vec::new();
        loop {
            let mut head = [0; 9];
            match self.stream.read_exact(&mut head) {
                Ok(()) => {}
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => return None,
                Err(_) => return Some(kinds),
            }
            kinds.push(head[3]);
            let mut payload = vec![0; u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize];
            if self.stream.read_exact(&mut payload).is_err() {
                return Some(kinds);
            }
        }
    }
}

/// Returns the stream that a client begins as its n-th.
const fn nth(number: u32) -> u32 {
    2 * number + 1
}

#[test]
fn clients_that_mean_harm_end_their_own_connection_and_nothing_else() {
    let (_place, authority, server, token) = served();
    let live = format!("GET /health/live HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", server.address);
    let whole = END_STREAM | END_HEADERS;
    let get = head("GET", "/v1.0/me/drive/root/children", &token);
    let put = head("PUT", "/v1.0/me/drive/root:/never.bin:/content", &token);
    let before = server.memory_peak();
    let attack = |what: &str, ends: bool, act: &dyn Fn(&mut Rogue)| {
        let mut rogue = Rogue::connect(&server, &authority, &[]);
        act(&mut rogue);
        if ends {
            // By a last word, where it was not too late for one.
            let kinds = rogue.end().unwrap_or_else(|| panic!("{what}: it goes on"));
            assert!(kinds.is_empty() || kinds.contains(&GO_AWAY) || kinds.contains(&SETTINGS), "{what}: {kinds:?}");
        }
        assert_eq!(ask(&server, &authority, &live).status, 200, "{what}");
    };
    attack("requests that are reset before they are looked at", true, &|rogue| {
        rogue.flood(10_000, |number| [frame(HEADERS, whole, nth(number), &get), frame(RESET, 0, nth(number), &[0, 0, 0, 8])].concat());
    });
    // Whether one is answered before it is reset is a race, so it may go on; what they cost is bounded either way.
    attack("requests that are reset while they are worked on", false, &|rogue| {
        for from in (0..4_000).step_by(20) {
            let all = |bytes: &dyn Fn(u32) -> Vec<u8>| (from..from + 20).flat_map(bytes).collect::<Vec<u8>>();
            if rogue.send(&all(&|number| frame(HEADERS, whole, nth(number), &get))).is_err() {
                return;
            }
            std::thread::sleep(Duration::from_millis(1));
            if rogue.send(&all(&|number| frame(RESET, 0, nth(number), &[0, 0, 0, 8]))).is_err() {
                return;
            }
        }
    });
    attack("files that are reset while they come", false, &|rogue| {
        rogue.flood(2_000, |number| {
            let begun = [frame(HEADERS, END_HEADERS, nth(number), &put), frame(DATA, 0, nth(number), b"x")].concat();
            [begun, frame(RESET, 0, nth(number), &[0, 0, 0, 8])].concat()
        });
    });
    attack("ten thousand requests at once", true, &|rogue| {
        rogue.flood(10_000, |number| frame(HEADERS, END_HEADERS, nth(number), &put));
    });
    attack("a head that grows when it is unpacked", true, &|rogue| {
        // One long header is learnt, and said again by one byte each.
        let learnt = [&[0x40][..], &text("x"), &text(&"y".repeat(4_000))].concat();
        rogue.flood(100, |number| frame(HEADERS, whole, nth(number), &[&get[..], &learnt, &vec![0xbe; 12_000]].concat()));
    });
    attack("a head that never ends", true, &|rogue| {
        let _ = rogue.send(&frame(HEADERS, END_STREAM, 1, &get));
        rogue.flood(10_000, |_| frame(CONTINUATION, 0, 1, &field("x", &"y".repeat(8_000))));
    });
    attack("a head that never ends, of nothing", true, &|rogue| {
        let _ = rogue.send(&frame(HEADERS, END_STREAM, 1, &get));
        rogue.flood(100_000, |_| frame(CONTINUATION, 0, 1, &[]));
    });
    attack("a body in pieces of nothing", true, &|rogue| {
        let _ = rogue.send(&frame(HEADERS, END_HEADERS, 1, &put));
        rogue.flood(1_000_000, |_| frame(DATA, 0, 1, &[]));
    });
    attack("settings without an end", false, &|rogue| {
        rogue.flood(200_000, |number| frame(SETTINGS, 0, 0, &[0, 4, 0, 0, u8::try_from(number % 100).unwrap(), 0]));
    });
    attack("pings without an end", false, &|rogue| rogue.flood(200_000, |_| frame(PING, 0, 0, &[7; 8])));
    attack("priorities without an end", false, &|rogue| {
        rogue.flood(200_000, |number| frame(PRIORITY, 0, nth(number), &[0, 0, 0, 0, 9]));
    });
    attack("windows beyond all bounds", true, &|rogue| {
        let _ = rogue.send(&frame(WINDOW_UPDATE, 0, 0, &[0x7f, 0xff, 0xff, 0xff]));
    });
    attack("bytes of no request", true, &|rogue| drop(rogue.send(&frame(DATA, 0, 0, b"x"))));
    attack("a frame that is too large", true, &|rogue| drop(rogue.send(&frame(HEADERS, whole, 1, &vec![0x82; 100_000]))));
    attack("garbage", true, &|rogue| drop(rogue.send(&[0xff; 1_000])));
    let more = server.memory_peak() - before;
    eprintln!("all attacks: {} MiB more", more / MIB);
    assert!(more < 100 * MIB, "{} MiB", more / MIB);
    server.stop();
}

#[test]
fn clients_that_read_nothing_fill_no_memory() {
    let (place, authority, server, token) = served();
    std::fs::write(place.path("file"), vec![7; usize::try_from(32 * MIB).unwrap()]).unwrap();
    let port = server.address.rsplit(':').next().unwrap();
    let url = format!("https://localhost:{port}/v1.0/me/drive/root:/large.bin:/content");
    let told = said(curl(&place, &token).args(["-T", "file", &url]));
    assert_eq!(told.code, 0, "{}", told.err);
    let told = said(curl(&place, &token).args(["-o", "none", "-w", "%{redirect_url}", &url]));
    let path = told.out.split_once(&format!(":{port}")).unwrap().1;
    let before = server.memory_peak();
    // No window at all; then one that is large, of which nothing is read.
    let mut rogues = Vec::new();
    for window in [[0, 4, 0, 0, 0, 0], [0, 4, 0x7f, 0xff, 0xff, 0xff]] {
        for _ in 0..8 {
            let mut rogue = Rogue::connect(&server, &authority, &window);
            let _ = rogue.send(&frame(WINDOW_UPDATE, 0, 0, &[0x7f, 0, 0, 0]));
            rogue.flood(100, |number| {
                let is_asked = number < 32;
                if is_asked { frame(HEADERS, END_STREAM | END_HEADERS, nth(number), &head("GET", path, &token)) } else { Vec::new() }
            });
            rogues.push(rogue);
        }
    }
    std::thread::sleep(Duration::from_secs(2));
    let live = format!("GET /health/live HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", server.address);
    assert_eq!(ask(&server, &authority, &live).status, 200);
    let more = server.memory_peak() - before;
    eprintln!("{} connections that read nothing: {} MiB more", rogues.len(), more / MIB);
    // A gigabyte was asked for on each.
    assert!(more < 600 * MIB, "{} MiB", more / MIB);
}
