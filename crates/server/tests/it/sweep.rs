//! Authorization, for every row of the table: no token, one that is none, an expired one, a scope too narrow, a stranger, a
//! reader, the owner. What each gets is one matrix; read its changes as a lawyer would.

mod bad;
mod batch;
mod drive;
mod drive_bad;
mod items;
mod published;

pub use drive::{PICTURE, body as drive_body, is_of_file};

use crate::world::{Answer, World, run};
use expect_test::expect_file;
use model::Need;
use server::{On, RouteInfo};
use std::fmt::Write as _;

/// Rows that a stranger or a reader gets further with than the rule says, each with its reason. May only shrink.
const EXCEPTIONS: &[(&str, &str, &str)] = &[];

/// The two surfaces: what a call's address begins with, and the location.
pub const SURFACES: [Surface; 2] = [
    Surface { on: On::Legacy, service: "/api/v1.0", users: "/api/v1.0/users/{ann}/notes", me: "/api/v1.0/me/notes" },
    Surface { on: On::Graph, service: "/v1.0", users: "/v1.0/users/{ann}/onenote", me: "/v1.0/me/onenote" },
];

pub struct Surface {
    pub on: On,
    service: &'static str,
    /// Where everybody but strangers finds what the calls are about.
    users: &'static str,
    me: &'static str,
}

impl Surface {
    fn routes(&self) -> impl Iterator<Item = RouteInfo> {
        let on = self.on;
        server::routes().filter(move |route| route.need.is_some() && if on == On::Graph { route.on.graph() } else { route.on.legacy() })
    }
}

const CALLERS: [&str; 7] = ["nobody", "nonsense", "expired", "narrow", "bob", "rita", "ann"];

