//! What `--help` teaches.

use crate::support::Place;
use expect_test::expect_file;

/// Every verb and what lies below it.
const VERBS: &[&str] = &[
    "",
    "demo",
    "serve",
    "worker",
    "user",
    "user add",
    "user list",
    "user admin",
    "user password",
    "user factor",
    "user factor remove",
    "user quota",
    "user suspend",
    "user resume",
    "user remove",
    "group",
    "group add",
    "group list",
    "group rename",
    "group quota",
    "group remove",
    "group member",
    "group member add",
    "group member remove",
    "site",
    "site add",
    "site list",
    "site set",
    "site remove",
    "site member",
    "site member add",
    "site member remove",
    "site library",
    "site library add",
    "site library list",
    "site library rename",
    "site library quota",
    "site library remove",
    "app",
    "app add",
    "app allow",
    "app list",
    "app secret",
    "app remove",
    "issuer",
    "issuer add",
    "issuer list",
    "issuer remove",
    "issuer people",
    "issuer link",
    "issuer unlink",
    "token",
    "token issue",
    "token list",
    "token revoke",
    "certificate",
    "share",
    "unshare",
    "operation",
    "operation list",
    "operation show",
    "operation cancel",
    "audit",
    "doctor",
    "key",
    "key renew",
    "migrate",
    "reindex",
    "routes",
];

#[test]
fn every_verb_explains_itself() {
    let place = Place::new();
    let mut all = String::new();
    for verb in VERBS {
        let help = place.ok(&format!("{verb} --help"));
        // Every verb takes these; once is enough.
        let help = match verb.is_empty() {
            true => &help,
            false => help.split("\nSettings of every verb:").next().unwrap(),
        };
        all.push_str(&format!("$ looseleaf {verb}{}--help\n{}\n\n", if verb.is_empty() { "" } else { " " }, help.trim_end()));
    }
    let lines = all.lines().map(str::trim_end).collect::<Vec<_>>().join("\n") + "\n";
    let long: Vec<_> = lines.lines().filter(|line| line.chars().count() > 100).collect();
    assert!(long.is_empty(), "{long:?}");
    expect_file!["snapshots/help.txt"].assert_eq(&lines);
}

/// A verb that is added below another and not to the list would be explained to nobody.
#[test]
fn the_list_of_verbs_is_whole() {
    let place = Place::new();
    for verb in VERBS {
        let help = place.ok(&format!("{verb} -h"));
        let Some((_, commands)) = help.split_once("Commands:\n") else { continue };
        for line in commands.lines().take_while(|line| !line.is_empty()).filter(|line| !line.starts_with("    ")) {
            let name = line.split_whitespace().next().unwrap();
            let whole = format!("{verb} {name}");
            assert!(VERBS.contains(&whole.trim()), "`{}` is not in the list", whole.trim());
        }
    }
}

#[test]
fn what_is_no_verb_is_refused_as_usage() {
    let place = Place::new();
    assert!(place.fails(2, "serv").contains("serve"));
    assert!(place.fails(2, "user add").contains("<NAME>"));
    assert!(!place.data().exists(), "nothing was made");
}
