//! Pages that lead elsewhere, forms that other pages send, and cookies that are somebody else's.

use super::super::browser::{PASSWORD, hidden};
use super::super::factor::turn_on;
use super::{Answer, Browser, Lab, Table, address, form};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// RFC 9700, section 4.11.
pub fn elsewhere(table: &mut Table) {
    let lab = Lab::new();
    table.title("where somebody who signs in is led afterwards; they are let in, and stay here");
    for to in [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example/",
        "/\t/evil.example/",
        "/\r\nlocation: https://evil.example/",
        "https:evil.example",
        "javascript:alert(1)",
        "evil.example",
        "/a\\..\\evil.example",
    ] {
        let answer = Browser::new(&lab.world).sign_in("ann", PASSWORD, to);
        assert_eq!(answer.header("location"), "/notebooks", "{to}");
        table.row(&format!("{to:?}"), &answer);
    }
    table.title("where somebody who signs out is led afterwards");
    let browser = Browser::new(&lab.world);
    let out = |app: &str, to: &str| {
        let mut fields = vec![("post_logout_redirect_uri", to)];
        fields.extend((!app.is_empty()).then_some(("client_id", app)));
        browser.get(&format!("/common/oauth2/v2.0/logout?{}", form(&fields)))
    };
    for (what, app, to) in [
        ("an address, and no app", "", super::BACK),
        ("an address that is no app's", lab.app.as_str(), "https://evil.example/"),
        ("another app's address", &lab.app, "https://kept.example/cb"),
        ("an address that runs something", &lab.app, "javascript:alert(1)"),
        ("an address without a host", &lab.app, "//evil.example"),
    ] {
        table.refused(what, &out(app, to));
    }
}

/// RFC 6749, sections 10.12 and 10.13; RFC 9700, sections 4.7 and 4.16.
pub fn forms(table: &mut Table) {
    let lab = Lab::new();
    let (browser, other) = (lab.browser(), Browser::beside(&lab.world));
    assert_eq!(other.sign_in("ann", PASSWORD, "/").status, 303);
    let address = address(&lab.app, &[]);
    let page = browser.get(&address);
    for header in ["content-security-policy", "x-frame-options", "referrer-policy", "x-content-type-options", "cache-control"] {
        assert!(!page.header(header).is_empty(), "{header} of {page:?}");
    }
    let (token, others) = (hidden(&page, "token"), hidden(&other.get(&address), "token"));
    table.title("a form that lets an app in, of another page");
    let yes = [("token", token.as_str()), ("answer", "yes")];
    for origin in
        ["https://evil.example", "null", "http://notes.example", "https://notes.example:444", "https://notes.example.evil.example"]
    {
        table.refused(&format!("from {origin}"), &browser.post_from(origin, &address, &yes));
    }
    for (what, fields) in [
        ("without the page's token", &[("answer", "yes")][..]),
        ("with another browser's", &[("token", others.as_str()), ("answer", "yes")]),
        ("with the cookie for a token", &[("token", &browser.cookie()), ("answer", "yes")]),
    ] {
        table.refused(what, &browser.post(&address, fields));
    }
    let cookie = browser.cookie();
    let send = |headers: &[(&str, &str)], path: &str, fields: &[(&str, &str)]| {
        let mut all = vec![FORM, ("cookie", cookie.as_str())];
        all.extend(headers);
        lab.send("POST", path, &all, &form(fields))
    };
    table.refused("from the same site and another host", &send(&[("sec-fetch-site", "same-site")], &address, &yes));
    table.refused("from two pages", &send(&[("origin", "https://notes.example"), ("origin", "https://evil.example")], &address, &yes));
    table.refused("by GET", &browser.get(&format!("{address}&answer=yes&token={token}")));
    let plain = [("content-type", "text/plain"), ("cookie", cookie.as_str()), ("origin", "https://notes.example")];
    table.refused("as plain text", &lab.send("POST", &address, &plain, &form(&yes)));
    table.title("another form, of another page");
    let evil = "https://evil.example";
    let wrong = [("name", "ann"), ("password", PASSWORD)];
    table.refused("to sign somebody in as somebody else", &Browser::beside(&lab.world).post_from(evil, "/sign-in", &wrong));
    table.refused("to sign somebody out", &browser.post_from(evil, "/sign-out", &[("token", &token)]));
    table.refused("to sign somebody out, without a token", &browser.post("/sign-out", &[]));
    table
        .refused("to let a device in", &browser.post_from(evil, "/device", &[("token", &token), ("code", "BBBB-BBBB"), ("answer", "yes")]));
    table.row("to sign somebody out by a link, which asks first", &browser.get("/common/oauth2/v2.0/logout"));
    assert_eq!(browser.get(&address).status, 200, "still signed in");
}

