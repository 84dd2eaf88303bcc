//! Bad input, for every row of the table on both surfaces: who has no right to ask, ids that name nothing, something else or
//! something elsewhere, and bodies that are none. What each gets is one table; read its changes as a client's author would.
//!
//! A cell must be what its column promises ([`is_right`]), with exceptions that give their reason, and none of these calls
//! may change anything.

use super::{SURFACES, Surface, address, body, is_for_owners, leads_nowhere, narrow, only_asks, start};
use crate::world::{Answer, World, kind_of, run};
use bytes::Bytes;
use expect_test::expect_file;
use server::{On, RouteInfo};
use std::fmt::Write as _;

/// One way of asking for what one cannot have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    NoToken,
    WrongScope,
    Stranger,
    Reader,
    UnknownId,
    OtherKind,
    OtherRoot,
    UnknownGoal,
    OtherGoal,
    NoBody,
    OtherType,
    BrokenBody,
    UnknownMember,
    Oversized,
}

/// The columns: their titles, and what is promised of them, for whoever reads the table.
const WAYS: [(Way, &str); 14] = [
    (Way::NoToken, "no token"),
    (Way::WrongScope, "scope"),
    (Way::Stranger, "stranger"),
    (Way::Reader, "reader"),
    (Way::UnknownId, "unknown id"),
    (Way::OtherKind, "other kind"),
    (Way::OtherRoot, "other root"),
    (Way::UnknownGoal, "no goal"),
    (Way::OtherGoal, "wrong goal"),
    (Way::NoBody, "no body"),
    (Way::OtherType, "wrong type"),
    (Way::BrokenBody, "broken"),
    (Way::UnknownMember, "member"),
    (Way::Oversized, "oversized"),
];

/// Cells that are right although their column promises something else, each with its reason. May only shrink.
const EXCEPTIONS: &[(&str, Way, &str, &str)] = &[
    ("operation.get", Way::OtherRoot, "200", "an operation is found wherever its starter may look for it"),
    ("operation.cancel", Way::OtherRoot, "204", "an operation is found wherever its starter may look for it"),
];

/// More than any call takes.
const OVERSIZED_BYTES: usize = 80 * 1024 * 1024;

#[test]
fn bad_input_is_refused_by_its_name() {
    let mut table = format!("{:<37}", "call");
    for (_, title) in WAYS {
        let _ = write!(table, "{title:<11}");
    }
    end_line(&mut table);
    let huge = Bytes::from(vec![b' '; OVERSIZED_BYTES]);
    let world = World::with(|settings| settings.copies_at_once = false, |_| {});
    let before = run(all(&world));
    let mut wrong = Vec::new();
    for surface in &SURFACES {
        let _ = writeln!(table, "{:?}", surface.on);
        for route in surface.routes() {
            let _ = write!(table, "{:<36}", route.name);
            for (way, title) in WAYS {
                let answer = run(ask(&world, surface, &route, way, &huge));
                let cell = answer.as_ref().map_or("-".to_owned(), |answer| format!("{} {}", answer.status, answer.code()));
                let _ = write!(table, " {:<10}", cell.trim_end());
                if answer.is_some_and(|answer| !is_right(&route, way, &answer)) && !is_excepted(&route, way, cell.trim_end()) {
                    wrong.push(format!("{} on {:?}, {title}: {cell}", route.name, surface.on));
                }
            }
            end_line(&mut table);
        }
    }
    expect_file!["bad.txt"].assert_eq(&table);
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(run(all(&world)), before, "something that was refused has been done");
}

fn end_line(table: &mut String) {
    table.truncate(table.trim_end().len());
    table.push('\n');
}

fn is_excepted(route: &RouteInfo, way: Way, cell: &str) -> bool {
    EXCEPTIONS.iter().any(|(name, excepted, allowed, _)| *name == route.name && *excepted == way && *allowed == cell)
}

/// What a column promises.
fn is_right(route: &RouteInfo, way: Way, answer: &Answer) -> bool {
    let (status, code) = (answer.status, answer.code());
    let is = |expected: u16, codes: &[&str]| status == expected && codes.contains(&code.as_str());
    match way {
        Way::NoToken => is(401, &["40001"]),
        Way::WrongScope => is(403, &["40004"]),
        _ if !route.is_served => is(501, &["20111"]),
        // It is each of its requests that asks for rights.
        Way::Stranger | Way::Reader if route.name.starts_with("batch.") => status == 200,
        Way::Stranger => is(404, &["20102", "20158"]),
        Way::Reader if route.name.starts_with("operation.") => is(404, &["20102"]),
        Way::Reader if is_for_owners(route) => is(403, &["40003"]),
        Way::Reader if route.method == "GET" || only_asks(route) => status == 200 || leads_nowhere(route, answer),
        Way::Reader => is(403, &["40002"]),
        Way::UnknownId | Way::OtherRoot => is(404, &["20102"]),
        Way::OtherKind => is(404, &["20102"]) || is(400, &["20112"]),
        Way::UnknownGoal => is(404, &["20156"]),
        Way::OtherGoal => is(400, &["20157"]),
        Way::NoBody => is(400, &["20132"]),
        Way::OtherType => is(415, &["20131"]),
        // Graph's gateway has words instead of codes.
        Way::BrokenBody | Way::UnknownMember if route.name == "batch.json" => is(400, &["BadRequest"]),
        Way::BrokenBody => is(400, &["20020", "20011"]),
        Way::UnknownMember => is(400, &["20126", "20108", "20109"]),
        Way::Oversized => is(413, &["20008", "20016"]),
    }
}

