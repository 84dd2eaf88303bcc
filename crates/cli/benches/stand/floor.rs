//! What this machine can do at best: a sync, a row, a bare answer.

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::{Body, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Returns the median time of appending 4 KB to a file and syncing its data.
pub fn sync(folder: &Path) -> Duration {
    let path = folder.join("floor.log");
    let mut file = std::fs::File::create(&path).expect("a file can be made");
    let times = (0..300)
        .map(|_| {
            let clock = Instant::now();
            file.write_all(&[7; 4096]).expect("a file can be written");
            file.sync_data().expect("a file can be synced");
            clock.elapsed()
        })
        .collect();
    std::fs::remove_file(&path).expect("a file can be removed");
    super::figures::median(times)
}

/// Returns how many rows of 4 KB a second SQLite takes from one thread, `batch` rows a synced commit.
pub fn sqlite_rows(folder: &Path, batch: usize) -> f64 {
    let path = folder.join("floor.db");
    let database = rusqlite::Connection::open(&path).expect("a database opens");
    database
        .execute_batch(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE page (key BLOB PRIMARY KEY, body BLOB) WITHOUT ROWID",
        )
        .expect("a table can be made");
    let clock = Instant::now();
    let mut rows = 0_usize;
    while clock.elapsed() < Duration::from_secs(2) {
        database.execute_batch("BEGIN IMMEDIATE").expect("a transaction begins");
        for _ in 0..batch {
            let key = (rows as u128).to_be_bytes();
            database
                .prepare_cached("INSERT INTO page VALUES (?1, ?2)")
                .and_then(|mut s| s.execute((&key, &[7_u8; 4096])))
                .expect("a row goes in");
            rows += 1;
        }
        database.execute_batch("COMMIT").expect("a transaction commits");
    }
    let rate = rows as f64 / clock.elapsed().as_secs_f64();
    drop(database);
    for suffix in ["", "-wal", "-shm"] {
        // The log goes with the last connection; then there is nothing to remove.
        let _ = std::fs::remove_file(folder.join(format!("floor.db{suffix}")));
    }
    rate
}

/// A process that serves less than the product does: this program, told by its first words what to be.
pub struct FloorServer {
    child: Child,
    pub address: SocketAddr,
}

impl FloorServer {
    /// Starts one that answers every request with as many bytes.
    pub fn start(body: &[u8]) -> Self {
        Self::told(&["floor-server", &body.len().to_string()])
    }

    /// Starts one that prints where it listens.
    pub fn told(words: &[&str]) -> Self {
        let this = std::env::current_exe().expect("a program knows where it is");
        let mut child = Command::new(this).args(words).stdout(Stdio::piped()).spawn().expect("the floor starts");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("its output is piped");
        BufReader::new(stdout).read_line(&mut line).expect("its output is text");
        Self { child, address: line.trim().parse().expect("the floor says where it listens") }
    }
}

impl Drop for FloorServer {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Serves `words[0]` bytes on a free port until killed.
pub fn serve(words: &[String]) {
    let length: usize = words.first().and_then(|word| word.parse().ok()).expect("the floor is told how many bytes");
    let body = Bytes::from(vec![b'x'; length]);
    answer(move |_| {
        let body = body.clone();
        async move { Ok::<_, Infallible>(Response::new(Full::new(body))) }
    });
}

/// Prints where it listens, and answers every request until killed, on as many threads as the product does.
pub fn answer<A, R, B, E>(answer: A)
where
    A: Fn(Request<Incoming>) -> R + Clone + Send + 'static,
    R: Future<Output = Result<Response<B>, E>> + Send,
    B: Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
    E: Into<BoxError>,
{
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime starts");
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        println!("{}", listener.local_addr().expect("a listener knows its address"));
        loop {
            let (stream, _) = listener.accept().await.expect("connections come");
            stream.set_nodelay(true).expect("a socket takes the option");
            let answer = service_fn(answer.clone());
            tokio::spawn(async move {
                // Clients close their connections in the middle of nothing, or when they have what they want.
                let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), answer).await;
            });
        }
    });
}
