//! What somebody sees and changes of their account.

use super::browser::{Browser, PASSWORD, app, ask_as_app, hidden};
use super::code::{BACK, code, let_in_as, redeem};
use crate::world::{World, run};
use std::time::Duration;

both! {
    fn somebody_sees_the_apps_that_they_let_in_and_takes_it_back(engine) {
        let world = World::on(engine);
        let (app, _) = app(&world, false, &["https://app.example/signed-in"]);
        let browser = Browser::of_ann(&world);
        assert!(browser.get("/account").body.contains("<p>None.</p>"));
        let_in_as(&browser, &app);
        let page = browser.get("/account");
        assert!(page.body.contains("Clipper false") && page.body.contains("read notes"), "{}", page.body);
        let token = hidden(&page, "token");
        assert_eq!(browser.post("/account/apps", &[("token", "x"), ("app", &app)]).status, 403);
        assert_eq!(browser.post_from("https://evil.example", "/account/apps", &[("token", &token), ("app", &app)]).status, 403);
        let after = browser.post("/account/apps", &[("token", &token), ("app", &app)]);
        assert!(after.body.contains("Taken back") && after.body.contains("<p>None.</p>"), "{}", after.body);
        let nobody = Browser::new(&world);
        assert!(nobody.get("/account").header("location").ends_with("/sign-in?to=%2Faccount"));
        assert_eq!(nobody.post("/account/apps", &[("app", &app)]).header("location"), "/sign-in?to=/account");
    }

    fn whoever_knows_the_present_password_sets_another(engine) {
        let world = World::on(engine);
        let browser = Browser::of_ann(&world);
        let other = browser.another();
        let page = browser.get("/account");
        assert!(page.body.contains("signed in in 2 browsers"), "{}", page.body);
        let token = hidden(&page, "token");
        let change = |old: &str, new: &str, again: &str| {
            browser.post("/account/password", &[("token", &token), ("old", old), ("new", new), ("again", again)])
        };
        let new = "quite another one";
        assert_eq!(change(PASSWORD, new, "quite another two").status, 400);
        assert_eq!(change(PASSWORD, "short", "short").status, 400);
        assert_eq!(change("wrong", new, new).status, 403);
        let changed = change(PASSWORD, new, new);
        assert!(changed.status == 200 && changed.body.contains("Changed."), "{changed:?}");
        // The page that came has forms for the new cookie, and every other browser is signed out.
        let token = hidden(&changed, "token");
        assert_eq!(browser.post("/account/browsers", &[("token", &token)]).status, 200);
        assert_eq!(other.get("/account").status, 303);
        assert_eq!(other.sign_in("ann", PASSWORD, "/").status, 403);
        assert_eq!(other.sign_in("ann", new, "/").header("location"), "/");
        assert!(browser.get("/account").body.contains("2 browsers"));
        browser.post("/account/browsers", &[("token", &token)]);
        assert_eq!(other.get("/account").status, 303);
        assert_eq!(browser.get("/account").status, 200);
    }

    fn another_password_ends_what_apps_were_given(engine) {
        let world = World::on(engine);
        let (app, _) = app(&world, false, &[BACK]);
        let browser = Browser::of_ann(&world);
        let issued = redeem(&world, &app, &code(&browser, &app), &[]);
        assert_eq!(issued.status, 200, "{issued:?}");
        let token = hidden(&browser.get("/account"), "token");
        let new = "quite another one";
        assert_eq!(browser.post("/account/password", &[("token", &token), ("old", PASSWORD), ("new", new), ("again", new)]).status, 200);
        let refresh = issued.body.split("\"refresh_token\":\"").nth(1).unwrap().split('"').next().unwrap();
        let fields = [("grant_type", "refresh_token"), ("client_id", &*app), ("refresh_token", refresh)];
        let renewed = ask_as_app(&world, "/common/oauth2/v2.0/token", &fields);
        assert!(renewed.status == 400 && renewed.body.contains("invalid_grant"), "{renewed:?}");
    }
}

/// Asks with a token, and returns the status.
fn asked_with(world: &World, secret: &str, method: &str, path: &str) -> u16 {
    let bearer = format!("Bearer {secret}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    run(world.ask_bytes("nobody", method, path, &headers, bytes::Bytes::from_static(b"{\"displayName\":\"By a script\"}"))).status
}

#[test]
fn somebody_makes_a_token_for_a_script_and_takes_it_back() {
    let world = World::with(|_| {}, |options| options.token_trust = Duration::ZERO);
    let ann = Browser::of_ann(&world);
    let page = ann.get("/account/tokens");
    let token = hidden(&page, "token");
    let make = |may: &str, days: &str, password: &str| {
        ann.post("/account/tokens", &[("token", &token), ("name", "my backup "), ("may", may), ("days", days), ("password", password)])
    };
    let wrong = make("read", "30", "guessed");
    assert!(
        wrong.status == 403 && wrong.body.contains("not your present password") && wrong.body.contains("value=\"my backup \""),
        "{wrong:?}"
    );
    for (may, days) in [("all", "30"), ("read", "31"), ("read", "x"), ("read", "")] {
        assert_eq!(make(may, days, PASSWORD).status, 400, "{may} {days}");
    }
    let secrets = ["read", "change"].map(|may| {
        let made = make(may, "30", PASSWORD);
        assert_eq!((made.status, made.header("cache-control")), (200, "no-store"), "{made:?}");
        made.body.split("<code class=\"secret\">").nth(1).unwrap().split('<').next().unwrap().to_owned()
    });
    let (notebooks, drive) = ("/v1.0/me/onenote/notebooks", "/v1.0/me/drive");
    let did = |secret: &str| {
        [("GET", notebooks), ("GET", drive), ("POST", notebooks)].map(|(method, path)| asked_with(&world, secret, method, path))
    };
    assert_eq!(did(&secrets[0]), [200, 200, 403]);
    assert_eq!(did(&secrets[1]), [200, 200, 201]);
    // It is known by its name, and its secret is nowhere.
    let listed = ann.get("/account/tokens").body;
    assert!(listed.matches("my-backup").count() >= 2 && secrets.iter().all(|secret| !listed.contains(secret)), "{listed}");
    let ids: Vec<&str> = listed.split("name=\"id\" value=\"").skip(1).map(|piece| piece.split('"').next().unwrap()).collect();
    // Nobody else takes it back.
    let bob = Browser::of(&world, "bob");
    let theirs = hidden(&bob.get("/account/tokens"), "token");
    ids.iter().for_each(|id| assert_eq!(bob.post("/account/tokens/revoke", &[("token", &theirs), ("id", id)]).status, 303));
    assert_eq!(did(&secrets[0])[0], 200);
    ids.iter().for_each(|id| assert_eq!(ann.post("/account/tokens/revoke", &[("token", &token), ("id", id)]).status, 303));
    assert!(ann.get("/account/tokens").body.contains("<p>None.</p>"));
    assert_eq!(secrets.map(|secret| did(&secret)), [[401; 3]; 2]);
    // After its days it is worth nothing.
    let made = make("read", "7", PASSWORD);
    let secret = made.body.split("<code class=\"secret\">").nth(1).unwrap().split('<').next().unwrap();
    world.clock.advance_seconds(7 * 24 * 60 * 60 - 1);
    assert_eq!(did(secret)[0], 200);
    world.clock.advance_seconds(1);
    assert_eq!(did(secret)[0], 401);
}
