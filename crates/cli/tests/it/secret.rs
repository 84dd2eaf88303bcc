//! Secrets of every kind, used well and badly against the started binary that says all it can: none of them is in the log, in what
//! its verbs print, in a refusal, or in what it keeps.

use crate::sign_in::PASSWORD;
use crate::support::{Place, Reply};
use serde_json::Value;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};

const BACK: &str = "https://app.example/signed-in";
const WRONG: &str = "wrong-canary-of-a-secret";

/// A server whose log goes to a file. It goes when the test ends.
struct Loud {
    child: Child,
    address: String,
}

impl Drop for Loud {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Loud {
    fn start(place: &Place) -> Self {
        let mut command = place.command("serve --listen 127.0.0.1:0 --json --log trace");
        let log = File::create(place.path("log")).unwrap();
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line).unwrap();
        Self { child, address: ready["address"].as_str().unwrap().to_owned() }
    }

    fn send(&self, method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        let path = url.split_once("://").map_or(url, |(_, rest)| &rest[rest.find('/').unwrap()..]);
        let mut head =
            format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {}\r\n", self.address, body.len());
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.write_all(format!("{head}\r\n{body}").as_bytes()).unwrap();
        Reply::read(stream)
    }

    /// Sends a form as a page of the server's own does, or an app.
    fn form(&self, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Reply {
        let origin = format!("http://{}", self.address);
        let headers = [("Origin", origin.as_str()), ("Cookie", cookie), ("Content-Type", "application/x-www-form-urlencoded")];
        self.send("POST", path, &headers, &form(fields))
    }
}

fn form(fields: &[(&str, &str)]) -> String {
    let encoded = |text: &str| {
        text.bytes()
            .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
            .collect::<String>()
    };
    fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect::<Vec<_>>().join("&")
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let rest = text.split_once(before).unwrap_or_else(|| panic!("no {before} in {text}")).1;
    rest.split_once(after).map_or(rest, |(found, _)| found)
}

/// Returns all files below a folder that hold a text, as they are on the disk.
fn holding(folder: &Path, text: &str) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let found = entries.flat_map(|path| {
        if path.is_dir() {
            return holding(&path, text);
        }
        let bytes = std::fs::read(&path).unwrap_or_default();
        let is_there = bytes.windows(text.len()).any(|window| window == text.as_bytes());
        if is_there { vec![path.display().to_string()] } else { Vec::new() }
    });
    found.collect()
}

