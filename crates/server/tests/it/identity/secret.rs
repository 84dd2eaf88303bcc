//! What nobody learns: who there is, by trying to sign in; and secrets, from the log, refusals or what is printed for debugging.

use super::browser::{Browser, PASSWORD, app, ask_as_app};
use super::code::{BACK, TOKEN, code, redeem, text};
use super::elsewhere;
use super::provider::{Provider, Says, Visit, keys};
use crate::heard::{keep, take};
use crate::world::{Answer, World};

/// Returns all that an answer tells, but for what is each one's own, and the name that was typed.
fn told(answer: &Answer, name: &str) -> String {
    let mut headers: Vec<String> =
        answer.headers.iter().filter(|(name, _)| *name != "x-correlationid").map(|header| format!("{header:?}")).collect();
    headers.sort();
    format!("{} {headers:?} {}", answer.status, answer.body.replace(&format!("\"{name}\""), "\"…\""))
}

#[test]
fn whoever_cannot_sign_in_does_not_learn_why() {
    keep();
    let world = World::new();
    let browser = Browser::new(&world);
    let told_of = |name: &str, password: &str| {
        take();
        let answer = browser.sign_in(name, password, "/");
        // Counted, not timed: each is as slow as the next.
        (told(&answer, name), take().matches("a password is tried").count())
    };
    let wrong = told_of("ann", "wrong");
    assert_eq!(wrong.1, 1);
    assert!(wrong.0.starts_with("403"), "{}", wrong.0);
    let long = "p".repeat(2_048);
    for (what, name, password) in [
        ("nobody of the name", "zoe", PASSWORD),
        ("an account without a password", "bob", PASSWORD),
        ("a password that is too long", "ann", &long),
        ("no password", "ann", ""),
        ("a name in large letters", "ANN", "wrong"),
    ] {
        assert_eq!(told_of(name, password), wrong, "{what}");
    }
    for _ in 0..10 {
        browser.sign_in("ann", "wrong", "/");
    }
    assert_eq!(told_of("ann", PASSWORD), wrong, "an account that is locked, with the right password");
    world.clock.advance_seconds(60 * 60);
    world.app.write(|cx| testkit::by_name::suspend(cx, "ann", true)).wait().unwrap();
    assert_eq!(told_of("ann", PASSWORD), wrong, "somebody who is suspended");
}

#[test]
fn secrets_are_told_once_and_kept_nowhere() {
    keep();
    let world = World::new();
    take();
    let (app, _) = app(&world, false, &[BACK]);
    let (kept, secret) = self::app(&world, true, &[]);
    let secret = secret.unwrap();
    let (alone, alone_secret) = super::browser::app_with(&world, "Backup", "Notes.Read.All");
    let browser = Browser::of_ann(&world);
    let cookie = browser.cookie();
    let mut canaries = vec![PASSWORD.to_owned(), "wrong-canary".to_owned(), secret.clone(), alone_secret.clone()];
    canaries.push(cookie.split_once('=').unwrap().1.to_owned());
    // What is right and what is refused, each with something that nobody is to see again.
    let mut refused = vec![browser.sign_in("ann", "wrong-canary", "/")];
    let code = code(&browser, &app);
    let issued = redeem(&world, &app, &code, &[]);
    let (access, refresh) = (text(&issued, "access_token"), text(&issued, "refresh_token"));
    refused.push(redeem(&world, &app, &code, &[]));
    for fields in [
        [("grant_type", "refresh_token"), ("client_id", app.as_str()), ("refresh_token", refresh.as_str())],
        [("grant_type", "refresh_token"), ("client_id", &kept), ("client_secret", "wrong-canary")],
        [("grant_type", "wrong-canary"), ("client_id", &kept), ("client_secret", &secret)],
        [("client_secret", &secret), ("client_secret", &secret), ("client_id", &kept)],
        [("grant_type", "client_credentials"), ("client_id", &alone), ("client_secret", &secret)],
    ] {
        refused.push(ask_as_app(&world, TOKEN, &fields));
    }
    let own = [("grant_type", "client_credentials"), ("client_id", &alone), ("client_secret", &alone_secret), ("scope", ".default")];
    canaries.push(text(&ask_as_app(&world, TOKEN, &own), "access_token"));
    let device = ask_as_app(&world, "/common/oauth2/v2.0/devicecode", &[("client_id", &app), ("scope", "Notes.Read")]);
    canaries.extend([text(&device, "device_code"), access, refresh, code]);
    let shown = canaries.clone();
    canaries.extend(["llr_", "llc_", "lld_", "lls_", "lla_", "ll1_"].map(str::to_owned));

    let log = take();
    assert!(log.contains("request") && log.contains("sign_in.try") && log.contains("oauth.token"), "{log}");
    for canary in &canaries {
        assert!(!log.contains(canary.as_str()), "{canary} in the log: {log}");
    }
    for answer in refused.iter().filter(|answer| answer.status >= 400) {
        for canary in &shown {
            assert!(!answer.body.contains(canary.as_str()), "{canary} in {answer:?}");
        }
    }
}

#[test]
fn what_is_between_us_and_an_issuer_stays_there() {
    keep();
    let (world, provider) = (World::new(), Provider::new());
    provider.trust(&world, provider.described("Corp"));
    take();
    let browser = Browser::beside(&world);
    let visit = Visit::begin(&browser, &provider, "Corp", "zoe");
    let under_way = browser.under_way().unwrap();
    let mut answers = vec![visit.end(&browser, &provider, "Corp")];
    assert_eq!((answers[0].status, browser.under_way()), (303, None));
    let form = provider.form("/token");
    let part = |name: &str| form.split(name).nth(1).unwrap().split(['&', ' ']).next().unwrap().to_owned();
    let mut canaries =
        vec!["a secret of ours".to_owned(), part("Basic "), part("code_verifier="), "a-code".to_owned(), "theirs".to_owned(), under_way];
    canaries.push(keys().signed(&visit.header, &visit.claims).split('.').nth(1).unwrap().to_owned());
    // What goes wrong is written down with its reason, and without what it was about.
    for given in [
        Says::Status(400, serde_json::json!({ "error": "invalid_grant", "error_description": "a-code is theirs" })),
        Says::Json(serde_json::json!({ "id_token": "theirs.a-code.x", "access_token": "theirs" })),
        Says::Json(serde_json::json!({ "error": "<a-code>", "access_token": "theirs" })),
    ] {
        let mut visit = Visit::begin(&browser, &provider, "Corp", "zoe");
        visit.given = Some(given);
        answers.push(visit.end(&browser, &provider, "Corp"));
    }
    let bearer = elsewhere::token(&world, &provider, "zoe", |_, _| {});
    let forged = elsewhere::token(&world, &provider, "zoe", |_, claims| claims["exp"] = 0.into());
    answers.push(elsewhere::reads(&world, &bearer));
    answers.push(elsewhere::reads(&world, &forged));
    canaries.extend([&bearer, &forged].iter().flat_map(|token| token.split('.').skip(1).map(str::to_owned)));
    let log = take();
    assert!(log.contains("invalid_grant") && log.contains("why=\"it has expired, or never does\""), "{log}");
    for canary in &canaries {
        assert!(!log.contains(canary.as_str()), "{canary} in the log: {log}");
        for answer in answers.iter().filter(|answer| answer.status >= 400) {
            assert!(!answer.body.contains(canary.as_str()), "{canary} in {answer:?}");
        }
    }
}
