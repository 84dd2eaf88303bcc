//! `cargo x migration`.

use std::path::Path;

use super::Verb;
use crate::shell::{Failure, root};

/// Below the root. One folder per engine lies in here.
const FOLDER: &str = "crates/store/migrations";
const ENGINES: [&str; 2] = ["sqlite", "postgres"];

pub const VERB: Verb = Verb {
    usage: "migration <name>",
    description: "\
Makes the next pair of migration files, numbered, one per engine.

The name says what changes, as in `operation_lease`. Both files are applied in one transaction each, forward only, and
are never edited once they have landed. Expand first; contract in a later release, when nobody runs the old program.
A pair travels in a commit of its own.",
    run: migration,
};

fn migration(arguments: &[String]) -> Result<(), Failure> {
    let [name] = arguments else {
        return Err("one name, as in `cargo x migration operation_lease`".to_owned().into());
    };
    if !is_name(name) {
        return Err(format!("`{name}`: use lower-case letters, digits and underscores, and begin with a letter").into());
    }
    for path in make_pair(&root(), name)? {
        println!("{path}");
    }
    Ok(())
}

fn make_pair(root: &Path, name: &str) -> Result<Vec<String>, Failure> {
    let mut last = 0;
    for engine in ENGINES {
        last = last.max(last_number(&root.join(FOLDER).join(engine))?);
    }
    let mut made = Vec::new();
    for engine in ENGINES {
        let path = format!("{FOLDER}/{engine}/{:04}_{name}.sql", last + 1);
        let whole = root.join(&path);
        let folder = whole.parent().expect("the path has a folder");
        std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::write(&whole, "-- Why:\n"))
            .map_err(|error| format!("{path} cannot be written: {error}"))?;
        made.push(path);
    }
    Ok(made)
}

fn last_number(folder: &Path) -> Result<u32, Failure> {
    if !folder.exists() {
        return Ok(0);
    }
    let entries = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let number = |name: &str| name.split('_').next()?.parse().ok();
    Ok(entries.flatten().filter_map(|entry| number(entry.file_name().to_str()?)).max().unwrap_or(0))
}

fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_continue_after_the_highest_of_either_engine() {
        let root = std::env::temp_dir().join(format!("looseleaf-migration-{}", std::process::id()));
        let postgres = root.join(FOLDER).join("postgres");
        std::fs::create_dir_all(&postgres).unwrap();
        std::fs::write(postgres.join("0006_node.sql"), "").unwrap();
        let made = make_pair(&root, "operation_lease").unwrap();
        let expected = ENGINES.map(|engine| format!("{FOLDER}/{engine}/0007_operation_lease.sql"));
        assert_eq!(made, expected);
        assert!(made.iter().all(|path| root.join(path).is_file()));
        std::fs::remove_dir_all(&root).unwrap();
    }

    #[test]
    fn names_are_plain() {
        assert!(is_name("operation_lease"));
        for bad in ["", "Lease", "0007_lease", "lease.sql", "../lease"] {
            assert!(!is_name(bad), "{bad}");
        }
    }
}