#[test]
fn a_server_that_says_all_it_can_says_no_secret() {
    let place = Place::new();
    std::fs::write(place.path("ann.txt"), PASSWORD).unwrap();
    place.ok("user add ann --password-file ann.txt");
    let files = place.ok("token issue --user ann --app tests --scope Files.ReadWrite.All").trim().to_owned();
    let app = place.json(&format!("app add Intranet --confidential --redirect {BACK} --json"));
    let (app, secret) = (app["id"].as_str().unwrap(), app["secret"].as_str().unwrap());
    let public = place.json("app add Clipper --redirect http://localhost --json");
    let server = Loud::start(&place);
    let mut kept = vec![("a password", PASSWORD.to_owned()), ("a token", files.clone()), ("an app's secret", secret.to_owned())];
    let mut refused = Vec::new();

    // Somebody signs in, and lets an app in.
    refused.push(server.form("/sign-in", "", &[("name", "ann"), ("password", WRONG)]));
    let signed_in = server.form("/sign-in", "", &[("name", "ann"), ("password", PASSWORD), ("to", "/account")]);
    let cookie = signed_in.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    kept.push(("a cookie", cookie.split_once('=').unwrap().1.to_owned()));
    let scope = "openid offline_access Notes.Read";
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    let asked = form(&[
        ("client_id", app),
        ("response_type", "code"),
        ("redirect_uri", BACK),
        ("scope", scope),
        ("code_challenge", challenge),
        ("code_challenge_method", "S256"),
    ]);
    let authorize = format!("/common/oauth2/v2.0/authorize?{asked}");
    let page = server.send("GET", &authorize, &[("Cookie", &cookie)], "");
    let let_in = server.form(&authorize, &cookie, &[("token", between(&page.body, "name=\"token\" value=\"", "\"")), ("answer", "yes")]);
    let code = between(let_in.header("location").unwrap_or_else(|| panic!("{let_in:?}")), "code=", "&").to_owned();
    let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let redeem = [
        ("grant_type", "authorization_code"),
        ("client_id", app),
        ("client_secret", secret),
        ("code", &code),
        ("redirect_uri", BACK),
        ("code_verifier", verifier),
    ];
    let token = "/common/oauth2/v2.0/token";
    let tokens = server.form(token, "", &redeem);
    let refresh = tokens.text("refresh_token");
    kept.extend([("a code", code.clone()), ("an access token", tokens.text("access_token")), ("a refresh token", refresh.clone())]);
    refused.push(server.send("GET", "/oidc/userinfo", &[("Authorization", &format!("Bearer {WRONG}"))], ""));
    refused.push(server.form(
        token,
        "",
        &[("grant_type", "refresh_token"), ("client_id", app), ("client_secret", WRONG), ("refresh_token", &refresh)],
    ));
    refused.push(server.form(token, "", &redeem));
    let device =
        server.form("/common/oauth2/v2.0/devicecode", "", &[("client_id", public["id"].as_str().unwrap()), ("scope", "Notes.Read")]);
    kept.push(("a device's code", device.text("device_code")));

    // Addresses that are secrets.
    let bearer = format!("Bearer {files}");
    let json = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    let file = server.send("PUT", "/v1.0/me/drive/root:/a.txt:/content", &json[..1], "hello");
    let id = file.text("id");
    let session = server.send("POST", "/v1.0/me/drive/root:/b.bin:/createUploadSession", &json, "{}");
    let upload = session.text("uploadUrl");
    server.send("PUT", &upload, &[("Content-Range", "bytes 0-4/10")], "hello");
    refused.push(server.send("PUT", &upload, &[("Content-Range", "bytes 9-9/10")], "x"));
    let download = server.send("GET", &format!("/v1.0/me/drive/items/{id}/content"), &json[..1], "").header("location").unwrap().to_owned();
    assert_eq!(server.send("GET", &download, &[], "").status, 200);
    let copied = server.send("POST", &format!("/v1.0/me/drive/items/{id}/copy"), &json, r#"{"name":"c.txt"}"#);
    let monitor = copied.header("location").unwrap_or_else(|| panic!("{copied:?}")).to_owned();
    server.send("GET", &monitor, &[], "");
    let link = server.send(
        "POST",
        &format!("/v1.0/me/drive/items/{id}/createLink"),
        &json,
        r#"{"type":"view","scope":"anonymous","password":"link-canary-password"}"#,
    );
    let link = link.json()["link"]["webUrl"].as_str().unwrap_or_else(|| panic!("{link:?}")).to_owned();
    refused.push(server.send("GET", &link, &[], ""));
    kept.push(("a link's password", "link-canary-password".to_owned()));
    let last = |url: &str| url.split(['/', '?', '=', '&']).filter(|part| part.len() >= 20).max_by_key(|part| part.len()).map(str::to_owned);
    let addresses = [("an upload's address", &upload), ("a download's", &download), ("a monitor's", &monitor), ("a link", &link)];
    let addresses: Vec<_> =
        addresses.into_iter().map(|(what, url)| (what, last(url).unwrap_or_else(|| panic!("no secret in {url}")))).collect();

    // What it says, and what it keeps. Who did what is written down within a second.
    std::thread::sleep(std::time::Duration::from_secs(2));
    let printed = [
        place.ok("audit --json --limit 10000"),
        place.ok("user list --json"),
        place.ok("app list --json"),
        place.ok("token list --user ann --json"),
    ];
    drop(server);
    let printed = printed.into_iter().chain([place.run("doctor").out]).collect::<String>();
    let log = std::fs::read_to_string(place.path("log")).unwrap();
    assert!(log.contains("sign_in.try") && log.contains("TRACE") && printed.contains("sign_in.try"), "{log}");
    kept.push(("what is wrong", WRONG.to_owned()));
    for (what, canary) in kept.iter().chain(&addresses) {
        assert!(!log.contains(canary.as_str()), "{what} in the log: {:?}", log.lines().find(|line| line.contains(canary.as_str())));
        assert!(!printed.contains(canary.as_str()), "{what} is printed again: {printed}");
        let said = refused.iter().find(|reply| reply.head.contains(canary.as_str()) || reply.body.contains(canary.as_str()));
        assert!(said.is_none(), "{what} in a refusal: {said:?}");
    }
    // Whoever reads a backup can use none of them, but what the server signs and does not keep.
    for (what, canary) in &kept {
        assert_eq!(holding(&place.data(), canary), Vec::<String>::new(), "{what}");
    }
}
