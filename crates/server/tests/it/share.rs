//! Sharing links as clients come by them: with the address in letters, with and without a token, with a password.

use crate::identity::browser::{Browser, PASSWORD, hidden, let_sign_in};
use crate::world::{Answer, World, run};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

struct Shared {
    world: World,
}

impl Shared {
    fn new() -> Self {
        let world = World::new();
        let shared = Self { world };
        for (name, text) in [("a.txt", "one"), ("b.txt", "two"), ("Deep/c.txt", "three")] {
            let made = shared.ask("ann-files", "PUT", &format!("/v1.0/me/drive/root:/Open/{name}:/content"), &[], text);
            assert_eq!(made.status, 201, "{}", made.body);
        }
        shared.ask("ann-files", "PUT", "/v1.0/me/drive/root:/Closed/d.txt:/content", &[], "four");
        shared
    }

    fn ask(&self, who: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        run(self.world.ask(who, method, path, headers, body))
    }

    /// Makes a link, and returns what addresses it by its address, and that address.
    fn link(&self, path: &str, body: &str) -> (String, String) {
        let made = self.ask("ann-files", "POST", &format!("/v1.0/me/drive/root:/{path}:/createLink"), &[], body);
        assert!(matches!(made.status, 200 | 201), "{}", made.body);
        let url = made.json()["link"]["webUrl"].as_str().unwrap().to_owned();
        assert_eq!(url.split('/').count(), 7, "one client takes addresses of five pieces for another service's: {url}");
        (format!("/v1.0/shares/u!{}", URL_SAFE_NO_PAD.encode(&url)), url)
    }

    /// Follows an address that was given out.
    fn follow(&self, who: &str, url: &str) -> Answer {
        self.ask(who, "GET", url.strip_prefix("https://notes.example").unwrap(), &[], "")
    }
}

