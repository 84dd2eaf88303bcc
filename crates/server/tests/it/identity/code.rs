//! The authorization code, from being sent to sign in to using what it was brought for.

use super::browser::{Browser, PASSWORD, app, ask_as_app, field, form, hidden};
use crate::world::{Answer, HOST, World, run};
use serde_json::Value;

pub const BACK: &str = "https://app.example/signed-in";
pub const AUTHORIZE: &str = "/common/oauth2/v2.0/authorize";
pub const TOKEN: &str = "/common/oauth2/v2.0/token";
pub const SCOPE: &str = "openid profile offline_access https://graph.microsoft.com/Notes.Read";

// Source: RFC 7636, appendix B.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

pub fn address(app: &str, changes: &[(&str, &str)]) -> String {
    let mut fields = vec![
        ("client_id", app),
        ("response_type", "code"),
        ("redirect_uri", BACK),
        ("scope", SCOPE),
        ("state", "s&t"),
        ("nonce", "n1"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        if !value.is_empty() {
            fields.push((name, value));
        }
    }
    format!("{AUTHORIZE}?{}", form(&fields))
}

/// Lets an app in, and returns where it is sent back to.
pub fn let_in(browser: &Browser<'_>, address: &str) -> String {
    let page = browser.get(address);
    assert_eq!(page.status, 200, "{}", page.body);
    let answer = browser.post(address, &[("token", &hidden(&page, "token")), ("answer", "yes")]);
    assert_eq!(answer.status, 303, "{}", answer.body);
    answer.header("location").to_owned()
}

/// Lets an app in that asks for what these tests ask for.
pub fn let_in_as(browser: &Browser<'_>, app: &str) {
    let_in(browser, &address(app, &[]));
}

pub fn code(browser: &Browser<'_>, app: &str) -> String {
    field(&let_in(browser, &address(app, &[("prompt", "consent")])), "code").unwrap()
}

pub fn redeem(world: &World, app: &str, code: &str, changes: &[(&str, &str)]) -> Answer {
    let mut fields =
        vec![("grant_type", "authorization_code"), ("client_id", app), ("code", code), ("redirect_uri", BACK), ("code_verifier", VERIFIER)];
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        if !value.is_empty() {
            fields.push((name, value));
        }
    }
    ask_as_app(world, TOKEN, &fields)
}

fn renew(world: &World, app: &str, token: &str, scope: &str) -> Answer {
    ask_as_app(world, TOKEN, &[("grant_type", "refresh_token"), ("client_id", app), ("refresh_token", token), ("scope", scope)])
}

pub fn text(answer: &Answer, member: &str) -> String {
    answer.json()[member].as_str().unwrap_or_else(|| panic!("no {member} in {}", answer.body)).to_owned()
}

/// Whether a token reads notes.
fn reads(world: &World, token: &str) -> u16 {
    let bearer = format!("Bearer {token}");
    run(world.ask("nobody", "GET", "/v1.0/me/onenote/notebooks", &[("authorization", &bearer)], "")).status
}

