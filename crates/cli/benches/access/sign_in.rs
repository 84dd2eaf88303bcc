//! People who sign in and let an app in, from the first request to the tokens, against what Argon2 alone allows.

use crate::stand::figures::{line, median, millis, note};
use crate::stand::site::Site;
use ::app::password;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use testkit::http::{Client, Reply};

/// So many people, each once: twenty tries of one name in a minute are all that there are.
const PEOPLE: usize = 120;

/// So many at a time: more than the server tries passwords at once.
const AT_ONCE: usize = 8;

const PASSWORD: &str = "correct horse battery staple";
const BACK: &str = "http://127.0.0.1:9/back";

// Source: RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

pub fn whole_flows() {
    println!("\nsigning in: {PEOPLE} people, {AT_ONCE} at a time, each by browser, password, consent, code and tokens");
    let site = Site::start();
    let app = site.app("Bench", BACK);
    let people: Vec<String> = (0..PEOPLE).map(|i| format!("person{i}")).collect();
    site.people(&people, PASSWORD);

    // What the machine does of it alone, with as many threads as it has cores.
    let hash = password::hash(PASSWORD, &[9; 16]).expect("a password is hashed");
    let cores = crate::stand::cores();
    let bare = rate(cores, PEOPLE, |_| assert_eq!(password::is_of(PASSWORD, Some(&hash)), Ok(true)));
    let alone = median((0..9).map(|_| timed(|| drop(password::is_of(PASSWORD, Some(&hash))))).collect());

    let flows = rate(AT_ONCE, PEOPLE, |i| flow(&site, &app, &people[i]));
    // Again with nobody beside them, and the app let in already.
    let one = median(people.iter().take(9).map(|name| timed(|| flow(&site, &app, name))).collect());
    line("whole sign-ins a second / passwords tried a second by Argon2 alone", &format!("{:.2}", flows / bare), ">= 0.5", ">= 0.9");
    note("  a second: sign-ins, Argon2 on all cores", &format!("{flows:.1} {bare:.1}"));
    line(
        "Argon2 / one whole sign-in with nobody beside it",
        &format!("{:.2}", alone.as_secs_f64() / one.as_secs_f64()),
        ">= 0.5",
        ">= 0.9",
    );
    note("  one sign-in, one password", &format!("{} {}", millis(one), millis(alone)));
}

fn timed(what: impl FnOnce()) -> Duration {
    let clock = Instant::now();
    what();
    clock.elapsed()
}

/// Returns how many a second `threads` threads do of `count`.
fn rate(threads: usize, count: usize, what: impl Fn(usize) + Sync) -> f64 {
    let next = AtomicUsize::new(0);
    let clock = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let i = next.fetch_add(1, Ordering::Relaxed);
                    if i >= count {
                        break;
                    }
                    what(i);
                }
            });
        }
    });
    count as f64 / clock.elapsed().as_secs_f64()
}

/// Signs somebody in, lets the app in if it is not, and gets its tokens.
fn flow(site: &Site, app: &str, name: &str) {
    let mut browser =
        Browser { client: Client::new(site.server.address, ""), origin: format!("http://{}", site.server.address), cookie: String::new() };
    let fields = [
        ("client_id", app),
        ("response_type", "code"),
        ("redirect_uri", BACK),
        ("scope", "openid offline_access Notes.Read"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let address = format!("/common/oauth2/v2.0/authorize?{}", form(&fields));
    let sent = browser.go("GET", &address, "", 303);
    let page = browser.go("GET", sent.header("location").expect("it leads on"), "", 200);
    assert!(page.text().contains("name=\"password\""), "{}", page.text());
    browser.go("POST", "/sign-in", &form(&[("to", &address), ("name", name), ("password", PASSWORD)]), 303);
    let asked = browser.send("GET", &address, "");
    let back = if asked.status == 200 {
        let token = hidden(&asked.text(), "token");
        browser.go("POST", &address, &form(&[("token", &token), ("answer", "yes")]), 303)
    } else {
        asked
    };
    let code = back
        .header("location")
        .and_then(|url| url.split(['?', '&']).find_map(|field| field.strip_prefix("code=")))
        .expect("a code")
        .to_owned();
    let redeemed =
        [("grant_type", "authorization_code"), ("client_id", app), ("code", &code), ("redirect_uri", BACK), ("code_verifier", VERIFIER)];
    let tokens = browser.go("POST", "/common/oauth2/v2.0/token", &form(&redeemed), 200);
    assert!(tokens.text().contains("access_token"));
}

struct Browser {
    client: Client,
    origin: String,
    cookie: String,
}

impl Browser {
    fn go(&mut self, method: &str, address: &str, body: &str, status: u16) -> Reply {
        let reply = self.send(method, address, body);
        assert_eq!(reply.status, status, "{method} {address}: {}", reply.text());
        reply
    }

    fn send(&mut self, method: &str, address: &str, body: &str) -> Reply {
        let path = address.strip_prefix(&self.origin).unwrap_or(address);
        let (origin, cookie) = (self.origin.clone(), self.cookie.clone());
        let headers = [("Content-Type", "application/x-www-form-urlencoded"), ("Origin", &*origin), ("Cookie", &*cookie)];
        let reply =
            self.client.send(method, path, &headers[if method == "GET" { 2 } else { 0 }..], body.as_bytes()).expect("the server answers");
        if let Some(set) = reply.header("set-cookie") {
            self.cookie = set.split(';').next().unwrap_or_default().to_owned();
        }
        reply
    }
}

/// Spells fields as a form or a query.
fn form(fields: &[(&str, &str)]) -> String {
    let encoded = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect::<Vec<_>>().join("&")
}

fn hidden(page: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let at = page.find(&start).unwrap_or_else(|| panic!("no {name} in {page}")) + start.len();
    page[at..].split('"').next().unwrap_or_default().to_owned()
}
