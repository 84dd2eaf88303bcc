//! Serving https from a certificate: a real handshake, and what is said when the files do not fit.

use crate::support::{Place, Reply, Serving};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, StreamOwned};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use testkit::certificate::Authority;

pub const FLAGS: &str = "--certificate notes.pem --certificate-key notes.key";

/// A place with an authority, and with the certificate and key that [`FLAGS`] name.
pub fn certified() -> (Place, Authority) {
    let (place, authority) = (Place::new(), Authority::new());
    let own = authority.certify(&["localhost", "127.0.0.1"]);
    std::fs::write(place.path("notes.pem"), own.certificate + &authority.pem).unwrap();
    std::fs::write(place.path("notes.key"), own.key).unwrap();
    (place, authority)
}

pub fn connect(server: &Serving, client: Arc<ClientConfig>) -> StreamOwned<ClientConnection, TcpStream> {
    let name = ServerName::try_from("localhost").unwrap();
    let stream = TcpStream::connect(&server.address).unwrap();
    StreamOwned::new(ClientConnection::new(client, name).unwrap(), stream)
}

pub fn ask(server: &Serving, authority: &Authority, request: &str) -> Reply {
    let mut stream = connect(server, authority.client());
    stream.write_all(request.as_bytes()).unwrap();
    let mut text = String::new();
    // A server that ended the connection without saying so could have cut the answer short: this would be an error.
    stream.read_to_string(&mut text).unwrap();
    Reply::of(&text)
}

#[test]
fn a_client_that_trusts_the_authority_is_served_and_links_say_https() {
    let (place, authority) = certified();
    place.ok("user add ann");
    let token = place.token("ann");
    let server = place.serve(FLAGS);
    let body = r#"{"name": "Journal"}"#;
    let made = ask(
        &server,
        &authority,
        &format!(
            "POST /api/v1.0/me/notes/notebooks HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            server.address,
            body.len()
        ),
    );
    assert_eq!(made.status, 201, "{made:?}");
    let address = made.text("self");
    assert!(address.starts_with(&format!("https://{}/api/v1.0/", server.address)), "{address}");
    let log = server.stop();
    assert!(log.contains("on https://"), "{log}");
}

#[test]
fn whoever_says_nothing_keeps_nobody_waiting_and_http_is_not_spoken() {
    let (place, authority) = certified();
    let server = place.serve(FLAGS);
    let silent: Vec<TcpStream> = (0..20).map(|_| TcpStream::connect(&server.address).unwrap()).collect();
    let live = format!("GET /health/live HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", server.address);
    let answer = ask(&server, &authority, &live);
    assert_eq!((answer.status, answer.header("strict-transport-security")), (200, Some("max-age=86400")));
    let mut plain = TcpStream::connect(&server.address).unwrap();
    plain.write_all(live.as_bytes()).unwrap();
    let mut said = Vec::new();
    let _ = plain.read_to_end(&mut said);
    assert!(!said.starts_with(b"HTTP"), "{}", String::from_utf8_lossy(&said));
    drop(silent);
    // Nor do the silent ones keep it from ending.
    server.stop();
}

