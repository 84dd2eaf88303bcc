//! Goal: a list of pages that was kept is given only to whom it is for, as they asked for it, and never once it is out of date.
//! Method: a second server over the same store keeps none; after each change both are asked the same, in many ways, twice.

use crate::world::{World, run};
use app::{App, Cx, access, arrange, caller};
use model::{ConflictBehavior, NameRule, NodeKind, Right, Role};

/// Renames a node, or moves it into another.
fn change(app: &App, token: String, node: &str, name: Option<&'static str>, into: Option<&str>) {
    let (node, into) = (node.parse().unwrap(), into.map(|into| into.parse().unwrap()));
    let verb = move |cx: &mut Cx<'_, '_>| {
        let kinds = [NodeKind::Notebook, NodeKind::SectionGroup, NodeKind::Section];
        let ann = caller::authenticate(cx, &token)?;
        let found = access::node_anywhere(cx, &ann, &kinds, &node, Right::Write)?;
        let parent = into.map(|into| access::node_anywhere(cx, &ann, &kinds, &into, Right::Write)).transpose()?;
        let change = arrange::Change {
            name,
            name_rule: NameRule::Section,
            parent: parent.as_ref(),
            position: None,
            conflict: ConflictBehavior::Fail,
        };
        arrange::change(cx, &ann, &found, &change).map(|_| ())
    };
    app.write(verb).wait().unwrap();
}

/// Asks for lists of one section in many ways; returns the path, the status and the body of each.
fn ask(world: &World) -> Vec<(String, u16, String)> {
    let queries = ["", "?$top=2", "?$select=title", "?$expand=parentNotebook", "?$count=true&pagelevel=true", "?$orderby=title"];
    let (own, of_ann, graph) = ("/api/v1.0/me/notes", "/api/beta/users/{ann}/notes", "/v1.0/me/onenote");
    let mut answers = Vec::new();
    for (who, roots) in [("ann", &[own, of_ann, graph][..]), ("rita", &[own, of_ann]), ("bob", &[own, graph]), ("ann-by-app", &[own])] {
        for root in roots {
            let mut paths: Vec<String> = queries.iter().map(|query| format!("{root}/sections/1-{{week1}}/pages{query}")).collect();
            while let Some(path) = paths.pop() {
                let accept = if path.contains("select") { "application/json;odata.metadata=none" } else { "*/*" };
                let answer = run(world.ask(who, "GET", &path, &[("accept", accept)], ""));
                if answer.status == 200 {
                    // And the rest of the list.
                    paths.extend(
                        answer.json()["@odata.nextLink"].as_str().map(|next| next.split_once("notes.example").unwrap().1.to_owned()),
                    );
                }
                // What is refused names its request.
                let body = if answer.status == 200 { answer.body } else { String::new() };
                answers.push((format!("{who} {path}"), answer.status, body));
            }
        }
    }
    answers
}

#[test]
fn a_kept_list_is_never_out_of_date() {
    let mut world = World::new();
    let (keeping, plain) = (world.server.clone(), world.server_beside(|options| options.listed_bytes_max = 0));
    let compare = |world: &mut World, after: &str| {
        world.server = plain.clone();
        let right = ask(world);
        world.server = keeping.clone();
        for _ in 0..2 {
            assert!(ask(world) == right, "{after}");
        }
    };
    compare(&mut world, "nothing");
    let section = "/api/v1.0/me/notes/sections/1-{week1}/pages";
    let (page, content) = ("/api/v1.0/me/notes/pages/{plan}", "/api/v1.0/me/notes/pages/{plan}/content");
    let title = r#"[{"target":"title","action":"replace","content":"Nalp"}]"#;
    for (method, path, body) in [
        ("POST", section, "<title>New</title>"),
        ("POST", section, "<title>New</title>"),
        ("PATCH", content, title),
        ("DELETE", page, ""),
        ("POST", section, "<title>New</title>"),
    ] {
        let answer = run(world.ask("ann", method, path, &[], body));
        assert!(answer.status < 300, "{method} {path}: {}", answer.body);
        compare(&mut world, method);
    }
    for (what, name, into) in [
        ("week1", Some("Week 2"), None),
        ("course", Some("Curse"), None),
        ("week1", None, Some("archive")),
        ("archive", Some("Arch"), None),
        ("course", Some("Course"), None),
    ] {
        change(&world.app, world.token("ann"), &world.names[what], name, into.map(|into| world.names[into].as_str()));
        compare(&mut world, what);
    }
    for (who, role) in [("rita", None), ("bob", Some(Role::Reader)), ("rita", Some(Role::Reader)), ("bob", None)] {
        let course = world.names["course"].parse().unwrap();
        world.app.write(move |cx| app::admin::share(cx, &course, who, role)).wait().unwrap();
        compare(&mut world, who);
    }
}