#[test]
fn whoever_has_a_link_sees_what_lies_below() {
    let shared = Shared::new();
    let (share, _) = shared.link("Open", r#"{"type":"view"}"#);
    let item = shared.ask("nobody", "GET", &format!("{share}/driveItem"), &[], "").json();
    assert_eq!((item["name"].as_str(), item["shared"]["scope"].as_str()), (Some("Open"), Some("anonymous")));
    assert!(item["parentReference"]["id"].is_null() && item["parentReference"]["path"].is_null(), "{item}");
    // Piece by piece: the rest is open by the same share.
    let mut names = Vec::new();
    let mut page = shared.ask("nobody", "GET", &format!("{share}/driveItem/children?$top=2"), &[], "");
    loop {
        let json = page.json();
        names.extend(json["value"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap().to_owned()));
        let Some(next) = json["@odata.nextLink"].as_str() else { break };
        page = shared.follow("nobody", next);
    }
    assert_eq!(names, ["a.txt", "b.txt", "Deep"]);
    let content = shared.ask("nobody", "GET", &format!("{share}/root:/Deep/c.txt:/content"), &[], "");
    assert_eq!(content.status, 302, "{}", content.body);
    assert_eq!(shared.follow("nobody", content.header("location")).body, "three");
    // Nothing else of the drive is.
    let closed = shared.ask("ann-files", "GET", "/v1.0/me/drive/root:/Closed", &[], "").json();
    let closed = closed["id"].as_str().unwrap();
    for (path, status) in [
        (format!("{share}/items/{closed}"), 404),
        (format!("/v1.0/drives/{{cid.ann}}/items/{closed}"), 401),
        (format!("{share}/driveItem:/../Closed"), 400),
    ] {
        assert_eq!(shared.ask("nobody", "GET", &path, &[], "").status, status, "{path}");
    }
    let put = shared.ask("nobody", "PUT", &format!("{share}/driveItem:/a.txt:/content"), &[], "mine");
    assert_eq!((put.status, put.code().as_str()), (403, "accessDenied"));
}

#[test]
fn a_link_to_edit_lets_people_write_without_a_name() {
    let shared = Shared::new();
    let (share, _) = shared.link("Open", r#"{"type":"edit"}"#);
    let put = shared.ask("nobody", "PUT", &format!("{share}/driveItem:/new.txt:/content"), &[], "new");
    assert_eq!(put.status, 201, "{}", put.body);
    assert_eq!(put.json()["createdBy"]["user"]["displayName"], "");
    let put = shared.ask("bob-files", "PUT", &format!("{share}/driveItem:/new.txt:/content"), &[], "newer");
    assert_eq!((put.status, put.json()["lastModifiedBy"]["user"]["displayName"].as_str()), (200, Some("bob")));
    // What lies beside is not theirs to write.
    let put = shared.ask("bob-files", "PUT", "/v1.0/drives/{cid.ann}/root:/Open/other.txt:/content", &[], "x");
    assert_eq!(put.status, 400, "{}", put.body);
}

#[test]
fn a_link_ends_with_its_time_and_by_its_owner() {
    let shared = Shared::new();
    let (share, url) = shared.link("Open/a.txt", r#"{"type":"view","expirationDateTime":"2026-02-01T00:00:00Z"}"#);
    let content = shared.follow("nobody", &url);
    assert_eq!((content.status, content.header("referrer-policy"), content.header("cache-control")), (303, "no-referrer", "no-store"));
    let fetch = content.header("location").to_owned();
    assert_eq!(shared.follow("nobody", &fetch).body, "one");
    let absent = format!("/v1.0/shares/u!{}", URL_SAFE_NO_PAD.encode(format!("https://notes.example/s/v/u/{}", "A".repeat(64))));
    shared.world.clock.advance_seconds(40 * 24 * 60 * 60);
    let over = shared.ask("nobody", "GET", &format!("{share}/driveItem"), &[], "");
    let none = shared.ask("nobody", "GET", &format!("{absent}/driveItem"), &[], "");
    assert_eq!((over.status, over.code().as_str()), (404, "itemNotFound"));
    assert_eq!((over.status, over.code()), (none.status, none.code()));
    assert_eq!(shared.follow("nobody", &fetch).status, 404);
    let (share, _) = shared.link("Open/a.txt", r#"{"type":"view"}"#);
    let list = shared.ask("ann-files", "GET", "/v1.0/me/drive/root:/Open/a.txt:/permissions", &[], "").json();
    let id = list["value"][0]["id"].as_str().unwrap();
    let path = format!("/v1.0/me/drive/root:/Open/a.txt:/permissions/{id}");
    let ends = shared.ask("ann-files", "PATCH", &path, &[], r#"{"expirationDateTime":"2026-12-01T00:00:00Z","password":"sesame"}"#);
    assert_eq!((ends.status, &ends.json()["hasPassword"]), (200, &serde_json::json!(true)), "{}", ends.body);
    assert_eq!(shared.ask("nobody", "GET", &format!("{share}/driveItem"), &[], "").status, 403);
    assert_eq!(shared.ask("ann-files", "DELETE", &path, &[], "").status, 204);
    assert_eq!(shared.ask("nobody", "GET", &format!("{share}/driveItem"), &[], "").status, 404);
    assert_eq!(shared.ask("ann-files", "DELETE", &path, &[], "").status, 404);
}

#[test]
fn scopes_and_passwords_keep_others_out() {
    let shared = Shared::new();
    let (members, url) = shared.link("Open", r#"{"type":"view","scope":"organization"}"#);
    let get = |who: &str, share: &str, headers: &[(&str, &str)]| {
        let answer = shared.ask(who, "GET", &format!("{share}/driveItem"), headers, "");
        (answer.status, answer.code())
    };
    assert_eq!(get("nobody", &members, &[]).0, 401);
    assert_eq!(get("bob-files", &members, &[]).0, 200);
    assert_eq!(get("bob", &members, &[]), (403, "accessDenied".to_owned()));
    let path = url.strip_prefix("https://notes.example").unwrap();
    let sent = shared.follow("nobody", &url);
    assert_eq!(sent.status, 303);
    let_sign_in(&shared.world, "bob");
    let bob = Browser::beside(&shared.world);
    assert_eq!(bob.get(path).header("location"), sent.header("location"));
    let form = bob.get(sent.header("location"));
    assert_eq!(bob.sign_in("bob", PASSWORD, &hidden(&form, "to")).header("location"), path);
    let shown = bob.get(path);
    assert!(shown.status == 200 && shown.body.contains("a.txt"), "{shown:?}");
    // What lies beside is not for him, and the link itself is nothing to who is not signed in.
    assert_eq!(bob.get(&format!("{path}/Closed")).status, 404);
    assert_eq!(shared.follow("nobody", &url).status, 303);
    let (users, _) = shared.link("Open", r#"{"type":"view","scope":"users"}"#);
    assert_eq!(get("bob-files", &users, &[]), (404, "itemNotFound".to_owned()));
    assert_eq!(get("ann-files", &users, &[]).0, 200);
    let (locked, _) = shared.link("Open/a.txt", r#"{"type":"view","password":"open sésame"}"#);
    assert_eq!(get("nobody", &locked, &[]), (403, "accessDenied".to_owned()));
    assert_eq!(get("nobody", &locked, &[("share-password", "open")]), (403, "accessDenied".to_owned()));
    assert_eq!(get("nobody", &locked, &[("share-password", "open sésame")]).0, 200);
    // Nobody tries for long.
    let long = "x".repeat(300);
    let tried = (0..70).map(|_| get("nobody", &locked, &[("share-password", &long)]).0).find(|status| *status == 429);
    assert_eq!(tried, Some(429));
}

/// What makes an address a secret stands in no answer but its owner's, and in no error.
#[test]
fn secrets_stand_in_no_error() {
    let shared = Shared::new();
    let (share, url) = shared.link("Open", r#"{"type":"view"}"#);
    let secret = url.rsplit('/').next().unwrap().to_owned();
    let spelled = share.rsplit('/').next().unwrap().to_owned();
    for (method, path) in [
        ("GET", format!("{share}/colour")),
        ("PATCH", format!("{share}/driveItem")),
        ("GET", format!("{share}/driveItem:/x")),
        ("GET", format!("/s/v/u/{secret}/x")),
        ("PUT", format!("/s/v/u/{secret}")),
    ] {
        let answer = shared.ask("nobody", method, &path, &[], "");
        assert!(answer.status >= 400, "{path}");
        assert!(!answer.body.contains(&secret) && !answer.body.contains(&spelled), "{}", answer.body);
    }
}
