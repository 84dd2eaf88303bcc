//! The demo, from beginning to end.

use crate::support::Place;

#[test]
fn it_copies_its_own_handbook() {
    let place = Place::new();
    let said = place.run("demo --exit --data demo --sections 3 --pages 4");
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    // The first part is the section that is copied.
    let (all, first) = (handbook_pages(""), handbook_pages("start"));
    for line in [
        "Writing the handbook into a notebook",
        &format!("notebook  copyNotebook     5 sections, {all} pages"),
        &format!("section   copyToNotebook   1 section, {first} pages"),
        "page      copyToSection    1 page",
        "notebook  copyNotebook     3 sections, 12 pages",
        &format!("{} pages copied", all + first + 1 + 12),
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

/// Counts the pages of a folder of the handbook.
fn handbook_pages(folder: &str) -> usize {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/handbook").join(folder);
    let entries = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap());
    let count = |entry: std::fs::DirEntry| match entry.file_type().unwrap().is_dir() {
        true => handbook_pages(format!("{folder}/{}", entry.file_name().display()).trim_start_matches('/')),
        false => usize::from(entry.path().extension().is_some_and(|ending| ending == "md")),
    };
    entries.map(count).sum()
}
