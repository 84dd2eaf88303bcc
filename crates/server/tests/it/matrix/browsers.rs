//! Browsers of every kind, and what opens in them: a cookie that is worth nothing any more, or not yet, is none.

use super::apart::node;
use super::policy::Policy;
use crate::identity::browser::{Browser, PASSWORD, app, hidden, let_sign_in};
use crate::identity::code::{BACK, address};
use crate::identity::factor::turn_on;
use crate::world::{Answer, World};
use app::admin::{self, Admin};
use expect_test::expect_file;
use model::{NodeId, Role};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Where a form of somebody else's comes from.
const ELSEWHERE: &str = "https://evil.example";

/// Somebody with a browser.
pub struct Visitor<'w> {
    /// As the policy calls them.
    pub name: &'static str,
    pub browser: Browser<'w>,
    /// What their forms bring, if anything.
    token: Option<String>,
    origin: Option<&'static str>,
}

impl<'w> Visitor<'w> {
    fn new(name: &'static str, browser: Browser<'w>, token: &str) -> Self {
        Self { name, browser, token: Some(token.to_owned()), origin: None }
    }

    fn signed_in(name: &'static str, browser: Browser<'w>) -> Self {
        let token = hidden(&browser.get("/account"), "token");
        Self::new(name, browser, &token)
    }

    /// Sends a form, as a page would that they have before them.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        if let [(SENT, body)] = fields {
            let (own, token) = (format!("https://{}", crate::world::HOST), self.token.as_deref());
            return self.browser.send_as_script(self.origin.unwrap_or(&own), path, "application/json", token, (*body).to_owned());
        }
        let mut all: Vec<(&str, &str)> = self.token.iter().map(|token| ("token", token.as_str())).collect();
        all.extend(fields);
        match self.origin {
            Some(origin) => self.browser.post_from(origin, path, &all),
            None => self.browser.post(path, &all),
        }
    }

    pub fn ask(&self, method: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        if method == "GET" { self.browser.get(path) } else { self.post(path, fields) }
    }
}

/// Says what an answer in a browser comes to. What is none of these is told as it is.
pub fn letter(answer: &Answer) -> Result<char, String> {
    let to = answer.header("location");
    match answer.status {
        303 if to.contains("/sign-in") => Ok('u'),
        401 if answer.body.contains("\"signIn\"") => Ok('u'),
        200 | 303 => Ok('+'),
        403 => Ok('r'),
        404 => Ok('.'),
        status => Err(format!("{status} {to} {}", answer.body)),
    }
}

/// Signs everybody in, one after the other: who comes last typed their password now. All of them may read the course.
pub fn visitors(world: &World) -> Vec<Visitor<'_>> {
    let course: NodeId = world.names["course"].parse().unwrap();
    let people = world.app.write(move |cx| {
        for name in ["ada", "hal", "sid", "ron", "fred", "paul"] {
            admin::add_user(cx, &Admin::operator(), name, None, None)?;
            admin::share(cx, &Admin::operator(), &course, name, Some(Role::Reader))?;
        }
        for name in ["ada", "hal", "sid", "ron", "fred"] {
            testkit::by_name::set_admin(cx, name, true)?;
        }
        Ok(())
    });
    people.wait().unwrap();
    for name in ["ada", "hal", "sid", "ron", "fred", "paul"] {
        let_sign_in(world, name);
    }
    let sign_in = |name: &str| {
        let browser = Browser::beside(world);
        assert_eq!(browser.sign_in(name, PASSWORD, "/").status, 303, "{name}");
        browser
    };
    let absent = Visitor::signed_in("absent", sign_in("ada"));
    world.clock.advance_seconds(30 * 60 + 1);
    let tired = Visitor::signed_in("tired", sign_in("ada"));
    world.clock.advance_seconds(30 * 60 + 1);
    let administrator = Visitor::signed_in("administrator", sign_in("ada"));
    let again = |name| Visitor::signed_in(name, sign_in("ada"));
    let elsewhere = Visitor { origin: Some(ELSEWHERE), ..again("elsewhere") };
    let tokenless = Visitor { token: None, ..again("tokenless") };
    let plain = Visitor::signed_in("plain", sign_in("paul"));
    let swapped = Visitor { token: plain.token.clone(), ..again("swapped") };
    let token = administrator.token.clone().unwrap();
    let nobody = Visitor::new("nobody", Browser::beside(world), &token);
    turn_on(&sign_in("hal"));
    let half = Visitor::new("half", sign_in("hal"), &token);
    let [suspended, removed, former] =
        [("suspended", "sid"), ("removed", "ron"), ("former", "fred")].map(|(name, who)| Visitor::signed_in(name, sign_in(who)));
    let gone = world.app.write(|cx| {
        testkit::by_name::suspend(cx, "sid", true)?;
        testkit::by_name::remove(cx, "ron")?;
        testkit::by_name::set_admin(cx, "fred", false)
    });
    gone.wait().unwrap();
    vec![nobody, half, suspended, removed, plain, former, tired, absent, elsewhere, tokenless, swapped, administrator]
}

