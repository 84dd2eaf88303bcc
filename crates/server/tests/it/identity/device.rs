//! Devices without a browser.

use super::browser::{Browser, app, ask_as_app, hidden};
use crate::world::{Answer, World, run};

const TOKEN: &str = "/organizations/oauth2/v2.0/token";

fn begin(world: &World, app: &str) -> serde_json::Value {
    let begun = ask_as_app(world, "/organizations/oauth2/v2.0/devicecode", &[("client_id", app), ("scope", "Files.Read offline_access")]);
    assert_eq!(begun.status, 200, "{}", begun.body);
    begun.json()
}

fn poll(world: &World, app: &str, code: &str) -> Answer {
    let grant = "urn:ietf:params:oauth:grant-type:device_code";
    ask_as_app(world, TOKEN, &[("grant_type", grant), ("client_id", app), ("device_code", code)])
}

fn said(answer: &Answer) -> String {
    answer.json()["error"].as_str().unwrap_or("tokens").to_owned()
}

both! {
    fn a_device_waits_until_somebody_types_its_code(engine) {
        let world = World::on(engine);
        let (app, _) = app(&world, false, &[]);
        let begun = begin(&world, &app);
        let (device, user_code) = (begun["device_code"].as_str().unwrap(), begun["user_code"].as_str().unwrap());
        assert_eq!(said(&poll(&world, &app, device)), "authorization_pending");
        assert_eq!(said(&poll(&world, &app, device)), "slow_down");
        let typed = user_code.replace('-', "").to_lowercase();
        let nobody = Browser::new(&world);
        assert_eq!(nobody.get(&format!("/device?user_code={typed}")).status, 303);
        let browser = Browser::of_ann(&world);
        assert_eq!(browser.get("/device?user_code=BBBBBBBB").status, 404);
        let page = browser.get(&format!("/device?user_code={typed}"));
        assert!(page.body.contains("read files") && page.body.contains("Clipper false"), "{}", page.body);
        let token = hidden(&page, "token");
        assert_eq!(browser.post("/device", &[("token", "x"), ("code", &typed), ("answer", "yes")]).status, 403);
        assert_eq!(browser.post("/device", &[("token", &token), ("code", &typed), ("answer", "yes")]).status, 200);
        // Decided once.
        assert_eq!(browser.post("/device", &[("token", &token), ("code", &typed), ("answer", "no")]).status, 400);
        assert_eq!(said(&poll(&world, "other", device)), "invalid_client");
        let issued = poll(&world, &app, device);
        let access = issued.json()["access_token"].as_str().unwrap().to_owned();
        let bearer = format!("Bearer {access}");
        assert_eq!(run(world.ask("nobody", "GET", "/v1.0/me/drive/root/children", &[("authorization", &bearer)], "")).status, 200);
        assert!(issued.json()["refresh_token"].is_string());
        assert_eq!(said(&poll(&world, &app, device)), "invalid_grant");
    }

    fn a_device_is_told_no_or_that_it_is_too_late(engine) {
        let world = World::on(engine);
        let (app, _) = app(&world, false, &[]);
        let browser = Browser::of_ann(&world);
        let begun = begin(&world, &app);
        let (device, user_code) = (begun["device_code"].as_str().unwrap(), begun["user_code"].as_str().unwrap());
        let token = hidden(&browser.get(&format!("/device?user_code={user_code}")), "token");
        assert_eq!(browser.post("/device", &[("token", &token), ("code", user_code), ("answer", "no")]).status, 200);
        assert_eq!(said(&poll(&world, &app, device)), "authorization_declined");
        let late = begin(&world, &app);
        world.clock.advance_seconds(15 * 60);
        assert_eq!(said(&poll(&world, &app, late["device_code"].as_str().unwrap())), "expired_token");
        assert_eq!(browser.get(&format!("/device?user_code={}", late["user_code"].as_str().unwrap())).status, 404);
    }
}
