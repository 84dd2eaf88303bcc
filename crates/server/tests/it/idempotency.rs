//! `Idempotency-Key`: the same request has one effect, however often it comes.

use crate::copied::FRONTS;
use crate::world::{Answer, World, run};

const KEY: (&str, &str) = ("idempotency-key", "5c5c2f6e-1");

fn post(world: &World, who: &str, path: &str, body: &str) -> Answer {
    run(world.ask(who, "POST", path, &[KEY], body))
}

fn id(answer: &Answer) -> String {
    answer.json()["id"].as_str().unwrap_or_else(|| panic!("{answer:?}")).to_owned()
}

#[test]
fn every_kind_of_post_has_one_effect() {
    for (path, body, other, status) in [
        ("/api/v1.0/notebooks", r#"{"name":"Once"}"#, r#"{"name":"Twice"}"#, 201),
        ("/api/v1.0/me/notes/notebooks/1-{course}/sections", r#"{"name":"Once"}"#, r#"{"name":"Twice"}"#, 201),
        ("/api/v1.0/me/notes/notebooks/1-{course}/sectionGroups", r#"{"name":"Once"}"#, r#"{"name":"Twice"}"#, 201),
        ("/api/v1.0/me/notes/sections/1-{week1}/pages", "<title>Once</title><p style=position:absolute>", "<title>Twice</title>", 201),
        ("/api/v1.0/me/notes/pages", "<title>Once</title>", "<title>Twice</title>", 201),
        ("/api/v1.0/me/notes/notebooks/1-{course}/copyNotebook", r#"{"groupId":"{team}"}"#, r#"{"groupId":"{others}"}"#, 202),
        ("/api/v1.0/me/notes/sections/1-{week1}/copyToSectionGroup", r#"{"id":"1-{archive}"}"#, r#"{"id":"1-{inbox}"}"#, 202),
        ("/api/v1.0/me/notes/pages/{plan}/copyToSection", r#"{"id":"1-{old}"}"#, r#"{"id":"1-{week1}"}"#, 202),
    ] {
        let world = World::new();
        let first = post(&world, "ann", path, body);
        assert_eq!(first.status, status, "{path}: {}", first.body);
        let again = post(&world, "ann", path, body);
        assert_eq!((again.status, &again.body), (first.status, &first.body), "{path}");
        assert_eq!(again.header("location"), first.header("location"));
        assert_eq!(again.header("operation-location"), first.header("operation-location"));
        let other = post(&world, "ann", path, other);
        assert_eq!((other.status, other.code().as_str()), (422, "10017"), "{path}: {}", other.body);
    }
}

#[test]
fn one_request_in_two_spellings_is_one_request() {
    let world = World::new();
    let body = r#"{"id":"1-{archive}"}"#;
    let first = post(&world, "ann", "/api/v1.0/me/notes/sections/1-{week1}/copyToSectionGroup", body);
    let again = post(&world, "ann", "/API/beta//me/notes/Sections('1-{week1}')/copytosectiongroup/", body);
    assert_eq!(again.status, 202, "{}", again.body);
    assert_eq!(id(&first), id(&again));
    let other = post(&world, "ann", "/api/v1.0/me/notes/sections/1-{old}/copyToSectionGroup", body);
    assert_eq!((other.status, other.code().as_str()), (422, "10017"));
}

#[test]
fn keys_are_everybodys_own() {
    let world = World::new();
    let mine = post(&world, "ann", "/api/v1.0/notebooks", r#"{"name":"Once"}"#);
    let his = post(&world, "bob", "/api/v1.0/notebooks", r#"{"name":"Once"}"#);
    assert_eq!((mine.status, his.status), (201, 201));
    assert_ne!(id(&mine), id(&his));
}

#[test]
fn a_refused_request_frees_its_key() {
    let world = World::new();
    assert_eq!(post(&world, "ann", "/api/v1.0/notebooks", r#"{"name":"Course"}"#).status, 409);
    assert_eq!(post(&world, "ann", "/api/v1.0/notebooks", r#"{"name":"Other"}"#).status, 201);
}

#[test]
fn a_repetition_says_when_its_outcome_is_gone() {
    let world = World::new();
    let first = post(&world, "ann", "/api/v1.0/me/notes/notebooks", r#"{"name":"Once"}"#);
    let path = format!("/api/v1.0/me/notes/notebooks/{}", id(&first));
    assert_eq!(run(world.ask("ann", "DELETE", &path, &[], "")).status, 204);
    let again = post(&world, "ann", "/api/v1.0/me/notes/notebooks", r#"{"name":"Once"}"#);
    assert_eq!((again.status, again.code().as_str()), (404, "20113"));
}

#[test]
fn a_copy_has_one_effect_whichever_front_is_asked() {
    for front in FRONTS {
        let world = World::with(|settings| settings.copies_at_once = false, |_| {});
        let first = front.copy(&world, "Once", &[KEY]);
        let seen = front.operation(&world, &first);
        world.work();
        // A repetition shows things as they are now.
        let again = front.operation(&world, &front.copy(&world, "Once", &[KEY]));
        assert_eq!((&again["id"], again["status"] == seen["status"]), (&seen["id"], false), "{}", front.path);
        let other = front.copy(&world, "Twice", &[KEY]);
        assert_eq!(other.status, 422, "{}: {}", front.path, other.body);
        // Also after its source is deleted.
        assert_eq!(run(world.ask("ann", "DELETE", "/api/v1.0/me/notes/notebooks/1-{course}", &[], "")).status, 204);
        let again = front.operation(&world, &front.copy(&world, "Once", &[KEY]));
        assert_eq!(again["id"], seen["id"], "{}", front.path);
        let notebooks = run(world.ask("ann", "GET", "/api/v1.0/me/notes/notebooks?$select=name", &[], "")).json();
        assert_eq!(notebooks["value"].as_array().unwrap().len(), 1, "{}: {notebooks}", front.path);
    }
}

#[test]
fn keys_have_bounds() {
    let world = World::new();
    let with = |key: &str| run(world.ask("ann", "POST", "/api/v1.0/notebooks", &[("idempotency-key", key)], r#"{"name":"Once"}"#));
    for key in ["", &"k".repeat(256)] {
        let answer = with(key);
        assert_eq!((answer.status, answer.code().as_str()), (400, "10017"), "{key}");
    }
    assert_eq!(with(&"k".repeat(255)).status, 201);
}
