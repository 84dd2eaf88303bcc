//! What a page held before, in a browser.

use super::act::went;
use super::{link, links, opened};
use crate::identity::browser::{Browser, hidden};
use crate::world::{Answer, World, run};

/// Adds a paragraph to a page, as an app does.
fn append(world: &World, who: &str, page: &str, html: &str) {
    let body = serde_json::json!([{ "target": "body", "action": "append", "content": html }]).to_string();
    let answer = run(world.ask(who, "PATCH", &format!("/v1.0/me/onenote/pages/{page}/content"), &[], &body));
    assert_eq!(answer.status, 204, "{answer:?}");
}

fn later(world: &World) {
    world.clock.advance_seconds(app::page::history::RUN_SECONDS + 1);
}

fn share(world: &World, name: &'static str, role: model::Role) {
    let course: model::NodeId = world.names["course"].parse().unwrap();
    world.app.write(move |cx| app::admin::share(cx, &app::admin::Admin::operator(), &course, name, Some(role))).wait().unwrap();
}

/// Returns what stands in the frame of a page.
fn framed(browser: &Browser<'_>, page: &Answer) -> Answer {
    let src = page.body.split("<iframe ").nth(1).unwrap().split("src=\"").nth(1).unwrap().split('"').next().unwrap();
    let frame = opened(browser, &src.replace("&#38;", "&"));
    let policy = frame.header("content-security-policy");
    assert!(policy.contains("; sandbox allow-popups ") && !policy.contains("script"), "{policy}");
    assert!(policy.contains("frame-ancestors 'self'") && !policy.contains("allow-same-origin"), "{policy}");
    frame
}

/// Sends the form that a page of versions has.
fn restore(browser: &Browser<'_>, shown: &Answer, address: &str) -> Answer {
    let [token, see, seen] = ["token", "see", "seen"].map(|name| hidden(shown, name));
    browser.post(address, &[("token", &token), ("see", &see), ("seen", &seen)])
}

#[test]
fn somebody_looks_at_what_was_and_brings_it_back() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let plan = format!("/pages/{}", world.names["plan"]);
    let address = link(&opened(&ann, &plan), "Versions");
    assert_eq!(address, format!("{plan}/versions"));
    let new = opened(&ann, &address);
    assert!(new.body.contains("Nobody has changed it yet") && !new.body.contains("<button>Restore"), "{}", new.body);
    append(&world, "ann", "{plan}", "<p>bring boots</p>");
    later(&world);
    append(&world, "ann", "{plan}", "<p>and bread</p>");
    let list = opened(&ann, &address);
    let rows = links(&list, &format!("{address}?see="));
    assert_eq!(rows[..3], ["3", "2", "1"].map(|number| format!("{address}?see={number}")), "{}", list.body);
    assert!(list.body.contains("at-list") && list.body.contains("since 2026-") && list.body.contains("<bdi>ann</bdi>"), "{}", list.body);
    // What the last change did, what it is now, and none after it.
    let frame = framed(&ann, &list);
    assert!(frame.body.contains("<div class=\"part came\"><span class=\"told\">Added</span><p>and bread</p>"), "{}", frame.body);
    assert!(frame.body.contains("Plan of the week") && frame.body.contains("bring boots"), "{}", frame.body);
    // The first, since then.
    let first = opened(&ann, &rows[2]);
    assert!(first.body.contains("at-one"), "{}", first.body);
    let since = framed(&ann, &first);
    assert_eq!(since.body.matches("class=\"part came\"").count(), 2, "{}", since.body);
    let whole = framed(&ann, &opened(&ann, &link(&first, "The page as it was").replace("&#38;", "&")));
    assert!(whole.body.contains("Plan of the week") && !whole.body.contains("boots"), "{}", whole.body);
    // Back, and back again.
    let back = restore(&ann, &first, &address);
    assert_eq!(went(&back), plan);
    assert!(opened(&ann, back.header("location")).body.contains("The page is as it was then."));
    assert!(!opened(&ann, &format!("{plan}/content")).body.contains("boots"));
    let undone = opened(&ann, &format!("{address}?see=3"));
    assert_eq!(went(&restore(&ann, &undone, &address)), plan);
    assert!(opened(&ann, &format!("{plan}/content")).body.contains("and bread"));
    assert_eq!(links(&opened(&ann, &address), &format!("{address}?see=")).len(), 5 + 2);
}

