//! `cargo x bench`.

use super::Verb;
use crate::shell::{Failure, cargo, root, run};

pub const VERB: Verb = Verb {
    usage: "bench [name] [-- words…]",
    description: "\
Runs one benchmark of the whole product, or all of them one after the other.

They are the folders in crates/cli/benches/ with a main.rs, each a program of its own that is built like a release and prints its
figures. Words after `--` go to that program. Close what else is running: there are only so many cores.",
    run: bench,
};

fn bench(arguments: &[String]) -> Result<(), Failure> {
    let (ours, theirs) = match arguments.iter().position(|word| word == "--") {
        Some(at) => (&arguments[..at], &arguments[at + 1..]),
        None => (arguments, &[][..]),
    };
    let known = names()?;
    let wanted: Vec<&String> = match ours {
        [] => known.iter().collect(),
        [name] if known.contains(name) => vec![name],
        [name] => return Err(format!("there is no benchmark `{name}`, only: {}", known.join(", ")).into()),
        [_, more, ..] => return Err(format!("one name at a time; words for the benchmark go after `--`: `{more}`").into()),
    };
    for name in wanted {
        run(cargo().args(["bench", "-p", "cli", "--bench", name, "--"]).args(theirs))?;
    }
    Ok(())
}

fn names() -> Result<Vec<String>, Failure> {
    let folder = root().join("crates/cli/benches");
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .map_err(|error| format!("crates/cli/benches cannot be read: {error}"))?
        .flatten()
        .filter(|entry| entry.path().join("main.rs").is_file())
        .filter_map(|entry| Some(entry.file_name().to_str()?.to_owned()))
        .collect();
    names.sort();
    if names.is_empty() {
        return Err("crates/cli/benches holds no benchmark".to_owned().into());
    }
    Ok(names)
}
