//! Apps that say to be others, what is shown in place of an access token, and forms that are none.

use super::{AUTHORIZE, Answer, BACK, Lab, TOKEN, Table, code, form, text};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::json;

/// RFC 9700, section 2.5; RFC 6749, sections 2.3, 10.1 and 10.2.
pub fn clients(table: &mut Table) {
    let lab = Lab::new();
    table.title("an app that shows itself wrongly");
    let default = "https://graph.microsoft.com/.default";
    let ask = |app: &str, secret: &str, scope: &str| {
        lab.token(&[("grant_type", "client_credentials"), ("client_id", app), ("client_secret", secret), ("scope", scope)])
    };
    for (what, app, secret) in [
        ("no secret", lab.alone.as_str(), ""),
        ("a wrong secret", &lab.alone, "lla_wrong"),
        ("another app's secret", &lab.alone, &lab.secret),
        ("its secret in large letters", &lab.alone, &lab.alone_secret.to_uppercase()),
        ("its secret and a blank", &lab.alone, &format!("{} ", lab.alone_secret)),
        ("its id for a secret", &lab.alone, &lab.alone),
        ("a secret with a zero", &lab.alone, "lla_\0"),
        ("a secret of 20 kB", &lab.alone, &"s".repeat(20_000)),
        ("an app that there is not", "nothing", &lab.secret),
        ("an id with a zero", "a\0b", &lab.secret),
        ("its name for its id", "Backup", &lab.alone_secret),
        ("its id in large letters", &lab.alone.to_uppercase(), &lab.alone_secret),
        ("acting alone, of an app that has no scopes of its own", &lab.kept, &lab.secret),
        ("acting alone, of an app without a secret", &lab.app, ""),
    ] {
        table.refused(what, &ask(app, secret, default));
    }
    for scope in ["Notes.ReadWrite.All", "https://graph.microsoft.com/.default Notes.ReadWrite.All", "offline_access", "openid", ""] {
        table.refused(&format!("acting alone, for {scope:?}"), &ask(&lab.alone, &lab.alone_secret, scope));
    }
    let basic = |app: &str, secret: &str| format!("Basic {}", STANDARD.encode(format!("{app}:{secret}")));
    let with = |header: &str, fields: &[(&str, &str)]| {
        let headers = [("content-type", "application/x-www-form-urlencoded"), ("authorization", header)];
        lab.send("POST", TOKEN, &headers, &form(fields))
    };
    let grant = ("grant_type", "client_credentials");
    let right = basic(&lab.alone, &lab.alone_secret);
    for (what, header, fields) in [
        ("two secrets at once", right.clone(), &[grant, ("scope", default), ("client_secret", "x")][..]),
        ("one app in the header, another in the form", right, &[grant, ("scope", default), ("client_id", &lab.kept)]),
        ("a header that is no base64", "Basic %%%".to_owned(), &[grant, ("scope", default)]),
        ("a header without a colon", format!("Basic {}", STANDARD.encode("x")), &[grant, ("scope", default)]),
        ("a header with a zero", basic("a\0b", "x"), &[grant, ("scope", default)]),
        ("a bearer token for a secret", format!("Bearer {}", lab.world.token("ann")), &[grant, ("scope", default)]),
        (
            "an assertion that it signed itself",
            String::new(),
            &[grant, ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"), ("client_assertion", "e30.e30.")],
        ),
    ] {
        table.refused(what, &with(&header, fields));
    }
}

/// RFC 9700, sections 4.9 and 4.10; RFC 8725.
pub fn bearers(table: &mut Table) {
    let lab = Lab::new();
    let browser = lab.browser();
    let issued = lab.issued(&browser);
    let (access, id_token) = (text(&issued, "access_token"), text(&issued, "id_token"));
    table.title("what is shown in place of an access token");
    let keys = browser.get("/common/discovery/v2.0/keys").body;
    let claims = URL_SAFE_NO_PAD.encode(json!({ "sub": lab.world.names["ann"], "scp": "Notes.ReadWrite.All" }).to_string());
    let header = |algorithm: &str| URL_SAFE_NO_PAD.encode(json!({ "alg": algorithm, "typ": "at+jwt" }).to_string());
    let mac = URL_SAFE_NO_PAD.encode(blake3::keyed_hash(&[0; 32], keys.as_bytes()).as_bytes());
    let parts: Vec<&str> = id_token.split('.').collect();
    let cookie = browser.cookie();
    let (_, session) = cookie.split_once('=').unwrap();
    let code = code(&browser, &lab.app);
    for (what, token) in [
        ("an ID token", id_token.clone()),
        ("a JWT with no algorithm", format!("{}.{claims}.", header("none"))),
        ("a JWT signed by the public key as if it were a secret", format!("{}.{claims}.{mac}", header("HS256"))),
        ("an ID token's signature under other claims", format!("{}.{claims}.{}", parts[0], parts[2])),
        ("a refresh token", text(&issued, "refresh_token")),
        ("a code", code),
        ("an app's secret", lab.secret.clone()),
        ("a browser's cookie", session.to_owned()),
        ("a token's hash", blake3::hash(access.as_bytes()).to_hex().to_string()),
        ("a token in large letters", access.to_uppercase()),
        ("a token without its end", access[..access.len() - 1].to_owned()),
        ("a token and more", format!("{access}a")),
        ("two tokens", format!("{access} {access}")),
        ("two tokens with a comma", format!("{access},{access}")),
        ("8 kB", "t".repeat(8_192)),
        ("an SQL string", "' OR 1=1 --".to_owned()),
        ("nothing", String::new()),
    ] {
        table.refused(what, &lab.reads(&format!("Bearer {token}")));
    }
    for (what, header) in [
        ("a token under Basic", format!("Basic {}", STANDARD.encode(format!("ann:{access}")))),
        ("a token under DPoP", format!("DPoP {access}")),
        ("a token without a scheme", access.clone()),
    ] {
        table.refused(what, &lab.reads(&header));
    }
    let reads = "/v1.0/me/onenote/notebooks";
    table.refused("a token in the query", &lab.send("GET", &format!("{reads}?access_token={access}"), &[], ""));
    table.refused("a token as a cookie", &lab.send("GET", reads, &[("cookie", &format!("__Host-looseleaf={access}"))], ""));
    table.refused("a browser's cookie, where a token is asked for", &lab.send("GET", reads, &[("cookie", &cookie)], ""));
    let twice = [("authorization", format!("Bearer {access}")), ("authorization", "Bearer x".to_owned())];
    let twice: Vec<_> = twice.iter().map(|(name, value)| (*name, value.as_str())).collect();
    table.refused("a token and another in two headers", &lab.send("GET", reads, &twice, ""));
    let posted = [("content-type", "application/x-www-form-urlencoded")];
    table.refused("a token in a form", &lab.send("POST", "/oidc/userinfo", &posted, &form(&[("access_token", &access)])));
    table.refused("a browser's cookie, for who signed in", &lab.send("GET", "/oidc/userinfo", &[("cookie", &cookie)], ""));
    let bearer = format!("Bearer {}", lab.world.token("ann"));
    table.refused("a token without the scope, for who signed in", &lab.send("GET", "/oidc/userinfo", &[("authorization", &bearer)], ""));
    let widened = [("authorization", format!("Bearer {access}")), ("content-type", "application/json".to_owned())];
    let widened: Vec<_> = widened.iter().map(|(name, value)| (*name, value.as_str())).collect();
    table.refused("a token that reads, to write", &lab.send("POST", reads, &widened, r#"{"displayName":"x"}"#));
    table.refused("a token for notes, to drives", &lab.send("GET", "/v1.0/me/drive", &widened[..1], ""));
    lab.world.clock.advance_seconds(60 * 60);
    table.refused("a token after an hour", &lab.reads(&format!("Bearer {access}")));
}

/// RFC 6749, sections 3.1 and 3.2.
pub fn forms(table: &mut Table) {
    let lab = Lab::new();
    let browser = lab.browser();
    table.title("a request for tokens that is none; each brings a good code");
    let of = |code: &str| {
        let fields = [
            ("grant_type", "authorization_code"),
            ("client_id", lab.app.as_str()),
            ("code", code),
            ("redirect_uri", BACK),
            ("code_verifier", super::VERIFIER),
        ];
        form(&fields)
    };
    let post = |kind: &str, body: &str| -> Answer {
        let headers = [("content-type", kind)];
        lab.send("POST", TOKEN, if kind.is_empty() { &[] } else { &headers }, body)
    };
    for kind in ["text/plain", "application/json", "multipart/form-data; boundary=b", ""] {
        table.refused(&format!("as {kind:?}"), &post(kind, &of(&code(&browser, &lab.app))));
    }
    let kind = "application/x-www-form-urlencoded";
    let good = code(&browser, &lab.app);
    for name in ["grant_type", "client_id", "code", "code_verifier", "nothing"] {
        table.refused(&format!("{name} twice"), &post(kind, &format!("{}&{name}=x&{name}=y", of(&good))));
    }
    table.refused("in the query", &lab.send("POST", &format!("{TOKEN}?{}", of(&good)), &[("content-type", kind)], ""));
    table.refused("by GET", &lab.send("GET", &format!("{TOKEN}?{}", of(&good)), &[], ""));
    table.refused("by PUT", &lab.send("PUT", TOKEN, &[("content-type", kind)], &of(&good)));
    table.refused("by a method of its own in a header", &lab.send("GET", TOKEN, &[("x-http-method-override", "POST")], &of(&good)));
    table.refused("of 40 kB", &post(kind, &format!("{}&x={}", of(&good), "x".repeat(40_000))));
    table.refused("that is no text", &post(kind, "client_id=%ff%fe&grant_type=%00"));
    table.refused("that is JSON", &post(kind, r#"{"grant_type":"authorization_code"}"#));
    table.refused("that is nothing", &post(kind, ""));
    table.refused("where people are asked", &lab.send("POST", AUTHORIZE, &[("content-type", kind)], &of(&good)));
    // None of them used the code up.
    assert_eq!(post(kind, &of(&good)).status, 200);
}
