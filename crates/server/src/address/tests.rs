use super::*;
use expect_test::{Expect, expect};
use proptest::prelude::*;

fn check(path: &str, expected: Expect) {
    let shown = match parse(path) {
        Ok(None) => "nothing".to_owned(),
        Err(error) => error.to_string(),
        Ok(Some(address)) => {
            let parts: Vec<String> = address.parts.iter().map(show).collect();
            format!("{:?}: {}", address.under, parts.join(" | "))
        }
    };
    expected.assert_eq(&shown);
}

fn show(part: &Part<'_>) -> String {
    let mut text = if part.is_key { format!("'{}'", part.text) } else { part.text.to_string() };
    for (name, value) in &part.arguments {
        text.push_str(&format!(" {name}={value:?}"));
    }
    text
}

const ID: &str = "11111111-2222-4333-8444-555555555555";

#[test]
fn the_locations_of_the_copy_article() {
    check("/api/v1.0/me/notes/sections/1-a/copyToNotebook", expect!["Api(Legacy, V1, Spelled(Me)): sections | 1-a | copyToNotebook"]);
    check(
        &format!("/api/v1.0/users/{ID}/notes/sections/1-a/copytosectiongroup"),
        expect!["Api(Legacy, V1, Spelled(User(UserId(11111111-2222-4333-8444-555555555555)))): sections | 1-a | copytosectiongroup"],
    );
    check(
        &format!("/api/beta/myOrganization/siteCollections/{ID}/sites/{ID}/notes/pages/p"),
        expect![
            "Api(Legacy, Beta, Spelled(Site(SiteCollectionId(11111111-2222-4333-8444-555555555555), SiteId(11111111-2222-4333-8444-555555555555)))): pages | p"
        ],
    );
    check(
        &format!("/api/v1.0/myOrganization/groups/{ID}/notes/notebooks"),
        expect!["Api(Legacy, V1, Spelled(Group(GroupId(11111111-2222-4333-8444-555555555555)))): notebooks"],
    );
    check(
        &format!("/api/v1.0/groups/{ID}/notes/notebooks"),
        expect!["Api(Legacy, V1, Spelled(ShortGroup(GroupId(11111111-2222-4333-8444-555555555555)))): notebooks"],
    );
}

#[test]
fn the_root_of_2014_has_no_location() {
    check("/api/v1.0/notebooks", expect!["Api(Legacy, V1, Spelled(None)): notebooks"]);
    check("/api/v1.0/$metadata", expect!["Api(Legacy, V1, Spelled(None)): $metadata"]);
}

#[test]
fn case_slashes_and_keys_do_not_matter() {
    check("//API/V1.0//Me/NOTES/Notebooks/1-A/", expect!["Api(Legacy, V1, Spelled(Me)): Notebooks | 1-A"]);
    check("/api/v1.0/me/notes/notebooks('1-a')/sections", expect!["Api(Legacy, V1, Spelled(Me)): notebooks | '1-a' | sections"]);
    check("/api/v1.0/me/notes/pages(1-a%211-b)", expect!["Api(Legacy, V1, Spelled(Me)): pages | '1-a!1-b'"]);
    check(
        &format!("/api/v1.0/users('{ID}')/notes/pages"),
        expect!["Api(Legacy, V1, Spelled(User(UserId(11111111-2222-4333-8444-555555555555)))): pages"],
    );
}

