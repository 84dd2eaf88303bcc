//! Following a list to its end while others change it.

use crate::world::{HOST, World, run};
use std::collections::BTreeSet;

/// Follows a list and returns the ids in it; between any two pieces, `meanwhile` happens.
fn follow(world: &World, first: &str, mut meanwhile: impl FnMut(usize)) -> Vec<String> {
    let (mut ids, mut path) = (Vec::new(), first.to_owned());
    for piece in 0..1_000 {
        let answer = run(world.ask("ann", "GET", &path, &[], ""));
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        let json = answer.json();
        ids.extend(json["value"].as_array().unwrap().iter().map(|entry| entry["id"].as_str().unwrap().to_owned()));
        match json["@odata.nextLink"].as_str() {
            Some(next) => path = next.strip_prefix(&format!("https://{HOST}")).unwrap().to_owned(),
            None => return ids,
        }
        meanwhile(piece);
    }
    panic!("the list does not end")
}

fn all_different(ids: &[String]) {
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
}

#[test]
fn a_list_of_notebooks_neither_repeats_nor_skips_while_others_come() {
    let world = World::new();
    let create = |name: String| {
        let answer = run(world.ask("ann", "POST", "/api/v1.0/me/notes/notebooks", &[], &format!(r#"{{"name":"{name}"}}"#)));
        assert_eq!(answer.status, 201);
        answer.json()["id"].as_str().unwrap().to_owned()
    };
    let before: Vec<String> = (0..10).map(|i| create(format!("n{i} é"))).collect();
    let ids = follow(&world, "/api/v1.0/me/notes/notebooks?$top=2", |piece| drop(create(format!("a{piece}"))));
    all_different(&ids);
    assert!(before.iter().all(|id| ids.contains(id)));
}

#[test]
fn a_list_of_pages_neither_repeats_nor_skips_while_others_come() {
    let world = World::new();
    let create = |i: usize| {
        let answer = run(world.ask("ann", "POST", "/api/v1.0/me/notes/sections/1-{old}/pages", &[], &format!("<title>{i}</title>")));
        assert_eq!(answer.status, 201);
        answer.json()["id"].as_str().unwrap().to_owned()
    };
    let before: Vec<String> = (0..45).map(create).collect();
    for list in ["/api/v1.0/me/notes/pages", "/api/v1.0/me/notes/sections/1-{old}/pages"] {
        for top in ["", "?$top=7", "?top=44", "?$top=100"] {
            let ids = follow(&world, &format!("{list}{top}"), |piece| drop(create(100 + piece)));
            all_different(&ids);
            assert!(before.iter().all(|id| ids.contains(id)), "{list}{top}");
        }
    }
}

#[test]
fn twenty_pages_unless_asked_otherwise() {
    let world = World::new();
    for i in 0..30 {
        run(world.ask("ann", "POST", "/api/v1.0/me/notes/sections/1-{old}/pages", &[], &format!("<title>{i}</title>")));
    }
    let count = |query: &str| {
        let json = run(world.ask("ann", "GET", &format!("/api/v1.0/me/notes/sections/1-{{old}}/pages{query}"), &[], "")).json();
        (json["value"].as_array().unwrap().len(), json["@odata.nextLink"].is_string())
    };
    assert_eq!(count(""), (20, true));
    assert_eq!(count("?$top=30"), (30, false));
    assert_eq!(count("?$top=29"), (29, true));
    assert_eq!(count("?$skip=25"), (5, false));
    assert_eq!(count("?$skip=5&$top=10"), (10, true));
    assert_eq!(count("?$skip=30"), (0, false));
}

#[test]
fn a_forged_token_is_refused() {
    let world = World::new();
    let json = run(world.ask("ann", "GET", "/api/v1.0/me/notes/pages?$top=1", &[], "")).json();
    let next = json["@odata.nextLink"].as_str().unwrap();
    let (path, token) = next.strip_prefix("https://notes.example").unwrap().split_once("skiptoken=").unwrap();
    for at in 0..token.len() {
        let mut forged = token.to_owned();
        forged.replace_range(at..=at, if token.as_bytes()[at] == b'0' { "1" } else { "0" });
        for forged in [forged.as_str(), &token[..at]] {
            let answer = run(world.ask("ann", "GET", &format!("{path}skiptoken={forged}"), &[], ""));
            assert_eq!((answer.status, answer.code().as_str()), (400, "20143"), "{forged}");
        }
    }
}

#[test]
fn an_ordered_list_neither_repeats_nor_skips_while_others_come() {
    let world = World::new();
    let create = |title: &str| {
        let answer = run(world.ask("ann", "POST", "/api/v1.0/me/notes/sections/1-{old}/pages", &[], &format!("<title>{title}</title>")));
        assert_eq!(answer.status, 201);
        answer.json()["id"].as_str().unwrap().to_owned()
    };
    let before: Vec<String> = (0..12).map(|i| create(&format!("{} é", i % 5))).collect();
    let queries = ["$orderby=title", "$orderby=title%20desc,createdTime", "$orderby=lastModifiedTime", "$filter=contains(title,'é')"];
    for list in ["/api/v1.0/me/notes/pages", "/v1.0/me/onenote/sections/1-{old}/pages"] {
        for query in queries {
            // On both sides of wherever the reader is, for as long as the list shall have an end.
            let meanwhile = |piece| {
                if piece < 4 {
                    create(&format!("!{piece} é"));
                    create(&format!("z{piece} é"));
                }
            };
            let ids = follow(&world, &format!("{list}?{query}&$top=3&$count=true"), meanwhile);
            all_different(&ids);
            assert!(before.iter().all(|id| ids.contains(id)), "{list}?{query}");
        }
    }
}
