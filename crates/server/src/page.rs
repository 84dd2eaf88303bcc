//! Pages. Their HTML is the `page` library's; here it is taken in and given out.

pub(crate) mod above;
pub(crate) mod change;
mod commands;
pub(crate) mod content;
pub(crate) mod copy;
pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod held;
pub(crate) mod links;
pub(crate) mod list;
pub(crate) mod listed;
mod mixed;
pub(crate) mod patch;
pub(crate) mod prepare;
pub(crate) mod preview;
pub(crate) mod rendered;
pub(crate) mod replace;
pub(crate) mod supply;

use crate::root::Urls;
use crate::schema::{Item, Json, PAGE, Shape};
use crate::wire::{self, Diagnostic};
use ::page::Complaint;
use app::view::PageView;

/// Writes a page that was just stored, and what was odd about it.
fn written(urls: &Urls, context: &str, view: &PageView, complaints: &[Complaint]) -> Json {
    let odd: Vec<Diagnostic> = complaints.iter().map(Diagnostic::of).collect();
    wire::entity(urls, context, &PAGE, Item::alone(view), &Shape::whole(&PAGE, urls.root.surface), &odd)
}
