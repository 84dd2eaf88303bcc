//! Throwaway PostgreSQL databases for tests, from the installed binaries.
//!
//! `cargo x test` starts one cluster for the whole run and names it in `LOOSELEAF_TEST_POSTGRES`. Without that variable
//! the first test that asks starts a cluster for its process, so that `cargo nextest run -p store` works by itself.
//! There is no skipping here: a machine without PostgreSQL fails the test, with a message that says what to install.

mod cluster;

use std::sync::LazyLock;

use postgres::{Client, NoTls};

pub use cluster::{Cluster, Durability, StartError};

/// Names the engines to test, separated by commas (`sqlite,postgres`). Unset means all of them.
pub const ENGINES_VARIABLE: &str = "LOOSELEAF_TEST_ENGINES";

/// Holds the URL of a running cluster, of which we are the superuser.
pub const CLUSTER_VARIABLE: &str = "LOOSELEAF_TEST_POSTGRES";

/// The advisory lock that is held while a template is made. The number means nothing; it only has to be ours.
const TEMPLATE_LOCK: i64 = 0x6c6f_6f73_656c_6561;

/// A database that exists until this guard is dropped.
#[derive(Debug)]
pub struct Database {
    /// The database's URL, with a user who owns it.
    pub url: String,
    name: String,
    cluster_url: String,
}

impl Drop for Database {
    fn drop(&mut self) {
        // By force, because a pool that the test left behind may still be connected. A failure is told but not raised:
        // the cluster may be gone already (a test that stopped it), and a panic in a drop would hide the test's own.
        let dropped = Client::connect(&self.cluster_url, NoTls)
            .and_then(|mut client| client.batch_execute(&format!("DROP DATABASE {} WITH (FORCE)", self.name)));
        if let Err(error) = dropped {
            eprintln!("the test database {} stays behind: {error}", self.name);
        }
    }
}

/// Tells whether this run tests PostgreSQL at all.
///
/// # Panics
/// If `LOOSELEAF_TEST_ENGINES` names an engine we do not have, because a misspelt name would silently test less.
#[must_use]
pub fn wanted() -> bool {
    std::env::var(ENGINES_VARIABLE).map_or(true, |engines| names_postgres(&engines))
}

/// Makes a fresh, empty database of its own for one test.
///
/// # Panics
/// If there is no cluster and none can be started.
#[must_use]
pub fn database() -> Database {
    database_on(&shared_cluster_url())
}

/// Makes a database from a template, which the first caller on a cluster prepares and the others find ready.
///
/// `prepare` gets the URL of an empty database to fill, and must close its connections to it before it returns. Clusters
/// can live long, so whoever names a template changes the name when `prepare` would fill it differently: the number of
/// the last migration belongs into it. A name has lower-case letters, digits and underscores only.
///
/// # Panics
/// If there is no cluster and none can be started, if `prepare` panics, or if it leaves a connection open.
#[must_use]
pub fn database_from_template(name: &str, prepare: impl FnOnce(&str)) -> Database {
    database_from_template_on(&shared_cluster_url(), name, prepare)
}

/// As [`database`], on a cluster of the test's own.
///
/// # Panics
/// If the cluster does not answer.
#[must_use]
pub fn database_on(cluster_url: &str) -> Database {
    create(&mut connect(cluster_url), cluster_url, "template1")
}

/// As [`database_from_template`], on a cluster of the test's own.
///
/// # Panics
/// As there.
#[must_use]
pub fn database_from_template_on(cluster_url: &str, name: &str, prepare: impl FnOnce(&str)) -> Database {
    assert!(
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_'),
        "`{name}` is no name for a template: use lower-case letters, digits and underscores"
    );
    let template = format!("template_{name}");
    let mut client = connect(cluster_url);
    if !exists(&mut client, &template) {
        // Other processes test too. The connection holds the lock, so a panic in `prepare` gives it back.
        client.execute("SELECT pg_advisory_lock($1)", &[&TEMPLATE_LOCK]).expect("waiting for a lock works");
        if !exists(&mut client, &template) {
            make_template(&mut client, cluster_url, &template, prepare);
        }
        client.execute("SELECT pg_advisory_unlock($1)", &[&TEMPLATE_LOCK]).expect("we hold this lock");
    }
    create(&mut client, cluster_url, &template)
}

/// Fills a database under another name and renames it last, so that a half-filled one never passes for a template.
fn make_template(client: &mut Client, cluster_url: &str, template: &str, prepare: impl FnOnce(&str)) {
    let unfinished = format!("unfinished_{template}");
    for statement in [format!("DROP DATABASE IF EXISTS {unfinished} WITH (FORCE)"), format!("CREATE DATABASE {unfinished}")] {
        client.batch_execute(&statement).expect("the superuser may make a template");
    }
    prepare(&url_of(cluster_url, &unfinished));
    client
        .batch_execute(&format!("ALTER DATABASE {unfinished} RENAME TO {template}"))
        .expect("`prepare` closes its connections before it returns");
}

fn exists(client: &mut Client, database: &str) -> bool {
    let found = client.query_opt("SELECT 1 FROM pg_database WHERE datname = $1", &[&database]);
    found.expect("the catalogue can be read").is_some()
}

fn create(client: &mut Client, cluster_url: &str, template: &str) -> Database {
    // A transaction number is handed out once in the life of a cluster. A process id would not do: it comes again, and a
    // test that was killed leaves its database behind.
    let row = client.query_one("SELECT pg_current_xact_id()::text", &[]).expect("a transaction number can be had");
    let name = format!("test_{}", row.get::<_, &str>(0));
    client
        .batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {template}"))
        .expect("the superuser may create a database from a template that nobody is connected to");
    Database { url: url_of(cluster_url, &name), name, cluster_url: cluster_url.to_owned() }
}

fn connect(cluster_url: &str) -> Client {
    Client::connect(cluster_url, NoTls).unwrap_or_else(|error| panic!("the PostgreSQL cluster for tests does not answer: {error}"))
}

/// The cluster of `cargo x test`, or one for this process.
fn shared_cluster_url() -> String {
    // It is never dropped, as statics are not; its watchdog sees our end of the pipe close when the process ends.
    static OWN: LazyLock<Cluster> = LazyLock::new(|| Cluster::start(Durability::None).unwrap_or_else(|error| panic!("{error}")));
    std::env::var(CLUSTER_VARIABLE).unwrap_or_else(|_| OWN.url())
}

fn names_postgres(engines: &str) -> bool {
    let names: Vec<&str> = engines.split(',').map(str::trim).collect();
    for name in &names {
        assert!(["sqlite", "postgres"].contains(name), "{ENGINES_VARIABLE} names `{name}`; the engines are `sqlite` and `postgres`");
    }
    names.contains(&"postgres")
}

/// Puts another database's name into a cluster's URL.
fn url_of(cluster_url: &str, database: &str) -> String {
    let (address, parameters) = match cluster_url.split_once('?') {
        Some((address, parameters)) => (address, format!("?{parameters}")),
        None => (cluster_url, String::new()),
    };
    let after_scheme = address.find("://").map_or(0, |at| at + "://".len());
    let host_end = address[after_scheme..].find('/').map_or(address.len(), |at| after_scheme + at);
    format!("{}/{database}{parameters}", &address[..host_end])
}

#[cfg(test)]
mod tests;
