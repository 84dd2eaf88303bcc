//! Changing something in a browser, by forms.

use super::{link, links};
use crate::identity::browser::{Browser, field, hidden};
use crate::world::{Answer, World};
use serde_json::{Value, json};

/// Opens the form at an address, and sends it with some fields filled in.
pub(super) fn fill(browser: &Browser<'_>, address: &str, filled: &[(&str, &str)]) -> Answer {
    let shown = browser.get(address);
    assert_eq!(shown.status, 200, "{address}: {shown:?}");
    send(browser, &shown, filled)
}

/// Sends the form of a page.
pub(super) fn send(browser: &Browser<'_>, shown: &Answer, filled: &[(&str, &str)]) -> Answer {
    let form = shown.body.split("<form class=\"ask\"").nth(1).unwrap().split("</form>").next().unwrap();
    let action = form.split("action=\"").nth(1).unwrap().split('"').next().unwrap();
    let mut fields: Vec<(String, String)> = form
        .split("<input type=\"hidden\" name=\"")
        .skip(1)
        .map(|piece| {
            let (name, rest) = piece.split_once("\" value=\"").unwrap();
            (name.to_owned(), rest.split('"').next().unwrap().to_owned())
        })
        .collect();
    fields.extend(filled.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post(action, &fields)
}

pub(super) fn went(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{answer:?}");
    answer.header("location").split('?').next().unwrap().to_owned()
}

#[test]
fn somebody_makes_a_notebook_and_writes_down_where_things_go() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let shelves = ann.get("/notebooks");
    let new = links(&shelves, "/new?kind=notebook");
    assert_eq!(new[0], "/new?kind=notebook&amp;in=me");
    let made = fill(&ann, "/new?kind=notebook&in=me", &[("name", " Garden ")]);
    assert!(made.header("location").ends_with("?said=made"), "{made:?}");
    let garden = went(&made);
    assert!(ann.get(made.header("location")).body.contains("role=\"status\" aria-live=\"polite\">Made.<"));
    let id = garden.strip_prefix("/notebooks/").unwrap();
    let section = went(&fill(&ann, &format!("/new?kind=section&in={id}"), &[("name", "Beds")]));
    went(&fill(&ann, &format!("/new?kind=group&in={id}"), &[("name", "Years")]));
    let opened = ann.get(&garden);
    assert!(opened.body.contains(">Beds<") && opened.body.contains(">Years<"), "{}", opened.body);
    // A page needs no name, and no form of its own.
    let shown = ann.get(&section);
    let page = ann.post("/new", &[("token", &hidden(&shown, "token")), ("kind", "page"), ("in", &hidden(&shown, "in"))]);
    let edit = went(&page);
    let page = edit.strip_suffix("/edit").unwrap();
    assert!(ann.get(&edit).body.contains("<title>Untitled page"));
    assert!(ann.get(page).body.contains("<h1 dir=\"auto\">Untitled page</h1>"));
    // Everything again under another name, and gone.
    let renamed = went(&fill(&ann, &format!("/rename?of={}", section.strip_prefix("/sections/").unwrap()), &[("name", "Borders")]));
    assert_eq!(renamed, section);
    assert!(ann.get(&section).body.contains(">Borders<"));
    assert_eq!(went(&fill(&ann, &format!("/delete?of={}", page.strip_prefix("/pages/").unwrap()), &[])), section);
    assert_eq!(ann.get(page).status, 404);
    assert_eq!(went(&fill(&ann, &format!("/delete?of={id}"), &[])), "/notebooks");
    assert_eq!(ann.get(&garden).status, 404);
}

#[test]
fn a_form_that_is_sent_twice_counts_once() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let shown = ann.get("/new?kind=notebook&in=me");
    let first = send(&ann, &shown, &[("name", "Once")]);
    assert_eq!((send(&ann, &shown, &[("name", "Once")]).header("location"), first.status), (first.header("location"), 303));
    assert_eq!(ann.get("/notebooks").body.matches(">Once<").count(), 1);
}

#[test]
fn what_cannot_be_is_shown_again_as_it_was_typed() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    for (name, word) in [("Course", "called Course there already"), ("a/b", "cannot have / in it"), ("   ", "needs a name")] {
        let answer = fill(&ann, "/new?kind=notebook&in=me", &[("name", name)]);
        assert_eq!(answer.status, 400, "{answer:?}");
        let said = answer.body.split("role=\"alert\">").nth(1).unwrap().split("</p>").next().unwrap();
        assert!(said.contains(word), "{name}: {said}");
        assert_eq!(hidden(&answer, "in"), "me");
        assert!(
            answer.body.contains(&format!("value=\"{name}\" dir=\"auto\"").replace('/', "&#x2f;"))
                || answer.body.contains(&format!("value=\"{name}\" dir=\"auto\"")),
            "{}",
            answer.body
        );
    }
    // A script is told the same.
    let token = hidden(&ann.get("/new?kind=notebook&in=me"), "token");
    let answer = ann.post_as_script("/new", &[("token", &token), ("kind", "notebook"), ("in", "me"), ("name", "Course")]);
    let told: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!((answer.status, &told["field"]), (400, &json!("name")), "{answer:?}");
    let answer = ann.post_as_script("/new", &[("token", &token), ("kind", "notebook"), ("in", "me"), ("name", "Other")]);
    let told: Value = serde_json::from_str(&answer.body).unwrap();
    assert!(answer.status == 200 && told["to"].as_str().unwrap().starts_with("/notebooks/1-"), "{answer:?}");
}

