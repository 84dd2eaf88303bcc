//! Secrets of every kind, used well and badly against the started binary that says all it can: none of them is in the log, in what
//! its verbs print, in a refusal, or in what it keeps.

use crate::loud::{Loud, between, cookie, decoded, form, secret_of, totp};
use crate::sign_in::PASSWORD;
use crate::support::Place;
use app::seal::{Key, Seal};
use app::{App, Settings};
use std::path::Path;
use store::Store;
use testkit::ambient::{ManualClock, SeededIds};

const BACK: &str = "https://app.example/signed-in";
const WRONG: &str = "wrong-canary-of-a-secret";

/// Returns all files below a folder that hold some bytes, as they are on the disk.
fn holding(folder: &Path, bytes: &[u8]) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let found = entries.flat_map(|path| {
        if path.is_dir() {
            return holding(&path, bytes);
        }
        let file = std::fs::read(&path).unwrap_or_default();
        let is_there = file.windows(bytes.len()).any(|window| window == bytes);
        if is_there { vec![path.display().to_string()] } else { Vec::new() }
    });
    found.collect()
}

#[test]
fn a_server_that_says_all_it_can_says_no_secret() {
    let place = Place::new();
    std::fs::write(place.path("ann.txt"), PASSWORD).unwrap();
    place.ok("user add ann --password-file ann.txt");
    let files = place.ok("token issue --user ann --app tests --scope Files.ReadWrite.All").trim().to_owned();
    let app = place.json(&format!("app add Intranet --confidential --redirect {BACK} --json"));
    let (app, secret) = (app["id"].as_str().unwrap(), app["secret"].as_str().unwrap());
    let public = place.json("app add Clipper --redirect http://localhost --json");
    let server = Loud::start(&place);
    let mut kept = vec![("a password", PASSWORD.to_owned()), ("a token", files.clone()), ("an app's secret", secret.to_owned())];
    let mut refused = Vec::new();

    // Somebody signs in, and lets an app in.
    refused.push(server.form("/sign-in", "", &[("name", "ann"), ("password", WRONG)]));
    let signed_in = server.form("/sign-in", "", &[("name", "ann"), ("password", PASSWORD), ("to", "/account")]);
    let cookie = signed_in.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    kept.push(("a cookie", cookie.split_once('=').unwrap().1.to_owned()));
    let scope = "openid offline_access Notes.Read";
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    let asked = form(&[
        ("client_id", app),
        ("response_type", "code"),
        ("redirect_uri", BACK),
        ("scope", scope),
        ("code_challenge", challenge),
        ("code_challenge_method", "S256"),
    ]);
    let authorize = format!("/common/oauth2/v2.0/authorize?{asked}");
    let page = server.send("GET", &authorize, &[("Cookie", &cookie)], "");
    let let_in = server.form(&authorize, &cookie, &[("token", between(&page.body, "name=\"token\" value=\"", "\"")), ("answer", "yes")]);
    let code = between(let_in.header("location").unwrap_or_else(|| panic!("{let_in:?}")), "code=", "&").to_owned();
    let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let redeem = [
        ("grant_type", "authorization_code"),
        ("client_id", app),
        ("client_secret", secret),
        ("code", &code),
        ("redirect_uri", BACK),
        ("code_verifier", verifier),
    ];
    let token = "/common/oauth2/v2.0/token";
    let tokens = server.form(token, "", &redeem);
    let refresh = tokens.text("refresh_token");
    kept.extend([("a code", code.clone()), ("an access token", tokens.text("access_token")), ("a refresh token", refresh.clone())]);
    refused.push(server.send("GET", "/oidc/userinfo", &[("Authorization", &format!("Bearer {WRONG}"))], ""));
    refused.push(server.form(
        token,
        "",
        &[("grant_type", "refresh_token"), ("client_id", app), ("client_secret", WRONG), ("refresh_token", &refresh)],
    ));
    refused.push(server.form(token, "", &redeem));
    let device =
        server.form("/common/oauth2/v2.0/devicecode", "", &[("client_id", public["id"].as_str().unwrap()), ("scope", "Notes.Read")]);
    kept.push(("a device's code", device.text("device_code")));

    // Addresses that are secrets.
    let bearer = format!("Bearer {files}");
    let json = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    let file = server.send("PUT", "/v1.0/me/drive/root:/a.txt:/content", &json[..1], "hello");
    let id = file.text("id");
    let session = server.send("POST", "/v1.0/me/drive/root:/b.bin:/createUploadSession", &json, "{}");
    let upload = session.text("uploadUrl");
    server.send("PUT", &upload, &[("Content-Range", "bytes 0-4/10")], "hello");
    refused.push(server.send("PUT", &upload, &[("Content-Range", "bytes 9-9/10")], "x"));
    let download = server.send("GET", &format!("/v1.0/me/drive/items/{id}/content"), &json[..1], "").header("location").unwrap().to_owned();
    assert_eq!(server.send("GET", &download, &[], "").status, 200);
    let copied = server.send("POST", &format!("/v1.0/me/drive/items/{id}/copy"), &json, r#"{"name":"c.txt"}"#);
    let monitor = copied.header("location").unwrap_or_else(|| panic!("{copied:?}")).to_owned();
    server.send("GET", &monitor, &[], "");
    let link = server.send(
        "POST",
        &format!("/v1.0/me/drive/items/{id}/createLink"),
        &json,
        r#"{"type":"view","scope":"anonymous","password":"link-canary-password"}"#,
    );
    let link = link.json()["link"]["webUrl"].as_str().unwrap_or_else(|| panic!("{link:?}")).to_owned();
    refused.push(server.send("GET", &link, &[], ""));
    kept.push(("a link's password", "link-canary-password".to_owned()));
    let last = |url: &str| url.split(['/', '?', '=', '&']).filter(|part| part.len() >= 20).max_by_key(|part| part.len()).map(str::to_owned);
    let addresses = [("an upload's address", &upload), ("a download's", &download), ("a monitor's", &monitor), ("a link", &link)];
    let addresses: Vec<_> =
        addresses.into_iter().map(|(what, url)| (what, last(url).unwrap_or_else(|| panic!("no secret in {url}")))).collect();

    // What it says, and what it keeps. Who did what is written down within a second.
    std::thread::sleep(std::time::Duration::from_secs(2));
    let printed = [
        place.ok("audit --json --limit 10000"),
        place.ok("user list --json"),
        place.ok("app list --json"),
        place.ok("token list --user ann --json"),
    ];
    drop(server);
    let printed = printed.into_iter().chain([place.run("doctor").out]).collect::<String>();
    let log = std::fs::read_to_string(place.path("log")).unwrap();
    assert!(log.contains("sign_in.try") && log.contains("TRACE") && printed.contains("sign_in.try"), "{log}");
    kept.push(("what is wrong", WRONG.to_owned()));
    for (what, canary) in kept.iter().chain(&addresses) {
        assert!(!log.contains(canary.as_str()), "{what} in the log: {:?}", log.lines().find(|line| line.contains(canary.as_str())));
        assert!(!printed.contains(canary.as_str()), "{what} is printed again: {printed}");
        let said = refused.iter().find(|reply| reply.head.contains(canary.as_str()) || reply.body.contains(canary.as_str()));
        assert!(said.is_none(), "{what} in a refusal: {said:?}");
    }
    // Whoever reads a backup can use none of them, but what the server signs and does not keep.
    for (what, canary) in &kept {
        assert_eq!(holding(&place.data(), canary.as_bytes()), Vec::<String>::new(), "{what}");
    }
}

/// Returns all rows of a PostgreSQL database as text, bytes as hexadecimal digits: what a dump of it would hold.
fn dumped(url: &str) -> String {
    let mut client = postgres::Client::connect(url, postgres::NoTls).unwrap();
    let tables = "SELECT quote_ident(table_name) FROM information_schema.tables WHERE table_schema = 'public'";
    let tables: Vec<String> = client.query(tables, &[]).unwrap().iter().map(|row| row.get(0)).collect();
    assert!(tables.len() > 20, "{tables:?}");
    let rows = |table: &String| client.query(&format!("SELECT t::text FROM {table} t"), &[]).unwrap();
    tables.iter().flat_map(rows).map(|row| row.get::<_, String>(0) + "\n").collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Returns the private keys of ID tokens that a place's server has, as PKCS #8.
fn signing_keys(place: &Place, database: Option<&str>) -> Vec<Vec<u8>> {
    let file = std::fs::read_to_string(place.data().join("secret.key")).unwrap();
    let mut key = [0; 32];
    model::read_hex(between(&file, "looseleaf-key-1 ", "\n"), &mut key).unwrap();
    let store = match database {
        Some(url) => Store::open_postgres(url, store::PostgresOptions::default()),
        None => Store::open_sqlite(&place.data().join("looseleaf.db"), store::SqliteOptions::default()),
    };
    let (clock, ids) = (Box::new(ManualClock::default()), Box::new(SeededIds::new(1)));
    let app = App::new(store.unwrap(), clock, ids, Settings::default(), Seal::of(&[Key::new(key)]));
    let found = app.read(app::oauth::key::all).wait().unwrap();
    found.into_iter().map(|key| key.secret).collect()
}

/// Bytes that are to be nowhere, and what they are.
type Canaries = Vec<(&'static str, Vec<u8>)>;

/// Has secrets of those kinds used that a server reads again, and returns them.
fn used(place: &Place, database: Option<&str>) -> Canaries {
    let other = Place::new();
    for place in [place, &other] {
        std::fs::write(place.path("ann.txt"), PASSWORD).unwrap();
        place.ok("user add ann --password-file ann.txt");
    }
    place.ok("user admin ann");
    let (server, issuer) = (Loud::start(place), Loud::start(&other));
    let mut kept: Canaries = Vec::new();
    let mut keep = |what, text: &str| kept.push((what, text.as_bytes().to_vec()));

    // Somebody comes from another server, which is shown a secret.
    let back = format!("http://{}/signed-in/Other", server.address);
    let app = other.json(&format!("app add Notes --confidential --redirect {back} --json"));
    let (client, secret) = (app["id"].as_str().unwrap(), app["secret"].as_str().unwrap());
    std::fs::write(place.path("issuer.txt"), secret).unwrap();
    let url = issuer.send("GET", "/common/v2.0/.well-known/openid-configuration", &[], "").text("issuer");
    place.ok(&format!("issuer add Other --issuer {url} --client-id {client} --client-secret-file issuer.txt --create-users never"));
    let away = server.send("GET", "/sign-in/Other?to=/account", &[], "");
    let (flow, there) = (cookie(&away), away.header("location").unwrap().to_owned());
    let ann = issuer.sign_in("ann", PASSWORD);
    let page = issuer.send("GET", &there, &[("Cookie", &ann)], "");
    let let_in = issuer.form(&there, &ann, &[("token", between(&page.body, "name=\"token\" value=\"", "\"")), ("answer", "yes")]);
    let came = let_in.header("location").unwrap_or_else(|| panic!("{let_in:?}")).to_owned();
    let stays = server.send("GET", &came, &[("Cookie", &flow)], "");
    // The code was taken: it is known who they are there, and nobody is they here.
    assert!(stays.status == 403 && stays.body.contains("Other"), "{stays:?}");
    keep("a secret for an issuer", secret);
    keep("a cookie of who signs in elsewhere", flow.split_once('=').unwrap().1);
    keep("the state of that", between(&there, "&state=", "&"));
    keep("the nonce of that", between(&there, "&nonce=", "&"));
    keep("a code of an issuer", between(&came, "code=", "&"));

    // Who runs the server makes secrets for others.
    let ann = server.sign_in("ann", PASSWORD);
    let token = server.form_token(&ann);
    let shown = |path: &str, fields: &[(&str, &str)]| {
        let page = server.form(path, &ann, &[&[("token", token.as_str())], fields].concat());
        let secret = page.body.rsplit("<code class=\"secret\">").next().and_then(|rest| rest.split_once('<'));
        secret.filter(|_| page.status == 200).unwrap_or_else(|| panic!("{page:?}")).0.to_owned()
    };
    keep("a password that was made up", &shown("/admin/people", &[("name", "zoe")]));
    keep("an app's secret", &shown("/admin/apps", &[("name", "Intranet"), ("kind", "confidential"), ("redirects", BACK)]));

    // A second factor, and a browser in which its code is still to come.
    let begun = server.form("/account/factor", &ann, &[("token", &token), ("password", PASSWORD)]);
    let factor = secret_of(&begun);
    let proved = server.form("/account/factor/prove", &ann, &[("token", &token), ("code", &totp(&decoded(&factor)))]);
    keep("a code on paper", between(&proved.body, "<ul class=\"paper\"><li>", "<"));
    let half = cookie(&server.form("/sign-in", "", &[("name", "ann"), ("password", PASSWORD), ("to", "/account")]));
    keep("a cookie of who has yet to type a code", half.split_once('=').unwrap().1);
    let wrong = server.form("/second-factor", &half, &[("to", "/account"), ("code", "wrong-code-canary")]);
    assert_eq!(wrong.status, 403, "{wrong:?}");
    keep("a wrong code", "wrong-code-canary");
    keep("a second factor, as it is typed", &factor);
    kept.push(("a second factor", decoded(&factor)));

    // What it signs by.
    assert_eq!(server.send("GET", "/common/discovery/v2.0/keys", &[], "").status, 200);
    let keys = signing_keys(place, database);
    // What is public of it stands in the front.
    let secret = keys.first().and_then(|key| key.get(key.len() - 96..key.len() - 64));
    kept.push(("a signing key", secret.unwrap().to_vec()));
    // Who did what is written down within a second.
    std::thread::sleep(std::time::Duration::from_secs(2));
    kept
}

/// Expects that secrets are in nothing that a place's server says.
fn are_not_said(place: &Place, kept: &Canaries) {
    let printed = ["audit --json --limit 10000", "issuer list --json", "user list --json", "app list --json", "doctor --json"];
    let printed = printed.map(|words| place.ok(words)).concat();
    let log = std::fs::read_to_string(place.path("log")).unwrap();
    for seen in ["sign_in.back", "admin.person_add", "account.prove_factor", "sign_in.code"] {
        assert!(log.contains(seen), "{seen} was not done");
    }
    assert!(printed.contains("sign_in.code") && printed.contains("app add") && log.contains("TRACE"), "{printed}");
    for (what, canary) in kept {
        // Also as something that is printed to find a fault.
        let as_list = format!("{:?}", &canary[..canary.len().min(12)]);
        let spelt = [String::from_utf8(canary.clone()).ok(), Some(hex(canary)), Some(as_list[1..as_list.len() - 1].to_owned())];
        for spelt in spelt.into_iter().flatten() {
            let line = log.lines().chain(printed.lines()).find(|line| line.contains(&spelt));
            assert!(line.is_none(), "{what} is said: {line:?}");
        }
    }
}

#[test]
fn a_copy_of_the_database_gives_no_secret_away() {
    let place = Place::new();
    let kept = used(&place, None);
    are_not_said(&place, &kept);
    let found: Vec<_> = kept.iter().map(|(what, canary)| (what, holding(&place.data(), canary))).collect();
    assert!(found.iter().all(|(_, files)| files.is_empty()), "{found:?}");
}

#[test]
fn nor_does_a_dump() {
    if !testkit::postgres::wanted() {
        return;
    }
    let place = Place::new();
    let database = testkit::postgres::database();
    std::fs::create_dir(place.data()).unwrap();
    std::fs::write(place.data().join("looseleaf.toml"), format!("database = '{}'\n", database.url)).unwrap();
    let kept = used(&place, Some(&database.url));
    are_not_said(&place, &kept);
    let dumped = dumped(&database.url);
    assert!(dumped.contains("Intranet") && dumped.contains("zoe"), "it was looked at");
    let is_there =
        |canary: &[u8]| dumped.contains(&hex(canary)) || String::from_utf8(canary.to_vec()).is_ok_and(|text| dumped.contains(&text));
    let found: Vec<_> = kept.iter().filter(|(_, canary)| is_there(canary)).map(|(what, _)| what).collect();
    assert!(found.is_empty(), "{found:?}");
}
