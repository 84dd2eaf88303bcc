//! Every answer of every Graph row is of the type that Graph publishes: no property that the type does not have, and each of
//! its type. What a row should answer follows from its address, along the published navigations.
//!
//! The published types lie beside the checkout and are no part of it; without them these tests are left out.

use super::{SURFACES, Surface, address, body, start};
use crate::csdl::{Shape, Types};
use crate::world::{Answer, World, run};
use server::{On, RouteInfo};
use std::path::Path;

/// What Graph's actions and functions answer. They are no navigations, so the address does not say.
const CALLS: &[(&str, &str, bool)] = &[
    ("copyNotebook", "onenoteOperation", false),
    ("copyToNotebook", "onenoteOperation", false),
    ("copyToSectionGroup", "onenoteOperation", false),
    ("copyToSection", "onenoteOperation", false),
    ("preview", "onenotePagePreview", false),
    ("GetRecentNotebooks(includePersonalNotebooks)", "recentNotebook", true),
];

/// What is not JSON, or is not about an entity.
///
/// `GetNotebookFromWebUrl` answers a model of the OneNote service, which the file does not hold.
const OTHERS: &[&str] = &["content", "$value", "$count", "$metadata", "$batch", "onenotePatchContent", "GetNotebookFromWebUrl"];

/// Members of answers that the published types do not have, each with its reason. May only shrink.
const EXCEPTIONS: &[(&str, &str, &str)] = &[];

fn types() -> Types {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/specs/graph_schema.json");
    let text = std::fs::read_to_string(&path);
    Types::read(&text.unwrap_or_else(|error| panic!("{}: {error}. The published types belong beside the checkout", path.display())))
}

fn graph() -> &'static Surface {
    SURFACES.iter().find(|surface| surface.on == On::Graph).unwrap()
}