#[test]
fn a_call_keeps_its_arguments() {
    check(
        "/api/v1.0/myOrganization/siteCollections/FromUrl(url='https://contoso.example/sites/a')",
        expect![[r#"Api(Legacy, V1, Spelled(None)): myOrganization | siteCollections | FromUrl url="https://contoso.example/sites/a""#]],
    );
    check(
        "/api/v1.0/myOrganization/siteCollections/FromUrl(url='https%3A%2F%2Fcontoso.example%2Fo''x')",
        expect![[r#"Api(Legacy, V1, Spelled(None)): myOrganization | siteCollections | FromUrl url="https://contoso.example/o'x""#]],
    );
}

#[test]
fn what_is_no_address() {
    check("/", expect!["Host: "]);
    check("/health/live", expect!["Host: health | live"]);
    check("/api", expect!["nothing"]);
    check("/api/v2.0/notebooks", expect!["nothing"]);
    check(&format!("/api/v1.0{}", "/a".repeat(25)), expect!["nothing"]);
    check("/api/v1.0/users/ann/notes/pages", expect!["Api(Legacy, V1, Bad(User)): pages"]);
    check("/api/v1.0/groups/x/notes/pages", expect!["Api(Legacy, V1, Bad(Group)): pages"]);
    check("/api/v1.0/myOrganization/siteCollections/x/sites/y/notes/pages", expect!["Api(Legacy, V1, Bad(Site)): pages"]);
    check("/api/v1.0/me/notes/notebooks('1-a", expect!["a quoted text does not end, at position 10"]);
    check("/api/v1.0/%ff", expect!["the decoded bytes are not UTF-8, at position 0"]);
}

#[test]
fn the_locations_of_graph() {
    check("/v1.0/me/onenote/notebooks('1-a')", expect!["Api(Graph, V1, Spelled(Me)): notebooks | '1-a'"]);
    check("/Beta//Users/Me/OneNote/pages/", expect!["Api(Graph, Beta, Spelled(Me)): pages"]);
    check("/v1.0/users/ann%40contoso.example/onenote/sections", expect![[r#"Api(Graph, V1, Named("ann@contoso.example")): sections"#]]);
    check("/v1.0/users('ann')/onenote/sections", expect![[r#"Api(Graph, V1, Named("ann")): sections"#]]);
    check(
        &format!("/v1.0/users/{ID}/onenote/pages/p/microsoft.graph.preview()"),
        expect!["Api(Graph, V1, Spelled(User(UserId(11111111-2222-4333-8444-555555555555)))): pages | p | microsoft.graph.preview"],
    );
    check(
        &format!("/v1.0/groups/{ID}/onenote/notebooks"),
        expect!["Api(Graph, V1, Spelled(Group(GroupId(11111111-2222-4333-8444-555555555555)))): notebooks"],
    );
    check(
        &format!("/v1.0/sites/contoso.example,{ID},{ID}/onenote/notebooks"),
        expect![[
            r#"Api(Graph, V1, Spelled(HostedSite("contoso.example", SiteCollectionId(11111111-2222-4333-8444-555555555555), SiteId(11111111-2222-4333-8444-555555555555)))): notebooks"#
        ]],
    );
    check("/v1.0/$metadata", expect!["Api(Graph, V1, Spelled(None)): $metadata"]);
}

#[test]
fn the_words_of_one_surface_mean_nothing_on_the_other() {
    check("/v1.0/me/notes/notebooks", expect!["Api(Graph, V1, Spelled(None)): me | notes | notebooks"]);
    check("/api/v1.0/me/onenote/notebooks", expect!["Api(Legacy, V1, Spelled(None)): me | onenote | notebooks"]);
    check("/v1.0/sites/contoso.example/onenote/pages", expect!["Api(Graph, V1, Bad(Site)): pages"]);
    check(&format!("/v1.0/sites/a b,{ID},{ID}/onenote/pages"), expect!["Api(Graph, V1, Bad(Site)): pages"]);
    check(&format!("/v1.0/users/{}/onenote/pages", "a".repeat(513)), expect!["Api(Graph, V1, Bad(User)): pages"]);
}

proptest! {
    #[test]
    fn nothing_panics(path in ".*") {
        let _ = parse(&path);
        let _ = parse(&format!("/api/v1.0/{path}"));
        let _ = parse(&format!("/v1.0/{path}"));
    }

    #[test]
    fn pieces_of_addresses_do_not_panic(pieces in proptest::collection::vec(
        prop_oneof!["/", "api", "v1\\.0", "me", "notes", "users", "\\('", "'\\)", "%2", "%ff", "é", "FromUrl\\(url=", "\\\\!", "[0-9a-f-]{1,36}"], 0..20,
    )) {
        let _ = parse(&pieces.concat());
    }
}
