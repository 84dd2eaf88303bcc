//! A browser without a screen: it keeps a cookie, follows nothing by itself, and fills in forms.

use crate::world::{Answer, HOST, World, run};
use app::oauth::registration::{self, New};
use bytes::Bytes;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// What Ann signs in by.
pub const PASSWORD: &str = "correct horse battery staple";

/// Makes an app, and returns its client id and its secret.
pub fn app(world: &World, is_confidential: bool, redirects: &[&str]) -> (String, Option<String>) {
    add(
        world,
        New {
            app: None,
            name: format!("Clipper {is_confidential}"),
            is_confidential,
            needs_pkce: !is_confidential,
            scopes: String::new(),
            own_scopes: String::new(),
            redirects: redirects.iter().map(|&uri| uri.to_owned()).collect(),
        },
    )
}

/// Makes an app with scopes of its own, and returns its client id and its secret.
pub fn app_with(world: &World, name: &str, own_scopes: &str) -> (String, String) {
    let new = New {
        app: None,
        name: name.to_owned(),
        is_confidential: true,
        needs_pkce: false,
        scopes: String::new(),
        own_scopes: own_scopes.to_owned(),
        redirects: Vec::new(),
    };
    let (app, secret) = add(world, new);
    (app, secret.unwrap())
}

fn add(world: &World, new: New) -> (String, Option<String>) {
    let new = new.check().unwrap();
    let added = world
        .app
        .write(move |cx| registration::add(cx, &app::admin::Admin::operator(), &new).map(|added| (added.registration.app, added.secret)));
    added.wait().unwrap()
}

/// Gives somebody the password.
pub fn let_sign_in(world: &World, name: &'static str) {
    // Slow on purpose, so once for all tests.
    static HASH: OnceLock<String> = OnceLock::new();
    let hash = HASH.get_or_init(|| app::password::hash(PASSWORD, &[7; 16]).unwrap());
    world.app.write(move |cx| testkit::by_name::set_password(cx, name, hash)).wait().unwrap();
}

/// A browser.
pub struct Browser<'w> {
    pub world: &'w World,
    cookies: RefCell<BTreeMap<String, String>>,
}

/// Under which name it shows who is signed in in it.
const SESSION: &str = "__Host-looseleaf";

impl<'w> Browser<'w> {
    /// Opens one in which nobody is signed in. Ann gets her password.
    pub fn new(world: &'w World) -> Self {
        Self::new_for(world, "ann")
    }

    /// Opens one in which somebody is signed in.
    pub fn of(world: &'w World, name: &'static str) -> Self {
        let browser = Self::new_for(world, name);
        assert_eq!(browser.sign_in(name, PASSWORD, "/").status, 303);
        browser
    }

    fn new_for(world: &'w World, name: &'static str) -> Self {
        // Slow on purpose, so once for all tests.
        static HASH: OnceLock<String> = OnceLock::new();
        let hash = HASH.get_or_init(|| app::password::hash(PASSWORD, &[7; 16]).unwrap());
        world.app.write(move |cx| testkit::by_name::set_password(cx, name, hash)).wait().unwrap();
        Self { world, cookies: RefCell::default() }
    }

    /// Opens another one in which nobody is signed in.
    pub fn beside(world: &'w World) -> Self {
        Self { world, cookies: RefCell::default() }
    }

    /// Opens one in which Ann is signed in. She is signed in in no other then.
    pub fn of_ann(world: &'w World) -> Self {
        let browser = Self::new(world);
        assert_eq!(browser.sign_in("ann", PASSWORD, "/").status, 303);
        browser
    }

    /// Opens another one, in which Ann is signed in too.
    pub fn another(&self) -> Self {
        let browser = Self { world: self.world, cookies: RefCell::default() };
        assert_eq!(browser.sign_in("ann", PASSWORD, "/").status, 303);
        browser
    }

    pub fn sign_in(&self, name: &str, password: &str, to: &str) -> Answer {
        self.post("/sign-in", &[("to", to), ("name", name), ("password", password)])
    }

    /// Returns what it shows to be known again, with its name.
    pub fn cookie(&self) -> String {
        format!("{SESSION}={}", self.cookies.borrow()[SESSION])
    }

    /// Returns what it holds while somebody signs in elsewhere.
    pub fn under_way(&self) -> Option<String> {
        self.cookies.borrow().get(&format!("{SESSION}-elsewhere")).cloned()
    }

    /// Returns what it holds while a code is still to come.
    pub fn half(&self) -> Option<String> {
        self.cookies.borrow().get(&format!("{SESSION}-half")).cloned()
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], String::new())
    }

    /// Sends a form as a page of the server's own would.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let origin = format!("https://{HOST}");
        self.send("POST", path, &[("origin", &origin)], form(fields))
    }

    /// Sends a form as a script of the server's own would.
    pub fn post_as_script(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let origin = format!("https://{HOST}");
        self.send("POST", path, &[("origin", &origin), ("accept", "application/json")], form(fields))
    }

    /// Sends a form of a page that is elsewhere.
    pub fn post_from(&self, origin: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send("POST", path, &[("origin", origin)], form(fields))
    }

    /// Sends what is no form, as a script of a page from `origin` would.
    pub fn send_as_script(&self, origin: &str, path: &str, kind: &str, token: Option<&str>, body: impl Into<Bytes>) -> Answer {
        let mut headers = vec![("origin", origin), ("accept", "application/json"), ("content-type", kind)];
        headers.extend(token.map(|token| ("x-form-token", token)));
        self.send("POST", path, &headers, body)
    }

    fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Answer {
        let cookies = self.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let mut headers = headers.to_vec();
        if !cookies.is_empty() {
            headers.push(("cookie", &cookies));
        }
        if method == "POST" && !headers.iter().any(|(name, _)| *name == "content-type") {
            headers.push(("content-type", "application/x-www-form-urlencoded"));
        }
        let path = path.strip_prefix(&format!("https://{HOST}")).unwrap_or(path);
        let answer = run(self.world.ask_bytes("nobody", method, path, &headers, body.into()));
        for set in answer.headers.get_all("set-cookie") {
            let set = set.to_str().unwrap();
            assert!(set.contains("; HttpOnly; SameSite=Lax; Secure"), "{set}");
            let (name, value) = set.split(';').next().unwrap().split_once('=').unwrap();
            match value {
                "" => self.cookies.borrow_mut().remove(name),
                value => self.cookies.borrow_mut().insert(name.to_owned(), value.to_owned()),
            };
        }
        answer
    }
}

/// Sends what an app sends.
pub fn ask_as_app(world: &World, path: &str, fields: &[(&str, &str)]) -> Answer {
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    run(world.ask_bytes("nobody", "POST", path, &headers, Bytes::from(form(fields))))
}

/// Spells fields as a form or a query.
pub fn form(fields: &[(&str, &str)]) -> String {
    let encoded = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect::<Vec<_>>().join("&")
}

/// Returns the value of a hidden field of a page.
pub fn hidden(page: &Answer, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let at = page.body.find(&start).unwrap_or_else(|| panic!("no {name} in {}", page.body)) + start.len();
    page.body[at..].split('"').next().unwrap().to_owned()
}

/// Returns a field of the address that an app is sent back to.
pub fn field(url: &str, name: &str) -> Option<String> {
    let (_, query) = url.split_once(['?', '#'])?;
    let pair = query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")))?;
    Some(percent_encoding::percent_decode_str(&pair.replace('+', " ")).decode_utf8().unwrap().into_owned())
}
