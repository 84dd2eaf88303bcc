//! Apps that act without a person: what they reach by each scope, on both surfaces and in drives. Read the matrix as a lawyer would.

use super::browser::{app_with, ask_as_app};
use crate::world::{Answer, World, run};
use app::oauth::registration;
use expect_test::expect_file;
use std::fmt::Write as _;

const TOKEN: &str = "/common/oauth2/v2.0/token";

/// Gets a token as an app does.
fn ask(world: &World, app: &str, secret: &str, scope: &str) -> Answer {
    ask_as_app(world, TOKEN, &[("grant_type", "client_credentials"), ("client_id", app), ("client_secret", secret), ("scope", scope)])
}

/// Registers an app with scopes of its own, and returns its client id and a token.
fn app_alone(world: &World, name: &str, own_scopes: &str) -> (String, String) {
    let (app, secret) = app_with(world, name, own_scopes);
    let issued = ask(world, &app, &secret, "https://graph.microsoft.com/.default");
    assert_eq!(issued.status, 200, "{}", issued.body);
    assert!(issued.json()["refresh_token"].is_null() && issued.json()["id_token"].is_null(), "{}", issued.body);
    (app, issued.json()["access_token"].as_str().unwrap().to_owned())
}

fn as_alone(world: &World, token: &str, method: &str, path: &str, body: &str) -> Answer {
    let bearer = format!("Bearer {token}");
    run(world.ask("nobody", method, path, &[("authorization", &bearer)], body))
}

/// The scopes, each an app's.
const SCOPES: [(&str, &str); 6] = [
    ("notes-read", "Notes.Read.All"),
    ("notes-write", "Notes.ReadWrite.All"),
    ("files-read", "Files.Read.All"),
    ("sites-write", "Sites.ReadWrite.All"),
    ("directory", "Directory.Read.All"),
    ("mixed", "Notes.Read.All Files.ReadWrite.All Group.Read.All"),
];

