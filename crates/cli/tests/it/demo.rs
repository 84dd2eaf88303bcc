//! The demo, from beginning to end.

use crate::support::Place;

#[test]
fn it_copies_its_own_handbook() {
    let place = Place::new();
    let said = place.run("demo --exit --data demo --sections 3 --pages 4");
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    for line in [
        "Writing the handbook into a notebook",
        "notebook  copyNotebook     5 sections, 22 pages",
        "section   copyToNotebook   1 section, 5 pages",
        "page      copyToSection    1 page",
        "notebook  copyNotebook     3 sections, 12 pages",
        "40 pages copied",
        "byte for byte",
        "a link within the copied handbook leads to a page of the copy",
        "TOKEN=ll1_",
        "curl -H",
    ] {
        assert!(said.out.contains(line), "no {line:?} in {}", said.out);
    }
    let long: Vec<_> = said.out.lines().filter(|line| line.chars().count() > 80 && !line.contains("http://")).collect();
    assert!(long.is_empty(), "{long:?}");
    // Nobody watches, so nothing moves.
    assert!(!said.out.contains('\x1b') && !said.err.contains('\x1b'), "{}", said.err);
    assert!(place.ok("doctor --data demo").contains("nothing is damaged"));

    // Another time, the folder is served as it is.
    let again = place.ok("demo --exit --data demo");
    assert!(again.contains("holds a demo already") && !again.contains("copyNotebook"), "{again}");
}

#[test]
fn it_needs_nothing_and_can_leave_nothing() {
    let place = Place::new();
    let mut command = place.command("demo --exit --discard --sections 0");
    command.env_remove("LOOSELEAF_DATA");
    let said = crate::support::said(&mut command);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    let left: Vec<_> = std::fs::read_dir(place.path("")).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}
