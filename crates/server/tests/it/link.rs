//! Links between pages: taken in under any address of this server, given out under the reader's, and into the copy.

use crate::world::{World, run};

const SECTION: &str = "/api/v1.0/me/notes/sections/1-{week1}/pages";

/// Creates a page with a link and returns its id.
fn linked(world: &World, href: &str) -> String {
    let body = format!("<title>Linked</title><p>See <a href=\"{href}\">there</a></p>");
    let answer = run(world.ask("ann", "POST", SECTION, &[], &body));
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.json()["id"].as_str().unwrap().to_owned()
}

/// Returns the address of the first link of a page.
fn href(world: &World, who: &str, path: &str) -> String {
    let answer = run(world.ask(who, "GET", path, &[], ""));
    assert_eq!(answer.status, 200, "{}", answer.body);
    let (_, rest) = answer.body.split_once("<a href=\"").expect("a link");
    rest.split('"').next().unwrap().to_owned()
}

#[test]
fn every_address_of_a_page_is_one_page() {
    let world = World::new();
    let here = world.expand("https://notes.example/api/v1.0/me/notes/pages/{plan}/content");
    for given in [
        "https://notes.example/api/v1.0/me/notes/pages/{plan}",
        "https://notes.example/api/v1.0/me/notes/pages/{plan}/content",
        "HTTPS://Notes.Example/api/beta/users/{ann}/notes/Pages('{plan}')",
        "https://notes.example/api/v1.0/pages/{plan}/content?includeIDs=true",
    ] {
        let id = linked(&world, given);
        assert_eq!(href(&world, "ann", &format!("/api/v1.0/me/notes/pages/{id}/content")), here, "{given}");
        // Under the root that the reader chose.
        assert_eq!(
            href(&world, "rita", &format!("/api/beta/users/{{ann}}/notes/pages/{id}/content")),
            world.expand("https://notes.example/api/beta/users/{ann}/notes/pages/{plan}/content"),
            "{given}"
        );
    }
}

#[test]
fn other_addresses_stay_what_they_are() {
    let world = World::new();
    for given in [
        "https://other.example/api/v1.0/me/notes/pages/{plan}",
        "https://notes.example/api/v1.0/me/notes/sections/1-{week1}",
        "https://notes.example/api/v1.0/me/notes/pages/{diary}",
        "https://notes.example/api/v1.0/me/notes/pages/1-00000000000000000000000000000000!1-{nothing}",
    ] {
        let id = linked(&world, given);
        assert_eq!(href(&world, "ann", &format!("/api/v1.0/me/notes/pages/{id}/content")), world.expand(given), "{given}");
    }
}

#[test]
fn only_so_many_pages_are_looked_up() {
    let world = World::new();
    let (given, again) = ("http://notes.example/api/beta/me/notes/pages/{plan}", "HTTP://notes.example/api/beta/me/notes/pages/{plan}");
    // One page counts once, however often it is linked to.
    let many = |ids: std::ops::Range<u32>| {
        let link = |id: u32| format!("<p><a href='http://notes.example/api/v1.0/me/notes/pages/1-{id:032x}!1-{{nothing}}'>x</a>");
        world.expand(&ids.map(link).collect::<String>())
    };
    let create = |html: &str| {
        let answer = run(world.ask("ann", "POST", SECTION, &[], html));
        assert_eq!(answer.status, 201, "{}", answer.body);
        let path = format!("/api/v1.0/me/notes/pages/{}/content", answer.json()["id"].as_str().unwrap());
        run(world.ask("ann", "GET", &path, &[], "")).body
    };
    let known = create(&format!("<a href='{given}'>a</a>{}<a href='{again}'>b</a>", many(0..4_100)));
    assert!(!known.contains("/api/beta/"), "both are known");
    let unknown = create(&format!("{}<a href='{given}'>a</a>", many(0..4_100)));
    assert!(unknown.contains(&world.expand(given)), "too late to be looked up");
}

#[test]
fn a_link_leads_into_the_copy_that_it_came_with() {
    let world = World::new();
    let id = linked(&world, "https://notes.example/api/v1.0/me/notes/pages/{plan}");
    let copied = run(world.ask("ann", "POST", "/api/v1.0/me/notes/notebooks/1-{course}/copyNotebook", &[], r#"{"groupId":"{team}"}"#));
    assert_eq!(copied.status, 202, "{}", copied.body);
    let operation = copied.json()["id"].as_str().unwrap().to_owned();
    let done = run(world.ask("ann", "GET", &format!("/api/v1.0/me/notes/operations/{operation}"), &[], "")).json();
    let copy = done["resourceLocation"].as_str().unwrap().strip_prefix("https://notes.example").unwrap().to_owned();
    let sections = run(world.ask("ann", "GET", &format!("{copy}/sections"), &[], "")).json();
    let section = sections["value"][0]["id"].as_str().unwrap().strip_prefix("1-").unwrap().to_owned();
    let key = id.split('!').next().unwrap();
    let root = "/api/v1.0/myOrganization/groups/{team}/notes";
    let link = href(&world, "carl", &format!("{root}/pages/{key}!1-{section}/content"));
    assert_eq!(link, world.expand(&format!("https://notes.example{root}/pages/1-{{plan.key}}!1-{section}/content")));
    assert_eq!(run(world.ask("carl", "GET", link.strip_prefix("https://notes.example").unwrap(), &[], "")).status, 200);
}

#[test]
fn a_link_to_another_place_names_that_place() {
    let world = World::new();
    let id = linked(&world, "https://notes.example/api/v1.0/myOrganization/groups/{team}/notes/pages/{agenda}");
    let link = href(&world, "ann", &format!("/api/v1.0/me/notes/pages/{id}/content"));
    assert_eq!(link, world.expand("https://notes.example/api/v1.0/myOrganization/groups/{team}/notes/pages/{agenda}/content"));
    // A reader who is no member there learns nothing: the address is one under their own root.
    let link = href(&world, "rita", &format!("/api/v1.0/me/notes/pages/{id}/content"));
    assert_eq!(link, world.expand("https://notes.example/api/v1.0/me/notes/pages/{agenda}/content"));
}

#[test]
fn large_pages_are_kept_and_rendered_too() {
    let world = World::new();
    let html = format!(
        "<title>Large</title><p><a href=\"https://notes.example/api/v1.0/pages/{{plan}}\">x</a>{}</p>",
        "<b>large</b> ".repeat(20_000)
    );
    let answer = run(world.ask("ann", "POST", SECTION, &[], &html));
    assert_eq!(answer.status, 201, "{}", answer.body);
    let id = answer.json()["id"].as_str().unwrap().to_owned();
    for _ in 0..2 {
        let answer = run(world.ask("ann", "GET", &format!("/api/v1.0/me/notes/pages/{id}/content"), &[], ""));
        assert_eq!(answer.status, 200);
        assert_eq!(answer.body.matches(">large</span>").count(), 20_000);
        assert!(answer.body.contains(&world.expand("/api/v1.0/me/notes/pages/{plan}/content")));
    }
}
