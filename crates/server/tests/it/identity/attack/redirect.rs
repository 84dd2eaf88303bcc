//! Being sent elsewhere, asking in a weaker way, and answers that seem to be another server's.

use super::{AUTHORIZE, BACK, CHALLENGE, Lab, SCOPE, Table, address, field, form};

/// RFC 9700, section 4.1.
pub fn addresses(table: &mut Table) {
    let lab = Lab::new();
    let browser = lab.browser();
    table.title("an address to be sent back to that is not the app's; nobody is sent anywhere");
    let long = format!("https://app.example/{}", "x".repeat(4_096));
    for uri in [
        "https://evil.example/signed-in",
        "https://app.example.evil.example/signed-in",
        "https://evil.example/?https://app.example/signed-in",
        "https://app.example@evil.example/signed-in",
        "https://evil.example\\@app.example/signed-in",
        "https://app.example:444/signed-in",
        "https://app.example/signed-in/",
        "https://app.example/signed-in?next=https://evil.example",
        "https://app.example/signed-in#x",
        "https://app.example/signed-in/../signed-in",
        "https://app.example/signed-in%2f..",
        "https://app.example//signed-in",
        "https://App.example/signed-in",
        "HTTPS://app.example/signed-in",
        "http://app.example/signed-in",
        "//app.example/signed-in",
        "/signed-in",
        "https://app.example/signed-in\r\nset-cookie: a=b",
        "https://app.example/signed-in\0",
        " https://app.example/signed-in",
        "http://127.0.0.1/cb",
        "http://[::1]/cb",
        "http://localhost:1/other",
        "http://localhost.evil.example/cb",
        "http://localhost:80@evil.example/cb",
        "http://localhost:99999/cb",
        "https://kept.example/cb",
        "javascript:alert(1)//app.example",
        "data:text/html,x",
        "urn:ietf:wg:oauth:2.0:oob",
        &long,
    ] {
        let shown = if uri.len() > 60 { "an address of 4 kB".to_owned() } else { format!("{uri:?}") };
        table.refused(&shown, &browser.get(&address(&lab.app, &[("redirect_uri", uri)])));
    }
    table.refused("none, of an app that has two", &browser.get(&address(&lab.app, &[("redirect_uri", "")])));
    table.refused("an app that there is not", &browser.get(&address("nothing", &[])));
    table.refused("an app's name for its id", &browser.get(&address("Clipper false", &[])));
    table.refused("an app whose id has a zero in it", &browser.get(&address("a\0b", &[])));
    table.refused("no app", &browser.get(&format!("{AUTHORIZE}?response_type=code")));
    table.refused("a state of 5 kB", &browser.get(&address(&lab.app, &[("state", &"s".repeat(5_000))])));
}

/// RFC 9700, sections 2.1.1, 2.1.2 and 4.8.2; "OpenID Connect Core 1.0", sections 5.5 and 6.
pub fn requests(table: &mut Table) {
    let lab = Lab::new();
    let browser = lab.browser();
    table.title("a request that asks in a weaker way, or for more; the app is told, in the way that it asked for");
    for (what, changes) in [
        ("no challenge", &[("code_challenge", ""), ("code_challenge_method", "")][..]),
        ("a challenge without a method, which would be plain", &[("code_challenge_method", "")]),
        ("plain", &[("code_challenge_method", "plain")]),
        ("s256 in small letters", &[("code_challenge_method", "s256")]),
        ("a method without a challenge", &[("code_challenge", "")]),
        ("a challenge that is too short", &[("code_challenge", "short")]),
        ("a challenge with a padding", &[("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c=")]),
        ("the implicit grant", &[("response_type", "token")]),
        ("an ID token from the front", &[("response_type", "id_token"), ("response_mode", "fragment")]),
        ("a hybrid", &[("response_type", "code id_token"), ("response_mode", "form_post")]),
        ("a request object", &[("request", "eyJhbGciOiJub25lIn0.e30.")]),
        ("a request elsewhere, which would be fetched", &[("request_uri", "http://169.254.169.254/")]),
        ("a registration with the request", &[("registration", "{}")]),
        ("a scope that there is not", &[("scope", "openid Mail.Send")]),
        ("no scope", &[("scope", "")]),
        ("scopes of 5 kB", &[("scope", &"Notes.Read ".repeat(500))]),
        ("a scope with a control character", &[("scope", "Notes.Read\u{1}")]),
        ("a nonce of 1 kB", &[("nonce", &"n".repeat(1_024))]),
        ("not to be asked, and to be asked", &[("prompt", "none consent")]),
        ("not to be asked, by an app that nobody let in yet", &[("prompt", "none")]),
    ] {
        table.refused(what, &browser.get(&address(&lab.app, changes)));
    }
    table.refused("a response mode that there is not", &browser.get(&address(&lab.app, &[("response_mode", "web_message")])));
    for name in ["client_id", "redirect_uri", "state", "scope", "code_challenge"] {
        table.refused(&format!("{name} twice"), &browser.get(&format!("{}&{name}=x", address(&lab.app, &[]))));
    }
    let many: String = (0..1_000).map(|number| format!("&n{number}=x")).collect();
    table.refused("a thousand names", &browser.get(&format!("{}{many}", address(&lab.app, &[]))));
    // Let in once for one scope, an app is asked about again for another, and so is one that anybody may say to be.
    super::let_in(&browser, &address(&lab.app, &[]));
    table.refused(
        "more than was let in, not to be asked",
        &browser.get(&address(&lab.app, &[("prompt", "none"), ("scope", "Notes.ReadWrite")])),
    );
    let of_anybody = [("prompt", "none"), ("redirect_uri", "http://localhost:53682/cb")];
    table.refused("a program of this machine, not to be asked", &browser.get(&address(&lab.app, &of_anybody)));
}

/// RFC 9700, section 4.4; RFC 9207.
pub fn issuers(table: &mut Table) {
    let lab = Lab::new();
    let browser = lab.browser();
    table.title("another organization's server");
    let other = "1b4e28ba-2fa1-11d2-883f-0016d3cca427";
    let asked = |tenant: &str| {
        let fields = [
            ("client_id", lab.app.as_str()),
            ("response_type", "code"),
            ("redirect_uri", BACK),
            ("scope", SCOPE),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        format!("/{tenant}/oauth2/v2.0/authorize?{}", form(&fields))
    };
    table.refused("to let an app in there", &browser.get(&asked(other)));
    table.refused("its metadata", &browser.get(&format!("/{other}/v2.0/.well-known/openid-configuration")));
    table.refused("its keys", &browser.get(&format!("/{other}/discovery/v2.0/keys")));
    for tenant in ["contoso.example", "common%2f..", "..", "commonx", "com%6Don", "00000000-0000-0000-0000-000000000000"] {
        table.refused(&format!("{tenant} as the tenant"), &browser.get(&asked(tenant)));
    }
    // Every answer to an app says whose it is, so that it takes no code to the wrong server.
    let metadata = browser.get("/common/v2.0/.well-known/openid-configuration").json();
    let refused = browser.get(&address(&lab.app, &[("scope", "Mail.Send")]));
    assert_eq!(field(refused.header("location"), "iss").as_deref(), metadata["issuer"].as_str());
}
