//! A move names in its body where something is to lie: that is weighed too, each end for itself.

use super::ends::{PEOPLE, outcome};
use super::policy::{Outcome, Policy, Role, SHELVES, Shelf, Who};
use super::stage::Stage;
use crate::world::{kind_of, run};

#[test]
fn both_ends_of_a_move_are_weighed() {
    let policy = Policy::read();
    let wrong = wrong(&policy, &Stage::build(&policy));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What becomes of who would write, being this.
pub fn to_write(role: Option<Role>) -> Outcome {
    match role {
        None => Outcome::Hidden,
        Some(role) if role >= Role::Contributor => Outcome::Done,
        Some(_) => Outcome::Refused,
    }
}

/// Everybody moves something out of what the calls are about, into what lies beside it and is shared with nobody, and from there into
/// it. Returns what is not as the policy says.
pub fn wrong(policy: &Policy, stage: &Stage) -> Vec<String> {
    let mut wrong = Vec::new();
    for shelf in SHELVES {
        let names = &stage.shelves[&shelf];
        let (notes, drive) = (&names["{notes}"], format!("/v1.0/{}/drive", names["{owner}"]));
        let make = |path: &str, body: &str| run(stage.make(path, body));
        let kept = make(&format!("{notes}/notebooks"), r#"{"name":"Kept"}"#);
        let kept_folder = make(&format!("{drive}/root/children"), r#"{"name":"Kept","folder":{}}"#);
        let (course, files) = (format!("1-{}", names["{course}"]), names["{files}"].clone());
        for person in PEOPLE {
            let who = Who::Person { name: person.to_owned(), is_maker: true };
            let here = policy.standing(&who, shelf);
            let (shared, beside) = (to_write(here.place.max(here.share)), to_write(here.place));
            for (what, ends, promised) in [
                ("out", [(&course, &kept), (&files, &kept_folder)], if shared == Outcome::Done { beside } else { shared }),
                ("in", [(&kept, &course), (&kept_folder, &files)], if beside == Outcome::Done { shared } else { beside }),
            ] {
                let name = format!("Moved {}", stage.number());
                let [(book, other_book), (folder, other_folder)] = ends;
                let section = make(&format!("{notes}/notebooks/{book}/sections"), &format!(r#"{{"name":"{name}"}}"#));
                let item = make(&format!("{drive}/items/{folder}/children"), &format!(r#"{{"name":"{name}","folder":{{}}}}"#));
                for (kind, scope, path, body) in [
                    (
                        "section",
                        "Notes.ReadWrite.All",
                        format!("{notes}/sections/{section}"),
                        format!(r#"{{"parentNotebook":{{"id":"{other_book}"}}}}"#),
                    ),
                    (
                        "folder",
                        "Files.ReadWrite.All",
                        format!("/v1.0/drives/{}/items/{item}", names["{cid}"]),
                        format!(r#"{{"parentReference":{{"id":"{other_folder}"}}}}"#),
                    ),
                ] {
                    // By its own id a drive is found where a part of it is shared, and a place of notes is not but at a person's.
                    let promised = match (kind, promised) {
                        ("section", _) if here.place.is_none() && shelf != Shelf::User => Outcome::Hidden,
                        (_, promised) => promised,
                    };
                    let answer = run(stage.send(Some(&stage.token(person, scope)), "PATCH", &path, kind_of(&body), &body));
                    let got = if matches!(answer.status, 200 | 204) { Outcome::Done } else { outcome(&answer) };
                    if got != promised {
                        wrong.push(format!(
                            "a {kind} {what} by {person} at {shelf:?}: promised {promised:?}, got {} {}",
                            answer.status, answer.body
                        ));
                    }
                }
            }
        }
    }
    wrong
}
