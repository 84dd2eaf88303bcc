//! The verbs of `cargo x`, one file each.

mod bench;
mod bless;
mod check;
mod ci;
mod clients;
mod deny;
mod dev;
mod fuzz;
mod migration;
mod pg;
mod routes;
mod test;
mod tidy;
mod trace;

use crate::shell::Failure;

/// One verb. Its usage begins with its name, its description with the line that the overview shows.
pub struct Verb {
    /// As in `test [filter…]`.
    pub usage: &'static str,
    /// A line that stands alone, then what a newcomer would ask.
    pub description: &'static str,
    /// Does it, given the words after the verb.
    pub run: fn(&[String]) -> Result<(), Failure>,
}

impl Verb {
    /// Returns the word one types.
    pub fn name(&self) -> &'static str {
        self.usage.split(' ').next().unwrap_or(self.usage)
    }

    /// Returns the line for the overview.
    pub fn summary(&self) -> &'static str {
        self.description.lines().next().unwrap_or_default()
    }

    /// Returns the whole help text.
    pub fn help(&self) -> String {
        format!("cargo x {}\n\n{}", self.usage, self.description.trim_end())
    }
}

/// All verbs, in the order of a working day.
pub const VERBS: [Verb; 14] = [
    dev::VERB,
    check::VERB,
    test::VERB,
    bless::VERB,
    bench::VERB,
    fuzz::VERB,
    pg::VERB,
    clients::VERB,
    migration::VERB,
    routes::VERB,
    trace::VERB,
    tidy::VERB,
    deny::VERB,
    ci::VERB,
];

/// Finds a verb by its name.
pub fn find(name: &str) -> Result<&'static Verb, Failure> {
    static ALL: [Verb; VERBS.len()] = VERBS;
    let found = ALL.iter().find(|verb| verb.name() == name);
    found.ok_or_else(|| format!("there is no verb `{name}`\n\n{}", overview()).into())
}

/// Returns one line per verb.
pub fn overview() -> String {
    let mut text = String::from("The inner loop. `cargo x <verb> --help` tells more about one.\n\n");
    for verb in VERBS {
        text.push_str(&format!("  cargo x {:33}{}\n", verb.usage, verb.summary()));
    }
    text
}
