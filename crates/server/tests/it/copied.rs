//! One copy engine behind every front: whichever copies a notebook, all of them show the copy, and before it is done none does.

use crate::world::{Answer, World, run};
use serde_json::Value;

/// A way to ask for a copy of the notebook *Course* among Ann's notebooks.
pub struct Front {
    pub who: &'static str,
    pub path: &'static str,
    /// The body, with `NAME` for the copy's name.
    pub body: &'static str,
}

pub const FRONTS: [Front; 4] = [
    Front { who: "ann", path: "/api/v1.0/me/notes/notebooks/1-{course}/copyNotebook", body: r#"{"renameAs":"NAME"}"# },
    Front { who: "ann", path: "/v1.0/me/onenote/notebooks/1-{course}/copyNotebook", body: r#"{"renameAs":"NAME"}"# },
    Front {
        who: "ann-files",
        path: "/v1.0/drive/items/{course.item}/action.copy",
        body: r#"{"parentReference":{"path":"/drive/root:/Notebooks"},"name":"NAME"}"#,
    },
    Front {
        who: "ann-files",
        path: "/v1.0/me/drive/root:/Notebooks/Course:/copy",
        body: r#"{"parentReference":{"path":"/drive/root:/Notebooks"},"name":"NAME"}"#,
    },
];

impl Front {
    pub fn copy(&self, world: &World, name: &str, headers: &[(&str, &str)]) -> Answer {
        let headers = [&[("prefer", "respond-async")], headers].concat();
        run(world.ask(self.who, "POST", self.path, &headers, &self.body.replace("NAME", name)))
    }

    /// Returns the operation of a copy that was accepted, as this front shows it now.
    pub fn operation(&self, world: &World, accepted: &Answer) -> Value {
        assert_eq!(accepted.status, 202, "{}: {}", self.path, accepted.body);
        let header = if self.who == "ann" { "operation-location" } else { "location" };
        let at = accepted.header(header).strip_prefix("https://notes.example").unwrap().to_owned();
        // A monitor needs no token.
        let who = if self.who == "ann" { "ann" } else { "nobody" };
        run(world.ask(who, "GET", &at, &[], "")).json()
    }
}

fn names(list: &Answer, member: &str) -> Vec<String> {
    let list = list.json();
    let mut names: Vec<_> = list["value"].as_array().unwrap().iter().map(|one| one[member].as_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

#[test]
fn whichever_front_copies_a_notebook_all_show_the_copy() {
    for front in FRONTS {
        let world = World::with(|settings| settings.copies_at_once = false, |_| {});
        let ask = |who: &str, path: &str| run(world.ask(who, "GET", path, &[], ""));
        let lists = || {
            [
                names(&ask("ann", "/api/v1.0/me/notes/notebooks"), "name"),
                names(&ask("ann", "/v1.0/me/onenote/notebooks"), "displayName"),
                names(&ask("ann-files", "/v1.0/me/drive/root:/Notebooks:/children"), "name"),
            ]
        };
        let before = lists();
        let accepted = front.copy(&world, "Copy", &[]);
        front.operation(&world, &accepted);
        assert_eq!(lists(), before, "{}", front.path);
        world.work();
        assert_eq!(front.operation(&world, &accepted)["status"].as_str().unwrap().to_lowercase(), "completed");
        assert_eq!(lists(), [["Copy", "Course"]; 3], "{}", front.path);

        let item = ask("ann-files", "/v1.0/me/drive/root:/Notebooks/Copy").json();
        assert_eq!((&item["package"]["type"], &item["folder"]), (&"oneNote".into(), &Value::Null), "{item}");
        let children = ask("ann-files", "/v1.0/me/drive/root:/Notebooks/Copy:/children");
        assert_eq!(names(&children, "name"), ["Archive", "Inbox", "Week 1.one"]);
        let notebooks = ask("ann", "/api/v1.0/me/notes/notebooks?$filter=name eq 'Copy'".replace(' ', "%20").as_str()).json();
        let notebook = notebooks["value"][0]["id"].as_str().unwrap().to_owned();
        let sections = ask("ann", &format!("/api/v1.0/me/notes/notebooks/{notebook}/sections"));
        assert_eq!(names(&sections, "name"), ["Week 1"]);
        let section = sections.json()["value"][0]["id"].as_str().unwrap().to_owned();
        let pages = ask("ann", &format!("/api/v1.0/me/notes/sections/{section}/pages"));
        assert_eq!(names(&pages, "title"), ["Notes", "Plan", "Tasks"]);

        // And what one does to the copy, the other shows.
        let renamed = run(world.ask("ann-files", "PATCH", "/v1.0/me/drive/root:/Notebooks/Copy", &[], r#"{"name":"Renamed"}"#));
        assert_eq!(renamed.status, 200, "{}", renamed.body);
        assert_eq!(lists(), [["Course", "Renamed"]; 3]);
        let deleted = run(world.ask("ann", "DELETE", &format!("/api/v1.0/me/notes/notebooks/{notebook}"), &[], ""));
        assert_eq!((deleted.status, lists()), (204, before));
    }
}
