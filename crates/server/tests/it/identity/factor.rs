//! The second factor: turned on, asked for, lost, turned off; and what somebody without it does not get.

use super::browser::{Browser, PASSWORD, app, field, hidden};
use super::code::{BACK, address, code, redeem};
use crate::heard::{keep, take};
use crate::world::{Answer, World, run};
use app::admin::Admin;
use aws_lc_rs::hmac;
use bytes::Bytes;

/// Returns the code of a secret at the world's time, some steps aside.
fn code_of(world: &World, secret: &str, aside: i64) -> String {
    let (mut bits, mut held, mut bytes) = (0, 0_u32, Vec::new());
    for letter in secret.bytes() {
        let value = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".iter().position(|known| *known == letter).unwrap();
        (held, bits) = ((held << 5 | value as u32) & 0xfff, bits + 5);
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
        }
    }
    let step = world.app.now().micros() / 30_000_000 + aside;
    let hash = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &bytes), &step.to_be_bytes());
    let at = usize::from(hash.as_ref()[19] & 15);
    let number = u32::from_be_bytes(hash.as_ref()[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

/// A code that is none of those that count.
fn wrong_of(world: &World, secret: &str) -> String {
    let right = [-1, 0, 1].map(|aside| code_of(world, secret, aside));
    ["000000", "111111", "222222", "333333"].into_iter().find(|code| !right.contains(&(*code).to_owned())).unwrap().to_owned()
}

/// Returns a page's secret.
fn secret_of(page: &Answer) -> String {
    page.body.split("secret=").nth(1).unwrap_or_else(|| panic!("{}", page.body)).split('&').next().unwrap().to_owned()
}

/// Turns it on for who is signed in, and returns the secret and the codes on paper.
pub fn turn_on(browser: &Browser<'_>) -> (String, Vec<String>) {
    let token = hidden(&browser.get("/account"), "token");
    let page = browser.post("/account/factor", &[("token", &token), ("password", PASSWORD)]);
    assert_eq!(page.status, 200, "{}", page.body);
    let secret = secret_of(&page);
    let done = browser.post("/account/factor/prove", &[("token", &token), ("code", &code_of(browser.world, &secret, 0))]);
    assert_eq!(done.status, 200, "{}", done.body);
    let list = done.body.split("<ul class=\"paper\">").nth(1).unwrap().split("</ul>").next().unwrap();
    let codes: Vec<String> = list.split("<li>").skip(1).map(|item| item.split('<').next().unwrap().to_owned()).collect();
    assert_eq!(codes.len(), 10);
    (secret, codes)
}

fn type_code(browser: &Browser<'_>, code: &str) -> Answer {
    browser.post("/second-factor", &[("to", "/account"), ("code", code)])
}

fn with_cookie(world: &World, path: &str, cookie: &str) -> Answer {
    run(world.ask_bytes("nobody", "GET", path, &[("cookie", cookie)], Bytes::new()))
}

both! {
    fn somebody_turns_it_on_and_signs_in_with_it(engine) {
        let world = World::on(engine);
        let (browser, other) = (Browser::of_ann(&world), Browser::beside(&world));
        other.sign_in("ann", PASSWORD, "/");
        let token = hidden(&browser.get("/account"), "token");
        assert_eq!(browser.post("/account/factor", &[("token", &token), ("password", "wrong")]).status, 403);
        assert_eq!(browser.post("/account/factor", &[("token", "x"), ("password", PASSWORD)]).status, 403);
        let page = browser.post("/account/factor", &[("token", &token), ("password", PASSWORD)]);
        assert!(page.body.contains("<svg class=\"qr\"") && page.body.contains("otpauth://totp/Looseleaf%20"), "{}", page.body);
        let secret = secret_of(&page);
        // It counts for nothing until it is proved, and is not shown again.
        assert_eq!(other.sign_in("ann", PASSWORD, "/account").header("location"), "/account");
        let wrong = browser.post("/account/factor/prove", &[("token", &token), ("code", &wrong_of(&world, &secret))]);
        assert!(wrong.status == 403 && !wrong.body.contains("svg") && !wrong.body.contains(&secret), "{wrong:?}");
        let proved = browser.post("/account/factor/prove", &[("token", &token), ("code", &code_of(&world, &secret, 0))]);
        assert!(proved.body.contains("shown now and never again"), "{}", proved.body);
        assert_eq!(other.get("/account").status, 303, "signed out of the others");
        assert!(browser.get("/account").body.contains("10 of your codes on paper"));
        assert_eq!(browser.post("/account/factor", &[("token", &token), ("password", PASSWORD)]).status, 409);

        // The password alone is no sign-in.
        let half = other.sign_in("ann", PASSWORD, "/account");
        assert_eq!(half.header("location"), "/second-factor?to=%2Faccount");
        assert_eq!(other.get("/account").status, 303);
        assert_eq!(other.get("/second-factor?to=/account").status, 200);
        // The code that proved it was taken with that.
        let again = type_code(&other, &code_of(&world, &secret, 0));
        assert!(again.status == 403 && again.body.contains("no code that counts"), "{again:?}");
        world.clock.advance_seconds(30);
        let code = code_of(&world, &secret, 0);
        let spaced = format!(" {} {} ", &code[..3], &code[3..]);
        let signed_in = type_code(&other, &spaced);
        assert_eq!((signed_in.status, signed_in.header("location")), (303, "/account"));
        assert_eq!(other.get("/account").status, 200);
        // What was under way is over, and the code was taken.
        assert_eq!(other.get("/second-factor").header("location"), "https://notes.example/sign-in?to=%2Fnotebooks");
        let third = Browser::beside(&world);
        third.sign_in("ann", PASSWORD, "/");
        assert_eq!(type_code(&third, &code).status, 403);
        assert_eq!(type_code(&third, &code_of(&world, &secret, 1)).status, 303);
    }

    fn codes_on_paper_let_somebody_in_once_each_and_turn_it_off(engine) {
        let world = World::on(engine);
        let browser = Browser::of_ann(&world);
        let (secret, paper) = turn_on(&browser);
        let other = Browser::beside(&world);
        other.sign_in("ann", PASSWORD, "/");
        assert_eq!(type_code(&other, &paper[0].to_uppercase()).status, 303);
        assert!(other.get("/account").body.contains("9 of your codes on paper"));
        other.sign_in("ann", PASSWORD, "/");
        assert_eq!(type_code(&other, &paper[0]).status, 403);
        // Another password leaves it as it is.
        let token = hidden(&browser.get("/account"), "token");
        let fields = [("token", token.as_str()), ("old", PASSWORD), ("new", "quite another one"), ("again", "quite another one")];
        let changed = browser.post("/account/password", &fields);
        assert!(changed.body.contains("Changed.") && changed.body.contains("9 of your codes"), "{}", changed.body);
        assert_eq!(type_code(&other, &paper[1]).status, 303, "what was under way with the old password is over");
        assert_eq!(other.get("/account").status, 303);
        let token = hidden(&changed, "token");
        let off = |code: &str| browser.post("/account/factor/remove", &[("token", &token), ("code", code)]);
        assert_eq!(off(&wrong_of(&world, &secret)).status, 403);
        let off = off(&paper[2]);
        assert!(off.status == 200 && off.body.contains("The second factor is off."), "{}", off.body);
        assert_eq!(other.sign_in("ann", "quite another one", "/account").header("location"), "/account");
    }
}

#[test]
fn wrong_codes_close_the_account_as_wrong_passwords_do() {
    let world = World::new();
    let browser = Browser::of_ann(&world);
    let (secret, paper) = turn_on(&browser);
    let other = Browser::beside(&world);
    // A right password between wrong codes forgets nothing.
    for _ in 0..5 {
        assert_eq!(other.sign_in("ann", PASSWORD, "/").status, 303);
        for _ in 0..2 {
            assert_eq!(type_code(&other, &wrong_of(&world, &secret)).status, 403);
        }
    }
    world.clock.advance_seconds(30);
    for code in [&code_of(&world, &secret, 0), &paper[0]] {
        assert_eq!(type_code(&other, code).status, 403, "none is looked at");
    }
    assert_eq!(Browser::beside(&world).sign_in("ann", PASSWORD, "/").status, 403);
    let token = hidden(&browser.get("/account"), "token");
    assert_eq!(browser.post("/account/factor/remove", &[("token", &token), ("code", &paper[0])]).status, 403);
    world.clock.advance_seconds(60);
    assert_eq!(type_code(&other, &code_of(&world, &secret, 0)).status, 303, "within five minutes still");
    // All is forgotten then.
    assert_eq!(Browser::beside(&world).sign_in("ann", PASSWORD, "/").status, 303);
}

#[test]
fn a_password_alone_renews_nothing_where_codes_are_asked_for() {
    let world = World::new();
    let browser = Browser::of_ann(&world);
    world.app.write(|cx| testkit::by_name::set_admin(cx, "ann", true)).wait().unwrap();
    let change = |old: &str, new: &str| {
        let token = hidden(&browser.get("/account"), "token");
        let changed = browser.post("/account/password", &[("token", &token), ("old", old), ("new", new), ("again", new)]);
        assert!(changed.body.contains("Changed."), "{}", changed.body);
    };
    // Whoever typed the present one has proved who they are,
    world.clock.advance_seconds(31 * 60);
    assert_eq!(browser.get("/admin").status, 303);
    change(PASSWORD, "quite another one");
    assert_eq!(browser.get("/admin").status, 200);
    change("quite another one", PASSWORD);
    // and without a code only half.
    let _ = turn_on(&browser);
    world.clock.advance_seconds(31 * 60);
    assert_eq!(browser.get("/admin").status, 303);
    change(PASSWORD, "quite another one");
    assert_eq!((browser.get("/account").status, browser.get("/admin").status), (200, 303));
}

#[test]
fn a_sign_in_that_is_half_done_is_worth_nothing_else() {
    let world = World::new();
    let (app, _) = app(&world, false, &[BACK]);
    let browser = Browser::of_ann(&world);
    let (secret, paper) = turn_on(&browser);
    let other = Browser::beside(&world);
    let address = address(&app, &[]);
    let first = other.get(&address);
    let to = field(first.header("location"), "to").unwrap();
    let half = other.sign_in("ann", PASSWORD, &to);
    assert!(half.header("location").starts_with("/second-factor?to="), "{half:?}");
    for path in [address.as_str(), "/account", "/device?user_code=ABCD", "/admin", "/notebooks"] {
        assert!(other.get(path).header("location").contains("/sign-in?to="), "{path}");
    }
    // Its cookie shown as a session's, and a session's as its own.
    let value = other.half().unwrap();
    assert_eq!(with_cookie(&world, "/account", &format!("__Host-looseleaf={value}")).status, 303);
    let session = browser.cookie().split_once('=').unwrap().1.to_owned();
    assert_eq!(with_cookie(&world, "/second-factor", &format!("__Host-looseleaf-half={session}")).status, 303);
    assert_eq!(other.post_from("https://evil.example", "/second-factor", &[("code", &paper[0])]).status, 403);
    assert_eq!(Browser::beside(&world).post("/second-factor", &[("code", &paper[0])]).status, 303, "a browser that holds nothing");
    // Five minutes later it is over.
    world.clock.advance_seconds(5 * 60);
    assert!(type_code(&other, &paper[0]).header("location").contains("/sign-in?to="));
    assert!(other.half().is_none());
    // Whole, it leads to the app, also where that wants people to sign in anew.
    let again = self::address(&app, &[("prompt", "login"), ("max_age", "0")]);
    other.sign_in("ann", PASSWORD, &again);
    let done = other.post("/second-factor", &[("to", &again), ("code", &code_of(&world, &secret, 0))]);
    assert_eq!(done.header("location"), again);
    assert_eq!(redeem(&world, &app, &code(&other, &app), &[]).status, 200);
    // Who is suspended types in vain; whose factor was removed begins again.
    let third = Browser::beside(&world);
    third.sign_in("ann", PASSWORD, "/");
    let ann = world.app.read(|cx| app::admin::user_by_name(cx, "ann")).wait().unwrap().id;
    world.app.write(move |cx| app::factor::remove(cx, &Admin::operator(), &ann)).wait().unwrap();
    assert!(type_code(&third, &paper[3]).header("location").contains("/sign-in?to="));
    assert_eq!(third.sign_in("ann", PASSWORD, "/account").header("location"), "/account");
}

#[test]
fn what_a_phone_reckons_from_is_told_once_and_kept_nowhere_else() {
    keep();
    let world = World::new();
    let browser = Browser::of_ann(&world);
    take();
    let (secret, paper) = turn_on(&browser);
    let other = Browser::beside(&world);
    other.sign_in("ann", PASSWORD, "/");
    let half = other.half().unwrap();
    let mut refused = vec![type_code(&other, &wrong_of(&world, &secret)), type_code(&other, "wrong-canary")];
    assert_eq!(type_code(&other, &paper[0]).status, 303);
    refused.push(browser.post("/account/factor/remove", &[("token", &hidden(&browser.get("/account"), "token")), ("code", &paper[0])]));
    let log = take();
    assert!(log.contains("sign_in.code") && log.contains("account.prove_factor"), "{log}");
    let mut canaries = vec![secret.clone(), secret.to_lowercase(), half, "wrong-canary".to_owned(), "llh_".to_owned()];
    canaries.extend(paper.iter().flat_map(|code| [code.clone(), code.replace('-', "")]));
    for canary in &canaries {
        assert!(!log.contains(canary.as_str()), "{canary} in the log: {log}");
        assert!(refused.iter().all(|answer| answer.status == 403 && !answer.body.contains(canary.as_str())), "{canary}: {refused:?}");
    }
}
