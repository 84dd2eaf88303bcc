//! Over a real socket, with HTTP/2: all that holds for one request after the other holds for many at once.

use crate::identity::browser::Browser;
use crate::socket::{HEAD_TIMEOUT, Served};
use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::BodyExt as _;
use http_body_util::channel::{Channel, Sender};
use hyper::body::Incoming;
use hyper::client::conn::http2::{SendRequest, handshake};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::pki_types::ServerName;
use std::io::Read as _;
use std::sync::Arc;
use std::time::{Duration, Instant};
use testkit::certificate::Authority;
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;

type Piecemeal = Channel<Bytes>;

/// A served world that speaks https, and a client that trusts it.
struct Secure {
    served: Served,
    runtime: Runtime,
    client: Arc<rustls::ClientConfig>,
}

/// A client's end of a connection.
struct Connection {
    sender: SendRequest<Piecemeal>,
    driver: JoinHandle<hyper::Result<()>>,
}

impl Secure {
    fn with(set: impl FnOnce(&mut server::Options) + Send + 'static) -> Self {
        let authority = Authority::new();
        let own = authority.certify(&["localhost"]);
        let tls = server::Tls::new(own.certificate.as_bytes(), own.key.as_bytes()).unwrap();
        let served = Served::with(move |options| {
            (options.tls, options.head_timeout) = (Some(tls), Duration::from_secs(10));
            set(options);
        });
        let mut client = (*authority.client()).clone();
        client.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        Self { served, runtime, client: Arc::new(client) }
    }

    fn connect(&self) -> Connection {
        self.runtime.block_on(async {
            let stream = tokio::net::TcpStream::connect(self.served.address).await.unwrap();
            let name = ServerName::try_from("localhost").unwrap();
            let stream = TlsConnector::from(self.client.clone()).connect(name, stream).await.unwrap();
            assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
            let (sender, connection) = handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
            Connection { sender, driver: tokio::spawn(connection) }
        })
    }

    fn request(&self, method: &str, path: &str, who: &str) -> http::request::Builder {
        let token = self.served.world.token(who);
        let uri = format!("https://localhost:{}{path}", self.served.address.port());
        Request::builder().method(method).uri(uri).header("authorization", format!("Bearer {token}"))
    }

    /// Sends a request without a body, and returns its answer with all that it holds.
    fn ask(&self, connection: &mut Connection, request: http::request::Builder) -> (StatusCode, String) {
        let (_, body) = Channel::new(1);
        let answer = connection.sender.send_request(request.body(body).unwrap());
        self.runtime.block_on(async { whole(answer.await.unwrap()).await })
    }

    /// Begins to send a file of which only `sent` come, for now.
    fn begin_file(&self, connection: &mut Connection, name: &str, sent: Bytes) -> (Sender<Bytes>, Answering) {
        let request = self.request("PUT", &format!("/v1.0/me/drive/root:/{name}:/content"), "ann-files");
        let (mut rest, body) = Channel::new(1);
        let answer = connection.sender.send_request(request.body(body).unwrap());
        let answering = self.runtime.spawn(async { whole(answer.await.unwrap()).await });
        self.runtime.block_on(rest.send_data(sent)).unwrap();
        (rest, answering)
    }
}

type Answering = JoinHandle<(StatusCode, String)>;

async fn whole(response: Response<Incoming>) -> (StatusCode, String) {
    let status = response.status();
    assert!(response.headers().contains_key("x-correlationid") || response.headers().contains_key("request-id") || status == 431);
    (status, String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap())
}

/// More than a window holds.
fn large() -> Bytes {
    vec![b'x'; 700_000].into()
}

#[test]
fn files_that_come_side_by_side_keep_nothing_from_being_answered() {
    let secure = Secure::with(|_| {});
    let mut connection = secure.connect();
    let begun: Vec<_> = (0..31).map(|number| secure.begin_file(&mut connection, &format!("{number}.bin"), large())).collect();
    let list = secure.request("GET", "/v1.0/me/drive/root/children", "ann-files");
    assert_eq!(secure.ask(&mut connection, list).0, 200);
    for (mut rest, answering) in begun {
        let (status, body) = secure.runtime.block_on(async move {
            rest.send_data(large()).await.unwrap();
            drop(rest);
            answering.await.unwrap()
        });
        assert_eq!(status, 201, "{body}");
        assert!(body.contains("\"size\":1400000"), "{body}");
        assert!(body.contains(&format!("https://localhost:{}/", secure.served.address.port())), "{body}");
    }
}

