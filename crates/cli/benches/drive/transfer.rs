//! Large bodies in and out over one connection, in bounded memory.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::ops::Range;
use std::time::{Duration, Instant};
use testkit::http::Client;

/// How much is sent or read at a time.
const STEP_BYTES: usize = 1 << 20;

/// How much one fragment of an upload session has: less than 60 MiB is taken, and clients send multiples of 320 KiB.
const FRAGMENT_BYTES: usize = 50 << 20;

/// What a transfer took. `None`: the call is not served yet.
pub type Took = Option<Duration>;

/// Where something is sent to or read from.
#[derive(Clone, Copy)]
pub struct Way<'a> {
    pub address: SocketAddr,
    pub path: &'a str,
    pub token: &'a str,
}

impl Way<'_> {
    /// Puts so many bytes in one request; those of another `seed` are others. Returns how long it took until the answer was
    /// there.
    pub fn put(&self, bytes: usize, seed: u8) -> Took {
        let mut stream = self.connect();
        let step = step(seed);
        let clock = Instant::now();
        let (status, text) = self.send(&mut stream, 0..bytes, "", &step);
        taken(status, &text).then(|| clock.elapsed())
    }

    /// As [`Way::put`], by an upload session for the item at the path, in fragments one after the other.
    pub fn put_in_fragments(&self, bytes: usize, seed: u8) -> Took {
        let step = step(seed);
        let clock = Instant::now();
        let mut client = Client::new(self.address, self.token);
        let body = br#"{"item":{"@microsoft.graph.conflictBehavior":"replace"}}"#;
        let path = format!("{}createUploadSession", self.path);
        let reply = client.send("POST", &path, &[("Content-Type", "application/json")], body).expect("the server answers");
        if !taken(reply.status, &reply.text()) {
            return None;
        }
        let session = path_of(&crate::stand::site::member(&reply, "uploadUrl"));
        let way = Way { path: &session, ..*self };
        let mut stream = way.connect();
        for first in (0..bytes).step_by(FRAGMENT_BYTES) {
            let range = first..bytes.min(first + FRAGMENT_BYTES);
            let headers = format!("Content-Range: bytes {first}-{}/{bytes}\r\n", range.end - 1);
            let (status, text) = way.send(&mut stream, range, &headers, &step);
            assert!(taken(status, &text), "{text}");
        }
        Some(clock.elapsed())
    }

    /// Gets so many bytes, from where an answer sends on to if it does. Returns how long it took until the last was there.
    pub fn get(&self, bytes: usize) -> Took {
        let clock = Instant::now();
        let mut stream = self.connect();
        self.ask(&mut stream, "GET", "");
        let (status, text, rest) = head(&mut stream);
        match status {
            501 => return None,
            302 => {
                let place = header(&text, "location").expect("a 302 says where");
                return Way { path: &path_of(place), ..*self }.get(bytes).map(|_| clock.elapsed());
            }
            200 => {}
            _ => panic!("{text}"),
        }
        skip(&mut stream, bytes, rest.len());
        Some(clock.elapsed())
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("the server listens");
        stream.set_nodelay(true).expect("a socket takes the option");
        stream
    }

    fn ask(&self, stream: &mut TcpStream, method: &str, headers: &str) {
        let head =
            format!("{method} {} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\n{headers}\r\n", self.path, self.address, self.token);
        stream.write_all(head.as_bytes()).expect("the server reads");
    }

    /// Puts a part of what is repeated steps, and reads the answer to its end.
    fn send(&self, stream: &mut TcpStream, part: Range<usize>, headers: &str, step: &[u8]) -> (u16, String) {
        self.ask(stream, "PUT", &format!("Content-Length: {}\r\nContent-Type: application/octet-stream\r\n{headers}", part.len()));
        let mut left = part.len();
        while left > 0 {
            let now = left.min(step.len());
            // Who refuses answers before all is sent, and may close.
            if stream.write_all(&step[..now]).is_err() {
                break;
            }
            left -= now;
        }
        let (status, text, rest) = head(stream);
        let length = header(&text, "content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
        if status < 400 {
            skip(stream, length, rest.len());
        }
        (status, text)
    }
}

/// Returns bytes that hardly repeat.
fn step(seed: u8) -> Vec<u8> {
    (0..STEP_BYTES as u64).map(|i| i.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes()[7] ^ seed).collect()
}

fn taken(status: u16, text: &str) -> bool {
    assert!(matches!(status, 200..=202 | 501), "{text}");
    status != 501
}

fn path_of(address: &str) -> String {
    format!("/{}", address.splitn(4, '/').nth(3).expect("it is an address"))
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let found = head.lines().filter_map(|line| line.split_once(':')).find(|(found, _)| found.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.trim())
}

/// Reads the rest of a body of so many bytes.
fn skip(stream: &mut TcpStream, bytes: usize, have: usize) {
    let (mut have, mut buffer) = (have, vec![0; STEP_BYTES]);
    while have < bytes {
        have += match stream.read(&mut buffer).expect("the server sends") {
            0 => panic!("the server closed after {have} of {bytes} bytes"),
            n => n,
        };
    }
    assert_eq!(have, bytes, "another length came");
}

/// Reads up to the end of an answer's head; returns its status, its text, and what came of the body. The text of a refusal has
/// that too.
fn head(stream: &mut TcpStream) -> (u16, String, Vec<u8>) {
    let (mut have, mut buffer) = (Vec::new(), [0; 16 * 1024]);
    loop {
        let n = stream.read(&mut buffer).expect("the server answers");
        assert!(n > 0, "the server closed before it answered");
        have.extend_from_slice(&buffer[..n]);
        if let Some(end) = have.windows(4).position(|four| four == b"\r\n\r\n") {
            let rest = have.split_off(end + 4);
            let mut text = String::from_utf8_lossy(&have).into_owned();
            let status = text.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("an answer has a status");
            if status >= 400 {
                text += &String::from_utf8_lossy(&rest);
            }
            return (status, text, rest);
        }
    }
}
