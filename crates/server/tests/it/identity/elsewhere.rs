//! Signing in through an issuer elsewhere, and access tokens of one.

use super::browser::{Browser, app, ask_as_app, field};
use super::code::{BACK, TOKEN, code, redeem, text};
use super::provider::{AUDIENCE, CLIENT, Provider, Says, Visit, b64, keys, seconds};
use crate::world::{Answer, World, run};
use app::issuer::{self, Creates};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use std::time::Duration;

const NOTEBOOKS: &str = "/v1.0/me/onenote/notebooks";

/// Signs somebody in in a fresh browser.
fn comes<'w>(world: &'w World, provider: &Provider, subject: &str) -> (Browser<'w>, Answer) {
    let browser = Browser::beside(world);
    let answer = Visit::begin(&browser, provider, "Corp", subject).end(&browser, provider, "Corp");
    (browser, answer)
}

both! {
    fn somebody_signs_in_elsewhere_and_is_the_same_here_each_time(engine) {
        let (world, provider) = (World::on(engine), Provider::new());
        provider.trust(&world, provider.described("Corp"));
        let browser = Browser::beside(&world);
        let page = browser.get("/sign-in?to=%2Fdevice");
        assert!(page.body.contains(r#"<a href="/sign-in/Corp?to=%2Fdevice">Sign in with Corp</a>"#), "{}", page.body);
        let visit = Visit::begin(&browser, &provider, "Corp", "zoe");
        assert!(
            visit.sent.starts_with(&provider.metadata()["authorization_endpoint"].as_str().unwrap().replace("?realm=corp", "?realm=corp&"))
        );
        let asked = |name| field(&visit.sent, name).unwrap();
        assert_eq!(asked("redirect_uri"), "https://notes.example/signed-in/Corp");
        assert_eq!((asked("response_type"), asked("code_challenge_method"), asked("client_id")), ("code".into(), "S256".into(), CLIENT.into()));
        assert_eq!((asked("scope"), field(&visit.sent, "prompt")), ("openid profile email".into(), None));
        let answer = visit.end(&browser, &provider, "corp");
        assert_eq!((answer.status, answer.header("location")), (303, "/device"), "{answer:?}");
        assert!(browser.get("/account").body.contains("zoe"));
        // What was brought with the code proves that it was we who asked.
        let form = provider.form("/token");
        assert!(form.starts_with("Basic bG9vc2VsZWFmOmErc2VjcmV0K29mK291cnMlM0ErMTAwJTI1 "), "{form}");
        let verifier = form.split("code_verifier=").nth(1).unwrap().split('&').next().unwrap();
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, verifier.as_bytes());
        assert_eq!(b64(digest.as_ref()), asked("code_challenge"));
        assert!(!form.contains("client_secret"), "{form}");

        // Under another name and another address of mail they are who they were.
        let again = Browser::beside(&world);
        let mut visit = Visit::begin(&again, &provider, "Corp", "zoe");
        visit.claims["preferred_username"] = "ann".into();
        visit.claims["email"] = "ann@contoso.com".into();
        assert_eq!(visit.end(&again, &provider, "Corp").status, 303);
        assert!(again.get("/account").body.contains("zoe"));
        let users = world.app.read(|cx| Ok(store::directory::users(cx.tx)?)).wait().unwrap();
        assert_eq!(users.iter().filter(|user| user.name == "zoe").count(), 1);
        run(world.server.write_audit()).unwrap();
        let log = world.app.read(|cx| app::audit::newest(cx, Some("zoe"), None, 10)).wait().unwrap();
        let first = log.iter().find(|entry| entry.act == "issuer first-sight").unwrap();
        assert!(log.iter().any(|entry| entry.act == "sign_in.back" && entry.correlation == first.correlation), "{log:?}");
        let log: Vec<_> = log.iter().map(|entry| (entry.act.as_str(), entry.subject.as_str())).collect();
        let back = ("sign_in.back", "/signed-in/Corp");
        assert_eq!((log.len(), log.contains(&back), log.contains(&("issuer first-sight", "Corp zoe"))), (3, true, true), "{log:?}");
    }

    fn who_gets_an_account_the_rule_says(engine) {
        let (world, provider) = (World::on(engine), Provider::new());
        let described = |creates: Creates| issuer::New { creates, ..provider.described("Corp") };
        let issuer = provider.trust(&world, described(Creates::Never));
        let rule = |creates: Creates| {
            let fit = described(creates).check().unwrap();
            world.app.write(move |cx| issuer::replace(cx, &app::admin::Admin::operator(), &fit).map(drop)).wait().unwrap();
        };
        let page = |answer: &Answer| (answer.status, answer.body.clone());
        let (status, body) = page(&comes(&world, &provider, "zoe").1);
        assert!(status == 403 && body.contains("looseleaf issuer link Corp NAME zoe"), "{body}");
        rule(Creates::Domains(vec!["fabrikam.com".to_owned(), "contoso.com".to_owned()]));
        assert_eq!(comes(&world, &provider, "zoe").1.status, 303);
        let unverified = |claim: Value| {
            let browser = Browser::beside(&world);
            let mut visit = Visit::begin(&browser, &provider, "Corp", "max");
            visit.claims["email_verified"] = claim;
            visit.end(&browser, &provider, "Corp").status
        };
        assert_eq!((unverified(Value::Null), unverified(false.into()), unverified("true".into())), (403, 403, 303));
        rule(Creates::Always);
        // A name that is taken is not theirs, until somebody says so.
        let (status, body) = page(&comes(&world, &provider, "ANN").1);
        assert!(status == 403 && body.contains("looseleaf issuer link Corp ANN ANN"), "{body}");
        world.app.write(|cx| issuer::link(cx, &app::admin::Admin::operator(), "Corp", "ann", "ANN")).wait().unwrap();
        let (browser, answer) = comes(&world, &provider, "ANN");
        assert_eq!(answer.status, 303);
        assert!(browser.get("/account").body.contains("ann"));
        // Without a name nobody is made, and what cannot be one is none.
        for name in [Value::Null, "".into(), "a/b".into(), "a\u{7}".into(), "n".repeat(200).into(), json!(["x"])] {
            let browser = Browser::beside(&world);
            let mut visit = Visit::begin(&browser, &provider, "Corp", "nameless");
            visit.claims["preferred_username"] = name.clone();
            let answer = visit.end(&browser, &provider, "Corp");
            assert!(answer.status == 403 && answer.body.contains("what you are called"), "{name}: {answer:?}");
        }
        let people = world.app.read(move |cx| Ok(store::issuer::known(cx.tx, &issuer.id)?)).wait().unwrap();
        let people: Vec<_> = people.iter().map(|it| (it.name.as_str(), it.subject.as_str())).collect();
        assert_eq!(people, [("ann", "ANN"), ("max", "max"), ("zoe", "zoe")]);
    }

    fn who_is_suspended_or_gone_stays_outside_and_so_does_everybody_once_the_issuer_is(engine) {
        let (world, provider) = (World::on(engine), Provider::new());
        provider.trust(&world, provider.described("Corp"));
        let (browser, _) = comes(&world, &provider, "zoe");
        let bearer = token(&world, &provider, "zoe", |_, _| {});
        let reads = || reads(&world, &bearer).status;
        assert_eq!((browser.get("/account").status, reads()), (200, 200));
        let suspend = |is| world.app.write(move |cx| testkit::by_name::suspend(cx, "zoe", is)).wait().unwrap();
        suspend(true);
        assert_eq!((browser.get("/account").status, reads(), comes(&world, &provider, "zoe").1.status), (303, 401, 403));
        suspend(false);
        let (browser, _) = comes(&world, &provider, "zoe");
        assert_eq!((browser.get("/account").status, reads()), (200, 200));
        world.app.write(|cx| issuer::unlink(cx, &app::admin::Admin::operator(), "Corp", "zoe")).wait().unwrap();
        assert_eq!(browser.get("/account").status, 303);
        world.app.write(|cx| issuer::link(cx, &app::admin::Admin::operator(), "Corp", "zoe", "zoe")).wait().unwrap();
        let (browser, _) = comes(&world, &provider, "zoe");
        world.app.write(|cx| testkit::by_name::remove(cx, "zoe")).wait().unwrap();
        let stays = comes(&world, &provider, "zoe").1;
        assert!(stays.status == 403 && stays.body.contains("suspended, or gone"), "{stays:?}");
        assert_eq!((browser.get("/account").status, reads()), (303, 401));
        let (browser, _) = comes(&world, &provider, "max");
        assert_eq!(browser.get("/account").status, 200);
        world.app.write(|cx| testkit::by_name::remove_issuer(cx, "Corp")).wait().unwrap();
        assert_eq!((browser.get("/account").status, browser.get("/sign-in/Corp").status), (303, 404));
        assert_eq!(super::elsewhere::reads(&world, &token(&world, &provider, "max", |_, _| {})).status, 401);
    }

    fn what_came_by_an_issuer_ends_with_it(engine) {
        let (world, provider) = (World::on(engine), Provider::new());
        provider.trust(&world, provider.described("Corp"));
        let (app, _) = app(&world, false, &[BACK]);
        let given = |browser: &Browser<'_>| {
            let issued = redeem(&world, &app, &code(browser, &app), &[]);
            (text(&issued, "access_token"), text(&issued, "refresh_token"), claims(&text(&issued, "id_token"))["amr"].clone())
        };
        let goes_on = |(access, refresh, _): &(String, String, Value)| {
            (reads(&world, access).status, ask_as_app(&world, TOKEN, &[("grant_type", "refresh_token"), ("client_id", &app), ("refresh_token", refresh)]).status)
        };
        let (ended, stays) = ((401, 400), (200, 200));
        let zoe = || given(&comes(&world, &provider, "zoe").0);
        let max = given(&comes(&world, &provider, "max").0);
        let own = given(&Browser::of_ann(&world));
        assert_eq!((&max.2, &own.2), (&Value::Null, &json!(["pwd"])));
        // Nobody brought this code yet.
        let late = code(&comes(&world, &provider, "max").0, &app);
        let zoes = zoe();
        world.app.write(|cx| issuer::unlink(cx, &app::admin::Admin::operator(), "Corp", "zoe")).wait().unwrap();
        assert_eq!((goes_on(&zoes), goes_on(&max)), (ended, stays));
        world.app.write(|cx| issuer::link(cx, &app::admin::Admin::operator(), "Corp", "zoe", "zoe")).wait().unwrap();
        let (max, zoes) = (given(&comes(&world, &provider, "max").0), zoe());
        // Who they were until then does not go on either.
        world.app.write(|cx| issuer::link(cx, &app::admin::Admin::operator(), "Corp", "ann", "zoe")).wait().unwrap();
        assert_eq!((goes_on(&zoes), goes_on(&own)), (ended, stays));
        let own = given(&Browser::of_ann(&world));
        world.app.write(|cx| testkit::by_name::remove_issuer(cx, "Corp")).wait().unwrap();
        assert_eq!((goes_on(&max), goes_on(&own), redeem(&world, &app, &late, &[]).status), (ended, stays, 400));
    }

    fn a_token_of_an_issuer_does_what_its_scopes_are_here(engine) {
        let (world, provider) = (World::on(engine), Provider::new());
        provider.trust(&world, provider.described("Corp"));
        let read = token(&world, &provider, "zoe", |_, _| {});
        assert_eq!(does(&world, &read, "GET", NOTEBOOKS, "").json()["value"], json!([]));
        let forbidden = does(&world, &read, "POST", NOTEBOOKS, r#"{"displayName":"Mine"}"#);
        assert_eq!((forbidden.status, forbidden.code()), (403, "40004".to_owned()));
        let both = token(&world, &provider, "zoe", |_, claims| claims["scope"] = "notes.read make notes.write".into());
        let made = does(&world, &both, "POST", NOTEBOOKS, r#"{"displayName":"Mine"}"#);
        assert_eq!(made.status, 201, "{}", made.body);
        assert_eq!(made.json()["createdBy"]["user"]["displayName"], "zoe");
        // Whatever one of ours is called alike, it is another.
        run(world.server.write_audit()).unwrap();
        let log = world.app.read(|cx| app::audit::newest(cx, Some("zoe"), None, 10)).wait().unwrap();
        assert!(log.iter().any(|entry| entry.app == "their-app@Corp"), "{log:?}");
        // Who has one comes to what is theirs in a browser too.
        assert!(comes(&world, &provider, "zoe").0.get("/account").body.contains("zoe"));
        // Every way in which providers spell it.
        type Change = fn(&mut Value, &mut Value);
        let spellings: [(&str, Change); 9] = [
            ("ES256", |header, _| (header["alg"], header["kid"]) = ("ES256".into(), "ec".into())),
            ("PS256", |header, _| (header["alg"], header["kid"]) = ("PS256".into(), "pss".into())),
            ("EdDSA", |header, _| (header["alg"], header["kid"]) = ("EdDSA".into(), "ed".into())),
            ("no kind", |header, _| header["typ"] = Value::Null),
            ("several audiences", |_, claims| claims["aud"] = json!(["other", AUDIENCE])),
            ("Entra ID's", |_, claims| {
                (claims["scp"], claims["scope"]) = ("notes.read".into(), Value::Null);
                (claims["azp"], claims["client_id"]) = ("app".into(), Value::Null);
            }),
            ("a list of scopes", |_, claims| claims["scope"] = json!(["notes.read", "x"])),
            ("a fraction of a second", |_, claims| claims["exp"] = json!(claims["exp"].as_f64().unwrap() + 0.5)),
            ("a clock that is a little ahead", |_, claims| claims["nbf"] = json!(claims["iat"].as_i64().unwrap() + 59)),
        ];
        for (what, change) in spellings {
            let answer = reads(&world, &token(&world, &provider, "zoe", change));
            assert_eq!(answer.status, 200, "{what}: {}", answer.body);
        }
        // On the second it expires it is worth nothing, though a server has just seen it.
        world.clock.advance_seconds(300);
        assert_eq!(does(&world, &read, "GET", NOTEBOOKS, "").status, 401);
    }
}

#[test]
fn a_browser_is_signed_in_afresh_and_whoever_was_there_is_not_any_more() {
    let (world, provider) = (World::new(), Provider::new());
    provider.trust(&world, provider.described("Corp"));
    let browser = Browser::of_ann(&world);
    let before = browser.cookie();
    let answer = Visit::begin(&browser, &provider, "Corp", "zoe").end(&browser, &provider, "Corp");
    assert_eq!(answer.status, 303);
    assert_ne!(browser.cookie(), before);
    let with = |cookie: &str| run(world.ask("nobody", "GET", "/account", &[("cookie", cookie)], ""));
    assert_eq!((with(&before).status, with(&browser.cookie()).status), (303, 200));
    // An app that wants somebody to sign in anew is heard there too.
    for to in ["%2Fcommon%2Foauth2%2Fv2.0%2Fauthorize%3Fprompt%3Dlogin", "%2Fx%3Fmax_age%3D60"] {
        let sent = browser.get(&format!("/sign-in/Corp?to={to}"));
        assert_eq!(field(sent.header("location"), "prompt"), Some("login".to_owned()), "{to}");
    }
}

/// The pages of administrators ask for the password once more; being remembered by an issuer is none.
#[test]
fn being_remembered_elsewhere_is_no_proof_of_who_sits_here_now() {
    let (world, provider) = (World::new(), Provider::new());
    provider.trust(&world, provider.described("Corp"));
    world.app.write(|cx| issuer::link(cx, &app::admin::Admin::operator(), "Corp", "ann", "ann")).wait().unwrap();
    world.app.write(|cx| testkit::by_name::set_admin(cx, "ann", true)).wait().unwrap();
    let come = |to: &str, signed_in: Option<i64>| {
        let browser = Browser::beside(&world);
        let mut visit = Visit::begin_for(to, &browser, &provider, "Corp", "ann");
        let asked = (field(&visit.sent, "prompt"), field(&visit.sent, "max_age"));
        match signed_in {
            Some(ago) => visit.claims["auth_time"] = (seconds(&world) - ago).into(),
            None => drop(visit.claims.as_object_mut().unwrap().remove("auth_time")),
        }
        let answer = visit.end(&browser, &provider, "Corp");
        (asked, answer.status, browser.get("/admin").status)
    };
    let (login, fortnight) = (Some("login".to_owned()), (None, Some("1209600".to_owned())));
    let anew = (login, Some("0".to_owned()));
    for (to, signed_in, expected) in [
        ("%2Fadmin", Some(0), (anew.clone(), 303, 200)),
        ("%2Fadmin", Some(3_600), (anew.clone(), 502, 303)),
        ("%2Fadmin%2Fpeople%3Fafter%3Dx", None, (anew, 502, 303)),
        ("%2Fdevice", Some(60), (fortnight.clone(), 303, 200)),
        ("%2Fdevice", Some(3_600), (fortnight.clone(), 303, 303)),
        ("%2Fdevice", None, (fortnight, 303, 303)),
    ] {
        assert_eq!(come(to, signed_in), expected, "{to} {signed_in:?}");
    }
}

#[test]
fn an_issuer_is_not_asked_in_our_name_as_often_as_anybody_likes() {
    let (world, provider) = (World::new(), Provider::new());
    provider.trust(&world, provider.described("Corp"));
    provider.says("/token", Says::Status(400, json!({ "error": "invalid_grant" })));
    let browser = Browser::beside(&world);
    let visit = Visit::begin(&browser, &provider, "Corp", "zoe");
    let (state, held) = (field(&visit.sent, "state").unwrap(), browser.under_way().unwrap());
    let cookie = format!("{}={held}", "__Host-looseleaf-elsewhere");
    let back = format!("/signed-in/Corp?code=x&state={state}");
    let answers: Vec<u16> = (0..8).map(|_| run(world.ask("nobody", "GET", &back, &[("cookie", &cookie)], "")).status).collect();
    assert_eq!(answers, [502, 502, 502, 502, 502, 429, 429, 429]);
}

#[test]
fn what_somebody_is_called_may_stand_elsewhere() {
    let (world, provider) = (World::new(), Provider::new());
    let mut metadata = provider.metadata();
    metadata["userinfo_endpoint"] = metadata["token_endpoint"].as_str().unwrap().replace("/token", "/me").into();
    provider.says("/corp/.well-known/openid-configuration", Says::Json(metadata));
    provider.trust(&world, issuer::New { creates: Creates::Domains(vec!["contoso.com".to_owned()]), ..provider.described("Corp") });
    let bare = |says: Says| {
        provider.says("/me", says);
        let browser = Browser::beside(&world);
        let mut visit = Visit::begin(&browser, &provider, "Corp", "1");
        for claim in ["preferred_username", "email", "email_verified"] {
            visit.claims.as_object_mut().unwrap().remove(claim);
        }
        let answer = visit.end(&browser, &provider, "Corp");
        (answer.status, browser.get("/account").body.contains("zoe"))
    };
    let zoe = |subject: &str| json!({ "sub": subject, "preferred_username": "zoe", "email": "zoe@contoso.com", "email_verified": true });
    for says in
        [Says::Json(zoe("2")), Says::Json(json!("zoe")), Says::Status(401, zoe("1")), Says::Json(json!({ "preferred_username": "zoe" }))]
    {
        assert_eq!(bare(says), (403, false));
    }
    assert_eq!(bare(Says::Json(zoe("1"))), (303, true));
    assert!(provider.form("/me").starts_with("Bearer theirs "));
    // Who is known needs no name.
    assert_eq!(bare(Says::Status(500, json!({}))), (303, true));
}

/// What a token of this server's says.
fn claims(token: &str) -> Value {
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    serde_json::from_slice(&claims).unwrap()
}

/// An access token of the issuer's, changed.
pub fn token(world: &World, provider: &Provider, subject: &str, change: impl FnOnce(&mut Value, &mut Value)) -> String {
    let now = seconds(world);
    let mut header = json!({ "alg": "RS256", "kid": "rsa", "typ": "at+jwt" });
    let mut claims = json!({
        "iss": provider.url, "sub": subject, "aud": AUDIENCE, "exp": now + 300, "iat": now, "client_id": "their-app",
        "scope": "notes.read openid", "preferred_username": subject,
    });
    change(&mut header, &mut claims);
    keys().signed(&header, &claims)
}

/// Reads notebooks with a token, by a server that has seen nobody yet.
pub fn reads(world: &World, token: &str) -> Answer {
    let server = world.server_beside(|_| {});
    let request = http::Request::get(NOTEBOOKS).header("host", crate::world::HOST).header("authorization", format!("Bearer {token}"));
    let request = request.body(http_body_util::Full::from(bytes::Bytes::new())).unwrap();
    run(async { Answer::of(server.respond(request).await).await })
}

/// Does something with a token, by the world's own server.
fn does(world: &World, token: &str, method: &str, path: &str, body: &str) -> Answer {
    run(world.ask("nobody", method, path, &[("authorization", &format!("Bearer {token}"))], body))
}

#[test]
fn who_nobody_knows_stays_outside_and_hears_why() {
    let (world, provider) = (World::new(), Provider::new());
    provider.trust(&world, issuer::New { creates: Creates::Never, ..provider.described("Corp") });
    let says = |token: &str| {
        let answer = reads(&world, token);
        (answer.status, answer.code(), answer.json()["error"]["message"].as_str().unwrap().split('.').next().unwrap().to_owned())
    };
    let nobody = (401, "40001".to_owned(), "The token is good, but nobody here is the person for whom it speaks".to_owned());
    assert_eq!(says(&token(&world, &provider, "zoe", |_, _| {})), nobody);
    // Who comes again and again waits; somebody else does not.
    let comes = |subject: &str| does(&world, &token(&world, &provider, subject, |_, _| {}), "GET", NOTEBOOKS, "").status;
    let tries: Vec<u16> = (0..22).map(|_| comes("zoe")).collect();
    assert_eq!((tries[0], tries[19], tries[20], comes("max")), (401, 401, 429, 401));
    let app = (401, "40001".to_owned(), "The token speaks for an app and for nobody".to_owned());
    type Change = fn(&mut Value);
    let alone: [(&str, Change); 6] = [
        ("no subject", |claims| claims["sub"] = Value::Null),
        ("the app for its subject", |claims| claims["sub"] = "their-app".into()),
        ("Auth0's", |claims| claims["sub"] = "their-app@clients".into()),
        ("Auth0's other word", |claims| claims["gty"] = "client-credentials".into()),
        ("Entra ID's", |claims| claims["idtyp"] = "app".into()),
        ("Keycloak's", |claims| claims["preferred_username"] = "service-account-their-app".into()),
    ];
    for (what, change) in alone {
        assert_eq!(says(&token(&world, &provider, "zoe", |_, claims| change(claims))), app, "{what}");
    }
}

/// Tokens that name an issuer come all the time, also while it does not answer.
#[test]
fn one_asks_an_issuer_that_is_away_and_nobody_waits() {
    let (world, provider) = (World::with(|_| {}, |options| options.token_trust = Duration::ZERO), Provider::new());
    provider.trust(&world, provider.described("Corp"));
    let get = |token: &str| does(&world, token, "GET", NOTEBOOKS, "").status;
    assert_eq!(get(&token(&world, &provider, "zoe", |_, _| {})), 200);
    let at = "/corp/.well-known/openid-configuration";
    let before = provider.asked(at);
    provider.says(at, Says::Nothing);
    world.clock.advance_seconds(3_601);
    let late = format!("Bearer {}", token(&world, &provider, "zoe", |_, _| {}));
    run(async {
        let tasks = || tokio::runtime::Handle::current().metrics().num_alive_tasks();
        let idle = tasks();
        for _ in 0..50 {
            assert_eq!(world.ask("nobody", "GET", NOTEBOOKS, &[("authorization", &late)], "").await.status, 200);
        }
        // The one who asks, and what its connection needs.
        assert!(tasks() <= idle + 3, "{}", tasks());
        while provider.asked(at) == before {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    assert_eq!(provider.asked(at), before + 1);
}

#[test]
fn keys_are_asked_for_when_they_are_needed_and_not_more_often() {
    let (world, provider) = (World::new(), Provider::new());
    provider.trust(&world, provider.described("Corp"));
    let get = |token: &str| does(&world, token, "GET", NOTEBOOKS, "").status;
    let fresh = |n: i64| token(&world, &provider, "zoe", |_, claims| claims["jti"] = n.into());
    let unknown = |n: i64| token(&world, &provider, "zoe", |header, claims| (header["kid"], claims["jti"]) = ("new".into(), n.into()));
    let asked = || provider.asked("/keys");
    assert_eq!((get(&fresh(1)), get(&fresh(2)), asked()), (200, 200, 1));
    // A key that there is not: asked for once, however many name it.
    assert_eq!((get(&unknown(1)), get(&unknown(2)), get(&fresh(3)), asked()), (401, 401, 200, 1));
    world.clock.advance_seconds(61);
    assert_eq!((get(&unknown(3)), get(&unknown(4)), asked()), (401, 401, 2));
    // The issuer changes its key.
    let mut rolled = keys().shown();
    rolled[1]["kid"] = "new".into();
    provider.says("/keys", Says::Json(json!({ "keys": rolled })));
    world.clock.advance_seconds(61);
    assert_eq!((get(&unknown(5)), asked(), get(&fresh(4))), (200, 3, 401));
    // It goes away, and what was known goes on counting.
    provider.says("/keys", Says::Status(500, json!({})));
    world.clock.advance_seconds(60);
    let gone = token(&world, &provider, "zoe", |header, _| header["kid"] = "newer".into());
    assert_eq!((get(&gone), get(&unknown(6)), asked()), (401, 200, 4));
    // A server that never knew says that it can be tried again, and does not ask at each try.
    let beside = world.server_beside(|_| {});
    let get = || {
        let request = http::Request::get(NOTEBOOKS).header("host", crate::world::HOST);
        let request = request.header("authorization", format!("Bearer {}", unknown(7)));
        run(async { Answer::of(beside.respond(request.body(http_body_util::Full::from(bytes::Bytes::new())).unwrap()).await).await })
    };
    assert_eq!((get().status, get().code(), asked()), (503, "10002".to_owned(), 5));
    provider.says("/keys", Says::Json(json!({ "keys": rolled })));
    world.clock.advance_seconds(10);
    assert_eq!(get().status, 200);
    // Within the hour nothing is asked for again; after that it is, and nobody waits.
    world.clock.advance_seconds(3_601);
    let late = token(&world, &provider, "zoe", |header, _| header["kid"] = "new".into());
    let sent = |token: &str| does(&world, token, "GET", NOTEBOOKS, "").status;
    assert_eq!(sent(&late), 200);
}
