//! A server that says all it can, and a browser without a screen, for tests of what is secret.

use crate::support::{Place, Reply};
use aws_lc_rs::hmac;
use serde_json::Value;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

/// A server whose log goes to a file. It goes when the test ends.
pub struct Loud {
    child: Child,
    pub address: String,
}

impl Drop for Loud {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Loud {
    pub fn start(place: &Place) -> Self {
        let mut command = place.command("serve --listen 127.0.0.1:0 --json --log trace");
        let log = File::create(place.path("log")).unwrap();
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line).unwrap();
        Self { child, address: ready["address"].as_str().unwrap().to_owned() }
    }

    pub fn send(&self, method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> Reply {
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
    pub fn form(&self, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Reply {
        let origin = format!("http://{}", self.address);
        let headers = [("Origin", origin.as_str()), ("Cookie", cookie), ("Content-Type", "application/x-www-form-urlencoded")];
        self.send("POST", path, &headers, &form(fields))
    }

    /// Signs somebody in, and returns their cookie.
    #[track_caller]
    pub fn sign_in(&self, name: &str, password: &str) -> String {
        cookie(&self.form("/sign-in", "", &[("name", name), ("password", password), ("to", "/account")]))
    }

    /// Returns what the forms of a browser have to carry.
    #[track_caller]
    pub fn form_token(&self, cookie: &str) -> String {
        let page = self.send("GET", "/account", &[("Cookie", cookie)], "");
        between(&page.body, "name=\"token\" value=\"", "\"").to_owned()
    }
}

/// Returns the cookie that a browser is told to show.
#[track_caller]
pub fn cookie(reply: &Reply) -> String {
    let set = reply.header("set-cookie").unwrap_or_else(|| panic!("no cookie: {reply:?}"));
    set.split(';').next().unwrap_or_default().to_owned()
}

/// Returns the secret of a second factor that a page shows, as letters.
#[track_caller]
pub fn secret_of(page: &Reply) -> String {
    between(&page.body, "secret=", "&").to_owned()
}

/// Returns the bytes that letters stand for. Source: RFC 4648, section 6.
pub fn decoded(letters: &str) -> Vec<u8> {
    let (mut bits, mut held, mut bytes) = (0, 0_u32, Vec::new());
    for letter in letters.bytes() {
        let value = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".iter().position(|known| *known == letter).unwrap();
        (held, bits) = ((held << 5 | value as u32) & 0xfff, bits + 5);
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
        }
    }
    bytes
}

/// Returns the code of a secret now. Source: RFC 6238.
#[expect(clippy::disallowed_methods, reason = "the program goes by the machine's clock, and so does a phone")]
pub fn totp(secret: &[u8]) -> String {
    let step = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() / 30;
    let hash = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret), &step.to_be_bytes());
    let at = usize::from(hash.as_ref()[19] & 15);
    let number = u32::from_be_bytes(hash.as_ref()[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

/// Spells fields as a form does.
pub fn form(fields: &[(&str, &str)]) -> String {
    let encoded = |text: &str| {
        text.bytes()
            .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
            .collect::<String>()
    };
    fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect::<Vec<_>>().join("&")
}

/// Returns what stands in a text between two others.
pub fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let rest = text.split_once(before).unwrap_or_else(|| panic!("no {before} in {text}")).1;
    rest.split_once(after).map_or(rest, |(found, _)| found)
}