/// Makes a call. `None` where a row cannot be called that way: without an id, a goal or a body to get wrong.
async fn ask(world: &World, surface: &Surface, route: &RouteInfo, way: Way, huge: &Bytes) -> Option<Answer> {
    let is_operation = route.name.starts_with("operation.");
    // Each call has an operation of its own: one that could be cancelled is gone for the next.
    let operation = if is_operation { start(world).await } else { String::new() };
    let root = match way {
        Way::NoToken | Way::WrongScope | Way::Stranger | Way::Reader if !is_operation => surface.users,
        Way::OtherRoot => elsewhere(surface),
        _ => surface.me,
    };
    let who = match (way, route.need?) {
        (Way::NoToken, _) => "nobody",
        (Way::WrongScope, need) => narrow(need)?,
        (Way::Stranger, _) => "bob",
        (Way::Reader, _) => "rita",
        _ => "ann",
    };
    let good = body(surface, route);
    let mut path = address(surface, route, root, &operation);
    let mut sent = Bytes::from(world.expand(&good));
    let mut media_type = kind_of(&good);
    match way {
        Way::NoToken | Way::WrongScope | Way::Stranger | Way::Reader => {}
        Way::UnknownId | Way::OtherKind => path = misnamed(route, way, root, surface, &operation)?,
        Way::OtherRoot => drop(key(route)?),
        Way::UnknownGoal | Way::OtherGoal => sent = Bytes::from(world.expand(&misled(route, way, &good)?)),
        _ if good.is_empty() => {
            (path, sent) = (unknown_option(route, way, path)?, Bytes::new());
        }
        // Nothing is what `copyNotebook` may be sent.
        Way::NoBody if route.name == "notebook.copy" => return None,
        Way::NoBody => sent = Bytes::new(),
        Way::OtherType => media_type = "text/plain",
        Way::BrokenBody if good.starts_with('<') => {
            (media_type, sent) = ("multipart/form-data; boundary=x", Bytes::from_static(b"--x\r\nContent-Type: text/html\r\n"));
        }
        Way::BrokenBody => sent = sent.slice(..sent.len() - 1),
        Way::UnknownMember if good.starts_with(['<', '-']) => return None,
        Way::UnknownMember => sent = Bytes::from(world.expand(&good).replacen('{', r#"{"shoeSize":44,"#, 1)),
        Way::Oversized => sent = huge.clone(),
    }
    let headers: &[(&str, &str)] = if good.is_empty() { &[] } else { &[("content-type", media_type)] };
    Some(world.ask_bytes(who, route.method, &path, headers, sent).await)
}

/// A place that Ann may use, and where nothing of hers is.
fn elsewhere(surface: &Surface) -> &'static str {
    if surface.on == On::Graph { "/v1.0/groups/{team}/onenote" } else { "/api/v1.0/groups/{team}/notes" }
}

/// Returns the last key of a row's address, which says what the call is about.
fn key(route: &RouteInfo) -> Option<&'static str> {
    let keys = ["{notebook}", "{group}", "{section}", "{page}", "{resource}", "{operation}", "{permission}"];
    keys.into_iter().filter(|key| route.address.contains(key)).max_by_key(|key| route.address.rfind(*key))
}

/// Returns a row's address with an id in it that names nothing, or something of another kind.
fn misnamed(route: &RouteInfo, way: Way, root: &str, surface: &Surface, operation: &str) -> Option<String> {
    let key = key(route)?;
    let instead = match (key, way) {
        ("{notebook}" | "{group}" | "{section}", Way::UnknownId) => "1-{nothing}",
        ("{page}", Way::UnknownId) => "1-00000000000000000000000000000000!1-{nothing}",
        ("{resource}", Way::UnknownId) => "1-00000000000000000000000000000000!2-{nothing}",
        ("{operation}", Way::UnknownId) => "copy-{nothing}",
        ("{permission}", Way::UnknownId) => "1-4711",
        ("{notebook}" | "{page}", _) => "1-{week1}",
        ("{section}", _) => "1-{archive}",
        ("{resource}", _) => "{plan}",
        _ => "1-{course}",
    };
    let renamed = RouteInfo { address: route.address.replace(key, instead).leak(), ..*route };
    Some(address(surface, &renamed, root, operation))
}

/// Returns a copy's body with a goal that is not there, or is of a kind that cannot hold the copy.
fn misled(route: &RouteInfo, way: Way, good: &str) -> Option<String> {
    let held_by = if route.name.ends_with(".copy_to_notebook") {
        "{course}"
    } else if matches!(route.name, "section.copy_to_group" | "section.change") {
        "{archive}"
    } else if matches!(route.name, "section_group.copy_to_group" | "section_group.change") {
        "{inbox}"
    } else if matches!(route.name, "page.copy" | "page.change") {
        "{old}"
    } else {
        return None;
    };
    let instead = match (way, held_by) {
        (Way::UnknownGoal, _) => "{nothing}",
        (_, "{course}") => "{archive}",
        _ => "{course}",
    };
    Some(good.replace(held_by, instead))
}

/// What stands in for an unknown member where there is no body: an unknown option of the query.
fn unknown_option(route: &RouteInfo, way: Way, path: String) -> Option<String> {
    (route.method == "GET" && way == Way::UnknownMember).then(|| format!("{path}?shoeSize=44"))
}

/// Returns all that Ann can see.
async fn all(world: &World) -> String {
    let mut seen = String::new();
    for list in ["notebooks", "sectionGroups", "sections", "pages?top=100"] {
        let answer = world.ask("ann", "GET", &format!("/api/v1.0/me/notes/{list}"), &[], "").await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        seen.push_str(&answer.body);
    }
    seen
}