/// RFC 9700, section 4.7.1; RFC 6265bis, section 8.
pub fn sessions(table: &mut Table) {
    let lab = Lab::new();
    let address = address(&lab.app, &[]);
    let with = |cookie: &str| -> Answer { lab.send("GET", &address, &[("cookie", cookie)], "") };
    table.title("a cookie; who is not known is led to sign in");
    let fixed = "__Host-looseleaf=lls_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    let headers = [FORM, ("cookie", fixed), ("origin", "https://notes.example")];
    let signed_in = lab.send("POST", "/sign-in", &headers, &form(&[("name", "ann"), ("password", PASSWORD)]));
    assert!(signed_in.header("set-cookie").starts_with("__Host-looseleaf=lls_") || signed_in.status == 403);
    assert!(!signed_in.header("set-cookie").contains(fixed));
    table.refused("that was there before somebody signed in", &with(fixed));
    let browser = lab.browser();
    let cookie = browser.cookie();
    let value = cookie.split_once('=').unwrap().1.to_owned();
    for (what, shown) in [
        ("under the name that it has without https", format!("looseleaf={value}")),
        ("under its name in small letters", format!("__host-looseleaf={value}")),
        ("with quotes", format!("__Host-looseleaf=\"{value}\"")),
        ("without its end", format!("__Host-looseleaf={}", &value[..value.len() - 1])),
        ("behind one that is worth nothing", format!("__Host-looseleaf=x; {cookie}")),
        ("an access token", format!("__Host-looseleaf={}", lab.world.token("ann"))),
        ("of 8 kB", format!("__Host-looseleaf={}", "c".repeat(8_192))),
        ("a token in a header instead", String::new()),
    ] {
        let bearer = format!("Bearer {}", lab.world.token("ann"));
        let answer = if shown.is_empty() { lab.send("GET", &address, &[("authorization", &bearer)], "") } else { with(&shown) };
        table.refused(what, &answer);
    }
    browser.sign_in("ann", PASSWORD, "/");
    table.refused("of before somebody signed in again", &with(&cookie));
    let cookie = browser.cookie();
    let token = hidden(&browser.get(&address), "token");
    browser.post("/sign-out", &[("token", &token)]);
    table.refused("of before somebody signed out", &with(&cookie));
    let cookie = lab.browser().cookie();
    Browser::new(&lab.world);
    table.refused("of before somebody got another password", &with(&cookie));
    let cookie = lab.browser().cookie();
    lab.world.app.write(|cx| testkit::by_name::suspend(cx, "ann", true)).wait().unwrap();
    table.refused("of somebody who was suspended since", &with(&cookie));
    lab.world.app.write(|cx| testkit::by_name::suspend(cx, "ann", false)).wait().unwrap();
    let cookie = lab.browser().cookie();
    lab.world.clock.advance_seconds(14 * 24 * 60 * 60);
    table.refused("after a fortnight", &with(&cookie));
    table.title("signing in");
    let browser = Browser::new(&lab.world);
    for (what, name, password) in [
        ("with a wrong password", "ann", "wrong"),
        ("without a password", "ann", ""),
        ("of nobody", "nobody at all", PASSWORD),
        ("without a name", "", PASSWORD),
        ("of an app that acts alone", "Backup", ""),
        ("with a zero in the name", "a\0nn", PASSWORD),
        ("with a zero in the password", "ann", "a\0"),
        ("with a password of 2 kB", "ann", &"p".repeat(2_048)),
        ("with a name of 20 kB", &"n".repeat(20_000), PASSWORD),
        ("with an SQL string", "' OR 1=1 --", PASSWORD),
    ] {
        table.refused(what, &browser.sign_in(name, password, "/"));
    }
    for _ in 0..20 {
        browser.sign_in("bob", "wrong", "/");
    }
    table.refused("the twenty-first time in a minute", &browser.sign_in("Bob", "wrong", "/"));
}

/// RFC 6238, section 5.2; RFC 4226, section 7.3.
pub fn second_factors(table: &mut Table) {
    let lab = Lab::new();
    let browser = lab.browser();
    let (_, paper) = turn_on(&browser);
    let half = || {
        let half = Browser::beside(&lab.world);
        assert_eq!(half.sign_in("ann", PASSWORD, "/").header("location"), "/second-factor?to=%2F");
        half
    };
    let typed = |half: &Browser<'_>, code: &str| half.post("/second-factor", &[("code", code)]);
    table.title("a code after the password");
    let waiting = half();
    table.refused("none: who asks for an app is led to sign in", &waiting.get(&address(&lab.app, &[])));
    for (what, code) in [
        ("empty", ""),
        ("of five digits", "00000"),
        ("of letters", "abcdef"),
        ("of 2 kB", &"0".repeat(2_048)),
        ("an SQL string", "' OR 1=1 --"),
    ] {
        table.refused(what, &typed(&waiting, code));
    }
    let own = waiting.half().unwrap();
    let shown = |cookie: &str| lab.send("GET", &address(&lab.app, &[]), &[("cookie", cookie)], "");
    table.refused("none: the cookie shown as that of a session", &shown(&format!("__Host-looseleaf={own}")));
    table.refused("in a browser in which no password was typed", &typed(&Browser::beside(&lab.world), &paper[0]));
    table.refused("of another page", &waiting.post_from("https://evil.example", "/second-factor", &[("code", &paper[0])]));
    assert_eq!(typed(&half(), &paper[0]).status, 303);
    table.refused("on paper, a second time", &typed(&waiting, &paper[0]));
    let late = half();
    lab.world.clock.advance_seconds(5 * 60);
    table.refused("after five minutes", &typed(&late, &paper[1]));
    let kept_out = half();
    lab.world.app.write(|cx| testkit::by_name::suspend(cx, "ann", true)).wait().unwrap();
    table.refused("of somebody who was suspended since", &typed(&kept_out, &paper[1]));
    lab.world.app.write(|cx| testkit::by_name::suspend(cx, "ann", false)).wait().unwrap();
    let guesser = half();
    for _ in 0..10 {
        typed(&guesser, "abcdef");
    }
    table.refused("that is right, after ten wrong ones", &typed(&guesser, &paper[1]));
}
