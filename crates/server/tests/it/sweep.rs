//! Authorization, for every row of the table: no token, one that is none, an expired one, a scope too narrow, a stranger, a
//! reader, the owner. What each gets is one matrix; read its changes as a lawyer would.

use crate::world::{Answer, World, run};
use expect_test::expect_file;
use model::Need;
use server::RouteInfo;
use std::fmt::Write as _;

/// Rows that a stranger or a reader gets further with than the rule says, each with its reason. May only shrink.
const EXCEPTIONS: &[(&str, &str, &str)] = &[];

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
    for route in server::routes().filter(|route| route.need.is_some()) {
        let _ = write!(matrix, "{:<36}", route.name);
        let changes = (route.is_served && route.method != "GET").then(|| World::with(|settings| settings.copies_at_once = false, |_| {}));
        let world = changes.as_ref().unwrap_or(&unchanged);
        let operation = run(start(world));
        for caller in CALLERS {
            let answer = run(ask(world, &route, caller, &operation));
            let cell = answer.as_ref().map_or("-".to_owned(), |answer| format!("{} {}", answer.status, answer.code()));
            let _ = write!(matrix, " {:<11}", cell.trim_end());
            if let Some(answer) = answer
                && !is_right(&route, caller, &answer)
                && !EXCEPTIONS.iter().any(|(name, who, _)| *name == route.name && *who == caller)
            {
                wrong.push(format!("{} as {caller}: {cell}", route.name));
            }
        }
        matrix.truncate(matrix.trim_end().len());
        matrix.push('\n');
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    expect_file!["sweep/matrix.txt"].assert_eq(&matrix);
}

fn is_right(route: &RouteInfo, caller: &str, answer: &Answer) -> bool {
    let is_write = !matches!(route.method, "GET");
    match caller {
        "nobody" | "nonsense" | "expired" => {
            answer.status == 401 && answer.code() == "40001" && answer.header("www-authenticate") == "Bearer"
        }
        "narrow" => answer.status == 403 && answer.code() == "40004",
        _ if !route.is_served => answer.status == 501 && answer.code() == "20111",
        "bob" => answer.status == 404,
        // Somebody else's operation looks like none.
        "rita" if route.name.starts_with("operation.") => answer.status == 404,
        "rita" if is_write => answer.status == 403 && answer.code() == "40002",
        "rita" => answer.status == 200,
        _ => (200..300).contains(&answer.status),
    }
}

/// Starts an operation of Ann's that does not end by itself.
async fn start(world: &World) -> String {
    let path = "/api/v1.0/me/notes/notebooks/1-{course}/copyNotebook";
    let answer = world.ask("ann", "POST", path, &[], r#"{"conflictBehavior":"rename"}"#).await;
    assert_eq!(answer.status, 202, "{}", answer.body);
    answer.json()["id"].as_str().unwrap().to_owned()
}

/// Makes the call of a row, under the location that all callers but strangers may use. `None` where there is no such caller:
/// every scope is wide enough to see the hierarchy.
async fn ask(world: &World, route: &RouteInfo, caller: &str, operation: &str) -> Option<Answer> {
    let who = match (caller, route.need) {
        ("narrow", Some(Need::ReadHierarchy) | None) => return None,
        ("narrow", Some(Need::ReadPages)) => "ann-creates",
        ("narrow", Some(Need::Create | Need::Write)) => "ann-reads",
        ("nonsense", _) => "nobody",
        (caller, _) => caller,
    };
    // Other people's operations are looked for where these people may look.
    let is_operation = route.name.starts_with("operation.");
    let root = if is_operation { "/api/v1.0/me/notes" } else { "/api/v1.0/users/{ann}/notes" };
    let path = address(route, root, operation);
    let mut headers: Vec<(&str, &str)> = Vec::new();
    if caller == "nonsense" {
        headers.push(("authorization", "Bearer nonsense"));
    }
    Some(world.ask(who, route.method, &path, &headers, body(route)).await)
}

fn address(route: &RouteInfo, root: &str, operation: &str) -> String {
    let path = route.address.replace("{root}", root).replace("{version}", "v1.0");
    let path = path.replace("{notebook}", "1-{course}").replace("{group}", "1-{archive}").replace("{section}", "1-{week1}");
    let path = path.replace("{page}", "{plan}").replace("{operation}", operation).replace("{permission}", "1-1");
    let path = path.replace("(includePersonalNotebooks)", "(includePersonalNotebooks=true)").replace("{resource}", "1-x");
    path.replace("FromUrl(url)", "FromUrl(url='https://contoso.example/sites/a')")
}

/// Returns a body with which the owner succeeds.
fn body(route: &RouteInfo) -> &'static str {
    match route.name {
        "notebook.copy" => r#"{"siteCollectionId":"{collection}","siteId":"{site}"}"#,
        "section.copy_to_notebook" | "section_group.copy_to_notebook" => r#"{"id":"1-{course}","renameAs":"Swept"}"#,
        "section.copy_to_group" => r#"{"id":"1-{archive}"}"#,
        "section_group.copy_to_group" => r#"{"id":"1-{inbox}","renameAs":"Swept"}"#,
        "page.copy" => r#"{"id":"1-{old}"}"#,
        "page.create" | "section.create_page" | "page.replace" => "<title>Swept</title>",
        _ if route.method == "POST" => r#"{"name":"Swept"}"#,
        _ => "",
    }
}

#[test]
fn what_is_not_there_and_what_is_not_for_you_answer_alike() {
    for route in server::routes().filter(|route| route.is_served && route.address.contains('{') && route.need.is_some()) {
        let keys = ["{notebook}", "{group}", "{section}", "{page}", "{operation}"];
        let Some(key) = keys.into_iter().find(|key| route.address.contains(key)) else { continue };
        let world = World::with(|settings| settings.copies_at_once = false, |_| {});
        let operation = run(start(&world));
        let root = "/api/v1.0/me/notes";
        let hidden = address(&route, root, &operation);
        let absent = match key {
            "{page}" => hidden.replace("{plan}", "1-00000000000000000000000000000000!1-{nothing}"),
            "{operation}" => hidden.replace(&operation, "copy-{nothing}"),
            _ => hidden.replace("{course}", "{nothing}").replace("{archive}", "{nothing}").replace("{week1}", "{nothing}"),
        };
        assert_ne!(hidden, absent);
        let (hidden, absent) = (
            run(world.ask("bob", route.method, &hidden, &[], body(&route))),
            run(world.ask("bob", route.method, &absent, &[], body(&route))),
        );
        assert_eq!(hidden.status, 404, "{}", route.name);
        assert_eq!(without_correlation(&hidden), without_correlation(&absent), "{}", route.name);
    }
}

fn without_correlation(answer: &Answer) -> (u16, String, String) {
    let mut headers = answer.headers.clone();
    headers.remove("x-correlationid");
    (answer.status, format!("{headers:?}"), answer.body.clone())
}
