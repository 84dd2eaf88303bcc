//! Asking whether something is to be done that cannot be taken back.

use super::frame::Frame;
use askama::Template;

/// A page that asks.
#[derive(Template)]
#[template(path = "admin/ask.html")]
pub(super) struct Question {
    pub(super) frame: Frame,
    pub(super) id: String,
    pub(super) question: String,
    pub(super) sentence: String,
    /// Where to go instead.
    pub(super) back: String,
    pub(super) action: &'static str,
    /// What the button says.
    pub(super) act: &'static str,
}
