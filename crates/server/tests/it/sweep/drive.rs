//! The rows about drives: who may ask, what of others' is told, and whether answers are of the published types.

use super::{narrow, without_ids};
use crate::csdl::{Shape, Types};
use crate::world::{Answer, World, run};
use expect_test::expect_file;
use model::Need;
use server::{On, RouteInfo};
use std::fmt::Write as _;
use std::path::Path;

const CALLERS: [&str; 7] = ["nobody", "nonsense", "expired", "narrow", "bob", "rita", "ann"];

pub(super) fn routes() -> impl Iterator<Item = RouteInfo> {
    server::routes().filter(|route| route.on == On::Drive && route.need.is_some())
}

/// Returns a row's address, about what Ann has and Rita may read.
pub(super) fn address(route: &RouteInfo, item: &str) -> String {
    let address = route.address.replace("{drives}", "{version}/users/{ann}/drives").replace("{drive}", "{version}/drives/{cid.ann}");
    let address = address.replace("{item}", &format!("{{version}}/drives/{{cid.ann}}/items/{item}")).replace("{version}", "/v1.0");
    let address = if address.ends_with("/search") && route.is_served { address + "?q=week" } else { address };
    let address = if address.ends_with("/sites") && route.is_served { address + "?search=*" } else { address };
    let address = address.replace("{number}", "1.0").replace("{site}", "contoso.example,{collection},{site}");
    let address = address.replace("{user}", "carl").replace("{group}", "{team}");
    let address = address.replace("{set}", "0").replace("{size}", "small");
    // Carl's.
    let address = address.replace("{permission}", "1-3");
    ["{share}", "{kind}", "{subscription}"].iter().fold(address, |address, key| address.replace(key, "1"))
}

async fn ask(world: &World, route: &RouteInfo, caller: &str, item: &str) -> Option<Answer> {
    let who = match caller {
        "narrow" => narrow(route.need?)?.to_owned(),
        "nonsense" => "nobody".to_owned(),
        "nobody" | "expired" => caller.to_owned(),
        caller if is_of_directory(route) => format!("{caller}-people"),
        caller => format!("{caller}-files"),
    };
    let headers: &[(&str, &str)] = if caller == "nonsense" { &[("authorization", "Bearer nonsense")] } else { &[] };
    let body = body(route);
    Some(world.ask(&who, route.method, &address(route, item), headers, body).await)
}

/// Returns a body that a row takes; nothing where it takes none.
pub fn body(route: &RouteInfo) -> &'static str {
    match route.name {
        "item.upload" => "swept",
        "item.create_upload" => "{}",
        "item.create_link" => r#"{"type":"view"}"#,
        "item.invite" => r#"{"recipients":[{"email":"bob"}],"roles":["read"]}"#,
        "item.change_permission" => r#"{"roles":["read"]}"#,
        "item.create" => r#"{"name":"Swept","folder":{}}"#,
        "item.put" => r#"{"folder":{}}"#,
        _ if route.is_served && route.method != "GET" => r#"{"name":"Swept"}"#,
        _ => "",
    }
}

fn is_right(route: &RouteInfo, caller: &str, answer: &Answer) -> bool {
    let is = |status, code: &str| answer.status == status && answer.code() == code;
    match caller {
        "nobody" | "nonsense" | "expired" => {
            // A name of the first service is answered in its words.
            let code = if route.name == "item.changes" { "unauthenticated" } else { "InvalidAuthenticationToken" };
            is(401, code) && answer.header("www-authenticate").contains("error=\"invalid_token\"")
        }
        "narrow" => is(403, "accessDenied"),
        _ if !route.is_served => is(501, "notSupported"),
        // There is no such share; `share.rs` has some.
        _ if route.name.starts_with("share.") => is(404, "itemNotFound"),
        // Their own are the only ones that they are shown.
        "rita" if route.name == "item.get_permission" => is(404, "itemNotFound"),
        // What is shared with Bob is nothing.
        "bob" if route.name == "drive.shared" => answer.status == 400,
        "rita" if route.name == "drive.shared" => is(403, "accessDenied"),
        // Everybody is known to everybody, and a group to its members.
        _ if route.name == "me" || route.name == "organization.list" => answer.status == 200,
        "bob" | "rita" if route.address.contains("{group}") => is(404, "itemNotFound"),
        _ if route.name == "group.list" || route.name == "me.groups" => {
            answer.status == 200 && answer.body.contains("\"Team\"") == (caller == "ann")
        }
        _ if is_of_directory(route) => answer.status == 200,
        // Each is told of their own sites alone.
        _ if route.name == "site.search" => answer.status == 200 && answer.body.contains("/sites/closed") == (caller == "bob"),
        // An id that is no drive's and one of somebody else's are told alike.
        "bob" => is(400, "invalidRequest") || is(404, "itemNotFound"),
        // Who may not see where it is to go learns no more than if nothing were there.
        "rita" if route.method != "GET" => is(403, "accessDenied") || is(404, "itemNotFound"),
        // All of a drive is searched from its root, which she may not see.
        "rita" if route.name == "drive.search" => is(404, "itemNotFound"),
        _ if route.method == "GET" && route.name.ends_with("content") => answer.status == 302,
        // What is asked about is a notebook, and in no recycle bin.
        "ann" if route.name == "item.create" => is(403, "notAllowed"),
        "ann" if route.name == "item.put" => is(409, "nameAlreadyExists"),
        "ann" if route.name == "item.restore" => is(404, "itemNotFound"),
        _ => (200..300).contains(&answer.status),
    }
}

