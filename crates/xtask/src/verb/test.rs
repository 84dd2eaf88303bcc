//! `cargo x test`.

use super::Verb;
use crate::cluster::{Cluster, Durability};
use crate::install;
use crate::shell::{Failure, cargo, root, run};

/// Shared with `testkit::postgres`, which explains both.
const CLUSTER_VARIABLE: &str = "LOOSELEAF_TEST_POSTGRES";
const ENGINES_VARIABLE: &str = "LOOSELEAF_TEST_ENGINES";

/// Pages that nobody here wrote. They are not part of the project, so a checkout may lack them; CI must not.
const SAMPLES: &str = "../shared/samples";

/// How a run of the tests is meant.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Compare with what is recorded.
    Compare,
    /// Record what is.
    Bless,
}

pub const VERB: Verb = Verb {
    usage: "test [filter…]",
    description: "\
Runs the tests on SQLite and on a throwaway PostgreSQL.

Installs what is missing (PostgreSQL and strace from Debian, cargo-nextest from crates.io), starts one PostgreSQL for
the whole run and stops it afterwards. Everything after `test` goes to `cargo nextest run`, so a filter is a part of a
test's name, and these work too:

  cargo x test copy                     tests with `copy` in their name
  cargo x test -p store                 one crate
  cargo x test -E 'test(/^conformance/)'

Without arguments the examples in the documentation run as well. `cargo nextest run -p page` is the two-second loop for
a crate that needs no database.

Where ../shared/samples does not lie beside the checkout, the tests of its pages are left out, and that is said.

  LOOSELEAF_TEST_ENGINES=sqlite         leaves PostgreSQL out
  LOOSELEAF_TEST_POSTGRES=postgres://…  uses a running cluster, as its superuser; see `cargo x pg`",
    run: |arguments| run_tests(Mode::Compare, arguments),
};

/// Runs the tests that the words select, or all of them and the documentation's.
pub fn run_tests(mode: Mode, arguments: &[String]) -> Result<(), Failure> {
    install::nextest()?;
    let cluster = start_cluster()?;
    let prepare = |command: &mut std::process::Command| {
        if let Some(cluster) = &cluster {
            command.env(CLUSTER_VARIABLE, cluster.url());
        }
        if mode == Mode::Bless {
            command.env("UPDATE_EXPECT", "1").env("LOOSELEAF_BLESS", "1");
        }
    };

    // First, so that the last lines anyone reads are nextest's summary; a failure here does not keep the tests from
    // running.
    let examples = if arguments.is_empty() && mode == Mode::Compare {
        let mut examples = cargo();
        prepare(examples.args(["test", "--doc", "--workspace"]));
        run(&mut examples)
    } else {
        Ok(())
    };

    let mut tests = cargo();
    prepare(tests.args(["nextest", "run"]));
    if !names_package(arguments) {
        tests.arg("--workspace");
    }
    if std::env::var_os("CI").is_some() {
        tests.args(["--profile", "ci"]);
    }
    let lacks_samples = arguments.is_empty() && !root().join(SAMPLES).exists() && std::env::var_os("CI").is_none();
    if lacks_samples {
        tests.args(["-E", "not test(/(^|::)samples::/)"]);
    }
    let tests = run(tests.args(arguments));
    if lacks_samples {
        eprintln!("Left out: the tests of sample pages, because {SAMPLES} does not lie beside the checkout.");
    }
    if examples.is_err() {
        eprintln!("Examples in the documentation failed, further up.");
    }
    tests.and(examples)
}

/// Starts a cluster, unless PostgreSQL is not wanted or one is running already.
fn start_cluster() -> Result<Option<Cluster>, Failure> {
    if std::env::var_os(CLUSTER_VARIABLE).is_some() || !wants_postgres(std::env::var(ENGINES_VARIABLE).ok().as_deref()) {
        return Ok(None);
    }
    install::programs()?;
    Ok(Some(Cluster::start(Durability::None).map_err(|error| error.to_string())?))
}

/// Whether a misspelt engine should fail is `testkit`'s business; here it only costs a second.
fn wants_postgres(engines: Option<&str>) -> bool {
    engines.is_none_or(|engines| engines.split(',').any(|engine| engine.trim() != "sqlite"))
}

fn names_package(arguments: &[String]) -> bool {
    let is_package = |word: &String| word == "-p" || word.starts_with("--package");
    arguments.iter().take_while(|word| *word != "--").any(is_package)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postgres_is_left_out_only_when_said() {
        assert!(wants_postgres(None));
        assert!(wants_postgres(Some("sqlite,postgres")));
        assert!(!wants_postgres(Some("sqlite")));
    }

    #[test]
    fn a_named_package_stands_for_the_workspace() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert!(names_package(&words("-p store copy")));
        assert!(names_package(&words("--package=store")));
        assert!(!names_package(&words("copy -- -p")));
    }
}
