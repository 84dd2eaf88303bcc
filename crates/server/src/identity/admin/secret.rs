//! Showing a secret once.

use super::frame::Frame;
use super::gate::Desk;
use crate::reply::Reply;
use askama::Template;

/// A page with a secret, which nobody is shown again.
#[derive(Template)]
#[template(path = "admin/secret.html")]
pub(super) struct Secret {
    pub(super) frame: Frame,
    pub(super) title: String,
    pub(super) sentence: &'static str,
    /// What is shown, and what it is.
    pub(super) shown: Vec<(&'static str, String)>,
    /// Where to go on.
    pub(super) on: String,
}

impl Secret {
    pub(super) fn page(self, desk: &Desk) -> Reply {
        desk.page(&self.frame, &self)
    }
}
