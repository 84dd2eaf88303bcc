//! `cargo x routes`.

use super::Verb;
use crate::shell::{Failure, cargo, output, root};

/// Written by nobody but this verb.
const PAGE: &str = "docs/compatibility.md";

pub const VERB: Verb = Verb {
    usage: "routes [--check]",
    description: "\
Writes docs/compatibility.md from the route table; --check only compares.

The page is what `looseleaf routes` prints: every call of the API, served or not yet. Nobody edits it by hand, and CI
fails when it is older than the table.",
    run: routes,
};

fn routes(arguments: &[String]) -> Result<(), Failure> {
    let check = match arguments {
        [] => false,
        [flag] if flag == "--check" => true,
        [other, ..] => return Err(format!("what is `{other}`? There is only --check").into()),
    };
    let table = output(cargo().args(["run", "--quiet", "-p", "cli", "--", "routes"]))?;
    if table.trim().is_empty() {
        return Err("`looseleaf routes` printed nothing".to_owned().into());
    }
    let path = root().join(PAGE);
    if check {
        let page = std::fs::read_to_string(&path).map_err(|error| format!("{PAGE} cannot be read: {error}"))?;
        return match first_difference(&page, &table) {
            None => Ok(()),
            Some(what) => Err(format!("{PAGE} is out of date; `cargo x routes` rewrites it.\n{what}").into()),
        };
    }
    std::fs::write(&path, table).map_err(|error| format!("{PAGE} cannot be written: {error}"))?;
    println!("{PAGE}");
    Ok(())
}

/// Describes the first line that differs, which is all a person needs to see why.
fn first_difference(page: &str, table: &str) -> Option<String> {
    if page == table {
        return None;
    }
    let (mut old, mut new) = (page.lines(), table.lines());
    for number in 1.. {
        match (old.next(), new.next()) {
            (Some(old), Some(new)) if old == new => {}
            (None, None) => return Some("only the ends of lines differ".to_owned()),
            (old, new) => {
                let [old, new] = [old, new].map(|line| line.unwrap_or("(ends here)"));
                return Some(format!("line {number}\n  page:  {old}\n  table: {new}"));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_difference_is_shown() {
        assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
        let shown = first_difference("a\nb\n", "a\nc\n").unwrap();
        assert!(shown.contains("line 2") && shown.contains("page:  b") && shown.contains("table: c"), "{shown}");
        assert!(first_difference("a\n", "a\nb\n").unwrap().contains("(ends here)"));
        assert!(first_difference("a", "a\n").is_some());
    }
}
