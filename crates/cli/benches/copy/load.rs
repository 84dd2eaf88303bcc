//! A load of GETs over kept-alive connections, by one thread that costs little.

use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const CONNECTIONS: usize = 32;

/// Returns the answers a second to one GET, over 32 connections for `length`.
pub fn gets(address: SocketAddr, path: &str, token: &str, length: Duration) -> f64 {
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\r\n");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts");
    runtime.block_on(async {
        let clock = Instant::now();
        let tasks: Vec<_> = (0..CONNECTIONS).map(|_| tokio::spawn(connection(address, request.clone(), clock + length))).collect();
        let mut answers = 0;
        for task in tasks {
            answers += task.await.expect("a connection ends");
        }
        answers as f64 / clock.elapsed().as_secs_f64()
    })
}

async fn connection(address: SocketAddr, request: String, until: Instant) -> u64 {
    let mut stream = TcpStream::connect(address).await.expect("the server listens");
    stream.set_nodelay(true).expect("a socket takes the option");
    let mut buffer = vec![0; 1 << 20];
    let mut answers = 0;
    // The first answer tells how long each is: the same request gets as many bytes each time, but for the date.
    let length = one(&mut stream, &request, &mut buffer, None).await;
    while Instant::now() < until {
        one(&mut stream, &request, &mut buffer, Some(length)).await;
        answers += 1;
    }
    answers
}

/// Sends the request and reads one answer; returns its length.
async fn one(stream: &mut TcpStream, request: &str, buffer: &mut [u8], length: Option<usize>) -> usize {
    stream.write_all(request.as_bytes()).await.expect("the server reads");
    let mut have = 0;
    let mut length = length;
    loop {
        have += match stream.read(&mut buffer[have..]).await.expect("the server answers") {
            0 => panic!("the server closed a kept-alive connection"),
            n => n,
        };
        length = length.or_else(|| answer_length(&buffer[..have]));
        if length.is_some_and(|length| have >= length) {
            assert_eq!(length, Some(have), "answers differ in length");
            return have;
        }
    }
}

fn answer_length(answer: &[u8]) -> Option<usize> {
    let text = std::str::from_utf8(answer).ok()?;
    let head = text.find("\r\n\r\n")? + 4;
    assert!(text.starts_with("HTTP/1.1 200"), "{text}");
    let line = text[..head].lines().find(|line| line.to_ascii_lowercase().starts_with("content-length:"))?;
    Some(head + line.split(':').nth(1)?.trim().parse::<usize>().ok()?)
}
