//! What is changed in a browser, by people of every standing.

use super::apart::node;
use super::browsers::letter;
use super::moves::to_write;
use super::people::PEOPLE;
use super::policy::{Outcome, Policy, SHELVES, Who};
use super::stage::Stage;
use crate::identity::browser::{Browser, hidden};
use crate::web::upload::{FILES_KIND, with_files};
use crate::world::{Answer, run};

const OWN: &str = "https://notes.example";

#[test]
fn a_browser_changes_for_those_who_may_write() {
    let policy = Policy::read();
    let stage = Stage::build(&policy);
    let mut wrong = Vec::new();
    for (name, user, _) in PEOPLE.iter().filter(|(name, ..)| *name != "elsewhere") {
        let browser = Browser::of(&stage.world, user);
        let token = hidden(&browser.get("/account"), "token");
        for shelf in SHELVES {
            let here = policy.standing(&Who::Person { name: (*name).to_owned(), is_maker: true }, shelf);
            let names = &stage.shelves[&shelf];
            let fresh = format!(r#"{{"name":"Fresh {}"}}"#, stage.number());
            let section = run(stage.make(&format!("{}/notebooks/1-{}/sections", names["{notes}"], names["{course}"]), &fresh));
            let renamed = format!("Typed {}", stage.number());
            let [course, archive] = ["{course}", "{archive}"].map(|name| format!("1-{}", names[name]));
            let mut judge = |call: &str, answer: &Answer| {
                assert_eq!(answer.route, call);
                let promised = to_write(here.place.max(here.share));
                let got = letter(answer);
                let is_as_promised = match promised {
                    Outcome::Hidden => got == Ok('.'),
                    Outcome::Done => got == Ok('+'),
                    // Who chose a place is told beside the choice.
                    _ => got == Ok('r') || answer.status == 400 && answer.body.contains("You may read this, and not"),
                };
                if !is_as_promised {
                    wrong.push(format!("{call} by {name} at {shelf:?}: promised {promised:?}, got {got:?} {}", answer.status));
                }
            };
            let page = format!("/pages/{}", names["{plan}"]);
            judge("web.sheet", &browser.get(&format!("{page}/sheet")));
            let edit = r#"{"areas": []}"#;
            judge("web.write", &browser.send_as_script(OWN, &format!("{page}/write"), "application/json", Some(&token), edit));
            let folder = format!("/folders/1-{}", node(&names["{folder}"]));
            judge("web.upload_ask", &browser.get(&format!("{folder}/upload")));
            let name = format!("typed {}.txt", stage.number());
            let form = with_files(&[("token", &token)], &[(&name, b"typed")]);
            judge("web.upload", &browser.send_as_script(OWN, &format!("{folder}/upload"), FILES_KIND, None, form));
            let begin = format!("{folder}/session?name=other{}&bytes=1", stage.number());
            judge("web.upload_begin", &browser.send_as_script(OWN, &begin, "text/plain", Some(&token), ""));
            let file = names["{file}"].as_str();
            judge("web.copy", &browser.post("/copy", &[("token", &token), ("of", file), ("to", folder.trim_start_matches("/folders/"))]));
            for (call, path, fields) in [
                ("web.rename", "/rename", [("of", section.as_str()), ("name", &renamed)]),
                ("web.new", "/new", [("kind", "page"), ("in", &section)]),
                ("web.copy", "/copy", [("of", &section), ("to", &course)]),
                ("web.move", "/move", [("of", &section), ("to", &archive)]),
                ("web.delete", "/delete", [("of", &section), ("name", "")]),
            ] {
                let mut all = vec![("token", token.as_str())];
                all.extend(fields);
                judge(call, &browser.post(path, &all));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
