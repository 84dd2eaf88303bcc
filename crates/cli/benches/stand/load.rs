//! A load over kept-alive connections, by one thread that costs little.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const CONNECTIONS: usize = 32;

/// What a load met.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// Answers a second.
    pub rate: f64,
    /// The median of how long one took.
    pub p50: Duration,
    /// And the 99th percentile.
    pub p99: Duration,
}

/// One kind of request. Those that change something get a number, so that no two are alike.
#[derive(Clone)]
pub struct Request {
    pub method: &'static str,
    pub path: String,
    /// What `{each}` in the path becomes, in turn.
    pub each: Vec<String>,
    pub content_type: &'static str,
    /// `{n}` in it becomes the number.
    pub body: String,
    pub status: u16,
}

impl Request {
    pub fn get(path: &str) -> Self {
        Self { method: "GET", path: path.to_owned(), each: Vec::new(), content_type: "", body: String::new(), status: 200 }
    }

    /// Returns the path of the request with this number.
    pub fn path(&self, number: usize) -> String {
        let each = self.each.get(number % self.each.len().max(1)).map_or("", String::as_str);
        self.path.replace("{n}", &number.to_string()).replace("{each}", each)
    }

    fn bytes(&self, address: SocketAddr, token: &str, number: usize) -> Vec<u8> {
        let path = self.path(number);
        let (method, number) = (self.method, number.to_string());
        let body = self.body.replace("{n}", &number);
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n");
        if method != "GET" {
            head += &format!("Content-Type: {}\r\nContent-Length: {}\r\n", self.content_type, body.len());
        }
        format!("{head}\r\n{body}").into_bytes()
    }
}

/// Returns the answers a second to one GET, over 32 connections for `length`.
pub fn gets(address: SocketAddr, path: &str, token: &str, length: Duration) -> f64 {
    run(address, &Request::get(path), token, CONNECTIONS, length).rate
}

/// Sends one kind of request over some connections for `length`.
pub fn run(address: SocketAddr, request: &Request, token: &str, connections: usize, length: Duration) -> Load {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts");
    runtime.block_on(async {
        let clock = Instant::now();
        let number = std::sync::Arc::new(AtomicUsize::new(0));
        let tasks: Vec<_> = (0..connections)
            .map(|_| tokio::spawn(connection(address, request.clone(), token.to_owned(), number.clone(), clock + length)))
            .collect();
        let mut times = Vec::new();
        for task in tasks {
            times.extend(task.await.expect("a connection ends"));
        }
        let rate = times.len() as f64 / clock.elapsed().as_secs_f64();
        times.sort_unstable();
        Load { rate, p50: times[times.len() / 2], p99: times[times.len() * 99 / 100] }
    })
}

async fn connection(
    address: SocketAddr,
    request: Request,
    token: String,
    number: std::sync::Arc<AtomicUsize>,
    until: Instant,
) -> Vec<Duration> {
    let mut stream = TcpStream::connect(address).await.expect("the server listens");
    stream.set_nodelay(true).expect("a socket takes the option");
    let mut buffer = vec![0; 1 << 20];
    let mut times = Vec::new();
    let is_get = request.method == "GET";
    let same = request.bytes(address, &token, 0);
    // The first answer tells how long each is: the same GET gets as many bytes each time, but for the date.
    let length = if is_get { Some(one(&mut stream, &same, &request, &mut buffer, None).await) } else { None };
    while Instant::now() < until || times.is_empty() {
        let clock = Instant::now();
        if is_get {
            one(&mut stream, &same, &request, &mut buffer, length).await;
        } else {
            let bytes = request.bytes(address, &token, number.fetch_add(1, Ordering::Relaxed));
            one(&mut stream, &bytes, &request, &mut buffer, None).await;
        }
        times.push(clock.elapsed());
    }
    times
}

/// Sends the request and reads one answer; returns its length.
async fn one(stream: &mut TcpStream, bytes: &[u8], request: &Request, buffer: &mut Vec<u8>, length: Option<usize>) -> usize {
    stream.write_all(bytes).await.expect("the server reads");
    let mut have = 0;
    let mut length = length;
    loop {
        if have == buffer.len() {
            buffer.resize(2 * have, 0);
        }
        have += match stream.read(&mut buffer[have..]).await.expect("the server answers") {
            0 => panic!("the server closed a kept-alive connection"),
            n => n,
        };
        length = length.or_else(|| answer_length(&buffer[..have], request.status));
        if length.is_some_and(|length| have >= length) {
            assert_eq!(length, Some(have), "answers differ in length");
            return have;
        }
    }
}

fn answer_length(answer: &[u8], status: u16) -> Option<usize> {
    let head = answer.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&answer[..head]).expect("a head is text");
    assert!(text.starts_with(&format!("HTTP/1.1 {status}")), "{text}{}", String::from_utf8_lossy(&answer[head..]));
    let line = text.lines().find(|line| line.to_ascii_lowercase().starts_with("content-length:"));
    let body = line.and_then(|line| line.split(':').nth(1)?.trim().parse::<usize>().ok());
    // 204 has no body, and says no length.
    Some(head + body.unwrap_or(0))
}