#[test]
fn http_1_1_is_spoken_with_who_speaks_nothing_else_and_strangers_are_not_trusted() {
    let (place, authority) = certified();
    let server = place.serve(FLAGS);
    let mut client = (*authority.client()).clone();
    client.alpn_protocols = vec![b"http/1.1".to_vec()];
    let mut stream = connect(&server, Arc::new(client));
    stream.write_all(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    assert_eq!(stream.conn.alpn_protocol(), Some(&b"http/1.1"[..]));
    assert!(text.starts_with("HTTP/1.1 200"), "{text}");
    let mut stream = connect(&server, Authority::new().client());
    assert!(stream.write_all(b"GET / HTTP/1.1\r\n").is_err(), "another authority's certificate was accepted");
}

#[test]
fn a_certificate_lets_it_listen_on_the_network() {
    let (place, _) = certified();
    let server = place.serve(&format!("--listen 0.0.0.0:0 {FLAGS}"));
    assert!(server.address.starts_with("0.0.0.0:"), "{}", server.address);
}

#[test]
fn files_that_do_not_fit_are_named_before_anything_is_made() {
    let (place, authority) = certified();
    let other = authority.certify(&["localhost"]);
    std::fs::write(place.path("other.key"), &other.key).unwrap();
    std::fs::write(place.path("locked.key"), other.key.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY")).unwrap();
    for (code, flags, complaint) in [
        (2, "--certificate notes.pem", "of no use without --certificate-key"),
        (2, "--certificate-key notes.key", "of no use without --certificate"),
        (1, "--certificate nowhere.pem --certificate-key notes.key", "--certificate nowhere.pem cannot be read"),
        (1, "--certificate notes.pem --certificate-key nowhere.key", "--certificate-key nowhere.key cannot be read"),
        (2, "--certificate notes.key --certificate-key notes.key", "--certificate notes.key cannot be used: it holds none"),
        (2, "--certificate notes.pem --certificate-key notes.pem", "--certificate-key notes.pem cannot be used: it holds none"),
        (2, "--certificate notes.pem --certificate-key other.key", "does not belong to the certificate"),
        (2, "--certificate notes.pem --certificate-key locked.key", "is encrypted"),
    ] {
        let said = place.fails(code, &format!("serve --listen 127.0.0.1:0 {flags}"));
        assert!(said.contains(complaint), "{flags}: {said}");
    }
    assert!(!place.data().exists());
}

#[test]
fn the_files_are_looked_for_beside_the_settings_that_name_them() {
    let (place, authority) = certified();
    std::fs::create_dir(place.path("etc")).unwrap();
    for name in ["notes.pem", "notes.key"] {
        std::fs::rename(place.path(name), place.path(&format!("etc/{name}"))).unwrap();
    }
    let settings = "[serve]\ncertificate = 'notes.pem'\ncertificate-key = 'notes.key'\n";
    std::fs::write(place.path("etc/settings.toml"), settings).unwrap();
    let server = place.serve("--config etc/settings.toml");
    let live = format!("GET /health/live HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", server.address);
    assert_eq!(ask(&server, &authority, &live).status, 200);
}

#[test]
fn a_certificate_that_is_renewed_is_shown_without_a_restart() {
    let (place, authority) = certified();
    let server = place.serve(FLAGS);
    let live = format!("GET /health/live HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", server.address);
    assert_eq!(ask(&server, &authority, &live).status, 200);
    // First what does not fit: it is not shown.
    let other = Authority::new();
    let renewed = other.certify(&["localhost", "127.0.0.1"]);
    std::fs::write(place.path("notes.pem"), renewed.certificate + &other.pem).unwrap();
    std::thread::sleep(std::time::Duration::from_secs(3));
    assert_eq!(ask(&server, &authority, &live).status, 200);
    std::fs::write(place.path("notes.key"), renewed.key).unwrap();
    let begun = std::time::Instant::now();
    let is_shown = || {
        let mut stream = connect(&server, other.client());
        stream.write_all(live.as_bytes()).is_ok()
    };
    while !is_shown() {
        assert!(begun.elapsed() < std::time::Duration::from_secs(20), "the new certificate is not shown");
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    assert_eq!(ask(&server, &other, &live).status, 200);
    let log = server.stop();
    assert!(log.contains("is not used") && log.contains("was read again"), "{log}");
}

#[test]
fn an_authority_of_ones_own_vouches_for_every_certificate_that_is_made() {
    let place = Place::new();
    let said = place.ok("certificate --name notes.home --emulate");
    assert!(said.contains("notes.home") && said.contains("graph.microsoft.com"), "{said}");
    let tls = place.data().join("tls");
    let authority = std::fs::read_to_string(tls.join("authority.pem")).unwrap();
    for secret in ["authority.key", "server.key"] {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(tls.join(secret)).unwrap().permissions().mode() & 0o777, 0o600, "{secret}");
    }
    // The authority stays, so what trusts it needs to be told nothing.
    place.ok("certificate --name notes.home --json");
    assert_eq!(std::fs::read_to_string(tls.join("authority.pem")).unwrap(), authority);
    let flags = format!(
        "--certificate {} --certificate-key {} --allowed-host notes.home",
        tls.join("server.pem").display(),
        tls.join("server.key").display()
    );
    let server = place.serve(&flags);
    let client = testkit::certificate::trusting(&authority);
    for name in ["localhost", "notes.home"] {
        let stream = TcpStream::connect(&server.address).unwrap();
        let mut stream = StreamOwned::new(ClientConnection::new(client.clone(), ServerName::try_from(name).unwrap()).unwrap(), stream);
        stream.write_all(format!("GET /health/live HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n").as_bytes()).unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        assert_eq!(Reply::of(&text).status, 200, "{name}");
    }
    assert!(place.fails(2, "certificate --name https://notes.home").contains("no host name"));
    let twice = place.json("certificate --name LocalHost --name notes.home --name notes.home --json");
    assert_eq!(twice["names"], serde_json::json!(["localhost", "127.0.0.1", "::1", "notes.home"]));
}
