//! Migrations come in pairs: the engines differ in spelling, never in history.

use std::collections::{BTreeMap, BTreeSet};

use super::{Complaint, File};

const FOLDER: &str = "crates/store/migrations/";
const ENGINES: [&str; 2] = ["sqlite", "postgres"];

/// Every migration exists for every engine, under one number that no other has, without gaps.
pub fn check(files: &[File]) -> Vec<Complaint> {
    let mut engines_of: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut complaints = Vec::new();
    for file in files {
        let Some(below) = file.path.strip_prefix(FOLDER).filter(|below| below.ends_with(".sql")) else { continue };
        match below.split_once('/') {
            Some((engine, name)) if ENGINES.contains(&engine) && number(name).is_some() => {
                engines_of.entry(name).or_default().insert(engine);
            }
            _ => complaints.push(Complaint::new(
                &file.path,
                0,
                "a migration lies at <engine>/<four digits>_<name>.sql, as `cargo x migration` makes it",
            )),
        }
    }
    for (name, engines) in &engines_of {
        for engine in ENGINES.iter().filter(|engine| !engines.contains(**engine)) {
            complaints.push(Complaint::new(&format!("{FOLDER}{engine}/{name}"), 0, "missing, but the other engine has it"));
        }
    }
    for (expected, name) in (1..).zip(engines_of.keys()) {
        if number(name) != Some(expected) {
            complaints.push(Complaint::new(&format!("{FOLDER}*/{name}"), 0, format!("number {expected:04} is expected here")));
        }
    }
    complaints
}

fn number(name: &str) -> Option<u32> {
    let (digits, _) = name.split_once('_')?;
    (digits.len() == 4).then(|| digits.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::super::tests::files;
    use super::*;

    fn complaints<const N: usize>(names: [&str; N]) -> Vec<String> {
        let paths = names.map(|name| format!("{FOLDER}{name}"));
        let files: Vec<File> = paths.iter().flat_map(|path| files([(path.as_str(), "")])).collect();
        check(&files).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_pair_is_fine() {
        assert_eq!(complaints(["sqlite/0001_node.sql", "postgres/0001_node.sql"]), Vec::<String>::new());
    }

    #[test]
    fn half_a_pair_is_seen() {
        let found = complaints(["sqlite/0001_node.sql"]);
        assert_eq!(found, [format!("{FOLDER}postgres/0001_node.sql: missing, but the other engine has it")]);
    }

    #[test]
    fn a_number_used_twice_or_left_out_is_seen() {
        let pair = |name: &str| ENGINES.map(|engine| format!("{engine}/{name}.sql"));
        let [a, b] = pair("0001_node");
        let [c, d] = pair("0001_page");
        assert_eq!(complaints([&a, &b, &c, &d]).len(), 1);
        let [c, d] = pair("0003_page");
        assert_eq!(complaints([&a, &b, &c, &d]).len(), 1);
    }

    #[test]
    fn a_file_in_the_wrong_place_is_seen() {
        for name in ["0001_node.sql", "oracle/0001_node.sql", "sqlite/1_node.sql", "sqlite/node.sql"] {
            assert_eq!(complaints([name]).len(), 1, "{name}");
        }
    }
}
