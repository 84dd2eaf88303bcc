//! The README's way from nothing to people who are signed in, in a browser and in rclone.

use crate::clients::story;
use crate::sign_in::{as_ann, person};
use crate::support::{Place, said};
use std::process::Command;

const README: &str = include_str!("../../../../README.md");

#[test]
fn the_readme_can_be_followed_at_home() {
    let place = Place::new();
    let blocks: Vec<&str> = README.split("\n```sh\n").skip(1).map(|rest| rest.split("\n```").next().unwrap()).collect();
    assert_eq!(blocks.len(), 3, "{blocks:?}");
    for (i, block) in blocks.iter().enumerate() {
        std::fs::write(place.path(&format!("{}.sh", i + 1)), block).unwrap();
    }
    std::fs::write(place.path("hosts"), "127.0.0.1 localhost\n").unwrap();
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "--net", "timeout", "120", "sh"]).arg(story("rclone/newcomer.sh"));
    as_ann(&mut command, &place, "family/tls/authority.pem").env("PERSON", person());
    command.env("LOOSELEAF", env!("CARGO_BIN_EXE_looseleaf")).env("HOME", place.path("")).env_remove("RCLONE_CONFIG");
    let told = said(&mut command);
    assert_eq!(told.code, 0, "it broke off after\n{}\n{}", told.out, told.err);
}
