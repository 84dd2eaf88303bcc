//! The recycle bin in a browser.

use super::act::{fill, went};
use crate::identity::browser::{Browser, hidden};
use crate::world::{Answer, World};

/// Presses a button beside the first thing in the bin.
fn press(browser: &Browser<'_>, deed: &str) -> Answer {
    let shown = browser.get("/bin");
    browser.post("/bin", &[("token", &hidden(&shown, "token")), ("id", &hidden(&shown, "id")), ("deed", deed)])
}

#[test]
fn what_was_deleted_comes_back_whole() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    assert!(ann.get("/bin").body.contains("It is empty."));
    let course = format!("/notebooks/1-{}", world.names["course"]);
    let of = format!("1-{}", world.names["course"]);
    fill(&ann, &format!("/delete?of={of}"), &[]);
    assert_eq!(ann.get(&course).status, 404);
    let bin = ann.get("/bin");
    // What went along with it is not there by itself.
    assert!(
        bin.body.contains(">Course</strong>") && bin.body.matches("<li>").count() == 1 + bin.body.matches("<li dir").count(),
        "{}",
        bin.body
    );
    assert_eq!(went(&press(&ann, "restore")), course);
    assert!(ann.get(&course).body.contains(">Week 1<"));
    assert!(ann.get("/bin").body.contains("It is empty."));
}

#[test]
fn what_lost_its_name_meanwhile_gets_another() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    fill(&ann, &format!("/delete?of=1-{}", world.names["course"]), &[]);
    fill(&ann, "/new?kind=notebook&in=me", &[("name", "Course")]);
    let back = press(&ann, "restore");
    assert!(ann.get(back.header("location")).body.contains("Course (restored)"), "{back:?}");
}

#[test]
fn what_is_erased_is_gone() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    fill(&ann, &format!("/delete?of=1-{}", world.names["course"]), &[]);
    let shown = ann.get("/bin");
    let (token, id) = (hidden(&shown, "token"), hidden(&shown, "id"));
    // Nobody else brings it back, or sees it.
    let bob = Browser::of(&world, "bob");
    assert!(!bob.get("/bin").body.contains("Course"));
    let theirs = hidden(&bob.get("/new?kind=notebook&in=me"), "token");
    let answer = bob.post("/bin", &[("token", &theirs), ("id", &id), ("deed", "restore")]);
    assert_eq!(answer.status, 404, "{answer:?}");
    assert_eq!(bob.post("/bin", &[("token", &theirs), ("id", &id), ("deed", "erase")]).status, 404);
    assert_eq!(ann.post("/bin", &[("token", &token), ("id", &id), ("deed", "odd")]).status, 400);
    assert_eq!(went(&press(&ann, "erase")), "/bin");
    assert!(ann.get("/bin").body.contains("It is empty."));
    assert_eq!(ann.post("/bin", &[("token", &token), ("id", &id), ("deed", "restore")]).status, 404);
}

#[test]
fn a_section_waits_for_its_notebook() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    fill(&ann, &format!("/delete?of=1-{}", world.names["week1"]), &[]);
    let shown = ann.get("/bin");
    let (token, id) = (hidden(&shown, "token"), hidden(&shown, "id"));
    fill(&ann, &format!("/delete?of=1-{}", world.names["course"]), &[]);
    let answer = ann.post("/bin", &[("token", &token), ("id", &id), ("deed", "restore")]);
    assert!(answer.status == 400 && answer.body.contains("What it lay in is gone too."), "{answer:?}");
}
