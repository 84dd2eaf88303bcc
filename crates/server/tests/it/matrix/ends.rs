//! Copies name two things: both are weighed, each for itself.

use super::policy::{From, Outcome, Policy, SHELVES, Who};
use super::stage::Stage;
use crate::world::{Answer, kind_of, run};

pub const PEOPLE: [&str; 7] = ["contributor", "reader", "member", "nested", "writer", "former", "outsider"];

/// What stands for no more than that the end is not there, or may not be written to.
pub fn outcome(answer: &Answer) -> Outcome {
    match answer.status {
        202 => Outcome::Done,
        403 => Outcome::Refused,
        404 => Outcome::Hidden,
        400 if answer.body.contains("There is no drive with this id") => Outcome::Hidden,
        _ => panic!("{answer:?}"),
    }
}

/// Everybody copies from what the calls are about into a notebook or a folder of their own, and from there to it.
#[test]
fn both_ends_of_a_copy_are_weighed() {
    let policy = Policy::read();
    let wrong = wrong(&policy, &Stage::build(&policy));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Returns what is not as the policy says.
pub fn wrong(policy: &Policy, stage: &Stage) -> Vec<String> {
    let mut wrong = Vec::new();
    for person in PEOPLE {
        let who = Who::Person { name: person.to_owned(), is_maker: true };
        let (notes, files) = (stage.token(person, "Notes.ReadWrite.All"), stage.token(person, "Files.ReadWrite.All"));
        let send = |token: &str, method: &str, path: &str, body: &str| run(stage.send(Some(token), method, path, kind_of(body), body));
        let make = |token: &str, path: &str, body: &str| {
            let made = send(token, "POST", path, body);
            assert_eq!(made.status, 201, "{path}: {}", made.body);
            made.json()["id"].as_str().unwrap().to_owned()
        };
        let mine = "/api/v1.0/me/notes";
        let book = make(&notes, &format!("{mine}/notebooks"), r#"{"name":"Own"}"#);
        let group = make(&notes, &format!("{mine}/notebooks/{book}/sectionGroups"), r#"{"name":"Own group"}"#);
        let section = make(&notes, &format!("{mine}/notebooks/{book}/sections"), r#"{"name":"Own section"}"#);
        let page = make(&notes, &format!("{mine}/sections/{section}/pages"), "<title>Own</title>");
        let home = send(&files, "GET", "/v1.0/me/drive", "").json()["id"].as_str().unwrap().to_owned();
        let folder = make(&files, "/v1.0/me/drive/root/children", r#"{"name":"Own folder","folder":{}}"#);
        for shelf in SHELVES {
            let names = &stage.shelves[&shelf];
            let (root, cid) = (&names["{notes}"], &names["{cid}"]);
            let out = policy.promises("notebook.sections", true, false, From::Owner(shelf), &who, "Notes.ReadWrite.All");
            let out_of_drive = policy.promises("item.get", true, true, From::Drive(shelf), &who, "Files.ReadWrite.All");
            let into = policy.promises("item.upload", true, true, From::Drive(shelf), &who, "Files.ReadWrite.All");
            let number = stage.number();
            let [theirs, their_group, their_section, goal] =
                ["{course}", "{archive}", "{week1}", "{old}"].map(|name| format!("1-{}", names[name]));
            let in_notes = |source: &str, kind: &str, id: &str, call: &str, goal: &str| {
                let name = if call == "copyToSection" { String::new() } else { format!(r#","renameAs":"Both {number}""#) };
                send(&notes, "POST", &format!("{source}/{kind}/{id}/{call}"), &format!(r#"{{"id":"{goal}"{name}}}"#))
            };
            let in_drives = |drive: &str, item: &str, to: &str, id: &str| {
                let body = format!(r#"{{"parentReference":{{"driveId":"{to}","id":"{id}"}},"name":"Both {number}"}}"#);
                send(&files, "POST", &format!("/v1.0/drives/{drive}/items/{item}/copy"), &body)
            };
            let mut hold = |what: &str, promised: Outcome, answer: &Answer| {
                if outcome(answer) != promised {
                    wrong.push(format!("{what} by {person} at {shelf:?}: promised {promised:?}, got {} {}", answer.status, answer.body));
                }
            };
            hold("a section out", out, &in_notes(root, "sections", &their_section, "copyToNotebook", &book));
            hold("a section into", into, &in_notes(mine, "sections", &section, "copyToNotebook", &theirs));
            hold("a group out", out, &in_notes(root, "sectionGroups", &their_group, "copyToNotebook", &book));
            hold("a group into", into, &in_notes(mine, "sectionGroups", &group, "copyToSectionGroup", &their_group));
            hold("a page out", out, &in_notes(root, "pages", &names["{plan}"], "copyToSection", &section));
            hold("a page into", into, &in_notes(mine, "pages", &page, "copyToSection", &goal));
            for item in ["{file}", "{folder}"] {
                hold("an item out", out_of_drive, &in_drives(cid, &names[item], &home, &folder));
            }
            hold("an item into", into, &in_drives(&home, &folder, cid, &names["{folder}"]));
        }
    }
    wrong
}
