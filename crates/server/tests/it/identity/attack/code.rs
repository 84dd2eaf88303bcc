//! Codes and refresh tokens in wrong hands, brought in wrong ways, or too late.

use super::{Answer, BACK, CHALLENGE, Lab, Table, VERIFIER, address, code, field, let_in, redeem, text};
use app::oauth::registration;

/// RFC 9700, sections 4.5 and 4.8; RFC 7636, section 7.
pub fn codes(table: &mut Table) {
    let lab = Lab::new();
    let browser = lab.browser();
    let fresh = || code(&browser, &lab.app);
    table.title("a code");
    for (what, changes) in [
        ("without its verifier", &[("code_verifier", "")][..]),
        ("with its challenge for a verifier", &[("code_verifier", CHALLENGE)]),
        ("with another's verifier", &[("code_verifier", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]),
        ("with a verifier that is too short", &[("code_verifier", "short")]),
        ("with a verifier of 1 kB", &[("code_verifier", &"v".repeat(1_024))]),
        ("with another address", &[("redirect_uri", "https://evil.example/")]),
        ("without the address that it was asked for with", &[("redirect_uri", "")]),
        ("with the app's other address", &[("redirect_uri", "http://localhost/cb")]),
        ("by an app that there is not", &[("client_id", "nothing")]),
        ("by another app", &[("client_id", &lab.kept), ("client_secret", &lab.secret)]),
        ("by an app that acts alone", &[("client_id", &lab.alone), ("client_secret", &lab.alone_secret)]),
        ("as a refresh token", &[("grant_type", "refresh_token"), ("refresh_token", "{code}")]),
        ("as a device's", &[("grant_type", "device_code"), ("device_code", "{code}")]),
        ("for a password's grant", &[("grant_type", "password"), ("username", "ann"), ("password", "x")]),
        ("for a grant of assertions", &[("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", "e30.e30.")]),
        ("for an exchange of tokens", &[("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange")]),
        ("for no grant", &[("grant_type", "")]),
    ] {
        let code = fresh();
        let changes: Vec<_> = changes.iter().map(|(name, value)| (*name, if *value == "{code}" { code.as_str() } else { value })).collect();
        table.refused(what, &redeem(&lab.world, &lab.app, &code, &changes));
    }
    let code = fresh();
    redeem(&lab.world, &lab.app, &code, &[("code_verifier", "")]);
    table.refused("again, after a wrong verifier", &redeem(&lab.world, &lab.app, &code, &[]));
    let code = fresh();
    let issued = redeem(&lab.world, &lab.app, &code, &[]);
    table.refused("a second time", &redeem(&lab.world, &lab.app, &code, &[]));
    table.refused("a second time: the first one's access token", &lab.reads(&format!("Bearer {}", text(&issued, "access_token"))));
    table.refused("a second time: the first one's refresh token", &renew(&lab, &text(&issued, "refresh_token"), ""));
    let without = [("code_challenge", ""), ("code_challenge_method", ""), ("redirect_uri", "https://kept.example/cb")];
    let code = field(&let_in(&browser, &address(&lab.kept, &without)), "code").unwrap();
    let slipped = [("client_secret", lab.secret.as_str()), ("redirect_uri", "https://kept.example/cb"), ("code_verifier", VERIFIER)];
    table.refused("asked for without a challenge, brought with a verifier", &redeem(&lab.world, &lab.kept, &code, &slipped));
    // Without an address there and here, the only one that it has is meant.
    let unnamed = [("code_challenge", ""), ("code_challenge_method", ""), ("redirect_uri", ""), ("prompt", "consent")];
    let bring = |changes: &[(&str, &str)]| {
        let code = field(&let_in(&browser, &address(&lab.kept, &unnamed)), "code").unwrap();
        redeem(&lab.world, &lab.kept, &code, &[&[("client_secret", lab.secret.as_str()), ("code_verifier", "")], changes].concat())
    };
    assert_eq!(bring(&[("redirect_uri", "")]).status, 200);
    assert_eq!(bring(&[("redirect_uri", "https://kept.example/cb")]).status, 200);
    table.refused("asked for without an address, brought with another", &bring(&[("redirect_uri", BACK)]));
    for (what, code) in [("nothing that was given", "llc_nothing"), ("with a zero in it", "llc_\0"), ("of 20 kB", &"c".repeat(20_000))] {
        table.refused(what, &redeem(&lab.world, &lab.app, code, &[]));
    }
    let code = fresh();
    lab.world.clock.advance_seconds(61);
    table.refused("after a minute", &redeem(&lab.world, &lab.app, &code, &[]));
    let code = fresh();
    suspend(&lab, true);
    table.refused("of somebody who was suspended since", &redeem(&lab.world, &lab.app, &code, &[]));
    suspend(&lab, false);
    let code = self::code(&lab.browser(), &lab.app);
    remove(&lab);
    table.refused("of an app that was removed since", &redeem(&lab.world, &lab.app, &code, &[]));
    table.refused("and what is asked of people for it", &lab.browser().get(&address(&lab.app, &[])));
}

/// RFC 9700, section 4.14; RFC 6749, section 10.4.
pub fn refresh_tokens(table: &mut Table) {
    let lab = Lab::new();
    let browser = lab.browser();
    let fresh = || text(&lab.issued(&browser), "refresh_token");
    table.title("a refresh token");
    let token = fresh();
    for scope in ["Notes.ReadWrite", "openid profile offline_access Notes.Read Notes.Read.All", "Mail.Send", ".default", "Notes.Read\u{1}"]
    {
        table.refused(&format!("for {scope:?}"), &renew(&lab, &token, scope));
    }
    let by = |app: &str, secret: &str| {
        lab.token(&[("grant_type", "refresh_token"), ("client_id", app), ("client_secret", secret), ("refresh_token", &token)])
    };
    table.refused("of another app's", &by(&lab.kept, &lab.secret));
    table.refused("of another app's, by one that acts alone", &by(&lab.alone, &lab.alone_secret));
    let second = renew(&lab, &token, "");
    lab.world.clock.advance_seconds(31);
    table.refused("used before", &renew(&lab, &token, ""));
    table.refused("used before: the refresh token that came of it", &renew(&lab, &text(&second, "refresh_token"), ""));
    table.refused("used before: the access token that came of it", &lab.reads(&format!("Bearer {}", text(&second, "access_token"))));
    // Whoever shares what is remembered may come at the same time, once.
    let token = fresh();
    let second = renew(&lab, &token, "");
    assert_eq!(renew(&lab, &token, "").status, 200);
    table.refused("used twice before, a moment ago", &renew(&lab, &token, ""));
    table.refused("used twice before: the refresh token that came of it", &renew(&lab, &text(&second, "refresh_token"), ""));
    let issued = lab.issued(&browser);
    table.refused("that is an access token", &renew(&lab, &text(&issued, "access_token"), ""));
    table.refused("that is an ID token", &renew(&lab, &text(&issued, "id_token"), ""));
    table.refused("with a zero in it", &renew(&lab, "llr_\0", ""));
    let (token, access) = (text(&issued, "refresh_token"), text(&issued, "access_token"));
    let revoke = |app: &str, secret: &str| {
        let fields = [("client_id", app), ("client_secret", secret), ("token", token.as_str())];
        super::ask_as_app(&lab.world, "/common/oauth2/v2.0/revoke", &fields)
    };
    // What is another's is left alone, and nobody is told whether there is any.
    table.row("taken back by another app, which is not told that it is none", &revoke(&lab.kept, &lab.secret));
    assert_eq!(lab.reads(&format!("Bearer {access}")).status, 200);
    table.row("taken back by its own app", &revoke(&lab.app, ""));
    table.refused("taken back", &renew(&lab, &token, ""));
    table.refused("taken back: the access token beside it", &lab.reads(&format!("Bearer {access}")));
    let token = fresh();
    suspend(&lab, true);
    table.refused("of somebody who was suspended since", &renew(&lab, &token, ""));
    suspend(&lab, false);
    let token = text(&lab.issued(&lab.browser()), "refresh_token");
    lab.world.clock.advance_seconds(90 * 24 * 60 * 60);
    table.refused("after ninety days", &renew(&lab, &token, ""));
    let token = text(&lab.issued(&lab.browser()), "refresh_token");
    remove(&lab);
    table.refused("of an app that was removed since", &renew(&lab, &token, ""));
}

fn renew(lab: &Lab, token: &str, scope: &str) -> Answer {
    lab.token(&[
        ("grant_type", "refresh_token"),
        ("client_id", &lab.app),
        ("refresh_token", token),
        ("scope", scope),
        ("redirect_uri", BACK),
    ])
}

fn suspend(lab: &Lab, is_suspended: bool) {
    lab.world.app.write(move |cx| testkit::by_name::suspend(cx, "ann", is_suspended)).wait().unwrap();
}

fn remove(lab: &Lab) {
    let id = lab.app.clone();
    let removed = lab.world.app.write(move |cx| {
        let found = registration::named(cx, &id)?;
        registration::remove(cx, &app::admin::Admin::operator(), &found)
    });
    removed.wait().unwrap();
}
