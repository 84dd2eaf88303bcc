//! `cargo x …`: the developer's inner loop and CI.
//!
//! The standard library only, so that the first `cargo x` of the day is a matter of seconds. Nothing here knows the
//! product; it knows how the product is built, tested and kept in order.

mod clients;
mod install;
mod shell;
mod tidy;
mod verb;

/// The one file shared with `testkit`, by path, because depending on that crate would build the whole product first.
#[path = "../../testkit/src/postgres/cluster.rs"]
mod cluster;

use std::process::ExitCode;

use shell::Failure;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        // The command that failed has said why in its own words.
        Err(Failure::Exit(code)) => ExitCode::from(code),
        Err(Failure::Say(what)) => {
            eprintln!("error: {what}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[String]) -> Result<(), Failure> {
    let Some((name, arguments)) = words.split_first() else {
        print!("{}", verb::overview());
        return Ok(());
    };
    if ["help", "-h", "--help"].contains(&name.as_str()) {
        match arguments.first() {
            Some(name) => println!("{}", verb::find(name)?.help()),
            None => print!("{}", verb::overview()),
        }
        return Ok(());
    }
    let verb = verb::find(name)?;
    if asks_for_help(arguments) {
        println!("{}", verb.help());
        return Ok(());
    }
    (verb.run)(arguments)
}

/// After `--` the words belong to the program that we call.
fn asks_for_help(arguments: &[String]) -> bool {
    arguments.iter().take_while(|word| *word != "--").any(|word| word == "-h" || word == "--help")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_after_the_dashes_is_not_ours() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert!(asks_for_help(&words("move -h")));
        assert!(!asks_for_help(&words("move -- --help")));
    }

    #[test]
    fn every_verb_teaches() {
        for verb in verb::VERBS {
            let name = verb.name();
            assert!(!verb.summary().is_empty(), "{name} has a first line");
            assert!(verb.help().lines().count() > 2, "{name} says more than its usage");
            assert_eq!(verb::find(name).map(|found| found.usage).ok(), Some(verb.usage));
        }
    }
}