#[test]
fn every_answer_is_of_its_published_type() {
    let (types, graph) = (types(), graph());
    let unchanged = World::with(|settings| settings.copies_at_once = false, |_| {});
    let mut found = Vec::new();
    for route in graph.routes().filter(|route| route.is_served) {
        let shape = shape(&types, &route);
        let changes = (route.method != "GET").then(|| World::with(|settings| settings.copies_at_once = false, |_| {}));
        let world = changes.as_ref().unwrap_or(&unchanged);
        let operation = run(start(world));
        for root in roots(graph, &route) {
            let path = address(graph, &route, root, &operation);
            let answer = run(world.ask("ann", route.method, &path, &[], &body(graph, &route)));
            assert!((200..300).contains(&answer.status), "{} {path}: {}", route.method, answer.body);
            found.extend(complaints(&types, &route, shape.as_ref(), &answer));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// Expanded as deep as it goes, selected one by one, counted, with levels: still of the type.
#[test]
fn options_change_no_types() {
    let (types, graph) = (types(), graph());
    let world = World::new();
    let mut found = Vec::new();
    for (path, of, options) in [
        ("notebooks", "notebook", "$expand=sections,sectionGroups($expand=sections,sectionGroups($expand=sections))&$count=true"),
        ("notebooks/1-{course}", "notebook", "$expand=sections,sectionGroups($levels=max;$expand=sections)"),
        ("sectionGroups", "sectionGroup", "$expand=sections,sectionGroups,parentNotebook,parentSectionGroup&$count=true"),
        ("sectionGroups/1-{deep}", "sectionGroup", "$expand=parentSectionGroup($expand=parentNotebook)"),
        ("sections", "onenoteSection", "$expand=parentNotebook,parentSectionGroup&$count=true"),
        ("sections/1-{old}", "onenoteSection", "$expand=parentNotebook($select=id),parentSectionGroup"),
        ("pages", "onenotePage", "$expand=parentNotebook,parentSection&$count=true&$top=2"),
        ("sections/1-{week1}/pages", "onenotePage", "pagelevel=true&$expand=parentNotebook"),
        ("pages/{plan}", "onenotePage", "pagelevel=true&$expand=parentNotebook,parentSection"),
    ] {
        let shape = Shape { of: of.to_owned(), is_many: !path.ends_with('}') };
        let mut ask = |options: &str| {
            let path = format!("{}/{path}?{options}", graph.me);
            let answer = run(world.ask("ann", "GET", &path, &[], ""));
            assert_eq!(answer.status, 200, "{path}: {}", answer.body);
            found.extend(types.complaints(&shape, &answer.json()).into_iter().map(|what| format!("{path}: {what}")));
            answer
        };
        ask(options);
        for property in types.properties(of).into_iter().filter(|name| !["content", "userTags"].contains(name)) {
            let levels = match (property, options.contains("pagelevel")) {
                ("level" | "order", false) => continue,
                ("level" | "order", true) => "pagelevel=true&",
                _ => "",
            };
            let answer = ask(&format!("{levels}$select={property}")).json();
            let one = if shape.is_many { &answer["value"][0] } else { &answer };
            let names: Vec<&String> = one.as_object().unwrap().keys().filter(|name| !name.contains('@')).collect();
            assert_eq!(names, [property], "{path} selected: {answer}");
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// Warnings stand beside the properties, as annotations.
#[test]
fn warnings_are_no_properties() {
    let (types, graph) = (types(), graph());
    let html = "<title>Odd</title><img><p style=\"position:absolute\">Here</p>";
    let answer = run(World::new().ask("ann", "POST", &format!("{}/pages", graph.me), &[], html));
    assert!(answer.json()["@api.diagnostics"].as_array().is_some_and(|warnings| !warnings.is_empty()), "{}", answer.body);
    let page = Shape { of: "onenotePage".to_owned(), is_many: false };
    assert_eq!(types.complaints(&page, &answer.json()), Vec::<String>::new());
}

/// An operation in each state.
#[test]
fn operations_are_of_their_type_to_their_end() {
    let (types, graph) = (types(), graph());
    let world = World::with(|settings| settings.copies_at_once = false, |_| {});
    let shape = Shape { of: "onenoteOperation".to_owned(), is_many: false };
    let copy = |body: &str| {
        let path = format!("{}/sections/1-{{week1}}/copyToNotebook", graph.me);
        let answer = run(world.ask("ann", "POST", &path, &[], body));
        assert_eq!(answer.status, 202, "{}", answer.body);
        answer.json()["id"].as_str().unwrap().to_owned()
    };
    // Both see a free name now; only one can have it.
    let body = r#"{"id":"1-{course}","renameAs":"Twice"}"#;
    let operations = [copy(body), copy(body)];
    let mut states = Vec::new();
    let mut look = |operation: &str| {
        let answer = run(world.ask("ann", "GET", &format!("{}/operations/{operation}", graph.me), &[], ""));
        assert_eq!(types.complaints(&shape, &answer.json()), Vec::<String>::new(), "{}", answer.body);
        states.push(answer.json()["status"].as_str().unwrap().to_owned());
    };
    operations.iter().for_each(|operation| look(operation));
    world.work();
    operations.iter().for_each(|operation| look(operation));
    states.sort();
    states.dedup();
    assert!(states.contains(&"Completed".to_owned()) && states.contains(&"Failed".to_owned()) && states.len() > 2, "{states:?}");
}

/// Returns where a row is asked. Lists are somewhere else too; what is about one thing of Ann's is where she has it.
fn roots(graph: &Surface, route: &RouteInfo) -> Vec<&'static str> {
    let mut roots = vec![graph.me];
    if route.method == "GET" {
        roots.push(graph.users);
    }
    if route.method == "GET" && !route.address["{root}".len()..].contains('{') {
        roots.extend(["/v1.0/groups/{team}/onenote", "/v1.0/sites/contoso.example,{collection},{site}/onenote"]);
    }
    roots
}

/// Returns what a row should answer; nothing where it answers no JSON about an entity.
fn shape(types: &Types, route: &RouteInfo) -> Option<Shape> {
    let pieces: Vec<&str> = route.address.split('/').skip(1).collect();
    let (last, before) = pieces.split_last().unwrap();
    if route.method == "DELETE" || OTHERS.contains(last) {
        return None;
    }
    if let Some((_, of, is_many)) = CALLS.iter().find(|(name, ..)| name == last) {
        return Some(Shape { of: (*of).to_owned(), is_many: *is_many });
    }
    let is_key = last.starts_with('{');
    let path = if is_key { before } else { &pieces };
    let followed = types.follow("onenote", path.iter().copied().filter(|piece| !piece.starts_with('{')));
    let mut shape = followed.unwrap_or_else(|| panic!("{}: no published type has `{}`; what does it answer?", route.name, route.address));
    // One of a collection is asked for, or made.
    shape.is_many &= !is_key && route.method == "GET";
    Some(shape)
}

fn complaints(types: &Types, route: &RouteInfo, shape: Option<&Shape>, answer: &Answer) -> Vec<String> {
    let is_json = answer.header("content-type").starts_with("application/json");
    let Some(shape) = shape.filter(|_| answer.status != 204) else { return Vec::new() };
    if !is_json {
        return vec![format!("{} answers {} instead of JSON", route.name, answer.header("content-type"))];
    }
    let found = types.complaints(shape, &answer.json()).into_iter();
    let is_excepted = |what: &String| EXCEPTIONS.iter().any(|(name, excepted, _)| *name == route.name && what == excepted);
    found.filter(|what| !is_excepted(what)).map(|what| format!("{}: {what}", route.name)).collect()
}
