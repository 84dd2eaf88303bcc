use std::fs;
use std::path::Path;

#[test]
fn every_test_file_is_listed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    assert_eq!(unlisted(&root, "main.rs"), Vec::<String>::new());
}

/// Returns the files and folders beside a list that the list does not name.
fn unlisted(folder: &Path, list: &str) -> Vec<String> {
    let listed = fs::read_to_string(folder.join(list)).unwrap();
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let modules = names.map(|name| name.trim_end_matches(".rs").to_owned()).filter(|name| name != "main");
    modules.filter(|name| !listed.lines().any(|line| line == format!("mod {name};"))).collect()
}
