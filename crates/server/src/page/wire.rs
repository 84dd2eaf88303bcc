//! How a page is written down. Source: "OneNote development", the reply to creating a page, its members in its order; then
//! the section, which is expanded by default.

use crate::root::{Urls, encoded};
use crate::wire::{DIAGNOSTICS_TYPE, Diagnostic, Href, Links, Parent, web_url, web_url_of};
use ::page::Complaint;
use app::view::PageView;
use model::{NodeKind, format_guid};
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Page<'a> {
    #[serde(rename = "@odata.context", skip_serializing_if = "Option::is_none")]
    context: Option<String>,
    #[serde(rename = "api.diagnostics@odata.type", skip_serializing_if = "Option::is_none")]
    diagnostics_type: Option<&'static str>,
    #[serde(rename = "@api.diagnostics", skip_serializing_if = "Vec::is_empty")]
    diagnostics: Vec<Diagnostic>,
    title: &'a str,
    created_by_app_id: &'a str,
    links: Links,
    content_url: String,
    last_modified_time: String,
    id: String,
    #[serde(rename = "self")]
    this: String,
    created_time: String,
    #[serde(rename = "parentSection@odata.context")]
    section_context: String,
    parent_section: Parent<'a>,
}

impl<'a> Page<'a> {
    /// Writes a page as an entry of a list.
    pub(crate) fn of(urls: &Urls, view: &'a PageView) -> Self {
        let this = urls.url(format_args!("pages/{}", view.id));
        Self {
            context: None,
            diagnostics_type: None,
            diagnostics: Vec::new(),
            title: &view.title,
            created_by_app_id: &view.app,
            links: links(urls, view),
            content_url: format!("{this}/content"),
            last_modified_time: view.modified.iso(0),
            id: view.id.to_string(),
            this,
            created_time: view.created.iso(0),
            // Keys inside a context are percent-encoded, other than in addresses.
            section_context: urls.context(format_args!("pages('{}')/parentSection/$entity", encoded(&view.id.to_string()))),
            parent_section: Parent::of(urls, NodeKind::Section, &view.section),
        }
    }

    /// Writes a page that stands alone.
    pub(crate) fn alone(urls: &Urls, view: &'a PageView, context: String) -> Self {
        Self { context: Some(context), ..Self::of(urls, view) }
    }

    /// Adds what was odd about the page that was sent.
    pub(crate) fn with(mut self, complaints: &[Complaint]) -> Self {
        if !complaints.is_empty() {
            self.diagnostics_type = Some(DIAGNOSTICS_TYPE);
            self.diagnostics = complaints.iter().map(Diagnostic::of).collect();
        }
        self
    }
}

/// Returns where a page opens: in its section's file, at the page. Source: the values seen in recorded answers.
fn links(urls: &Urls, view: &PageView) -> Links {
    let (section, page) = (view.section.id.to_string(), format_guid(&view.id.key.0));
    let notebook = web_url_of(&urls.root, &view.path, view.path.names.len().saturating_sub(1));
    let title = encoded(&view.title);
    let client = format!("onenote:{}.one#{title}&section-id={section}&page-id={page}&end", web_url(&urls.root, &view.path));
    let name = encoded(&view.section.name);
    let web = format!("{notebook}?wd=target%28{name}.one%7C{section}%2F{title}%7C{page}%2F%29");
    Links { client: Href { href: client }, web: Href { href: web } }
}
