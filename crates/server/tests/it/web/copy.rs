//! Copying and moving in a browser.

use super::act::{fill, send, went};
use super::{link, links};
use crate::identity::browser::Browser;
use crate::world::{Answer, World};

/// Returns the names of the places that a page offers, with how each is spelt in an address.
fn offered(page: &Answer) -> Vec<(String, String)> {
    let list = page.body.split("<fieldset class=\"choices\">").nth(1).unwrap().split("</fieldset>").next().unwrap();
    let place = |item: &str| {
        let spot =
            item.split("name=\"to:").nth(1).or_else(|| item.split("name=\"to\" value=\"").nth(1)).unwrap().split('"').next().unwrap();
        let name = item.split("<bdi>").nth(1).unwrap().split("</bdi>").next().unwrap();
        (name.to_owned(), spot.to_owned())
    };
    list.split("<li>").skip(1).map(place).collect()
}

fn spot(page: &Answer, name: &str) -> String {
    let found = offered(page);
    found.iter().find(|(known, _)| known == name).unwrap_or_else(|| panic!("no {name} in {found:?}")).1.clone()
}

#[test]
fn a_notebook_is_copied_and_its_copy_opens() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let ask = format!("/copy?of=1-{}", world.names["course"]);
    let shown = ann.get(&ask);
    assert_eq!(offered(&shown)[0], ("Yours".to_owned(), "me".to_owned()), "{}", shown.body);
    let copied = send(&ann, &shown, &[("to:me", "on"), ("name", "Course for Ben")]);
    assert!(copied.header("location").ends_with("?said=copied"), "{copied:?}");
    let copy = ann.get(copied.header("location"));
    for name in ["Course for Ben", "Week 1", "Archive", "Copied. This is the copy."] {
        assert!(copy.body.contains(name), "{name}: {}", copy.body);
    }
    // Sent again, it is the same copy; asked for again, another, beside it.
    assert_eq!(send(&ann, &shown, &[("to:me", "on"), ("name", "Course for Ben")]).header("location"), copied.header("location"));
    let other = fill(&ann, &ask, &[("to:me", "on")]);
    assert_ne!(went(&other), went(&copied));
    let taken = fill(&ann, &ask, &[("to:me", "on"), ("name", "Course")]);
    assert_eq!(taken.status, 400, "{taken:?}");
    assert!(
        taken.body.contains("called Course there already") && taken.body.contains("name=\"to:me\" value=\"on\" checked"),
        "{}",
        taken.body
    );
    assert_eq!(fill(&ann, &ask, &[]).status, 400);
}

#[test]
fn several_go_to_several_places_and_what_fails_is_told_beside_what_does_not() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let ask = format!("/copy?of={},{}", world.names["plan"], world.names["notes"]);
    let shown = ann.get(&ask);
    assert!(shown.body.contains("Copy 2 things"), "{}", shown.body);
    let (one, two) = (spot(&shown, "Plans"), spot(&shown, "Old"));
    let begun = send(&ann, &shown, &[(&format!("to:{one}"), "on"), (&format!("to:{two}"), "on")]);
    assert!(begun.header("location").starts_with("/operations?ids="), "{begun:?}");
    let operations = ann.get(begun.header("location"));
    assert!(operations.body.contains("4 of 4 done."), "{}", operations.body);
    assert_eq!(links(&operations, "/pages/").len(), 4);
    // Undone, it is not there any more, and the others are.
    let undo = links(&operations, "/delete?of=")[0].clone();
    assert_eq!(fill(&ann, &undo, &[]).status, 303);
    assert!(ann.get(begun.header("location")).body.contains("It is not there any more."));
    // Nobody else sees them.
    let ben = Browser::of(&world, "bob");
    assert_eq!(ben.get(begun.header("location")).status, 404);
    let section = format!("/copy?of=1-{}", world.names["week1"]);
    let shown = ann.get(&section);
    let places: Vec<_> = offered(&shown).into_iter().map(|(_, spot)| format!("to:{spot}")).collect();
    let mut fields: Vec<(&str, &str)> = places.iter().map(|place| (&**place, "on")).collect();
    // In the notebook where it lies the name is taken.
    fields.push(("name", "Week 1"));
    let begun = send(&ann, &shown, &fields);
    assert_eq!(begun.status, 303, "{begun:?}");
    let operations = ann.get(begun.header("location"));
    assert!(operations.body.contains(" failed."), "{}", operations.body);
    assert!(operations.body.contains("called Week 1 there already"), "{}", operations.body);
    let again = links(&operations, "/copy?of=")[0].replace("&#38;", "&");
    let shown = ann.get(&again);
    assert!(shown.body.contains("checked"), "{}", shown.body);
    assert_eq!(send(&ann, &shown, &[("name", "Week 1 again"), (&format!("to:{}", spot(&shown, "Course")), "on")]).status, 303);
}

