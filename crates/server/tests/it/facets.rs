//! What drives do otherwise by an operator's wish, and how long a monitor waits.

use crate::world::{World, run};

#[test]
fn a_notebook_is_a_folder_too_where_an_operator_wants_it() {
    let path = "/v1.0/me/drive/items/{course.item}?$select=folder,package";
    for are_folders in [false, true] {
        let world = World::with(|_| {}, |options| options.notebooks_are_folders = are_folders);
        let item = run(world.ask("ann-files", "GET", path, &[], "")).json();
        assert_eq!(item["package"]["type"], "oneNote");
        assert_eq!(item["folder"]["childCount"].as_u64(), are_folders.then_some(3), "{item}");
    }
}

/// Asks for a copy in the words of the first service.
fn copy(world: &World, prefer: &[(&str, &str)]) -> crate::world::Answer {
    let body = r#"{"parentReference":{"path":"/drive/root:/Notebooks"},"name":"Copy"}"#;
    run(world.ask("ann-files", "POST", "/v1.0/drive/items/{course.item}/action.copy", prefer, body))
}

#[test]
fn a_copy_needs_its_preference_unless_an_operator_lets_it_go() {
    for is_lenient in [false, true] {
        let world = World::with(|_| {}, |options| options.copies_without_preference = is_lenient);
        let answer = copy(&world, &[]);
        assert_eq!(answer.status, if is_lenient { 202 } else { 400 }, "{}", answer.body);
        assert_eq!(answer.header("preference-applied"), "");
    }
}

#[test]
fn a_last_fragment_tells_new_from_old_unless_an_operator_wants_otherwise() {
    for is_always in [false, true] {
        let world = World::with(|_| {}, |options| options.uploads_always_created = is_always);
        for expected in [201, if is_always { 201 } else { 200 }] {
            let session = run(world.ask("ann-files", "POST", "/v1.0/me/drive/root:/a.bin:/createUploadSession", &[], "{}")).json();
            let url = session["uploadUrl"].as_str().unwrap().strip_prefix("https://notes.example").unwrap().to_owned();
            let last = run(world.ask("nobody", "PUT", &url, &[("content-range", "bytes 0-4/5")], "bytes"));
            assert_eq!(last.status, expected, "{}", last.body);
        }
    }
}

#[test]
fn a_monitor_of_the_first_service_waits_for_a_copy_that_runs() {
    let world = World::with(|settings| settings.copies_at_once = false, |_| {});
    let at = copy(&world, &[("prefer", "respond-async")]).header("location").strip_prefix("https://notes.example").unwrap().to_owned();
    let watch = || {
        let begun = std::time::Instant::now();
        (run(world.ask("nobody", "GET", &at, &[], "")).status, begun.elapsed())
    };
    let (status, waited) = watch();
    assert!(status == 202 && waited.as_millis() >= 900, "{status} {waited:?}");
    world.work();
    let (status, waited) = watch();
    assert!(status == 303 && waited.as_millis() < 900, "{status} {waited:?}");
}
