//! Sharing in a browser.

use super::act::went;
use super::links;
use crate::identity::browser::{Browser, hidden};
use crate::world::{Answer, World};

/// Sends one of the forms of the page on which something is shared.
fn share(browser: &Browser<'_>, of: &str, fields: &[(&str, &str)]) -> Answer {
    let token = hidden(&browser.get(&format!("/copy?of={of}")), "token");
    browser.post("/share", &[&[("token", &*token), ("of", of)][..], fields].concat())
}

/// Returns the value of the first hidden field of this name on a page.
fn value(page: &Answer, name: &str) -> Option<String> {
    page.body.contains(&format!("name=\"{name}\" value=\"")).then(|| hidden(page, name))
}

#[test]
fn a_notebook_is_shared_and_left_again() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let course = format!("1-{}", world.names["course"]);
    let address = format!("/share?of={course}");
    let bob = Browser::of(&world, "bob");
    assert_eq!(bob.get(&format!("/notebooks/{course}")).status, 404);
    assert_eq!(
        share(&ann, &course, &[("deed", "give"), ("who", "BOB"), ("role", "read")]).header("location"),
        format!("{address}&said=shared")
    );
    let shown = ann.get(&address);
    assert!(shown.body.contains(">bob</strong> <span class=\"small\">may read") && shown.body.contains("owns it"), "{}", shown.body);
    assert!(bob.get("/notebooks").body.contains(">Shared with you<"));
    assert_eq!(bob.get(&format!("/notebooks/{course}")).status, 200);
    // Who may read only sees what is theirs, and may leave.
    let seen = bob.get(&address);
    assert!(
        seen.body.contains(">bob</strong>") && !seen.body.contains("Share it") && !seen.body.contains(">ann</strong>"),
        "{}",
        seen.body
    );
    let number = value(&seen, "number").unwrap();
    assert_eq!(share(&bob, &course, &[("deed", "give"), ("who", "bob"), ("role", "own")]).status, 400);
    assert_eq!(went(&share(&bob, &course, &[("deed", "end"), ("number", &number)])), "/notebooks");
    assert_eq!(bob.get(&format!("/notebooks/{course}")).status, 404);
    assert_eq!(share(&ann, &course, &[("deed", "end"), ("number", &number)]).status, 404);
}

#[test]
fn a_share_says_where_it_comes_from_and_ends_there() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let (course, week) = (format!("1-{}", world.names["course"]), format!("1-{}", world.names["week1"]));
    share(&ann, &course, &[("deed", "give"), ("who", "bob"), ("role", "change"), ("until", "9990-01-31")]);
    let shown = ann.get(&format!("/share?of={week}"));
    assert!(shown.body.contains("may change until 9990-01-31 · <bdi>by Course</bdi>"), "{}", shown.body);
    let number = value(&ann.get(&format!("/share?of={course}")), "number").unwrap();
    let refused = share(&ann, &week, &[("deed", "end"), ("number", &number)]);
    assert!(refused.status == 400 && refused.body.contains("comes from what it lies in"), "{refused:?}");
}

#[test]
fn links_are_made_shown_and_ended() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let course = format!("1-{}", world.names["course"]);
    let address = format!("/share?of={course}");
    assert_eq!(share(&ann, &course, &[("deed", "link"), ("scope", "anyone"), ("role", "own")]).status, 303);
    let shown = ann.get(&address);
    // A link makes nobody an owner.
    assert!(shown.body.contains("Whoever has it may change"), "{}", shown.body);
    let url = shown.body.split("<code dir=\"ltr\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    assert_eq!(Browser::beside(&world).get(&url).status, 200, "{url}");
    let id = value(&shown, "link").unwrap();
    assert_eq!(share(&ann, &course, &[("deed", "end-link"), ("link", &id)]).status, 303);
    assert_eq!(Browser::beside(&world).get(&url).status, 404);
    assert!(!ann.get(&address).body.contains("<code"));
}

#[test]
fn what_cannot_be_shared_is_said() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let course = format!("1-{}", world.names["course"]);
    for (fields, said) in [
        (&[("deed", "give"), ("who", "nobody-here")][..], "There is nobody here of this name"),
        (&[("deed", "give"), ("who", "bob"), ("until", "2001-01-01")], "still to come"),
        (&[("deed", "odd")], "Choose what is to be done"),
    ] {
        let answer = share(&ann, &course, fields);
        assert!(answer.status == 400 && answer.body.contains(said), "{answer:?}");
    }
    // To a group by its name, and to somebody of whom one has to know the name.
    assert_eq!(share(&ann, &course, &[("deed", "give"), ("who", "team"), ("role", "read")]).status, 303);
    assert!(ann.get(&format!("/share?of={course}")).body.contains("group · may read"));
    assert!(links(&ann.get(&format!("/notebooks/{course}")), "/share?of=").len() == 1);
    for of in [&format!("1-{}", world.names["private"]), &world.names["plan"], "x"] {
        assert_eq!(ann.get(&format!("/share?of={of}")).status, 404, "{of}");
    }
}