both! {
    fn somebody_signs_in_lets_an_app_in_and_takes_it_back(engine) {
        let world = World::on(engine);
        let (app, _) = app(&world, false, &[BACK]);
        let browser = Browser::new(&world);

        let address = address(&app, &[]);
        let sent = browser.get(&address);
        assert_eq!(sent.status, 303);
        let page = browser.get(sent.header("location"));
        assert!(page.body.contains("Clipper false asks who you are."), "{}", page.body);
        assert!(page.header("content-security-policy").contains("form-action 'self' https://app.example;"));
        assert_eq!(browser.sign_in("ann", "wrong", &hidden(&page, "to")).status, 403);
        let signed_in = browser.sign_in(" Ann ", PASSWORD, "/common/oauth2/v2.0/authorize");
        assert_eq!((signed_in.status, signed_in.header("location")), (303, AUTHORIZE));

        let back = let_in(&browser, &address);
        assert!(back.starts_with("https://app.example/signed-in?code=llc_"), "{back}");
        assert_eq!(field(&back, "state").as_deref(), Some("s&t"));
        let metadata = run(world.ask("nobody", "GET", "/common/v2.0/.well-known/openid-configuration", &[], "")).json();
        assert_eq!(field(&back, "iss").as_deref(), metadata["issuer"].as_str());

        let issued = redeem(&world, &app, &field(&back, "code").unwrap(), &[("client_info", "1")]);
        assert_eq!(issued.status, 200, "{}", issued.body);
        assert_eq!(issued.header("cache-control"), "no-store");
        assert_eq!(text(&issued, "scope"), "openid profile offline_access Notes.Read");
        let access = text(&issued, "access_token");
        assert_eq!(reads(&world, &access), 200);
        let bearer = format!("Bearer {access}");
        let info = run(world.ask("nobody", "GET", "/oidc/userinfo", &[("authorization", &bearer)], "")).json();
        assert_eq!((info["sub"].as_str(), info["name"].as_str()), (Some(world.names["ann"].as_str()), Some("ann")));

        // From now on the app is let in without a word.
        let again = browser.get(&self::address(&app, &[("prompt", "none"), ("response_mode", "fragment")]));
        assert!(again.header("location").starts_with("https://app.example/signed-in#code=llc_"), "{:?}", again);

        let renewed = renew(&world, &app, &text(&issued, "refresh_token"), "");
        assert_eq!(renewed.status, 200, "{}", renewed.body);
        let user = model::UserId(model::parse_guid(&world.names["ann"]).unwrap());
        let forgotten = app.clone();
        assert!(world.app.write(move |cx| app::oauth::forget_app(cx, &user, &forgotten)).wait().unwrap());
        let server = world.server_beside(|_| {});
        let request = http::Request::get("/v1.0/me/onenote/notebooks").header("host", HOST).header("authorization", bearer);
        let request = request.body(http_body_util::Full::from(bytes::Bytes::new())).unwrap();
        assert_eq!(run(server.respond(request)).status(), 401);
        assert_eq!(text(&renew(&world, &app, &text(&renewed, "refresh_token"), ""), "error"), "invalid_grant");
    }

    fn an_id_token_is_checked_by_the_keys_that_are_shown(engine) {
        let world = World::on(engine);
        let (app, _) = app(&world, false, &[BACK]);
        let browser = Browser::of_ann(&world);
        let issued = redeem(&world, &app, &code(&browser, &app), &[]);
        let token = text(&issued, "id_token");
        let keys = run(world.ask("nobody", "GET", "/common/discovery/v2.0/keys", &[], "")).json();
        let header = jsonwebtoken::decode_header(&token).unwrap();
        let set: jsonwebtoken::jwk::JwkSet = serde_json::from_value(keys.clone()).unwrap();
        assert!(!keys.to_string().contains("\"d\""), "{keys}");
        let key = jsonwebtoken::DecodingKey::from_jwk(set.find(&header.kid.unwrap()).unwrap()).unwrap();
        let mut checks = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::RS256);
        checks.set_audience(&[&app]);
        // The world's clock stands in the past.
        checks.validate_exp = false;
        let claims = jsonwebtoken::decode::<Value>(&token, &key, &checks).unwrap().claims;
        assert_eq!(claims["sub"], world.names["ann"]);
        assert_eq!((&claims["nonce"], &claims["amr"]), (&"n1".into(), &serde_json::json!(["pwd"])));
        assert_eq!(claims["auth_time"].as_i64(), Some(super::provider::seconds(&world)));
        assert_eq!(claims["preferred_username"], "ann");
        let metadata = run(world.ask("nobody", "GET", "/common/v2.0/.well-known/openid-configuration", &[], "")).json();
        assert_eq!(claims["iss"], metadata["issuer"]);
        let organization = claims["tid"].as_str().unwrap();
        let own = run(world.ask("nobody", "GET", &format!("/{organization}/v2.0/.well-known/openid-configuration"), &[], "")).json();
        assert_eq!(own["issuer"], metadata["issuer"]);
        assert!(own["token_endpoint"].as_str().unwrap().contains(organization));
    }

    fn the_next_key_is_shown_for_a_day_before_it_signs(engine) {
        let world = World::on(engine);
        let (app, _) = app(&world, false, &[BACK]);
        let kid = || {
            let issued = redeem(&world, &app, &code(&Browser::of_ann(&world), &app), &[]);
            jsonwebtoken::decode_header(text(&issued, "id_token")).unwrap().kid.unwrap()
        };
        let shown = || {
            let keys = run(world.ask("nobody", "GET", "/common/discovery/v2.0/keys", &[], "")).json();
            keys["keys"].as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let tend = || run(world.server.tend_keys()).unwrap();
        let day = |days: i64| world.clock.advance_seconds(days * 24 * 60 * 60);
        tend();
        let first = kid();
        day(88);
        tend();
        assert_eq!(shown(), std::slice::from_ref(&first));
        day(1);
        tend();
        tend();
        let both = shown();
        assert_eq!((both.len(), &both[1], kid()), (2, &first, first.clone()));
        day(1);
        assert_eq!((kid(), shown()), (both[0].clone(), both.clone()));
        day(90);
        assert!(!shown().contains(&first));
    }

    fn a_code_is_brought_once_by_who_asked_in_time(engine) {
        let world = World::on(engine);
        let (app, _) = app(&world, false, &[BACK]);
        let browser = Browser::of_ann(&world);
        let refused = |answer: Answer, word: &str| {
            assert_eq!((answer.status, text(&answer, "error").as_str()), (400, word), "{}", answer.body);
        };
        for (changes, word) in [
            (&[("code_verifier", "")][..], "invalid_request"),
            (&[("code_verifier", CHALLENGE)], "invalid_request"),
            (&[("redirect_uri", "https://app.example/other")], "invalid_grant"),
        ] {
            let code = code(&browser, &app);
            refused(redeem(&world, &app, &code, changes), word);
            // Whatever was wrong with it, it is not brought again.
            refused(redeem(&world, &app, &code, &[]), "invalid_grant");
        }
        let old = code(&browser, &app);
        world.clock.advance_seconds(61);
        refused(redeem(&world, &app, &old, &[]), "invalid_grant");
        refused(redeem(&world, &app, "llc_nothing", &[]), "invalid_grant");

        // Of two who bring the same code one is a thief, so both lose.
        let code = code(&browser, &app);
        let issued = redeem(&world, &app, &code, &[]);
        assert_eq!(reads(&world, &text(&issued, "access_token")), 200);
        refused(redeem(&world, &app, &code, &[]), "invalid_grant");
        refused(renew(&world, &app, &text(&issued, "refresh_token"), ""), "invalid_grant");
    }

    /// Two processes that share what they remember come at once, or an answer was lost.
    fn a_refresh_token_may_be_brought_once_more_at_once(engine) {
        let world = World::on(engine);
        let (app, _) = app(&world, false, &[BACK]);
        let browser = Browser::of_ann(&world);
        let renewed = |token: &Answer| renew(&world, &app, &text(token, "refresh_token"), "");
        let first = redeem(&world, &app, &code(&browser, &app), &[]);
        let one = renewed(&first);
        world.clock.advance_seconds(30);
        let other = renewed(&first);
        assert_ne!(text(&one, "refresh_token"), text(&other, "refresh_token"));
        // Each goes on by itself.
        let (one, other) = (renewed(&one), renewed(&other));
        assert_eq!((one.status, other.status, reads(&world, &text(&one, "access_token"))), (200, 200, 200));
        // Who comes a third time is one too many, and ends both.
        for token in [&first, &one, &other] {
            assert_eq!(text(&renewed(token), "error"), "invalid_grant");
        }
    }
}