#[test]
fn places_are_found_by_their_names() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let ask = format!("/copy?of=1-{}", world.names["week1"]);
    let all = offered(&ann.get(&ask));
    let found = offered(&ann.get(&format!("{ask}&q=cour%20arch")));
    assert!(all.len() > found.len() && found.iter().any(|(name, _)| name == "Archive"), "{found:?}");
    assert!(ann.get(&format!("{ask}&q=zzz")).body.contains("No such place has that in its name."));
    // What somebody may only read is none of them.
    assert!(!all.iter().any(|(_, spot)| *spot == format!("1-{}", world.names["private"])), "{all:?}");
}

#[test]
fn pages_and_sections_move() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let ask = format!("/move?of={}", world.names["plan"]);
    let shown = ann.get(&ask);
    let moved = send(&ann, &shown, &[("to", &spot(&shown, "Plans"))]);
    assert!(ann.get(moved.header("location")).body.contains("<h1 dir=\"auto\">Plan</h1>"), "{moved:?}");
    assert_eq!(ann.get(&format!("/pages/{}", world.names["plan"])).status, 404);
    let ask = format!("/move?of=1-{}", world.names["week1"]);
    let shown = ann.get(&ask);
    let moved = send(&ann, &shown, &[("to", &spot(&shown, "Archive"))]);
    assert_eq!(went(&moved), format!("/sections/1-{}", world.names["week1"]));
    assert_eq!(fill(&ann, &ask, &[]).status, 400);
}

#[test]
fn nothing_is_copied_that_is_not_theirs_to_read_or_to_where_they_may_not_write() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let token = crate::identity::browser::hidden(&ann.get(&format!("/copy?of=1-{}", world.names["course"])), "token");
    let (course, private) = (format!("1-{}", world.names["course"]), format!("1-{}", world.names["private"]));
    for of in [&*private, "", "x", "1-x,1-y"] {
        assert_eq!(ann.get(&format!("/copy?of={of}")).status, 404, "{of}");
        for form in ["/copy", "/move"] {
            let answer = ann.post(form, &[("token", &token), ("of", of), ("to:me", "on"), ("to", &course)]);
            assert!([400, 404].contains(&answer.status), "{form} {of}: {answer:?}");
        }
    }
    let section = format!("1-{}", world.names["week1"]);
    for to in [&*private, "me", "x", "group-00000000-0000-0000-0000-000000000009"] {
        let answer = ann.post("/copy", &[("token", &token), ("of", &section), (&format!("to:{to}"), "on")]);
        assert_eq!(answer.status, 404, "{to}: {answer:?}");
        let answer = ann.post("/move", &[("token", &token), ("of", &section), ("to", to)]);
        assert_eq!(answer.status, 404, "{to}: {answer:?}");
    }
    let many: Vec<_> = (0..301).map(|n| format!("to:group-00000000-0000-0000-0000-{n:012}")).collect();
    let mut fields = vec![("token", &*token), ("of", &*course)];
    fields.extend(many.iter().map(|place| (&**place, "on")));
    assert_eq!(ann.post("/copy", &fields).status, 400);
    let operations = "/operations?ids=00000000-0000-0000-0000-000000000001";
    assert_eq!(ann.get(operations).status, 404);
    assert_eq!(ann.get("/operations").status, 404);
    assert!(link(&ann.get("/notebooks"), "Course").starts_with("/notebooks/"));
}