#[test]
fn nobody_takes_all_places() {
    let secure = Secure::with(|options| options.connections_max = 2);
    let mut greedy = secure.connect();
    // One place of their own, and the two that are shared.
    let begun: Vec<_> = (0..3).map(|number| secure.begin_file(&mut greedy, &format!("{number}.bin"), Bytes::from_static(b"x"))).collect();
    std::thread::sleep(Duration::from_millis(200));
    // Nothing of what finds none waits in memory.
    let list = secure.request("GET", "/v1.0/me/drive/root/children", "ann-files");
    let (_, body) = Channel::new(1);
    let answer = greedy.sender.send_request(list.body(body).unwrap());
    let refused = secure.runtime.block_on(answer).unwrap();
    assert_eq!((refused.status(), refused.headers()["retry-after"].to_str().unwrap()), (StatusCode::SERVICE_UNAVAILABLE, "1"));
    let mut other = secure.connect();
    for _ in 0..3 {
        let list = secure.request("GET", "/v1.0/me/drive/root/children", "ann-files");
        assert_eq!(secure.ask(&mut other, list).0, 200);
    }
    for (rest, answering) in begun {
        drop(rest);
        assert_eq!(secure.runtime.block_on(answering).unwrap().0, 201);
    }
}

/// A reply holds a place, so whoever takes nothing of it is not waited for, whatever else they send.
#[test]
fn a_reply_that_is_not_taken_ends_its_connection() {
    let secure = Secure::with(|options| options.body_timeout = Duration::from_secs(2));
    let mut connection = secure.connect();
    let (mut rest, answering) = secure.begin_file(&mut connection, "large.bin", large());
    let sent = async move {
        for _ in 0..9 {
            rest.send_data(large()).await.unwrap();
        }
        drop(rest);
        answering.await.unwrap()
    };
    let (status, item) = secure.runtime.block_on(sent);
    assert_eq!(status, 201);
    let item: serde_json::Value = serde_json::from_str(&item).unwrap();
    let content = secure.request(
        "GET",
        item["@microsoft.graph.downloadUrl"]
            .as_str()
            .unwrap()
            .split_once("localhost")
            .unwrap()
            .1
            .split_once('/')
            .map(|(_, path)| format!("/{path}"))
            .unwrap()
            .as_str(),
        "ann-files",
    );
    let (_, body) = Channel::new(1);
    let answer = connection.sender.send_request(content.body(body).unwrap());
    let started = Instant::now();
    let untaken = secure.runtime.block_on(answer).unwrap();
    assert_eq!(untaken.status(), 200);
    // Others of the connection are taken meanwhile, so it is never quiet.
    while !connection.driver.is_finished() && started.elapsed() < Duration::from_secs(20) {
        let (_, body) = Channel::new(1);
        let list = secure.request("GET", "/api/v1.0/me/notes/notebooks", "ann");
        let answer = connection.sender.send_request(list.body(body).unwrap());
        let _ = secure.runtime.block_on(async { answer.await?.into_body().collect().await });
        std::thread::sleep(Duration::from_millis(100));
    }
    assert!((Duration::from_secs(2)..Duration::from_secs(10)).contains(&started.elapsed()), "{:?}", started.elapsed());
}

#[test]
fn an_early_refusal_is_heard_and_the_connection_goes_on() {
    let secure = Secure::with(|_| {});
    let mut connection = secure.connect();
    for _ in 0..40 {
        let request = secure.request("POST", "/api/v1.0/me/notes/notebooks", "ann").header("content-type", "application/json");
        let (mut rest, body) = Channel::new(1);
        let answer = connection.sender.send_request(request.header("content-length", 20_000_000).body(body).unwrap());
        let (status, text) = secure.runtime.block_on(async move {
            let _ = rest.send_data(large()).await;
            whole(answer.await.unwrap()).await
        });
        assert!(status == 413 && text.contains("20008"), "{status} {text}");
    }
    let list = secure.request("GET", "/api/v1.0/me/notes/notebooks", "ann");
    assert_eq!(secure.ask(&mut connection, list).0, 200);
}

#[test]
fn names_of_strangers_and_too_many_headers_are_refused() {
    let secure = Secure::with(|_| {});
    let mut connection = secure.connect();
    let named = |name: &str| secure.request("GET", "/api/v1.0/me/notes/notebooks", "ann").uri(format!("https://{name}/api/v1.0/me/notes"));
    for name in ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example"] {
        assert_eq!(secure.ask(&mut connection, named(name)).0, 421, "{name}");
        assert_eq!(secure.ask(&mut connection, named(name).header("host", "localhost")).0, 421, "{name} with another `Host`");
    }
    let list = || secure.request("GET", "/api/v1.0/me/notes/notebooks", "ann");
    let many = (0..101).fold(list(), |request, number| request.header(format!("x-{number}"), "1"));
    assert_eq!(secure.ask(&mut connection, many).0, 431);
    assert_eq!(secure.ask(&mut connection, list()).0, 200);
}

