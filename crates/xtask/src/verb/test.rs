//! `cargo x test`.

use super::Verb;
use crate::clients;
use crate::cluster::{Cluster, Durability};
use crate::install;
use crate::shell::{Failure, cargo, root, run};

/// Shared with `testkit::postgres`, which explains both.
const CLUSTER_VARIABLE: &str = "LOOSELEAF_TEST_POSTGRES";
const ENGINES_VARIABLE: &str = "LOOSELEAF_TEST_ENGINES";

/// What nobody here wrote, and the modules of tests that read it. It is not part of the project, so a checkout may lack it;
/// CI must not.
const BESIDE: [(&str, &str, &str); 2] = [
    ("samples", "../shared/samples", "the tests of sample pages"),
    ("published", "../shared/specs/graph_schema.json", "the tests of the types that Graph publishes"),
];

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

Installs what is missing (PostgreSQL, strace, rclone and the like from Debian, cargo-nextest from crates.io), starts one PostgreSQL for
the whole run and stops it afterwards. Everything after `test` goes to `cargo nextest run`, so a filter is a part of a
test's name, and these work too:

  cargo x test copy                     tests with `copy` in their name
  cargo x test -p store                 one crate
  cargo x test -E 'test(/^conformance/)'

Without arguments the examples in the documentation run as well. `cargo nextest run -p page` is the two-second loop for
a crate that needs no database.

Where ../shared/samples and ../shared/specs do not lie beside the checkout, the tests that read them are left out; where
Python or Node.js is missing, the stories of the vendor's clients. That is said at the end. With CI set, all are required.

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
    let lacking = lacking(arguments)?;
    if arguments.is_empty() && !lacking.is_empty() {
        let modules = lacking.iter().map(|(module, _)| *module).collect::<Vec<_>>().join("|");
        tests.args(["-E", &format!("not test(/(^|::)({modules})::/)")]);
    }
    let tests = run(tests.args(arguments));
    for (_, why) in lacking {
        eprintln!("Left out: {why}");
    }
    if examples.is_err() {
        eprintln!("Examples in the documentation failed, further up.");
    }
    tests.and(examples)
}

/// Returns the modules of tests that this machine lacks something for, each with what to tell the person. In CI, nothing may
/// be lacking.
fn lacking(arguments: &[String]) -> Result<Vec<(&'static str, String)>, Failure> {
    let is_ci = std::env::var_os("CI").is_some();
    let mut lacking = Vec::new();
    for (module, path, what) in BESIDE {
        if arguments.is_empty() && !is_ci && !root().join(path).exists() {
            lacking.push((module, format!("{what}, because {path} does not lie beside the checkout.")));
        }
    }
    if wants_clients(arguments) {
        match clients::install() {
            Err(Failure::Say(why)) if !is_ci => lacking.push(("clients", format!("the stories of the vendor's clients. {why}."))),
            done => done?,
        }
    }
    Ok(lacking)
}

/// Only the binary's tests speak with clients.
fn wants_clients(arguments: &[String]) -> bool {
    !names_package(arguments) || arguments.iter().any(|word| word == "cli" || word == "-pcli" || word == "--package=cli")
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
    fn clients_are_wanted_with_the_binary() {
        let words = |text: &str| text.split_terminator(' ').map(str::to_owned).collect::<Vec<_>>();
        assert!(wants_clients(&words("")));
        assert!(wants_clients(&words("-p cli clients")));
        assert!(!wants_clients(&words("-p store")));
    }

    #[test]
    fn a_named_package_stands_for_the_workspace() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert!(names_package(&words("-p store copy")));
        assert!(names_package(&words("--package=store")));
        assert!(!names_package(&words("copy -- -p")));
    }
}