#[test]
fn every_row_asks_who_and_may_they() {
    let mut matrix = format!("{:<36}", "call");
    for caller in CALLERS {
        let _ = write!(matrix, " {caller:<11}");
    }
    matrix.truncate(matrix.trim_end().len());
    matrix.push('\n');
    let mut wrong = Vec::new();
    let unchanged = World::with(|settings| settings.copies_at_once = false, |_| {});
    for surface in &SURFACES {
        let _ = writeln!(matrix, "{:?}", surface.on);
        for route in surface.routes() {
            sweep(surface, &route, &unchanged, &mut matrix, &mut wrong);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    expect_file!["sweep/matrix.txt"].assert_eq(&matrix);
}

fn sweep(surface: &Surface, route: &RouteInfo, unchanged: &World, matrix: &mut String, wrong: &mut Vec<String>) {
    let _ = write!(matrix, "{:<36}", route.name);
    let changes = (route.is_served && route.method != "GET").then(|| World::with(|settings| settings.copies_at_once = false, |_| {}));
    let world = changes.as_ref().unwrap_or(unchanged);
    let operation = run(start(world));
    for caller in CALLERS {
        let answer = run(ask(world, surface, route, caller, &operation));
        let cell = answer.as_ref().map_or("-".to_owned(), |answer| format!("{} {}", answer.status, answer.code()));
        let _ = write!(matrix, " {:<11}", cell.trim_end());
        if let Some(answer) = answer
            && !is_right(route, caller, &answer)
            && !EXCEPTIONS.iter().any(|(name, who, _)| *name == route.name && *who == caller)
        {
            wrong.push(format!("{} as {caller} on {:?}: {cell}", route.name, surface.on));
        }
    }
    matrix.truncate(matrix.trim_end().len());
    matrix.push('\n');
}

fn is_right(route: &RouteInfo, caller: &str, answer: &Answer) -> bool {
    let is_write = route.method != "GET" && !only_asks(route);
    match caller {
        "nobody" | "nonsense" | "expired" => {
            answer.status == 401 && answer.code() == "40001" && answer.header("www-authenticate") == "Bearer"
        }
        "narrow" => answer.status == 403 && answer.code() == "40004",
        _ if !route.is_served => answer.status == 501 && answer.code() == "20111",
        // It is each of its requests that asks for rights: see `batch`.
        _ if route.name.starts_with("batch.") => answer.status == 200,
        "bob" => answer.status == 404,
        // Somebody else's operation looks like none.
        "rita" if route.name.starts_with("operation.") => answer.status == 404,
        "rita" if is_for_owners(route) => answer.status == 403 && answer.code() == "40003",
        "rita" if is_write => answer.status == 403 && answer.code() == "40002",
        "rita" => answer.status == 200 || leads_nowhere(route, answer),
        _ => (200..300).contains(&answer.status),
    }
}

/// Returns whose scopes are too narrow for a need. Every scope is wide enough for what any scope may.
fn narrow(need: Need) -> Option<&'static str> {
    match need {
        Need::Any => None,
        Need::ReadHierarchy => Some("ann-files"),
        Need::ReadPages | Need::ReadShared | Need::ReadPermissions => Some("ann-creates"),
        Need::Create | Need::Write | Need::ChangePermissions => Some("ann-reads"),
        Need::ReadItems
        | Need::SignIn
        | Need::ReadProfile
        | Need::ReadEmail
        | Need::StaySignedIn
        | Need::ReadMe
        | Need::ReadPeople
        | Need::ReadGroups => Some("ann"),
        Need::WriteItems | Need::ReadSharedItems => Some("ann-reads-files"),
    }
}

/// Says whether a call sends something only to learn something.
fn only_asks(route: &RouteInfo) -> bool {
    route.method == "POST" && route.need == Some(Need::ReadHierarchy)
}

/// Says whether the answer is that nothing lies around what was asked about.
fn leads_nowhere(route: &RouteInfo, answer: &Answer) -> bool {
    answer.status == 204 && route.name.ends_with(".parent_section_group")
}

/// Says whether only owners may.
fn is_for_owners(route: &RouteInfo) -> bool {
    matches!(route.need, Some(Need::ReadPermissions | Need::ChangePermissions))
}

/// Starts an operation of Ann's that does not end by itself.
async fn start(world: &World) -> String {
    let path = "/api/v1.0/me/notes/notebooks/1-{course}/copyNotebook";
    let answer = world.ask("ann", "POST", path, &[], r#"{"conflictBehavior":"rename"}"#).await;
    assert_eq!(answer.status, 202, "{}", answer.body);
    answer.json()["id"].as_str().unwrap().to_owned()
}

/// Makes the call of a row, under the location that all callers but strangers may use. `None` where there is no such caller:
/// every scope is wide enough for a batch.
async fn ask(world: &World, surface: &Surface, route: &RouteInfo, caller: &str, operation: &str) -> Option<Answer> {
    let who = match (caller, route.need) {
        ("narrow", need) => narrow(need?)?,
        ("nonsense", _) => "nobody",
        (caller, _) => caller,
    };
    // Other people's operations are looked for where these people may look.
    let is_operation = route.name.starts_with("operation.");
    let root = if is_operation { surface.me } else { surface.users };
    let path = address(surface, route, root, operation);
    let mut headers: Vec<(&str, &str)> = Vec::new();
    if caller == "nonsense" {
        headers.push(("authorization", "Bearer nonsense"));
    }
    Some(world.ask(who, route.method, &path, &headers, &body(surface, route)).await)
}

pub fn address(surface: &Surface, route: &RouteInfo, root: &str, operation: &str) -> String {
    let path = route.address.replace("{root}", root).replace("{service}", surface.service);
    let path = path.replace("{notebook}", "1-{course}").replace("{group}", "1-{archive}").replace("{section}", "1-{week1}");
    let path = path.replace("{page}", "{plan}").replace("{operation}", operation).replace("{permission}", permission(route));
    let path = path.replace("(includePersonalNotebooks)", "(includePersonalNotebooks=true)").replace("{resource}", "{picture}");
    let path = path.replace("(frameAction)", "(frameAction='edit')");
    path.replace("FromUrl(url)", "FromUrl(url='https://contoso.example/sites/a')")
}

/// Returns a permission that lies on what a call is about: Rita's on the notebook, Dora's on the others. People and groups are
/// numbered as they come: Ann, Bob, Carl, Rita, the two groups, Dora.
fn permission(route: &RouteInfo) -> &'static str {
    if route.name.starts_with("notebook.") { "1-4" } else { "1-7" }
}

/// Returns a body with which the owner succeeds.
fn body(surface: &Surface, route: &RouteInfo) -> String {
    let legacy = legacy_body(route);
    if surface.on == On::Graph { legacy.replace(r#""name""#, r#""displayName""#) } else { legacy.to_owned() }
}

pub fn legacy_body(route: &RouteInfo) -> &'static str {
    match route.name {
        "notebook.copy" => r#"{"siteCollectionId":"{collection}","siteId":"{site}"}"#,
        "section.copy_to_notebook" | "section_group.copy_to_notebook" => r#"{"id":"1-{course}","renameAs":"Swept"}"#,
        "section.copy_to_group" => r#"{"id":"1-{archive}"}"#,
        "section_group.copy_to_group" => r#"{"id":"1-{inbox}","renameAs":"Swept"}"#,
        "page.copy" => r#"{"id":"1-{old}"}"#,
        "page.patch" | "page.patch_value" => r#"[{"target":"body","action":"append","content":"<p>Swept"}]"#,
        "page.patch_content" => r#"{"commands":[{"target":"body","action":"append","content":"<p>Swept"}]}"#,
        "batch.json" => r#"{"requests":[{"id":"1","method":"GET","url":"/me/onenote/notebooks/1-{course}"}]}"#,
        "batch.parts" => {
            "--b\r\nContent-Type: application/http\r\n\r\nGET /api/v1.0/me/notes/notebooks/1-{course} HTTP/1.1\r\n\r\n\r\n--b--"
        }
        "page.create" | "section.create_page" | "page.replace" => "<title>Swept</title>",
        "notebook.change" => r#"{"name":"Swept","order":0}"#,
        "section_group.change" => r#"{"name":"Swept","parentSectionGroup":{"id":"1-{inbox}"}}"#,
        "section.change" => r#"{"name":"Swept","parentSectionGroup":{"id":"1-{archive}"},"order":0}"#,
        "page.change" => r#"{"level":1,"order":0,"parentSection":{"id":"1-{old}"}}"#,
        "notebook.from_web_url" => r#"{"webUrl":"https://notes.example/users/{ann}/Documents/Notebooks/Course"}"#,
        "notebook.from_web_urls" => r#"{"webUrls":["https://notes.example/users/{ann}/Documents/Notebooks/Course"]}"#,
        name if name.ends_with(".create_permission") => r#"{"userRole":"Contributor","userId":"dora"}"#,
        _ if route.method == "POST" => r#"{"name":"Swept"}"#,
        _ => "",
    }
}

#[test]
fn what_is_not_there_and_what_is_not_for_you_answer_alike() {
    for surface in &SURFACES {
        for route in surface.routes().filter(|route| route.is_served) {
            answers_alike(surface, &route);
        }
    }
}

fn answers_alike(surface: &Surface, route: &RouteInfo) {
    let keys = ["{notebook}", "{group}", "{section}", "{page}", "{operation}"];
    let Some(key) = keys.into_iter().find(|key| route.address.contains(key)) else { return };
    let world = World::with(|settings| settings.copies_at_once = false, |_| {});
    let operation = run(start(&world));
    let hidden = address(surface, route, surface.me, &operation);
    let absent = match key {
        "{page}" => hidden.replace("{plan}", "1-00000000000000000000000000000000!1-{nothing}"),
        "{operation}" => hidden.replace(&operation, "copy-{nothing}"),
        _ => hidden.replace("{course}", "{nothing}").replace("{archive}", "{nothing}").replace("{week1}", "{nothing}"),
    };
    assert_ne!(hidden, absent);
    let body = body(surface, route);
    let [hidden, absent] = [hidden, absent].map(|path| run(world.ask("bob", route.method, &path, &[], &body)));
    assert_eq!(hidden.status, 404, "{}", route.name);
    assert_eq!(without_ids(&hidden), without_ids(&absent), "{}", route.name);
}

#[test]
fn people_who_share_nothing_answer_like_people_who_are_not_there() {
    let world = World::new();
    for path in ["notebooks", "pages?$top=x", "notebooks/1-{private}", "operations/copy-{nothing}", "sections/x"] {
        let ask = |who: &str| run(world.ask("rita", "GET", &format!("/v1.0/users/{who}/onenote/{path}"), &[], ""));
        assert_eq!(without_ids(&ask("bob")), without_ids(&ask("nobody@contoso.example")), "{path}");
        assert_eq!(without_ids(&ask("{bob}")), without_ids(&ask("{nothing}")), "{path}");
    }
}

/// Returns an answer without what names the one request.
fn without_ids(answer: &Answer) -> (u16, String, String) {
    let (mut headers, mut body) = (answer.headers.clone(), answer.body.clone());
    for name in ["x-correlationid", "request-id", "client-request-id"] {
        if let Some(id) = headers.remove(name) {
            body = body.replace(id.to_str().unwrap(), "{id}");
        }
    }
    (answer.status, format!("{headers:?}"), body)
}