#[test]
fn what_is_under_way_ends_when_the_server_does() {
    let mut secure = Secure::with(|_| {});
    let mut connection = secure.connect();
    let (mut rest, answering) = secure.begin_file(&mut connection, "last.bin", large());
    let idle = secure.connect();
    let ending = std::thread::spawn(move || {
        secure.served.end();
        secure
    });
    std::thread::sleep(Duration::from_millis(300));
    assert!(!ending.is_finished());
    let finish = async move {
        rest.send_data(large()).await.unwrap();
        drop(rest);
        answering.await.unwrap()
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (status, body) = runtime.block_on(finish);
    assert_eq!(status, 201, "{body}");
    let started = Instant::now();
    let secure = ending.join().unwrap();
    assert!(started.elapsed() < Duration::from_secs(4));
    // Both were told, and none was cut off.
    for connection in [connection, idle] {
        drop(connection.sender);
        // Who is still saying goodbye when the other end is gone hears of it: all that was asked is answered by then.
        if let Err(error) = secure.runtime.block_on(connection.driver).unwrap() {
            let cause = std::error::Error::source(&error).and_then(|cause| cause.downcast_ref::<std::io::Error>());
            assert_eq!(cause.map(std::io::Error::kind), Some(std::io::ErrorKind::ConnectionReset), "{error:?}");
        }
    }
}

#[test]
fn connections_that_are_of_no_more_use_end() {
    let secure = Secure::with(|options| (options.head_timeout, options.body_timeout) = (HEAD_TIMEOUT, Duration::from_secs(3)));
    // One that said nothing but hello; one that asked something and nothing more.
    let stream = secure.served.connect();
    let name = ServerName::try_from("localhost").unwrap();
    let mut silent = rustls::StreamOwned::new(rustls::ClientConnection::new(secure.client.clone(), name).unwrap(), stream);
    let started = Instant::now();
    let mut said = Vec::new();
    let _ = silent.read_to_end(&mut said);
    let mut idle = secure.connect();
    let list = secure.request("GET", "/api/v1.0/me/notes/notebooks", "ann");
    assert_eq!(secure.ask(&mut idle, list).0, 200);
    secure.runtime.block_on(idle.driver).unwrap().unwrap();
    assert!(started.elapsed() < Duration::from_secs(10));
}

#[test]
fn http_1_1_is_spoken_where_nothing_was_agreed_on() {
    let secure = Secure::with(|_| {});
    let mut client = (*secure.client).clone();
    client.alpn_protocols = Vec::new();
    let name = ServerName::try_from("localhost").unwrap();
    let connection = rustls::ClientConnection::new(Arc::new(client), name).unwrap();
    let mut stream = rustls::StreamOwned::new(connection, secure.served.connect());
    std::io::Write::write_all(&mut stream, b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    let mut said = String::new();
    stream.read_to_string(&mut said).unwrap();
    assert!(said.starts_with("HTTP/1.1 200 OK"), "{said}");
}

#[test]
fn what_is_made_while_it_is_sent_comes_whole() {
    let secure = Secure::with(|_| {});
    let cookie = Browser::of_ann(&secure.served.world).cookie();
    let course = secure.served.world.names["course"].clone();
    let mut connection = secure.connect();
    for (path, start, end) in
        [("export/1-{}?as=markdown", &b"PK\x03\x04"[..], &b"\x00\x00"[..]), ("print/1-{}", b"<!DOCTYPE html>", b"</html>\n")]
    {
        let path = path.replace("{}", &course);
        let request =
            Request::builder().uri(format!("https://localhost:{}/{path}", secure.served.address.port())).header("cookie", &cookie);
        let (_, body) = Channel::new(1);
        let answer = connection.sender.send_request(request.body(body).unwrap());
        let answer = secure.runtime.block_on(answer).unwrap();
        // Nobody knows how long it will be.
        assert_eq!((answer.status(), answer.headers().get("content-length")), (StatusCode::OK, None), "{path}");
        let bytes = secure.runtime.block_on(answer.into_body().collect()).unwrap().to_bytes();
        assert!(bytes.starts_with(start) && bytes.ends_with(end), "{path}: {bytes:?}");
    }
}