#[test]
fn who_restores_what_others_changed_meanwhile_is_told() {
    let world = World::new();
    share(&world, "bob", model::Role::Contributor);
    let ann = Browser::of_ann(&world);
    let address = format!("/pages/{}/versions", world.names["plan"]);
    append(&world, "ann", "{plan}", "<p>mine</p>");
    let shown = opened(&ann, &format!("{address}?see=1"));
    append(&world, "bob", "{plan}", "<p>theirs</p>");
    let refused = restore(&ann, &shown, &address);
    assert!(refused.status == 400 && refused.body.contains("Somebody has changed the page meanwhile"), "{refused:?}");
    // Nothing is lost: the same form, sent again, knows of it.
    assert_eq!(restore(&ann, &refused, &address).status, 303);
    let list = opened(&ann, &address);
    assert!(list.body.contains("<bdi>bob</bdi>"), "{}", list.body);
    assert!(framed(&ann, &opened(&ann, &format!("{address}?see=3&how=whole"))).body.contains("theirs"));
    // A form without a token, or of another page, changes nothing.
    let seen = hidden(&opened(&ann, &format!("{address}?see=1")), "seen");
    assert_eq!(ann.post(&address, &[("see", "1"), ("seen", &seen)]).status, 403);
    let token = hidden(&opened(&ann, &format!("{address}?see=1")), "token");
    assert_eq!(ann.post_from("https://evil.example", &address, &[("token", &token), ("see", "1"), ("seen", &seen)]).status, 403);
    for (number, status) in [("", 400), ("x", 400), ("9", 404), ("0", 404)] {
        assert_eq!(ann.post(&address, &[("token", &token), ("see", number), ("seen", &seen)]).status, status, "{number}");
    }
}

#[test]
fn readers_are_shown_none_of_it() {
    let world = World::new();
    share(&world, "bob", model::Role::Reader);
    append(&world, "ann", "{notes}", "<p>more</p>");
    let (ann, bob) = (Browser::of_ann(&world), Browser::of(&world, "bob"));
    let notes = format!("/pages/{}", world.names["notes"]);
    assert!(!opened(&bob, &notes).body.contains("/versions"));
    for path in ["versions", "versions?see=1", "versions/content?see=1", "versions/content?see=2&than=1"] {
        let refused = bob.get(&format!("{notes}/{path}"));
        assert!(refused.status == 403 && !refused.body.contains("Notes of the week"), "{path}: {refused:?}");
    }
    let token = hidden(&bob.get("/account"), "token");
    let refused = bob.post(&format!("{notes}/versions"), &[("token", &token), ("see", "1"), ("seen", "x")]);
    assert!([400, 403].contains(&refused.status) && !refused.body.contains("see=1"), "{refused:?}");
    // What is promised to who may write ends with that.
    share(&world, "bob", model::Role::Contributor);
    let whole = bob.get(&format!("{notes}/versions/content?see=1"));
    let src = whole.body.split("<img ").nth(1).unwrap().split("src=\"").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&");
    let picture = Browser::beside(&world).get(&src);
    assert_eq!((picture.status, picture.header("content-type")), (200, "image/gif"), "{src}: {picture:?}");
    assert_eq!(picture.header("cross-origin-resource-policy"), "cross-origin");
    assert!(picture.header("content-security-policy").contains("sandbox"));
    share(&world, "bob", model::Role::Reader);
    assert_eq!(Browser::beside(&world).get(&src).status, 403);
    // A promise is about one thing, and for a while.
    let hers = opened(&ann, &format!("{notes}/versions/content?see=1"));
    let src = hers.body.split("<img ").nth(1).unwrap().split("src=\"").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&");
    assert_eq!(Browser::beside(&world).get(&src).status, 200);
    for (what, other) in
        [("see=1", "see=2"), ("number=1", "number=2"), ("grant=", "grant=00"), (&notes, &format!("/pages/{}", world.names["plan"]))]
    {
        assert_ne!(src.replace(what, other), src);
        assert_eq!(Browser::beside(&world).get(&src.replace(what, other)).status, 401, "{what}");
    }
    // Nor does one about what the page shows now open what it showed before.
    let content = opened(&ann, &format!("{notes}/content"));
    let now = content.body.split("grant=").nth(1).unwrap().split('"').next().unwrap();
    let before = src.split_once("grant=").unwrap().0;
    assert_eq!(Browser::beside(&world).get(&format!("{before}grant={now}")).status, 401);
    world.clock.advance_seconds(app::resource::grant::GRANT_SECONDS + 1);
    assert_eq!(Browser::beside(&world).get(&src).status, 401);
}

