//! The pages for who runs the server.

mod gate;
mod story;

use super::browser::{Browser, hidden};
use crate::world::{Answer, World};
use app::admin;

/// A browser in which Ann runs the server.
pub struct Office<'w> {
    pub browser: Browser<'w>,
}

impl<'w> Office<'w> {
    pub fn new(world: &'w World) -> Self {
        world.app.write(|cx| testkit::by_name::set_admin(cx, "ann", true)).wait().unwrap();
        Self { browser: Browser::of_ann(world) }
    }

    /// Opens a page.
    pub fn get(&self, path: &str) -> Answer {
        let page = self.browser.get(path);
        assert_eq!(page.status, 200, "{path}: {page:?}");
        page
    }

    /// Sends a form that stands on one of the pages.
    pub fn send(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = hidden(&self.get("/admin/people"), "token");
        let mut all = vec![("token", token.as_str())];
        all.extend(fields);
        self.browser.post(path, &all)
    }

    /// Sends one that is taken, and returns the page that it leads to.
    pub fn done(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let answer = self.send(path, fields);
        assert_eq!(answer.status, 303, "{path}: {answer:?}");
        let page = self.get(answer.header("location"));
        assert!(page.body.contains("role=\"status\""), "{path} says nothing: {}", page.body);
        page
    }

    /// Sends one that is not, and returns what is said.
    pub fn wrong(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let answer = self.send(path, fields);
        assert_eq!(answer.status, 400, "{path}: {answer:?}");
        let said = answer.body.split("role=\"alert\">").nth(1).unwrap_or_else(|| panic!("{}", answer.body));
        said.split(['<']).next().unwrap().trim().to_owned()
    }
}

/// Returns the id of somebody, by name.
pub fn person(world: &World, name: &str) -> String {
    let name = name.to_owned();
    world.app.read(move |cx| admin::user_by_name(cx, &name)).wait().unwrap().id.to_string()
}
