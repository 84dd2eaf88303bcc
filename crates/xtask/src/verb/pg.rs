//! `cargo x pg`.

use super::Verb;
use crate::cluster::{Cluster, Durability};
use crate::install;
use crate::shell::Failure;

pub const VERB: Verb = Verb {
    usage: "pg [--durable]",
    description: "\
Starts a throwaway PostgreSQL for poking at, prints its URL, and stops with you.

It ends on Enter or Ctrl-C, and its files go with it. Give the URL to psql, to `looseleaf serve`, or to the tests, which
then start a second sooner:

  LOOSELEAF_TEST_POSTGRES=<url> cargo nextest run -p store

Like the tests' it forgets everything in a power cut; --durable keeps PostgreSQL's own settings, to measure with.",
    run: pg,
};

fn pg(arguments: &[String]) -> Result<(), Failure> {
    let durability = match arguments {
        [] => Durability::None,
        [flag] if flag == "--durable" => Durability::Full,
        [other, ..] => return Err(format!("what is `{other}`? There is only --durable").into()),
    };
    install::programs()?;
    let cluster = Cluster::start(durability).map_err(|error| error.to_string())?;
    println!("{}", cluster.url());
    eprintln!("Enter or Ctrl-C stops it.");
    std::io::stdin().read_line(&mut String::new()).map_err(|error| error.to_string())?;
    Ok(())
}
