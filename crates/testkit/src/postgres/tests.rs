use std::cell::Cell;
use std::sync::atomic::{AtomicU32, Ordering};

use super::*;

#[test]
fn a_database_is_empty_its_own_and_gone_afterwards() {
    if !wanted() {
        return;
    }
    let one = database();
    let other = database();
    let mut client = connect(&one.url);
    client.batch_execute("CREATE TABLE here (x bigint)").unwrap();
    assert!(!has_table(&other.url, "here"));

    // The connection is still open; the drop has to manage all the same.
    let (name, cluster_url) = (one.name.clone(), one.cluster_url.clone());
    drop(one);
    assert!(!exists(&mut connect(&cluster_url), &name));
}

#[test]
fn a_template_is_prepared_once() {
    if !wanted() {
        return;
    }
    let cluster = Cluster::start(Durability::None).unwrap();
    let calls = Cell::new(0);
    let prepare = |url: &str| {
        calls.set(calls.get() + 1);
        connect(url).batch_execute("CREATE TABLE prepared (x bigint)").unwrap();
    };
    let one = database_from_template_on(&cluster.url(), "once", prepare);
    let other = database_from_template_on(&cluster.url(), "once", prepare);
    assert_ne!(one.url, other.url);
    assert!(has_table(&one.url, "prepared") && has_table(&other.url, "prepared"));
    assert_eq!(calls.get(), 1);
}

#[test]
fn tests_that_race_for_a_template_prepare_it_once() {
    if !wanted() {
        return;
    }
    let cluster = Cluster::start(Durability::None).unwrap();
    let (url, calls) = (cluster.url(), AtomicU32::new(0));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let made = database_from_template_on(&url, "race", |url| {
                    calls.fetch_add(1, Ordering::Relaxed);
                    connect(url).batch_execute("CREATE TABLE prepared (x bigint)").unwrap();
                });
                assert!(has_table(&made.url, "prepared"));
            });
        }
    });
    assert_eq!(calls.load(Ordering::Relaxed), 1);
}

#[test]
fn a_template_that_failed_half_way_is_made_again() {
    if !wanted() {
        return;
    }
    let cluster = Cluster::start(Durability::None).unwrap();
    let url = cluster.url();
    let failed = std::panic::catch_unwind(|| database_from_template_on(&url, "again", |_| panic!("half way")));
    assert!(failed.is_err());
    let made = database_from_template_on(&url, "again", |url| {
        connect(url).batch_execute("CREATE TABLE prepared (x bigint)").unwrap();
    });
    assert!(has_table(&made.url, "prepared"));
}

#[test]
fn durability_is_what_was_asked_for() {
    if !wanted() {
        return;
    }
    for (durability, fsync) in [(Durability::None, "off"), (Durability::Full, "on")] {
        let cluster = Cluster::start(durability).unwrap();
        let row = connect(&cluster.url()).query_one("SHOW fsync", &[]).unwrap();
        assert_eq!(row.get::<_, &str>(0), fsync);
    }
}

#[test]
fn a_dropped_cluster_takes_its_files_along() {
    if !wanted() {
        return;
    }
    let cluster = Cluster::start(Durability::None).unwrap();
    let url = cluster.url();
    let folder = url.split(['@', '/']).find(|part| part.contains("%2F")).unwrap().replace("%2F", "/");
    assert!(std::fs::metadata(&folder).is_ok());
    drop(cluster);
    assert!(std::fs::metadata(&folder).is_err());
}

#[test]
fn engines_are_named_exactly() {
    assert!(names_postgres("sqlite, postgres"));
    assert!(!names_postgres("sqlite"));
    assert!(std::panic::catch_unwind(|| names_postgres("sqlight")).is_err());
}

#[test]
fn a_url_gets_another_database() {
    for (url, expected) in [
        ("postgres://me@%2Ftmp%2Fx/postgres", "postgres://me@%2Ftmp%2Fx/new"),
        ("postgres://127.0.0.1:5433", "postgres://127.0.0.1:5433/new"),
        ("postgres://host/old?connect_timeout=3", "postgres://host/new?connect_timeout=3"),
    ] {
        assert_eq!(url_of(url, "new"), expected);
    }
}

fn has_table(url: &str, table: &str) -> bool {
    let row = connect(url).query_one("SELECT to_regclass($1) IS NOT NULL", &[&table]).unwrap();
    row.get(0)
}
