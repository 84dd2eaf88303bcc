//! What items show of themselves by an operator's wish.

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
