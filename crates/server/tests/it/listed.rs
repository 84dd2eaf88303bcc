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

/// Asks for lists of one section, and of all, in many ways; returns the path, the status and the body of each.
fn ask(world: &World) -> Vec<(String, u16, String)> {
    let queries = ["", "?$top=2", "?$select=title", "?$expand=parentNotebook", "?$count=true&pagelevel=true", "?$orderby=title"];
    let of_all = ["", "?$top=2&$skip=1", "?$select=title,parentSection", "?$expand=parentNotebook", "?$count=true", "?search=plan"];
    let filters = [
        "contains(title,'n')&$orderby=lastModifiedTime desc&$top=2",
        "parentSection/name eq 'Week 1'&$orderby=lastModifiedTime desc,title",
        "parentNotebook/name eq 'Course'",
        "order eq 0&$orderby=lastModifiedTime desc",
    ];
    let (own, of_ann, graph) = ("/api/v1.0/me/notes", "/api/beta/users/{ann}/notes", "/v1.0/me/onenote");
    let mut answers = Vec::new();
    for (who, roots) in
        [("ann", &[own, of_ann, graph][..]), ("rita", &[own, of_ann]), ("bob", &[own, of_ann, graph]), ("ann-by-app", &[own])]
    {
        for root in roots {
            let mut paths: Vec<String> = queries.iter().map(|query| format!("{root}/sections/1-{{week1}}/pages{query}")).collect();
            paths.extend(of_all.iter().map(|query| format!("{root}/pages{query}")));
            paths.extend(filters.iter().map(|filter| format!("{root}/pages?$filter={}", filter.replace(' ', "%20"))));
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
        ("POST", "/api/v1.0/me/notes/sections/1-{old}/pages", "<title>New</title>"),
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
        ("old", Some("Older"), None),
        ("course", Some("Course"), None),
    ] {
        change(&world.app, world.token("ann"), &world.names[what], name, into.map(|into| world.names[into].as_str()));
        compare(&mut world, what);
    }
    for (who, role) in [("rita", None), ("bob", Some(Role::Reader)), ("rita", Some(Role::Reader)), ("bob", None)] {
        let course = world.names["course"].parse().unwrap();
        world.app.write(move |cx| app::admin::share(cx, &app::admin::Admin::operator(), &course, who, role)).wait().unwrap();
        compare(&mut world, who);
    }
}

#[test]
fn a_list_of_all_sections_is_given_again_until_a_page_changes() {
    let world = World::new();
    let windows = || world.app.store().statements_seen().get("query.newest").copied().unwrap_or(0);
    for query in ["", "?$top=1", "?$filter=contains(title,'a')&$orderby=lastModifiedTime%20desc"] {
        let ask = || run(world.ask("ann", "GET", &format!("/api/v1.0/me/notes/pages{query}"), &[], ""));
        let (before, first) = (windows(), ask());
        let (after, second) = (windows(), ask());
        assert!(after > before && windows() == after, "{query}");
        assert_eq!((second.status, &second.body), (200, &first.body), "{query}");
        run(world.ask("ann", "POST", "/api/v1.0/me/notes/sections/1-{old}/pages", &[], "<title>A later one</title>"));
        assert!(ask().body.contains("A later one") && windows() > after, "{query}");
    }
}