#[test]
fn a_refresh_token_is_brought_once_and_grows_no_scopes() {
    let world = World::new();
    let (app, _) = app(&world, false, &[BACK]);
    let browser = Browser::of_ann(&world);
    let first = redeem(&world, &app, &code(&browser, &app), &[]);
    let grown = renew(&world, &app, &text(&first, "refresh_token"), "Notes.ReadWrite");
    assert_eq!(text(&grown, "error"), "invalid_scope");
    // What was refused for its scopes was not used up.
    let second = renew(&world, &app, &text(&first, "refresh_token"), "openid Notes.Read");
    assert_eq!(text(&second, "scope"), "openid Notes.Read");
    let third = renew(&world, &app, &text(&second, "refresh_token"), "");
    assert_eq!(text(&third, "scope"), "openid profile offline_access Notes.Read");
    world.clock.advance_seconds(31);
    assert_eq!(text(&renew(&world, &app, &text(&second, "refresh_token"), ""), "error"), "invalid_grant");
    // And with it, all that came of it.
    assert_eq!(text(&renew(&world, &app, &text(&third, "refresh_token"), ""), "error"), "invalid_grant");
}

#[test]
fn nobody_is_sent_to_an_address_that_is_not_the_apps() {
    let world = World::new();
    let (app, _) = app(&world, false, &[BACK, "http://localhost/cb"]);
    let browser = Browser::of_ann(&world);
    for uri in
        ["https://evil.example/", "https://app.example/signed-in/../x", "https://app.example/signed-in?x=1", "http://localhost:1/other", ""]
    {
        let answer = browser.get(&address(&app, &[("redirect_uri", uri)]));
        assert_eq!((answer.status, answer.header("location")), (401, ""), "{uri}");
        assert!(answer.body.starts_with("<!DOCTYPE html>"), "{uri}");
    }
    assert_eq!(browser.get(&address("nothing", &[])).status, 401);
    assert_eq!(browser.get(&address(&app, &[("redirect_uri", "http://localhost:53682/cb")])).status, 200);
}