#[test]
fn what_an_old_version_says_stays_text() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let html = "<html><head><title>&lt;script>a()&lt;/script></title></head><body><p onclick=\"a()\">&lt;/del>&lt;img src=x onerror=a()> \
                <a href=\"javascript:a()\">here</a> and <b style=\"background:url(https://evil.example/x)\">there</b></p>\
                <script>a()</script><svg onload=\"a()\"></svg></body></html>";
    let made = run(world.ask("ann", "POST", "/v1.0/me/onenote/sections/1-{week1}/pages", &[("content-type", "text/html")], html));
    assert_eq!(made.status, 201, "{made:?}");
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let rename = r#"[{"target":"title","action":"replace","content":"<i>\"Calm\"</i> now"},{"target":"body","action":"append","content":"<p>&lt;/ins>&lt;script>b()&lt;/script></p>"}]"#;
    assert_eq!(run(world.ask("ann", "PATCH", &format!("/v1.0/me/onenote/pages/{id}/content"), &[], rename)).status, 204);
    let address = format!("/pages/{id}/versions");
    for path in [format!("{address}?see=1"), format!("{address}?see=1&how=whole"), format!("{address}?see=2")] {
        let page = opened(&ann, &path);
        let frame = framed(&ann, &page);
        for odd in ["<script>", "<svg", "<img src=x", "onclick=", "onload=\"", "javascript:a", "url(https"] {
            let outside = page.body.replace("<iframe sandbox", "");
            assert!(!frame.body.contains(odd) && !outside.contains(odd), "{odd}: {} {}", frame.body, outside);
        }
    }
    // What is damaged is not shown, whatever it has become.
    let planted = "<img src=x onerror=a()>";
    world
        .app
        .store()
        .write(move |tx| {
            let body = testkit::world::inline(planted);
            store::content::put(tx, &body, model::Timestamp::from_micros(1))?;
            let bytes = store::Value::Bytes(&body.hash.0);
            tx.run(store::sql!("test.plant", "UPDATE page_version SET content = $1"), &[bytes])
        })
        .wait()
        .unwrap();
    for path in ["see=1", "see=2&than=1"] {
        let answer = ann.get(&format!("{address}/content?{path}"));
        assert!(answer.status == 500 && !answer.body.contains("onerror"), "{answer:?}");
    }
}

#[test]
fn what_is_the_same_is_folded_away() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let many: String = (0..20).map(|at| format!("<p>line {at}</p>")).collect();
    append(&world, "ann", "{plan}", &many);
    later(&world);
    append(&world, "ann", "{plan}", "<p>at last</p>");
    let frame = framed(&ann, &opened(&ann, &format!("/pages/{}/versions", world.names["plan"])));
    assert!(frame.body.contains("<summary>19 paragraphs that are the same</summary>"), "{}", frame.body);
    assert!(frame.body.contains("line 18") && frame.body.contains("<p>at last</p>"), "{}", frame.body);
    let same = opened(&ann, &format!("/pages/{}/versions/content?see=2&than=2", world.names["plan"]));
    assert!(same.body.contains("Nothing that can be read differs."), "{}", same.body);
}