#[test]
fn who_may_only_read_changes_nothing() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let token = hidden(&ann.get("/new?kind=notebook&in=me"), "token");
    // What somebody else has looks like what is not there, and a place where one may only look is told apart from neither.
    let private = format!("1-{}", world.names["private"]);
    let missing = "1-00000000-0000-0000-0000-000000000001";
    let asked = |path: &str| ann.get(path);
    let unknown = asked(&format!("/rename?of={missing}"));
    assert_eq!(unknown.status, 404);
    for of in [&*private, "x", ""] {
        for form in ["rename", "delete"] {
            let answer = asked(&format!("/{form}?of={of}"));
            assert_eq!((answer.status, &answer.body), (404, &unknown.body), "{form} {of}");
            let answer = ann.post(&format!("/{form}"), &[("token", &token), ("of", of), ("name", "Mine now")]);
            assert_eq!((answer.status, &answer.body), (404, &unknown.body), "{form} {of}");
        }
    }
    for (kind, spot) in [
        ("section", &*private),
        ("page", &*private),
        ("notebook", "group-00000000-0000-0000-0000-000000000009"),
        ("odd", "me"),
        ("section", "me"),
        ("notebook", ""),
    ] {
        let answer = ann.post("/new", &[("token", &token), ("kind", kind), ("in", spot), ("name", "x")]);
        assert_eq!(answer.status, 404, "{kind} {spot}: {answer:?}");
    }
}

#[test]
fn forms_of_others_do_nothing() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let token = hidden(&ann.get("/new?kind=notebook&in=me"), "token");
    let fields = [("kind", "notebook"), ("in", "me"), ("name", "Planted")];
    let with_token = [&[("token", &*token)][..], &fields[..]].concat();
    assert_eq!(ann.post("/new", &fields).status, 403);
    assert_eq!(ann.post_from("https://evil.example", "/new", &with_token).status, 403);
    assert_eq!(ann.post_from("null", "/new", &with_token).status, 403);
    assert!(!ann.get("/notebooks").body.contains("Planted"));
}

#[test]
fn who_was_signed_out_meanwhile_finds_what_they_typed() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let shown = ann.get("/new?kind=notebook&in=me");
    let nobody = Browser::beside(&world);
    let sent = send(&nobody, &shown, &[("name", "Bäume & Äpfel")]);
    let to = field(sent.header("location"), "to").unwrap();
    assert_eq!(sent.status, 303, "{sent:?}");
    let back = nobody.sign_in("ann", crate::identity::browser::PASSWORD, &to);
    let form = nobody.get(back.header("location"));
    assert!(form.body.contains("value=\"Bäume &#38; Äpfel\""), "{}", form.body);
    went(&send(&nobody, &form, &[("name", "Bäume & Äpfel")]));
    let answer = Browser::beside(&world).post_as_script("/rename", &[("of", "1-x"), ("name", "y")]);
    assert_eq!(answer.status, 401, "{answer:?}");
    assert_eq!(serde_json::from_str::<Value>(&answer.body).unwrap()["signIn"], "/sign-in?to=%2Frename%3Fof%3D1-x%26name%3Dy");
}

#[test]
fn menus_stand_where_somebody_may_change_something() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let course = ann.get(&link(&ann.get("/notebooks"), "Course"));
    assert_eq!(links(&course, "/rename?of=").len(), 1, "{}", course.body);
}

#[test]
fn styles_and_scripts_are_fetched_once() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let page = ann.get("/notebooks");
    let style = links(&page, "/assets/")[0].clone();
    let answer = Browser::beside(&world).get(&style);
    assert_eq!((answer.status, answer.header("content-type")), (200, "text/css; charset=utf-8"), "{answer:?}");
    assert!(answer.header("cache-control").contains("immutable"));
    assert!(
        page.header("content-security-policy").contains(&format!("script-src https://notes.example{}", style.trim_end_matches("web.css")))
    );
    for odd in ["/assets/", "/assets/x/web.css", &style.replace("web.css", "other.css"), &style.replace("web.css", "../web.css")] {
        assert_eq!(ann.get(odd).status, 404, "{odd}");
    }
}
