//! What somebody sees and changes of their account.

use super::browser::{Browser, PASSWORD, app, ask_as_app, hidden};
use super::code::{BACK, code, let_in_as, redeem};
use crate::world::World;

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
