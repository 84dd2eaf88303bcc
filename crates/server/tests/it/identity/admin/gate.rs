//! Who gets to these pages.

use super::Office;
use crate::identity::browser::{Browser, PASSWORD, hidden};
use crate::world::{World, run};
use app::admin;

/// The forms, by their rows.
fn rows(method: &str) -> Vec<server::RouteInfo> {
    let rows: Vec<_> = server::routes().filter(|row| row.name.starts_with("admin.") && row.method == method).collect();
    assert!(rows.len() > 12, "{}", rows.len());
    rows
}

#[test]
fn nobody_gets_to_a_page_who_does_not_run_the_server() {
    let world = World::new();
    let (ann, nobody) = (Browser::of_ann(&world), Browser::beside(&world));
    for row in rows("GET") {
        let sent = nobody.get(row.address);
        let to = format!("https://notes.example/sign-in?to={}", row.address.replace('/', "%2F"));
        assert_eq!((sent.status, sent.header("location")), (303, to.as_str()), "{}", row.name);
        let refused = ann.get(row.address);
        assert_eq!(refused.status, 403, "{}", row.name);
        assert!(refused.body.contains("Not for you") && !refused.body.contains("bob"), "{}", refused.body);
        assert_eq!(refused.header("x-frame-options"), "DENY", "{}", row.name);
        // A token is none of this.
        let answer = run(world.ask("ann", "GET", row.address, &[], ""));
        assert_eq!(answer.status, 303, "{}", row.name);
    }
    let token = hidden(&ann.get("/account"), "token");
    let bob = super::person(&world, "bob");
    for row in rows("POST") {
        let fields = [("token", token.as_str()), ("id", &bob), ("name", "zoe"), ("is", "yes")];
        assert_eq!(nobody.post(row.address, &fields).header("location"), "/sign-in?to=/admin", "{}", row.name);
        assert_eq!(ann.post(row.address, &fields).status, 403, "{}", row.name);
    }
    assert!(world.app.read(|cx| admin::user_by_name(cx, "zoe")).wait().is_err());
}

#[test]
fn a_form_from_elsewhere_changes_nothing() {
    let world = World::new();
    let office = Office::new(&world);
    let token = hidden(&office.get("/admin/people"), "token");
    let bob = super::person(&world, "bob");
    for row in rows("POST") {
        let fields = [("token", token.as_str()), ("id", &bob), ("name", "zoe")];
        let browser = &office.browser;
        assert_eq!(browser.post_from("https://evil.example", row.address, &fields).status, 403, "{}", row.name);
        assert_eq!(browser.post_from("null", row.address, &fields).status, 403, "{}", row.name);
        assert_eq!(browser.post(row.address, &fields[1..]).status, 403, "{}: without a token", row.name);
        assert_eq!(browser.post(row.address, &[("token", "x"), ("id", &bob), ("name", "zoe")]).status, 403, "{}", row.name);
    }
    assert!(world.app.read(|cx| admin::user_by_name(cx, "zoe")).wait().is_err());
    assert!(!world.app.read(|cx| admin::user_by_name(cx, "bob")).wait().unwrap().is_suspended);
}

#[test]
fn pages_are_framed_nowhere_and_kept_nowhere() {
    let world = World::new();
    let office = Office::new(&world);
    for path in ["/admin", "/admin/people", "/admin/groups", "/admin/sites", "/admin/apps", "/admin/log"] {
        let page = office.get(path);
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-") && policy.contains("frame-ancestors 'none'"), "{policy}");
        assert_eq!((page.header("x-frame-options"), page.header("cache-control")), ("DENY", "no-store"), "{path}");
        assert!(!page.body.contains("<script") && !page.body.contains("style=\""), "{path}");
        assert!(page.body.contains("aria-current=\"true\""), "{path}");
    }
}

#[test]
fn a_browser_that_somebody_left_asks_for_the_password_again() {
    let world = World::new();
    let office = Office::new(&world);
    let token = hidden(&office.get("/admin/people"), "token");
    let bob = super::person(&world, "bob");
    world.clock.advance_seconds(31 * 60);
    let sent = office.browser.get("/admin/people?part=b");
    assert_eq!(sent.header("location"), "https://notes.example/sign-in?to=%2Fadmin%2Fpeople%3Fpart%3Db");
    assert!(office.browser.get(sent.header("location")).body.contains("half an hour"));
    // A form that was shown in time is taken.
    let fields = [("token", token.as_str()), ("id", &bob)];
    assert!(office.browser.post("/admin/person/suspend", &fields).header("location").contains("said=suspended"));
    world.clock.advance_seconds(30 * 60);
    assert_eq!(office.browser.post("/admin/person/resume", &fields).header("location"), "/sign-in?to=/admin");
    assert!(world.app.read(|cx| admin::user_by_name(cx, "bob")).wait().unwrap().is_suspended);
    let back = office.browser.sign_in("ann", PASSWORD, "/admin/people?part=b");
    assert_eq!(office.get(back.header("location")).status, 200);
}

#[test]
fn whoever_is_let_go_does_nothing_more() {
    let world = World::new();
    let office = Office::new(&world);
    let token = hidden(&office.get("/admin/people"), "token");
    world.app.write(|cx| testkit::by_name::set_admin(cx, "ann", false)).wait().unwrap();
    assert_eq!(office.browser.get("/admin/people").status, 403);
    assert_eq!(office.browser.post("/admin/people", &[("token", &token), ("name", "zoe")]).status, 403);
    assert!(world.app.read(|cx| admin::user_by_name(cx, "zoe")).wait().is_err());
}
