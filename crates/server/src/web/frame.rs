//! What surrounds each page: who reads, where its styles and scripts lie, and what was done before.

use super::{Reading, asset};
use crate::identity::pages;
use crate::reply::Reply;
use askama::Template;
use http::{HeaderValue, StatusCode, header};

/// What was done, by the word that stands for it in an address: who makes one up makes it say one of these.
const SAID: [(&str, &str); 12] = [
    ("brought-back", "The page is as it was then. What it was until now is kept, too."),
    ("made", "Made."),
    ("renamed", "It is called so from now on."),
    ("deleted", "It is in the recycle bin."),
    ("page-deleted", "The page is gone."),
    ("uploaded", "It is all here."),
    ("moved", "Moved."),
    ("restored", "It is back."),
    ("erased", "It is gone for good."),
    ("shared", "Shared."),
    ("unshared", "It is not shared so any more."),
    ("copied", "Copied. This is the copy."),
];

/// What surrounds a page.
pub(super) struct Frame {
    /// What the addresses of styles and scripts begin with.
    pub(super) assets: &'static str,
    /// Who reads.
    pub(super) name: String,
    /// What forms bring back.
    pub(super) token: String,
    pub(super) said: Option<&'static str>,
    /// Where that can be taken back.
    pub(super) undo: Option<Undo>,
    policy: String,
}

/// A link by which what was done can be taken back.
pub(super) struct Undo {
    pub(super) href: String,
    pub(super) label: &'static str,
    /// Whether it asks first.
    pub(super) asks: bool,
}

impl Undo {
    /// Returns that of what a word stands for, on the page that says so.
    fn of(word: &str, path: &str) -> Option<Self> {
        match word {
            // It is the copy that is shown.
            "copied" => path.rsplit('/').next().map(|of| Self { href: format!("/delete?of={of}"), label: "Undo", asks: true }),
            "deleted" => Some(Self { href: "/bin".to_owned(), label: "Open the bin", asks: false }),
            _ => None,
        }
    }
}

/// Returns what the addresses of all that may run and colour begin with: no address of anything that somebody put here does.
pub(super) fn own(base: &str) -> String {
    format!("{base}{}", asset::start())
}

impl Frame {
    pub(super) fn new(reading: &Reading) -> Self {
        let said = reading.ask.query.get("said").and_then(|word| SAID.iter().find(|(known, _)| *known == word));
        let own = own(&reading.ask.base);
        let policy = format!(
            "default-src 'none'; script-src {own}; style-src {own}; img-src 'self' data: blob:; connect-src 'self'; frame-src 'self'; \
             form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        );
        Self {
            assets: asset::start(),
            name: reading.caller.name().to_owned(),
            token: reading.form_token.clone(),
            said: said.map(|(_, sentence)| *sentence),
            undo: said.and_then(|(word, _)| Undo::of(word, &reading.ask.path)),
            policy,
        }
    }

    /// Replies with a page that this surrounds.
    pub(super) fn reply(&self, status: StatusCode, page: &impl Template) -> Reply {
        // A template is checked when the program is built; only writing to memory could fail.
        let reply = Reply { status, ..Reply::html(page.render().unwrap_or_default()) };
        pages::not_kept(reply)
            .with(header::CONTENT_SECURITY_POLICY, &self.policy)
            .with_value(header::REFERRER_POLICY, const { HeaderValue::from_static("same-origin") })
            .with_value(header::X_FRAME_OPTIONS, const { HeaderValue::from_static("DENY") })
    }
}
