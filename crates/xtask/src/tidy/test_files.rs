//! A test file that no module names is compiled by nobody and passes for ever.

use super::{Complaint, File};

/// Every Rust file under a crate's `tests/it/` is named by the module above it.
pub fn check(files: &[File]) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for file in files {
        let Some((root, below)) = file.path.split_once("/tests/it/") else { continue };
        let Some(module) = below.strip_suffix(".rs").filter(|module| *module != "main") else { continue };
        let it = format!("{root}/tests/it");
        let path: Vec<&str> = module.strip_suffix("/mod").unwrap_or(module).split('/').collect();
        if !is_named(files, &it, &path) {
            let parents = parents(&it, &path).join(" or ");
            complaints.push(Complaint::new(&file.path, 0, format!("never runs: no `mod {};` in {parents}", path[path.len() - 1])));
        }
    }
    complaints
}

fn is_named(files: &[File], it: &str, path: &[&str]) -> bool {
    let declaration = format!("mod {};", path[path.len() - 1]);
    let parents = parents(it, path);
    let mut text = files.iter().filter(|file| parents.contains(&file.path)).map(|file| file.text.as_str());
    text.any(|text| text.lines().any(|line| declares(line, &declaration)))
}

/// The files that may declare a module: its folder's own, or `main.rs` with the folder as a module in braces.
fn parents(it: &str, path: &[&str]) -> Vec<String> {
    let above = &path[..path.len() - 1];
    let mut parents = vec![format!("{it}/main.rs")];
    if !above.is_empty() {
        let folder = above.join("/");
        parents.extend([format!("{it}/{folder}.rs"), format!("{it}/{folder}/mod.rs")]);
    }
    parents
}

fn declares(line: &str, declaration: &str) -> bool {
    let line = line.trim();
    line.ends_with(declaration) && {
        let before = line[..line.len() - declaration.len()].trim_end();
        before.is_empty() || before.ends_with('{') || before.starts_with("pub")
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::files;
    use super::*;

    #[test]
    fn a_forgotten_file_is_seen() {
        let given = files([
            ("crates/a/tests/it/main.rs", "mod node;\n// mod copy;\n"),
            ("crates/a/tests/it/node.rs", ""),
            ("crates/a/tests/it/copy.rs", ""),
        ]);
        let found: Vec<String> = check(&given).iter().map(ToString::to_string).collect();
        assert_eq!(found, ["crates/a/tests/it/copy.rs: never runs: no `mod copy;` in crates/a/tests/it/main.rs"]);
    }

    #[test]
    fn folders_are_followed() {
        let given = files([
            ("crates/a/tests/it/main.rs", "mod node;\nmod page {\n    pub mod patch;\n}\nmod old;\n"),
            ("crates/a/tests/it/node.rs", "mod rename;\n"),
            ("crates/a/tests/it/node/rename.rs", ""),
            ("crates/a/tests/it/node/forgotten.rs", ""),
            ("crates/a/tests/it/page/patch.rs", ""),
            ("crates/a/tests/it/old/mod.rs", "pub(crate) mod part;\n"),
            ("crates/a/tests/it/old/part.rs", ""),
        ]);
        let found: Vec<String> = check(&given).into_iter().map(|complaint| complaint.path).collect();
        assert_eq!(found, ["crates/a/tests/it/node/forgotten.rs"]);
    }
}