/// What is asked for at a root of notes.
const NOTES: [(&str, &str, &str); 8] = [
    ("GET", "notebooks", ""),
    ("GET", "pages", ""),
    ("GET", "sections?filter=createdBy eq 'ann'", ""),
    ("GET", "notebooks/getRecentNotebooks(includePersonalNotebooks=true)", ""),
    ("GET", "resources/{picture}/content", ""),
    ("GET", "notebooks/1-{course}/permissions", ""),
    ("POST", "notebooks", r#"{"name":"By an app"}"#),
    ("POST", "sections/1-{week1}/pages", "<title>By an app</title>"),
];

const ROOTS: [&str; 9] = [
    "/api/v1.0/me/notes",
    "/api/v1.0/users/{ann}/notes",
    "/api/v1.0/myOrganization/groups/{team}/notes",
    "/v1.0/me/onenote",
    "/v1.0/users/{ann}/onenote",
    "/v1.0/users/{bob}/onenote",
    "/v1.0/users/{nothing}/onenote",
    "/v1.0/groups/{others}/onenote",
    "/v1.0/sites/contoso.example,{collection},{site}/onenote",
];

/// What is asked for of drives and of the directory.
const DRIVES: [(&str, &str, &str); 24] = [
    ("GET", "/v1.0/me", ""),
    ("GET", "/v1.0/me/memberOf", ""),
    ("GET", "/v1.0/me/drive", ""),
    ("GET", "/v1.0/drive/root/children", ""),
    ("GET", "/v1.0/me/drive/recent", ""),
    ("GET", "/v1.0/me/drive/sharedWithMe", ""),
    ("GET", "/v1.0/me/drive/root/search(q='a')", ""),
    ("GET", "/v1.0/drives", ""),
    ("GET", "/v1.0/users/{ann}/drive/root/children", ""),
    ("GET", "/v1.0/users/ann/drive", ""),
    ("GET", "/v1.0/users/{bob}/drive/root/search(q='Secret')", ""),
    ("GET", "/v1.0/users/{nothing}/drive", ""),
    ("GET", "/v1.0/drives/{cid.bob}/root/children", ""),
    ("GET", "/v1.0/drives/{cid.bob}/recent", ""),
    ("GET", "/v1.0/groups/{others}/drive/root/delta", ""),
    ("GET", "/v1.0/sites/contoso.example,{collection},{site}/drives", ""),
    ("GET", "/v1.0/sites?search=*", ""),
    ("GET", "/v1.0/drives/{cid.ann}/items/{course.item}/permissions", ""),
    ("PUT", "/v1.0/users/{bob}/drive/root:/by-app.txt:/content", "text"),
    ("POST", "/v1.0/drives/{cid.ann}/items/{course.item}/createLink", r#"{"type":"view","scope":"organization"}"#),
    ("GET", "/v1.0/users", ""),
    ("GET", "/v1.0/groups", ""),
    ("GET", "/v1.0/groups/{others}/members", ""),
    ("GET", "/oidc/userinfo", ""),
];

both! {
    fn an_app_alone_reaches_what_its_scopes_say_and_nothing_of_its_own(engine) {
        let world = World::on(engine);
        let tokens: Vec<_> = SCOPES.iter().map(|(name, scopes)| app_alone(&world, name, scopes).1).collect();
        let mut matrix = format!("{:<72}", "call");
        for (name, _) in SCOPES {
            let _ = write!(matrix, " {name:<20}");
        }
        let mut row = |method: &str, path: &str, body: &str| {
            matrix.truncate(matrix.trim_end().len());
            let _ = write!(matrix, "\n{:<72}", format!("{method} {path}"));
            for token in &tokens {
                let answer = as_alone(&world, token, method, &path.replace(' ', "%20"), body);
                let many = answer.body.parse::<serde_json::Value>().unwrap_or_default()["value"].as_array().map(Vec::len);
                let said = many.map_or_else(|| answer.code(), |many| format!("{many} of them"));
                let _ = write!(matrix, " {:<20}", format!("{} {said}", answer.status));
            }
        };
        for root in ROOTS {
            for (method, path, body) in NOTES {
                // One spelling for each surface.
                let body = if root.ends_with("onenote") { body.replace("name", "displayName") } else { body.to_owned() };
                row(method, &format!("{root}/{path}"), &body);
            }
        }
        for (method, path, body) in DRIVES {
            row(method, path, body);
        }
        let lines: Vec<&str> = matrix.lines().map(str::trim_end).collect();
        expect_file!["alone.txt"].assert_eq(&(lines.join("\n") + "\n"));
    }

    fn what_an_app_makes_alone_says_so_and_the_app_is_nobody(engine) {
        let world = World::on(engine);
        let (app, token) = app_alone(&world, "Importer", "Notes.ReadWrite.All Files.ReadWrite.All");
        let made = as_alone(&world, &token, "POST", "/v1.0/users/{bob}/onenote/notebooks", r#"{"displayName":"Imported"}"#);
        assert_eq!(made.status, 201, "{}", made.body);
        let notebook = made.json();
        assert_eq!(notebook["createdBy"]["application"]["displayName"], "Importer", "{}", made.body);
        assert!(notebook["createdBy"]["user"].is_null());
        // So Bob is told too, by what he did not see being made.
        let seen = run(world.ask("bob", "GET", "/v1.0/me/onenote/notebooks?$filter=displayName%20eq%20'Imported'", &[], "")).json();
        assert_eq!(seen["value"][0]["createdBy"]["application"]["displayName"], "Importer", "{seen}");
        let file = as_alone(&world, &token, "PUT", "/v1.0/users/{bob}/drive/root:/a.txt:/content", "text").json();
        assert_eq!(file["createdBy"]["application"]["displayName"], "Importer", "{file}");

        // A copy that names no place stays where the original is, and is weighed again by whoever builds it.
        let copy = format!("/v1.0/users/{{bob}}/onenote/notebooks/{}/copyNotebook", notebook["id"].as_str().unwrap());
        let copied = as_alone(&world, &token, "POST", &copy, r#"{"renameAs":"Again"}"#);
        assert_eq!(copied.status, 202, "{}", copied.body);
        world.work();
        let books = run(world.ask("bob", "GET", "/v1.0/me/onenote/notebooks", &[], "")).body;
        assert!(books.contains("\"Again\"") && books.contains("Imported"), "{books}");

        // Its account is nobody: not listed, not found, not shared with, and it opens by no password.
        let account = notebook["createdBy"]["application"]["id"].as_str().unwrap().to_owned();
        let people = run(world.ask("ann-people", "GET", "/v1.0/users", &[], ""));
        assert!(!people.body.contains("Importer") && people.body.contains("\"ann\""), "{}", people.body);
        for named in [account.as_str(), "Importer", &format!("%02{app}")] {
            assert_eq!(run(world.ask("ann-people", "GET", &format!("/v1.0/users/{named}"), &[], "")).status, 404, "{named}");
        }
        for named in [account, "Importer".to_owned(), format!("\\u0002{app}")] {
            let body = format!(r#"{{"userRole":"Reader","userId":"{named}"}}"#);
            let shared = run(world.ask("ann", "POST", "/api/v1.0/me/notes/notebooks/1-{course}/permissions", &[], &body));
            assert_eq!((shared.status, shared.code().as_str()), (400, "30109"), "{named}");
        }
        let listed = world.app.read(|cx| Ok(store::directory::users(cx.tx)?)).wait().unwrap();
        assert!(listed.iter().all(|user| user.name != "Importer"));
        for named in ["Importer".to_owned(), format!("\u{2}{app}")] {
            assert!(world.app.read(move |cx| Ok(store::sign_in::account(cx.tx, &named)?.is_none())).wait().unwrap());
        }

        // What people gave it would end with it; so does what it has alone. What it made stays, and still says who made it.
        let server = world.server_beside(|_| {});
        let forgotten = app;
        world
            .app
            .write(move |cx| {
                let found = registration::named(cx, &forgotten)?;
                registration::remove(cx, &app::admin::Admin::operator(), &found)
            })
            .wait()
            .unwrap();
        let request = http::Request::get("/v1.0/groups").header("host", crate::world::HOST).header("authorization", format!("Bearer {token}"));
        let request = request.body(http_body_util::Full::from(bytes::Bytes::new())).unwrap();
        assert_eq!(run(server.respond(request)).status(), 401);
        let seen = run(world.ask("bob", "GET", "/v1.0/me/onenote/notebooks?$filter=displayName%20eq%20'Imported'", &[], "")).json();
        assert_eq!(seen["value"][0]["createdBy"]["application"]["displayName"], "Importer", "{seen}");
    }
}

#[test]
fn only_an_app_with_a_secret_and_scopes_of_its_own_gets_them() {
    let world = World::new();
    let (app, secret) = app_with(&world, "Backup", "Notes.Read.All");
    let (plain, plain_secret) = super::browser::app(&world, true, &[]);
    let (public, _) = super::browser::app(&world, false, &[]);
    let said = |answer: Answer| answer.json()["error"].as_str().unwrap_or("tokens").to_owned();
    let default = "https://graph.microsoft.com/.default";
    for (app, secret, scope, word) in [
        (&app, secret.as_str(), ".default", "tokens"),
        (&app, &secret, "", "invalid_scope"),
        (&app, &secret, "Notes.Read.All", "invalid_scope"),
        (&app, &secret, "https://graph.microsoft.com/.default offline_access", "invalid_scope"),
        (&app, "", default, "invalid_client"),
        (&app, "lla_wrong", default, "invalid_client"),
        (&app, plain_secret.as_deref().unwrap(), default, "invalid_client"),
        (&plain, plain_secret.as_deref().unwrap(), default, "unauthorized_client"),
        (&public, "", default, "unauthorized_client"),
    ] {
        assert_eq!(said(ask(&world, app, secret, scope)), word, "{app} {scope}");
    }
    // The token ends by itself.
    let token = ask(&world, &app, &secret, default).json()["access_token"].as_str().unwrap().to_owned();
    assert_eq!(as_alone(&world, &token, "GET", "/v1.0/users/{ann}/onenote/notebooks", "").status, 200);
    world.clock.advance_seconds(60 * 60);
    assert_eq!(as_alone(&world, &token, "GET", "/v1.0/users/{ann}/onenote/notebooks", "").status, 401);
}
