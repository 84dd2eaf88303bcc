//! What holds for every row of the table.

use super::browser::Browser;
use crate::world::{Answer, World, run};

/// Asks every row without anything that it needs, and in the name of another organization.
#[test]
fn every_row_is_there_and_keeps_nothing() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let rows: Vec<_> = server::routes().filter(|row| row.on == server::On::Identity).collect();
    assert!(rows.len() > 20);
    for row in rows {
        let here = row.address.replace("{tenant}", "common").replace("{issuer}", "Corp");
        let answer = run(world.ask("nobody", row.method, &here, &[], ""));
        let what = format!("{} {here}: {answer:?}", row.method);
        assert_eq!(answer.route, row.name, "{what}");
        assert!(answer.status < 500, "{what}");
        let is_page = answer.header("content-type").starts_with("text/html");
        if is_page || answer.status >= 400 && row.name.starts_with("oauth.") && !row.name.contains("user_info") {
            assert_eq!(answer.header("cache-control"), "no-store", "{what}");
        }
        if is_page {
            let policy = answer.header("content-security-policy");
            assert!(policy.starts_with("default-src 'none'; style-src 'sha256-") && policy.contains("frame-ancestors 'none'"), "{what}");
        }
        if row.address.contains("{tenant}") {
            let elsewhere = row.address.replace("{tenant}", "1b4e28ba-2fa1-11d2-883f-0016d3cca427");
            let answer = run(world.ask("nobody", row.method, &elsewhere, &[], ""));
            assert_eq!(answer.status, 400, "{answer:?}");
            assert!(answer.body.contains("organization"), "{answer:?}");
        }
        if !row.name.starts_with("oauth.") || is_page {
            guarded(row.name, &answer);
            guarded(row.name, &run(world.ask("nobody", row.method, &here, &[("cookie", &ann.cookie())], "")));
        }
        let other = if row.method == "GET" { "DELETE" } else { "PATCH" };
        assert_eq!(run(world.ask("nobody", other, &here, &[], "")).status, 405, "{what}");
    }
}

/// Holds what a person is shown against what a page of 2026 has.
fn guarded(name: &str, answer: &Answer) {
    let what = format!("{name}: {answer:?}");
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'") && policy.contains("base-uri 'none'") && policy.contains("form-action "), "{what}");
    assert!(!policy.contains("object-src") && !policy.contains('*') && !policy.contains("'unsafe-eval'"), "{what}");
    // What runs, if anything does, was built into the program.
    let scripts = policy.split("script-src ").nth(1).map(|rest| rest.split(';').next().unwrap());
    assert!(
        scripts.is_none_or(|from| name.starts_with("web.") && from.starts_with("https://notes.example/assets/") && !from.contains(' ')),
        "{what}"
    );
    // The sheet of a page stands in a frame of ours.
    let ancestors = if name == "web.content" && policy.contains("sandbox") { "'self'" } else { "'none'" };
    assert!(policy.contains(&format!("frame-ancestors {ancestors}")), "{what}");
    assert!(["same-origin", "no-referrer"].contains(&answer.header("referrer-policy")), "{what}");
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "{what}");
    assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{what}");
    assert!(answer.header("permissions-policy").contains("camera=(), "), "{what}");
    // The icon is the same for everybody, and browsers ask for it again and again.
    let kept = if name == "web.icon" { "public, max-age=" } else { "no-store" };
    assert!(answer.header("cache-control").contains(kept), "{what}");
    assert_eq!(answer.header("access-control-allow-credentials"), "", "{what}");
    let is_opened_by_apps = ["oauth.", "sign_in.", "sign_out."].iter().any(|part| name.starts_with(part));
    let opener = if is_opened_by_apps || policy.contains("sandbox") { "" } else { "same-origin" };
    assert_eq!(answer.header("cross-origin-opener-policy"), opener, "{what}");
    let cookie = answer.header("set-cookie");
    let is_whole = ["; Path=/;", "; HttpOnly;", "; SameSite=", "; Secure"].iter().all(|part| cookie.contains(part));
    assert!(cookie.is_empty() || is_whole && cookie.starts_with("__Host-looseleaf") && !cookie.contains("Domain"), "{what}");
}