/// Says whether a row asks who there is.
pub(super) fn is_of_directory(route: &RouteInfo) -> bool {
    matches!(route.need, Some(Need::ReadMe | Need::ReadPeople | Need::ReadGroups))
}

/// Says whether a row is about a file, and about nothing else.
pub fn is_of_file(route: &RouteInfo) -> bool {
    ["item.content", "item.upload", "item.create_upload"].contains(&route.name)
        || route.address.contains("/versions")
        || route.address.contains("/thumbnails")
}

/// What a picture begins with: all that is looked at before one is drawn.
pub const PICTURE: &str = "GIF89a\x20\0\x20\0 swept";

/// Makes a file of Ann's, with a former version, in a folder that Rita may read, and returns its id.
pub(super) async fn shared_file(world: &World) -> String {
    let put = |text| world.ask("ann-files", "PUT", "/v1.0/me/drive/root:/Shared/swept.txt:/content", &[], text);
    put("swept before").await;
    let made = put(PICTURE).await.json();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let folder: model::ItemId = text(&made["parentReference"]["id"]).parse().unwrap();
    let shared = world.app.write(move |cx| {
        app::admin::share(cx, &app::admin::Admin::operator(), &model::NodeId(folder.bytes), "rita", Some(model::Role::Reader))
    });
    shared.await.unwrap();
    text(&made["id"])
}

#[test]
fn every_row_asks_who_and_may_they() {
    let mut world = World::new();
    let mut file = run(shared_file(&world));
    let mut matrix = format!("{:<28}", "call");
    for caller in CALLERS {
        let _ = write!(matrix, " {caller:<30}");
    }
    let (mut wrong, mut is_changed) = (Vec::new(), false);
    for route in routes() {
        let _ = write!(matrix, "\n{:<28}", route.name);
        if is_changed {
            // What the row before deleted or renamed would answer this one.
            world = World::new();
            file = run(shared_file(&world));
        }
        is_changed = route.is_served && route.method != "GET";
        for caller in CALLERS {
            let answer = run(ask(&world, &route, caller, if is_of_file(&route) { &file } else { "{course.item}" }));
            let cell = answer.as_ref().map_or("-".to_owned(), |answer| format!("{} {}", answer.status, answer.code()));
            let _ = write!(matrix, " {:<30}", cell.trim_end());
            if answer.is_some_and(|answer| !is_right(&route, caller, &answer)) {
                wrong.push(format!("{} as {caller}: {cell}", route.name));
            }
        }
    }
    let matrix: String = matrix.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    expect_file!["drive.txt"].assert_eq(&matrix);
}

#[test]
fn what_is_not_there_and_what_is_not_for_you_answer_alike() {
    let world = World::new();
    for route in routes().filter(|route| route.is_served && route.address.contains("{item}")) {
        // Rita has business in the drive, and none with its root.
        let hidden = run(ask(&world, &route, "rita", "{root.ann}")).unwrap();
        let absent = run(ask(&world, &route, "rita", "{CID.ann}!s00000000000040008000000000000000")).unwrap();
        assert_eq!(hidden.status, 404, "{}", route.name);
        assert_eq!(without_ids(&hidden), without_ids(&absent), "{}", route.name);
    }
    let drive = |cid: &str| run(world.ask("rita-files", "GET", &format!("/v1.0/drives/{cid}"), &[], ""));
    assert_eq!(without_ids(&drive("{cid.bob}")), without_ids(&drive("0123456789abcdef")));
}

/// Every served read, and the other members that its options bring, is of the type that Graph publishes.
#[test]
fn answers_are_of_their_published_types() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/specs/graph_schema.json");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let types = Types::read(&text);
    let world = World::new();
    run(shared_file(&world));
    let link = r#"{"type":"view","expirationDateTime":"2026-12-01T00:00:00Z"}"#;
    run(world.ask("ann-files", "POST", "/v1.0/me/drive/items/{course.item}/createLink", &[], link));
    let private = world.names["private"].parse().unwrap();
    run(world.app.write(move |cx| app::admin::share(cx, &app::admin::Admin::operator(), &private, "ann", Some(model::Role::Reader))))
        .unwrap();
    let mut found = Vec::new();
    for (path, of, is_many) in [
        ("/v1.0/me/drive", "drive", false),
        ("/v1.0/me/drives", "drive", true),
        ("/v1.0/groups/{team}/drive", "drive", false),
        ("/v1.0/me/drive/sharedWithMe", "driveItem", true),
        ("/v1.0/me/drive/recent", "driveItem", true),
        ("/v1.0/me/drive/search(q='e')", "driveItem", true),
        ("/v1.0/me/drive/root", "driveItem", false),
        ("/v1.0/me/drive/root/children", "driveItem", true),
        ("/v1.0/me/drive/items/{course.item}", "driveItem", false),
        ("/v1.0/me/drive/items/{course.item}/children", "driveItem", true),
        ("/v1.0/me/drive/items/{course.item}?$select=id,name,size&$expand=children", "driveItem", false),
        ("/v1.0/me/drive/root:/Shared/swept.txt", "driveItem", false),
    ] {
        let answer = run(world.ask("ann-files", "GET", path, &[], ""));
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        let shape = Shape { of: of.to_owned(), is_many };
        found.extend(types.complaints(&shape, &answer.json()).into_iter().map(|what| format!("{path}: {what}")));
    }
    assert!(found.is_empty(), "{found:#?}");
}
