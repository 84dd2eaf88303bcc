//! What all of these pages have: where they lead, what was done, and what was wrong with a form.

use crate::identity::ask::{Ask, Browser, Fields};
use crate::identity::pages;
use crate::reply::Reply;

/// The parts, and what they are called.
const ROOMS: [(&str, &str); 7] = [
    ("/admin", "Overview"),
    ("/admin/people", "People"),
    ("/admin/groups", "Groups"),
    ("/admin/sites", "Sites"),
    ("/admin/apps", "Apps"),
    ("/admin/issuers", "Issuers"),
    ("/admin/log", "Audit log"),
];

/// What was done, by the word that stands for it in an address: who makes one up makes it say one of these.
const SAID: [(&str, &str); 24] = [
    ("added", "Added."),
    ("password", "They have another password, are signed out of all browsers, and what apps were given has ended."),
    ("signed-out", "They are signed out of all browsers."),
    ("suspended", "Suspended. They are kept out within a few seconds."),
    ("resumed", "They are let in again."),
    ("administrator", "They run the server too from now on."),
    ("no-administrator", "They do not run the server any more."),
    ("quota", "It has another limit. What is there already stays."),
    ("renamed", "It is called so from now on."),
    ("given", "Removed. What was theirs is somebody else’s."),
    ("discarded", "Removed. What was theirs is in the recycle bin, and goes from there in time."),
    ("revoked", "The token is refused within a few seconds."),
    ("taken", "The app has to ask them again."),
    ("member", "They belong to it, in this role."),
    ("no-member", "They do not belong to it any more. What they made for it stays."),
    ("inner", "Who belongs to that group belongs to this one, in this role at most."),
    ("no-inner", "That group does not belong to it any more. What its members made for it stays."),
    ("no-factor", "They have no second factor any more. Their password is enough."),
    ("trusted", "It is trusted from now on."),
    ("untrusted", "It is trusted no more."),
    ("removed", "Removed."),
    ("cancelled", "Cancelled. It leaves nothing."),
    ("had-ended", "It had ended already."),
    ("library", "It has another library."),
];

/// How much of a list one page shows.
pub(super) const PIECE: usize = 50;

/// Something in a form that cannot be.
#[derive(Clone, Debug)]
pub(super) struct Wrong {
    /// The field; none for the whole.
    pub(super) field: &'static str,
    pub(super) sentence: String,
}

impl Wrong {
    pub(super) fn new(field: &'static str, sentence: impl Into<String>) -> Self {
        Self { field, sentence: sentence.into() }
    }
}

/// What surrounds a page.
pub(super) struct Frame {
    pub(super) style: &'static str,
    /// Who is signed in.
    pub(super) name: String,
    /// What forms bring back.
    pub(super) token: String,
    pub(super) room: &'static str,
    pub(super) said: Option<&'static str>,
    pub(super) wrong: Option<Wrong>,
    form: Fields,
}

impl Frame {
    pub(super) fn new(ask: &Ask, browser: &Browser, room: &'static str, wrong: Option<Wrong>) -> Self {
        let said = ask.query.get("said").and_then(|said| SAID.iter().find(|(word, _)| *word == said));
        Self {
            style: pages::style(),
            name: browser.session.name.clone(),
            token: browser.form_token.clone(),
            room,
            said: said.map(|(_, sentence)| *sentence),
            form: if wrong.is_some() { ask.form.clone() } else { Fields::default() },
            wrong,
        }
    }

    pub(super) fn rooms(&self) -> &'static [(&'static str, &'static str)] {
        &ROOMS
    }

    pub(super) fn is_here(&self, path: &str) -> bool {
        self.room == path
    }

    /// Returns what is wrong with a field.
    pub(super) fn wrong_at(&self, field: &str) -> Option<&str> {
        self.wrong.as_ref().filter(|wrong| wrong.field == field).map(|wrong| wrong.sentence.as_str())
    }

    /// Returns what stood in a field of a form that was not taken.
    pub(super) fn value(&self, field: &str) -> &str {
        self.form.get(field).unwrap_or_default()
    }
}

/// Returns an address with a query.
pub(super) fn href(path: &str, fields: &[(&str, &str)]) -> String {
    let given = fields.iter().filter(|(_, value)| !value.is_empty());
    let query: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(given).finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// Leads to a page that says that something was done.
pub(super) fn back(path: &str, id: &str, said: &'static str) -> Reply {
    debug_assert!(SAID.iter().any(|(word, _)| *word == said), "{said}");
    pages::go(&href(path, &[("id", id), ("said", said)]))
}

/// Cuts a list to a piece. Returns where the next one begins, if there is more.
pub(super) fn cut<T>(items: &mut Vec<T>, next: impl FnOnce(&T) -> String) -> Option<String> {
    if items.len() <= PIECE {
        return None;
    }
    items.truncate(PIECE);
    items.last().map(next)
}
