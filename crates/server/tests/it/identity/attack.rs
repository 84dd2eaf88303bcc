//! The attacks that the documents warn of, each as a request, and what it gets. Nothing here is let in: read changes of the table
//! as a thief would. Source: RFC 9700; RFC 6749, section 10; RFC 8252, section 8; RFC 8628, section 5.

mod around;
mod code;
mod device;
mod issuer;
mod page;
mod redirect;
mod token;

use super::browser::{Browser, app, app_with, ask_as_app, field, form};
use super::code::{AUTHORIZE, BACK, CHALLENGE, SCOPE, TOKEN, VERIFIER, address, code, let_in, redeem, text};
use crate::world::{Answer, HOST, World, run};
use bytes::Bytes;
use expect_test::expect_file;
use std::fmt::Write as _;

/// A world with two apps of people's, one that keeps a secret, and one that acts alone.
struct Lab {
    world: World,
    /// A public app, which is sent back to [`BACK`] and to this machine.
    app: String,
    /// A confidential one.
    kept: String,
    secret: String,
    /// One that has scopes of its own.
    alone: String,
    alone_secret: String,
}

/// The other address of the public app.
const LOOPBACK: &str = "http://localhost/cb";

impl Lab {
    fn new() -> Self {
        let world = World::new();
        let (app, _) = app(&world, false, &[BACK, LOOPBACK]);
        let (kept, secret) = self::app(&world, true, &["https://kept.example/cb"]);
        let (alone, alone_secret) = app_with(&world, "Backup", "Notes.Read.All");
        Self { world, app, kept, secret: secret.unwrap(), alone, alone_secret }
    }

    fn browser(&self) -> Browser<'_> {
        Browser::of_ann(&self.world)
    }

    /// Asks for a token.
    fn token(&self, fields: &[(&str, &str)]) -> Answer {
        ask_as_app(&self.world, TOKEN, fields)
    }

    /// Lets the public app in, and brings its code.
    fn issued(&self, browser: &Browser<'_>) -> Answer {
        let issued = redeem(&self.world, &self.app, &code(browser, &self.app), &[]);
        assert_eq!(issued.status, 200, "{}", issued.body);
        issued
    }

    /// Sends anything.
    fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        run(self.world.ask_bytes("nobody", method, path, headers, Bytes::from(body.to_owned())))
    }

    /// Reads notes by what stands in the header, past what the server remembers of tokens.
    fn reads(&self, authorization: &str) -> Answer {
        let server = self.world.server_beside(|_| {});
        let request = http::Request::get("/v1.0/me/onenote/notebooks").header("host", HOST).header("authorization", authorization);
        let request = request.body(http_body_util::Full::from(Bytes::new())).unwrap();
        run(async { Answer::of(server.respond(request).await).await })
    }
}

/// What is tried, and what it gets.
#[derive(Default)]
struct Table {
    text: String,
    rows: usize,
    /// What got something, or broke the server.
    wrong: Vec<String>,
}

impl Table {
    fn title(&mut self, title: &str) {
        let _ = writeln!(self.text, "{title}");
    }

    /// Writes what an attack gets, which is nothing.
    fn refused(&mut self, what: &str, answer: &Answer) {
        let gives = |word: &str| answer.body.contains(word) || answer.header("location").contains(word);
        let given = ["llc_", "ll1_", "llr_", "lld_", "lls_", "lla_", "llh_", "access_token", "evil.example/?", "evil.example?"];
        let cookies = answer.headers.get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok());
        // What was under way is forgotten when it comes back, however it ends.
        let is_known = cookies
            .into_iter()
            .any(|cookie| ["elsewhere", "half"].iter().all(|of| !cookie.starts_with(&format!("__Host-looseleaf-{of}=;"))));
        if given.into_iter().any(gives) || is_known || answer.status == 500 {
            self.wrong.push(format!("{what}: {answer:?}"));
        }
        self.row(what, answer);
    }

    /// Writes what an attack gets, which is nothing, and what the log has to say to that.
    fn disbelieved(&mut self, what: &str, answer: &Answer, log: &str) {
        let why = log.lines().rev().find_map(|line| line.split("why=\"").nth(1)?.split('"').next()).unwrap_or_default();
        self.refused(what, answer);
        // Addresses of tests are others each time.
        if !why.is_empty() && !why.starts_with("http") {
            self.text.truncate(self.text.trim_end().len());
            let _ = writeln!(self.text, ": {why}");
        }
    }

    /// Writes what an answer is.
    fn row(&mut self, what: &str, answer: &Answer) {
        self.rows += 1;
        let _ = writeln!(self.text, "{}", format!("  {what:<76}{} {}", answer.status, said(answer)).trim_end());
    }
}

/// Returns an answer's error, and where somebody is sent with it.
fn said(answer: &Answer) -> String {
    let location = answer.header("location");
    if !location.is_empty() {
        let to = location.split(['?', '#']).next().unwrap();
        return format!("{} to {to}", field(location, "error").unwrap_or_default()).trim_start().to_owned();
    }
    let json: serde_json::Value = answer.body.parse().unwrap_or_default();
    match json["error"].as_str() {
        Some(word) => word.to_owned(),
        None if !answer.code().is_empty() => answer.code(),
        None if answer.header("content-type").starts_with("text/html") => "a page".to_owned(),
        None => String::new(),
    }
}

#[test]
fn the_attacks_that_are_known_get_nothing() {
    let mut table = Table::default();
    redirect::addresses(&mut table);
    redirect::requests(&mut table);
    redirect::issuers(&mut table);
    code::codes(&mut table);
    code::refresh_tokens(&mut table);
    token::clients(&mut table);
    token::bearers(&mut table);
    token::forms(&mut table);
    page::elsewhere(&mut table);
    page::forms(&mut table);
    page::sessions(&mut table);
    page::second_factors(&mut table);
    device::devices(&mut table);
    around::answers(&mut table);
    around::proxies(&mut table);
    around::names(&mut table);
    around::forms(&mut table);
    expect_file!["attack.txt"].assert_eq(&table.text);
    assert!(table.wrong.is_empty(), "{:#?}", table.wrong);
    assert!(table.rows >= 80, "{}", table.rows);
}

#[test]
fn issuers_that_are_not_what_they_say_get_nothing() {
    let mut table = Table::default();
    issuer::answers(&mut table);
    issuer::id_tokens(&mut table);
    issuer::access_tokens(&mut table);
    issuer::issuers(&mut table);
    expect_file!["issuer.txt"].assert_eq(&table.text);
    assert!(table.wrong.is_empty(), "{:#?}", table.wrong);
    assert!(table.rows >= 150, "{}", table.rows);
}
