//! Devices: codes that are guessed, slipped to somebody, or brought by others.

use super::super::browser::hidden;
use super::{Answer, Lab, Table, ask_as_app, redeem};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// RFC 8628, section 5.
pub fn devices(table: &mut Table) {
    let lab = Lab::new();
    let begin = |fields: &[(&str, &str)]| ask_as_app(&lab.world, "/common/oauth2/v2.0/devicecode", fields);
    table.title("a device that asks for a code");
    let scope = ("scope", "Notes.Read offline_access");
    table.refused("of an app that there is not", &begin(&[("client_id", "nothing"), scope]));
    table.refused("of an app that does not show its secret", &begin(&[("client_id", &lab.kept), scope]));
    table.refused("for no scope", &begin(&[("client_id", &lab.app)]));
    table.refused("for a scope that there is not", &begin(&[("client_id", &lab.app), ("scope", "Mail.Send")]));
    table.title("a device's code");
    let asked = || {
        let begun = begin(&[("client_id", &lab.app), scope]).json();
        let word = |name: &str| begun[name].as_str().unwrap().to_owned();
        (word("device_code"), word("user_code"))
    };
    let poll = |app: &str, secret: &str, code: &str| -> Answer {
        lab.token(&[("grant_type", GRANT), ("client_id", app), ("client_secret", secret), ("device_code", code)])
    };
    let (code, typed) = asked();
    table.refused("before anybody decided", &poll(&lab.app, "", &code));
    table.refused("too soon", &poll(&lab.app, "", &code));
    table.refused("by another app", &poll(&lab.kept, &lab.secret, &code));
    table.refused("by an app that there is not", &poll("nothing", "", &code));
    table.refused("that is what people type", &poll(&lab.app, "", &typed));
    table.refused("with a zero in it", &poll(&lab.app, "", "lld_\0"));
    table.refused("as a code of a browser's", &redeem(&lab.world, &lab.app, &code, &[]));
    table.title("what is typed");
    let nobody = super::Browser::beside(&lab.world);
    let anybody = format!("/device?user_code={typed}");
    table.refused("by nobody who is signed in", &nobody.get(&anybody));
    let browser = lab.browser();
    let page = browser.get(&anybody);
    let token = hidden(&page, "token");
    // Whoever is led here by a link is shown what they let in, and has to say so.
    assert!(page.body.contains("Clipper false"), "{}", page.body);
    table.refused("let in by a link alone", &browser.get(&format!("{anybody}&answer=yes&token={token}")));
    table.refused("let in without the page's token", &browser.post("/device", &[("code", &typed), ("answer", "yes")]));
    table.refused(
        "let in for a code that there is not",
        &browser.post("/device", &[("token", &token), ("code", "BBBBBBBB"), ("answer", "yes")]),
    );
    table.refused("let in for no code", &browser.post("/device", &[("token", &token), ("answer", "yes")]));
    table.refused("of 1 kB", &browser.get(&format!("/device?user_code={}", "B".repeat(1_024))));
    table.refused("with a zero", &browser.get("/device?user_code=BBBB%00BBBB"));
    table.refused("that runs something", &browser.get("/device?user_code=%3Cscript%3Ealert(1)%3C/script%3E"));
    assert_eq!(browser.post("/device", &[("token", &token), ("code", &typed), ("answer", "no")]).status, 200);
    table.refused("that was refused: what the device gets", &poll(&lab.app, "", &code));
    table.refused(
        "that was refused, let in afterwards",
        &browser.post("/device", &[("token", &token), ("code", &typed), ("answer", "yes")]),
    );
    let (code, typed) = asked();
    lab.world.clock.advance_seconds(15 * 60);
    table.refused("after a quarter of an hour", &browser.post("/device", &[("token", &token), ("code", &typed), ("answer", "yes")]));
    table.refused("after a quarter of an hour: what the device gets", &poll(&lab.app, "", &code));
    let mut guessed = browser.get("/device?user_code=CCCCCCCC");
    for _ in 0..40 {
        guessed = browser.get("/device?user_code=CCCCCCCC");
        if guessed.status == 429 {
            break;
        }
    }
    table.refused("guessed again and again", &guessed);
}
