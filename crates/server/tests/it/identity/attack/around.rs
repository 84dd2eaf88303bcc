//! What surrounds a request: who answers it, what stands in headers that anybody can write, and what is in a form beside what the page
//! had.

use super::{Answer, BACK, Lab, Table, address, field, let_in, redeem, text};
use crate::identity::browser::hidden;
use app::oauth::registration::{self, New};
use model::AppId;

const METADATA: &str = "/common/v2.0/.well-known/openid-configuration";

/// RFC 9700, section 4.4; RFC 9207.
pub fn answers(table: &mut Table) {
    let lab = Lab::new();
    let browser = lab.browser();
    let issuer = text(&lab.send("GET", METADATA, &[], ""), "issuer");
    table.title("an answer to an app, which says who gives it, so that it is brought to nobody else");
    for (what, changes) in [
        ("a scope that there is not", &[("scope", "Mail.Send")][..]),
        ("the implicit grant", &[("response_type", "token")]),
        ("not to be asked", &[("prompt", "none")]),
        ("a challenge that is none", &[("code_challenge_method", "plain")]),
    ] {
        let answer = browser.get(&address(&lab.app, changes));
        assert_eq!(field(answer.header("location"), "iss").as_ref(), Some(&issuer), "{what}: {answer:?}");
        table.refused(what, &answer);
    }
    assert_eq!(field(&let_in(&browser, &address(&lab.app, &[])), "iss"), Some(issuer));
}

/// RFC 9700, section 4.13.
pub fn proxies(table: &mut Table) {
    let lab = Lab::new();
    let plain = lab.send("GET", METADATA, &[], "").body;
    table.title("what a header says that anybody can write; the server goes by its own address");
    for (name, value) in [
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-proto", "http"),
        ("x-forwarded-prefix", "/evil"),
        ("x-forwarded-port", "444"),
        ("forwarded", "host=evil.example;proto=http"),
        ("x-host", "evil.example"),
        ("x-original-url", "/admin"),
        ("x-rewrite-url", "/admin"),
        ("x-ms-client-principal-name", "ann"),
        ("x-remote-user", "ann"),
        ("remote-user", "ann"),
    ] {
        let answer = lab.send("GET", METADATA, &[(name, value)], "");
        assert_eq!(answer.body, plain, "{name}");
        let asked = lab.send("GET", &address(&lab.app, &[]), &[(name, value)], "");
        assert!(asked.header("location").starts_with("https://notes.example/sign-in?"), "{name}: {asked:?}");
        table.refused(name, &asked);
    }
}

/// RFC 9700, section 4.15: an app is nobody, whatever it is called.
pub fn names(table: &mut Table) {
    let lab = Lab::new();
    let ann = lab.world.names["ann"].clone();
    let new = New {
        app: Some(AppId::new(&ann).unwrap()),
        name: "ann".to_owned(),
        is_confidential: true,
        needs_pkce: false,
        scopes: String::new(),
        own_scopes: "User.Read.All Group.Read.All".to_owned(),
        redirects: Vec::new(),
    };
    let new = new.check().unwrap();
    let added = lab
        .world
        .app
        .write(move |cx| registration::add(cx, &app::admin::Admin::operator(), &new).map(|added| added.secret.unwrap()))
        .wait()
        .unwrap();
    let issued = lab.token(&[("grant_type", "client_credentials"), ("client_id", &ann), ("client_secret", &added), ("scope", ".default")]);
    let bearer = format!("Bearer {}", text(&issued, "access_token"));
    let ask = |path: &str| lab.send("GET", path, &[("authorization", &bearer)], "");
    table.title("an app alone that has a person's id, and is called as they are");
    for (what, path) in [
        ("me", "/v1.0/me".to_owned()),
        ("my groups", "/v1.0/me/memberOf".to_owned()),
        ("my notes", "/v1.0/me/onenote/notebooks".to_owned()),
        ("their notes", format!("/v1.0/users/{ann}/onenote/notebooks")),
        ("my drive", "/v1.0/me/drive".to_owned()),
        ("their drive", format!("/v1.0/users/{ann}/drive")),
        ("who signed in", "/oidc/userinfo".to_owned()),
    ] {
        table.refused(what, &ask(&path));
    }
    table.refused("signing in as an app", &lab.browser().sign_in(&ann, &added, "/"));
}

/// RFC 9700, section 4.16, and what the page did not show.
pub fn forms(table: &mut Table) {
    let lab = Lab::new();
    let browser = lab.browser();
    let asks = address(&lab.app, &[]);
    let scopes = |answer: &Answer| {
        let code = field(answer.header("location"), "code").unwrap();
        text(&redeem(&lab.world, &lab.app, &code, &[]), "scope")
    };
    let yes = |more: &[(&str, &str)]| {
        let page = browser.get(&format!("{asks}&prompt=consent"));
        let token = hidden(&page, "token");
        let mut fields = vec![("token", token.as_str()), ("answer", "yes")];
        fields.extend(more);
        browser.post(&format!("{asks}&prompt=consent"), &fields)
    };
    let shown = scopes(&yes(&[]));
    table.title("a form that lets an app in, with more in it than the page had; what was shown counts, and nothing else");
    for (what, name, value) in [
        ("another scope", "scope", "Notes.ReadWrite.All Directory.Read.All"),
        ("another address", "redirect_uri", "https://evil.example/"),
        ("another app", "client_id", lab.kept.as_str()),
        ("another challenge", "code_challenge", "a"),
        ("another person", "name", "bob"),
    ] {
        let answer = yes(&[(name, value)]);
        match answer.status {
            303 => {
                assert!(answer.header("location").starts_with(BACK), "{what}: {answer:?}");
                assert_eq!(scopes(&answer), shown, "{what}");
                table.row(what, &answer);
            }
            _ => table.refused(what, &answer),
        }
    }
    table.title("what an app has sent back in a page, which is text there");
    for (what, value) in
        [("a state with a script", "\"><script>alert(1)</script>"), ("a state that ends the form", "'></form><form action=//evil.example>")]
    {
        let page = browser.get(&address(&lab.app, &[("response_mode", "form_post"), ("state", value), ("prompt", "none")]));
        assert!(!page.body.contains(value) && !page.body.contains("<script>alert"), "{what}: {}", page.body);
        table.row(what, &page);
    }
}