/// The only field of what is no form, but sent by a script.
const SENT: &str = "";

/// A call: its row, its address, and the fields of its form.
type Called = (&'static str, String, Vec<(&'static str, String)>);

/// Returns the calls of a browser. What ends the sign-in comes last.
fn calls(world: &World, app: &str) -> Vec<Called> {
    let asks = address(app, &[]);
    let query = asks.split_once('?').unwrap().1;
    let live = format!("/oauth20_authorize.srf?{query}");
    // Nobody but its owner may see any of it.
    let root = node(&world.names["root.ann"]);
    let (folder, file) = (format!("/folders/1-{root}"), format!("/files/{}", world.names["course.item"]));
    let course = |path: &str| world.expand(path);
    let to = |row, path: &str| (row, path.to_owned(), Vec::new());
    let form = |row, path: &str, fields: &[(&'static str, &str)]| {
        let fields = fields.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        (row, path.to_owned(), fields)
    };
    vec![
        to("oauth.authorize", &asks),
        form("oauth.decide", &asks, &[("answer", "yes")]),
        to("oauth.live_authorize", &live),
        form("oauth.live_decide", &live, &[("answer", "yes")]),
        to("oauth.device_page", "/common/oauth2/deviceauth"),
        to("sign_in.back", "/signed-in/Corp"),
        to("sign_out.ask", "/sign-out"),
        to("account.get", "/account"),
        form("account.forget_app", "/account/apps", &[("app", "nothing")]),
        form("account.forget_browsers", "/account/browsers", &[]),
        to("device.ask", "/device"),
        to("web.shelves", "/notebooks"),
        to("web.files", "/files"),
        to("web.folder", &folder),
        to("web.file", &file),
        to("web.file_content", &format!("{file}/content")),
        to("web.upload_ask", &format!("{folder}/upload")),
        form("web.upload", &format!("{folder}/upload"), &[(SENT, "")]),
        form("web.upload_begin", &format!("{folder}/session?name=x&bytes=1"), &[(SENT, "")]),
        to("web.notebook", &course("/notebooks/1-{course}")),
        to("web.section", &course("/sections/1-{week1}")),
        to("web.page", &course("/pages/{plan}")),
        to("web.content", &course("/pages/{plan}/content")),
        to("web.versions", &course("/pages/{plan}/versions")),
        to("web.version", &course("/pages/{plan}/versions/content?see=1")),
        form("web.restore_version", &course("/pages/{plan}/versions"), &[("see", "1"), ("seen", "x")]),
        to("web.export_ask", &course("/export?of=1-{course}")),
        to("web.export", &course("/export/1-{week1}?as=markdown")),
        to("web.print", &course("/print/{plan}")),
        to("web.edit", &course("/pages/{plan}/edit")),
        to("web.sheet", &course("/pages/{plan}/sheet")),
        form("web.write", &course("/pages/{plan}/write"), &[(SENT, r#"{"areas": []}"#)]),
        to("web.user_address", &course("/users/{ann}/Documents/Notebooks/Course")),
        to("web.group_address", &course("/groups/{team}/Documents/Notebooks/Team%20book")),
        to("web.site_address", "/sites/a/Documents/Notebooks/Site%20book"),
        to("web.new_ask", "/new?kind=notebook&in=me"),
        form("web.new", "/new", &[("kind", "notebook"), ("in", "me"), ("name", "Made")]),
        to("web.rename_ask", &course("/rename?of=1-{week1}")),
        form("web.rename", &course("/rename?of=1-{week1}"), &[("name", "Mine now")]),
        to("web.search", "/search?q=plan"),
        to("web.bin", "/bin"),
        form("web.restore", "/bin", &[("id", "nothing"), ("deed", "restore")]),
        to("web.share_ask", &course("/share?of=1-{course}")),
        form("web.share", &course("/share?of=1-{course}"), &[("deed", "link"), ("scope", "here")]),
        to("web.copy_ask", &course("/copy?of=1-{course}")),
        form("web.copy", &course("/copy?of=1-{course}"), &[("to", "me"), ("name", "Copied")]),
        to("web.move_ask", &course("/move?of=1-{week1}")),
        form("web.move", &course("/move?of=1-{week1}"), &[("to", &course("1-{inbox}"))]),
        to("web.operations", "/operations?ids=nothing"),
        form("web.cancel", "/operations", &[("id", "nothing")]),
        to("web.delete_ask", &course("/delete?of=1-{week1}")),
        form("web.delete", &course("/delete?of=1-{week1}"), &[]),
        form("device.decide", "/device", &[("code", "AAAA-AAAA"), ("answer", "yes")]),
        to("account.tokens", "/account/tokens"),
        form("account.issue_token", "/account/tokens", &[("name", "x"), ("may", "read"), ("days", "7"), ("password", "wrong")]),
        form("account.revoke_token", "/account/tokens/revoke", &[("id", "00000000-0000-0000-0000-000000000000")]),
        form("account.begin_factor", "/account/factor", &[("password", "wrong")]),
        form("account.prove_factor", "/account/factor/prove", &[("code", "000000")]),
        form("account.remove_factor", "/account/factor/remove", &[("password", "wrong")]),
        form("account.change_password", "/account/password", &[("old", "wrong"), ("new", "another good one")]),
        form("sign_out.do", "/sign-out", &[]),
    ]
}

#[test]
fn a_cookie_that_is_worth_nothing_is_none() {
    let policy = Policy::read();
    let world = World::new();
    let (app, _) = app(&world, false, &[BACK]);
    let visitors = visitors(&world);
    let columns = ["nobody", "half", "suspended", "removed", "plain"].map(|name| visitors.iter().find(|it| it.name == name).unwrap());
    let mut table = format!("{:<28}", "");
    for visitor in columns {
        let _ = write!(table, " {:<40}", visitor.name);
    }
    let mut routes: BTreeMap<_, _> = server::routes().map(|route| (route.name, route)).collect();
    routes.retain(|row, _| ["browser", "page", "desk"].contains(&policy.calls[*row].right.as_str()));
    for (row, path, fields) in calls(&world, &app) {
        let route = routes.remove(row).unwrap();
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let _ = write!(table, "\n{row:<28}");
        let said = columns.map(|visitor| {
            let answer = visitor.ask(route.method, &path, &fields);
            assert_eq!(answer.route, row, "{path}");
            // An app is sent back with a code of its own each time, and what is new has an id of its own.
            let to = answer.header("location").split(['?', '#']).next().unwrap().split("1-").next().unwrap();
            format!("{} {to}", answer.status)
        });
        for said in &said {
            let _ = write!(table, " {said:<40}");
        }
        assert!(said[1..4].iter().all(|other| *other == said[0]), "{row}: {said:?}");
        let is_for_anybody = ["sign_in.back", "sign_out.ask", "sign_out.do"].contains(&row);
        assert_eq!(said[4] == said[0], is_for_anybody, "{row}: {said:?}");
    }
    assert!(routes.is_empty(), "nobody asks {:?}", routes.keys());
    let table: String = table.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    expect_file!["browsers.txt"].assert_eq(&table);
}
