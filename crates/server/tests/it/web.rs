//! Reading in a browser.

mod act;
mod bin;
mod copy;
mod export;
mod files;
mod leaves;
mod search;
mod share;
pub mod upload;
mod versions;
mod write;

use crate::identity::browser::{Browser, hidden};
use crate::world::{Answer, World};

/// Returns the addresses of the links of a page, in order, that begin so.
fn links(page: &Answer, start: &str) -> Vec<String> {
    let pieces = page.body.split("href=\"").skip(1).filter_map(|piece| piece.split('"').next());
    pieces.filter(|href| href.starts_with(start)).map(str::to_owned).collect()
}

/// Returns where the link leads whose text begins so.
fn link(page: &Answer, text: &str) -> String {
    let pieces = page.body.split("href=\"").skip(1);
    let mut named = pieces
        .filter(|piece| piece.split_once('>').is_some_and(|(_, rest)| rest.trim_start_matches("<strong dir=\"auto\">").starts_with(text)));
    let piece = named.next().unwrap_or_else(|| panic!("no {text} in {}", page.body));
    piece.split('"').next().unwrap().to_owned()
}

fn opened(browser: &Browser<'_>, path: &str) -> Answer {
    let answer = browser.get(path);
    assert_eq!(answer.status, 200, "{path}: {answer:?}");
    assert!(answer.header("content-security-policy").starts_with("default-src 'none'; "), "{answer:?}");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(!answer.body.contains("<script>") && answer.body.matches("<script").count() <= 1, "{}", answer.body);
    answer
}

#[test]
fn somebody_reads_from_the_shelf_down_to_the_page() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let shelves = opened(&ann, "/notebooks");
    for title in ["Yours", "Team", "https://contoso.example/sites/a"] {
        assert!(shelves.body.contains(&format!("dir=\"auto\">{title}</h2>")), "{title}: {}", shelves.body);
    }
    let course = opened(&ann, &link(&shelves, "Course"));
    // A group stands before what lies in it, and is no link.
    let names: Vec<_> =
        ["Week 1", "Archive", "Old", "Deep", "Inbox"].iter().map(|name| course.body.find(&format!(">{name}<")).unwrap()).collect();
    assert!(names.is_sorted(), "{}", course.body);
    let week = opened(&ann, &link(&course, "Week 1"));
    assert_eq!(links(&week, "/pages/").len(), 3, "{}", week.body);
    let plan = opened(&ann, &link(&week, "Plan"));
    assert!(plan.body.contains("<h1 dir=\"auto\">Plan</h1>"), "{}", plan.body);
    assert!(plan.body.contains("aria-current=\"page\" dir=\"auto\">Plan"), "{}", plan.body);
}

#[test]
fn a_page_is_shown_in_a_frame_that_has_nothing() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let notes = format!("/pages/{}", world.names["notes"]);
    assert!(opened(&ann, &notes).body.contains(&format!("<iframe sandbox=\"allow-popups allow-popups-to-escape-sandbox allow-downloads allow-top-navigation-by-user-activation\" src=\"{notes}/content\"")));
    let content = opened(&ann, &format!("{notes}/content"));
    let policy = content.header("content-security-policy");
    assert!(
        policy.contains("; sandbox allow-popups ") && !policy.contains("allow-same-origin") && !policy.contains("allow-scripts"),
        "{policy}"
    );
    assert!(policy.contains("frame-ancestors 'self'"), "{policy}");
    // The picture is promised to whoever sees the page, who shows no cookie there.
    let src = content.body.split("<img ").nth(1).unwrap().split("src=\"").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&");
    let picture = Browser::beside(&world).get(&src);
    assert_eq!((picture.status, picture.header("content-type")), (200, "image/gif"), "{src}: {picture:?}");
}

#[test]
fn who_is_not_signed_in_comes_back_after_it() {
    let world = World::new();
    let somebody = Browser::new(&world);
    let page = format!("/pages/{}", world.names["plan"]);
    let sent = somebody.get(&page);
    assert_eq!(sent.status, 303, "{sent:?}");
    let form = somebody.get(sent.header("location"));
    let back = somebody.sign_in("ann", crate::identity::browser::PASSWORD, &hidden(&form, "to"));
    assert_eq!(back.header("location"), page, "{back:?}");
}

#[test]
fn what_is_not_for_somebody_looks_like_what_is_not_there() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let unknown = ann.get("/pages/1-00000000000000000000000000000001!1-00000000-0000-0000-0000-000000000001");
    assert_eq!(unknown.status, 404);
    for (collection, name) in [("pages/", "diary"), ("sections/1-", "secret"), ("notebooks/1-", "private")] {
        let answer = ann.get(&format!("/{collection}{}", world.names[name]));
        assert_eq!((answer.status, &answer.body), (404, &unknown.body), "{name}");
    }
    let answer = ann.get(&format!("/pages/{}/content", world.names["diary"]));
    assert_eq!((answer.status, &answer.body), (404, &unknown.body));
    for odd in ["/pages/x", "/sections/1-x", "/notebooks/%00", "/users/x/y/z", "/groups/%FF/y"] {
        assert_eq!(ann.get(odd).status, 404, "{odd}");
    }
    assert_eq!(ann.get(&format!("/sections/1-{}?from=x", world.names["week1"])).status, 400);
}