#[test]
fn what_an_app_asks_wrongly_it_is_told() {
    let world = World::new();
    let (app, _) = app(&world, false, &[BACK]);
    let browser = Browser::of_ann(&world);
    for (changes, word) in [
        (&[("response_type", "token")][..], "unsupported_response_type"),
        (&[("response_type", "")], "invalid_request"),
        (&[("scope", "Mail.Send")], "invalid_scope"),
        (&[("scope", "")], "invalid_scope"),
        (&[("code_challenge", "")], "invalid_request"),
        (&[("code_challenge_method", "plain")], "invalid_request"),
        (&[("code_challenge_method", "")], "invalid_request"),
        (&[("code_challenge", "short")], "invalid_request"),
        (&[("request", "x")], "invalid_request"),
        (&[("prompt", "none login")], "invalid_request"),
        (&[("prompt", "none")], "consent_required"),
    ] {
        let answer = browser.get(&address(&app, changes));
        let location = answer.header("location");
        assert!(location.starts_with(BACK), "{changes:?}: {answer:?}");
        assert_eq!(field(location, "error").as_deref(), Some(word), "{changes:?}");
        assert_eq!(field(location, "state").as_deref(), Some("s&t"), "{changes:?}");
    }
    let nobody = Browser::new(&world);
    let answer = nobody.get(&address(&app, &[("prompt", "none")]));
    assert_eq!(field(answer.header("location"), "error").as_deref(), Some("login_required"));
    let twice = format!("{}&state=x", address(&app, &[]));
    assert_eq!(browser.get(&twice).status, 400);
}

#[test]
fn another_page_lets_no_app_in() {
    let world = World::new();
    let (app, _) = app(&world, false, &[BACK]);
    let browser = Browser::of_ann(&world);
    let address = address(&app, &[]);
    let token = hidden(&browser.get(&address), "token");
    for origin in ["https://evil.example", "null"] {
        assert_eq!(browser.post_from(origin, &address, &[("token", &token), ("answer", "yes")]).status, 403);
        assert_eq!(browser.post_from(origin, "/sign-in", &[("name", "ann"), ("password", PASSWORD)]).status, 403);
        assert_eq!(browser.post_from(origin, "/sign-out", &[("token", &token)]).status, 403);
    }
    assert_eq!(browser.post(&address, &[("token", "x"), ("answer", "yes")]).status, 403);
    let no = browser.post(&address, &[("token", &token), ("answer", "no")]);
    assert_eq!(field(no.header("location"), "error").as_deref(), Some("access_denied"));
    // Somebody else may take over, who is asked the same.
    let out = browser.post("/sign-out", &[("token", &token), ("to", &address)]);
    assert!(out.header("location").starts_with(&format!("https://{HOST}/sign-in?to=")), "{}", out.header("location"));
    assert_eq!(field(out.header("location"), "to"), Some(address.clone()));
    assert_eq!(browser.get(&address).status, 303);
}

#[test]
fn an_app_with_a_secret_has_to_show_it() {
    let world = World::new();
    let (app, secret) = app(&world, true, &[BACK]);
    let secret = secret.unwrap();
    let browser = Browser::of_ann(&world);
    let without_challenge = address(&app, &[("code_challenge", ""), ("code_challenge_method", ""), ("prompt", "consent")]);
    let code = || field(&let_in(&browser, &without_challenge), "code").unwrap();
    let none = ("code_verifier", "");
    for wrong in ["", "lla_wrong"] {
        let answer = redeem(&world, &app, &code(), &[none, ("client_secret", wrong)]);
        assert_eq!((answer.status, text(&answer, "error").as_str()), (401, "invalid_client"));
        assert!(!answer.header("www-authenticate").is_empty());
    }
    // A verifier where no challenge was: the code was slipped in from elsewhere.
    assert_eq!(redeem(&world, &app, &code(), &[("client_secret", &secret)]).status, 400);
    let issued = redeem(&world, &app, &code(), &[none, ("client_secret", &secret)]);
    assert_eq!(issued.status, 200, "{}", issued.body);
    assert_eq!(
        text(&redeem(&world, &app, &code(), &[none, ("client_secret", &secret), ("grant_type", "password")]), "error"),
        "unsupported_grant_type"
    );
}

#[test]
fn too_many_wrong_passwords_close_an_account_for_a_while() {
    let world = World::new();
    let browser = Browser::new(&world);
    for _ in 0..10 {
        assert_eq!(browser.sign_in("ann", "wrong", "/").status, 403);
    }
    assert_eq!(browser.sign_in("ann", PASSWORD, "/").status, 403);
    assert_eq!(browser.sign_in("nobody at all", PASSWORD, "/").status, 403);
    world.clock.advance_seconds(61);
    assert_eq!(browser.sign_in("ann", PASSWORD, "/").status, 303);
    for _ in 0..20 {
        browser.sign_in("bob", "wrong", "/");
    }
    let limited = browser.sign_in("Bob", "wrong", "/");
    assert_eq!(limited.status, 429);
    assert!(!limited.header("retry-after").is_empty());
}
