//! Which room may know which: the arrows of the house, all pointing down.

use super::manifest::dependencies;
use super::{Complaint, File};

/// What each crate may depend on. Tests are free, which is why dev-dependencies are not looked at.
const ARROWS: [(&str, &[&str]); 11] = [
    ("model", &[]),
    ("odata", &[]),
    ("page", &[]),
    ("thumbnail", &["model"]),
    ("store", &["model"]),
    ("app", &["model", "store", "page"]),
    ("server", &["model", "app", "odata", "page", "thumbnail"]),
    // Where the parts are put together.
    ("cli", &["model", "odata", "page", "store", "app", "server"]),
    ("testkit", &["model", "odata", "page", "store", "app", "server"]),
    ("fuzz", &["model", "odata", "page", "store", "app", "server", "testkit", "thumbnail"]),
    // Builds in seconds because it builds nothing else.
    ("xtask", &[]),
];

/// Every crate has a place in the house, and depends on the rooms below it only.
pub fn check(files: &[File]) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for file in files {
        let Some(room) = file.path.strip_prefix("crates/").and_then(|path| path.strip_suffix("/Cargo.toml")) else {
            continue;
        };
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == room) else {
            complaints.push(Complaint::new(
                &file.path,
                0,
                "a new room: say in crates/xtask/src/tidy/arrows.rs and ARCHITECTURE.md what it may know",
            ));
            continue;
        };
        for found in dependencies(&file.text) {
            let ours = ARROWS.iter().any(|(name, _)| *name == found.package);
            if ours && !allowed.contains(&found.package.as_str()) {
                let what = format!("`{room}` must not know `{}`; it may know {}", found.package, spelled(allowed));
                complaints.push(Complaint::new(&file.path, found.line, what));
            }
        }
    }
    complaints
}

fn spelled(allowed: &[&str]) -> String {
    if allowed.is_empty() { "no other room".to_owned() } else { allowed.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::super::tests::complains;
    use super::*;

    #[test]
    fn an_arrow_that_points_up_is_seen() {
        complains(check, "crates/store/Cargo.toml", "[dependencies]\nmodel.workspace = true\napp.workspace = true\n", &[3]);
        complains(check, "crates/model/Cargo.toml", "[dependencies]\npage = { path = \"../page\" }\n", &[2]);
        complains(check, "crates/server/Cargo.toml", "[dependencies]\nstore.workspace = true\n", &[2]);
        complains(check, "crates/cli/Cargo.toml", "[dependencies]\ntestkit.workspace = true\n", &[2]);
    }

    #[test]
    fn what_the_house_allows_is_fine() {
        complains(check, "crates/app/Cargo.toml", "[dependencies]\nstore.workspace = true\nbytes = \"1\"\n", &[]);
        complains(check, "crates/page/Cargo.toml", "[dev-dependencies]\ntestkit.workspace = true\n", &[]);
    }

    #[test]
    fn a_new_room_has_to_be_announced() {
        complains(check, "crates/core/Cargo.toml", "[package]\n", &[0]);
    }
}
