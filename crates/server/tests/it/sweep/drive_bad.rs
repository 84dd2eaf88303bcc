//! Bad input for every row about drives: ids that name nothing, something of another kind or something elsewhere, and bodies that
//! are none. What each gets is one table, and none of it changes anything.

use super::drive::{address, body, is_of_directory, is_of_file, routes, shared_file};
use crate::world::{Answer, World, run};
use bytes::Bytes;
use expect_test::expect_file;
use server::RouteInfo;
use std::fmt::Write as _;

/// One way of asking for what one cannot have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    UnknownId,
    OtherKind,
    NoId,
    OtherDrive,
    UnknownOption,
    NoBody,
    OtherType,
    BrokenBody,
    NoObject,
    UnknownMember,
    Oversized,
}

const WAYS: [(Way, &str); 11] = [
    (Way::UnknownId, "unknown id"),
    (Way::OtherKind, "other kind"),
    (Way::NoId, "no id"),
    (Way::OtherDrive, "other drive"),
    (Way::UnknownOption, "bad option"),
    (Way::NoBody, "no body"),
    (Way::OtherType, "wrong type"),
    (Way::BrokenBody, "broken"),
    (Way::NoObject, "no object"),
    (Way::UnknownMember, "member"),
    (Way::Oversized, "oversized"),
];

/// More than any call takes that reads its body before.
const OVERSIZED_BYTES: usize = 2 * 1024 * 1024;

/// Says whether a row takes JSON, and whether it takes nothing too.
fn takes_json(route: &RouteInfo) -> (bool, bool) {
    let may_be_empty = ["item.restore", "item.create_upload", "item.copy"].contains(&route.name);
    (may_be_empty || ["item.create", "item.put", "item.change"].contains(&route.name), may_be_empty)
}

/// What a column promises.
fn is_right(way: Way, answer: &Answer) -> bool {
    let (status, code) = (answer.status, answer.code());
    let is = |expected: u16, name: &str| status == expected && code == name;
    match way {
        Way::UnknownId => is(404, "itemNotFound"),
        // A file holds nothing, a folder has no bytes, and none take its place.
        Way::OtherKind => is(400, "invalidRequest") || is(409, "nameAlreadyExists"),
        Way::NoId => is(400, "invalidRequest"),
        // The id says which drive it is of.
        Way::OtherDrive => is(404, "itemNotFound"),
        Way::UnknownOption | Way::BrokenBody | Way::NoObject | Way::UnknownMember | Way::NoBody => is(400, "invalidRequest"),
        Way::OtherType => is(415, "invalidRequest"),
        Way::Oversized => is(413, "invalidRequest"),
    }
}

async fn ask(world: &World, route: &RouteInfo, way: Way, file: &str) -> Option<Answer> {
    let about = if is_of_file(route) { file.to_owned() } else { world.expand("{course.item}") };
    let is_of_item = route.address.contains("{item}");
    let (is_json, may_be_empty) = takes_json(route);
    let good = body(route);
    let (mut item, mut sent, mut kind) = (about.clone(), Bytes::from_static(good.as_bytes()), "application/json");
    let mut path = address(route, &item);
    match way {
        Way::UnknownId | Way::OtherKind | Way::NoId | Way::OtherDrive if !is_of_item => return None,
        Way::UnknownId => item = "{CID.ann}!s00000000000040008000000000000000".to_owned(),
        // Anything may be asked for its thumbnails; what is no picture has none.
        Way::OtherKind if route.address.contains("/thumbnails") => return None,
        // A folder where a file is meant.
        Way::OtherKind if is_of_file(route) => item = "{root.ann}".to_owned(),
        // A file where something is meant that holds others. The rest are as good for a file.
        Way::OtherKind if ["item.create", "item.delta", "item.changes", "item.search"].contains(&route.name) => file.clone_into(&mut item),
        Way::OtherKind => return None,
        Way::NoId => item = "103".to_owned(),
        Way::OtherDrive => item = about.replacen(&world.expand("{CID.ann}"), "{CID.team}", 1),
        // There is no such share, and so nothing of which something could be selected.
        Way::UnknownOption if route.name.starts_with("share.") => return None,
        // Of bytes nothing is selected.
        Way::UnknownOption if route.method == "GET" && !route.name.ends_with("content") => {
            path = if path.contains('?') { path + "&$select=shoeSize" } else { path + "?$select=shoeSize" };
        }
        Way::UnknownOption => return None,
        _ if !is_json => return None,
        Way::NoBody if may_be_empty => return None,
        Way::NoBody => sent = Bytes::new(),
        Way::OtherType => kind = "text/plain",
        Way::BrokenBody => sent = sent.slice(..sent.len() - 1),
        Way::NoObject => sent = Bytes::from_static(b"[]"),
        Way::UnknownMember => {
            sent = Bytes::from(good.replacen('{', if good == "{}" { r#"{"shoeSize":44"# } else { r#"{"shoeSize":44,"# }, 1))
        }
        Way::Oversized => sent = Bytes::from(vec![b' '; OVERSIZED_BYTES]),
    }
    if item != about {
        path = address(route, &item);
    }
    if route.name == "item.upload" {
        kind = "text/plain";
    }
    let headers: &[(&str, &str)] = if good.is_empty() { &[] } else { &[("content-type", kind)] };
    let who = if is_of_directory(route) { "ann-people" } else { "ann-files" };
    Some(world.ask_bytes(who, route.method, &path, headers, sent).await)
}

#[test]
fn bad_input_is_refused_by_its_name() {
    let world = World::new();
    let file = run(shared_file(&world));
    let all = || {
        run(world.ask("ann-files", "GET", "/v1.0/me/drive/root/delta?$select=name,eTag,cTag,parentReference", &[], "")).json()["value"]
            .to_string()
    };
    let before = all();
    let mut table = format!("{:<28}", "call");
    for (_, title) in WAYS {
        let _ = write!(table, " {title:<24}");
    }
    let mut wrong = Vec::new();
    for route in routes().filter(|route| route.is_served) {
        let _ = write!(table, "\n{:<28}", route.name);
        for (way, _) in WAYS {
            let answer = run(ask(&world, &route, way, &file));
            let cell = answer.as_ref().map_or("-".to_owned(), |answer| format!("{} {}", answer.status, answer.code()));
            let _ = write!(table, " {:<24}", cell.trim_end());
            if answer.is_some_and(|answer| !is_right(way, &answer)) {
                wrong.push(format!("{} by {way:?}: {cell}", route.name));
            }
        }
    }
    let table: String = table.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    expect_file!["drive_bad.txt"].assert_eq(&table);
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(all(), before);
}
