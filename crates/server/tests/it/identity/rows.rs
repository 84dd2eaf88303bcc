//! What holds for every row of the table.

use crate::world::{World, run};

/// Asks every row without anything that it needs, and in the name of another organization.
#[test]
fn every_row_is_there_and_keeps_nothing() {
    let world = World::new();
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
        let other = if row.method == "GET" { "DELETE" } else { "PATCH" };
        assert_eq!(run(world.ask("nobody", other, &here, &[], "")).status, 405, "{what}");
    }
}
