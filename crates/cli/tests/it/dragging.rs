//! Dragging things, and dropping files, in a real browser.

use crate::clients::{Stage, node};
use crate::sign_in::{PASSWORD, as_ann};
use crate::support::said;

#[test]
fn things_and_files_are_dragged_in_a_real_browser() {
    let Stage { place, server, url } = Stage::over_https("--log error");
    std::fs::write(place.path("ann.txt"), PASSWORD).unwrap();
    place.ok("user add ann --password-file ann.txt");
    place.ok("group add Team --member ann");
    let token = place.token("ann");
    let mut command = node("dragging.js");
    command.env("LOOSELEAF_URL", url).env("LOOSELEAF_TOKEN", token).env("NODE_EXTRA_CA_CERTS", place.path("authority.pem"));
    command.env("LOOSELEAF_CERTIFICATE", place.path("notes.pem")).env("TMPDIR", place.path(""));
    let told = said(as_ann(&mut command, &place, "authority.pem"));
    let log = server.stop();
    assert_eq!(told.code, 0, "the stories broke off after\n{}\n{}\nthe server's log:\n{log}", told.out, told.err);
}
