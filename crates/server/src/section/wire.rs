//! How a section is written down. Source: recorded answers, their members in their order, in the names of the OneNote
//! service. They have no `links`.

use crate::hierarchy::Shape;
use crate::root::{PublicId, Urls};
use crate::wire::{Parent, expanded_context, self_url};
use app::view::NodeView;
use model::NodeKind;
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Section<'a> {
    #[serde(rename = "@odata.context", skip_serializing_if = "Option::is_none")]
    context: Option<String>,
    id: String,
    #[serde(rename = "self")]
    this: String,
    created_time: String,
    name: &'a str,
    last_modified_time: String,
    is_default: bool,
    pages_url: String,
    created_by: &'a str,
    last_modified_by: &'a str,
    #[serde(rename = "parentNotebook@odata.context")]
    notebook_context: String,
    parent_notebook: Option<Parent<'a>>,
    #[serde(rename = "parentSectionGroup@odata.context")]
    group_context: String,
    parent_section_group: Option<Parent<'a>>,
}

impl<'a> Section<'a> {
    /// Writes a section as an entry of a list.
    pub(crate) fn of(urls: &'a Urls, view: &'a NodeView) -> Self {
        const KIND: NodeKind = NodeKind::Section;
        let this = self_url(urls, KIND, view.id);
        Self {
            context: None,
            id: PublicId(view.id).to_string(),
            pages_url: format!("{this}/pages"),
            this,
            created_time: view.created.0.iso(3),
            name: &view.name,
            last_modified_time: view.modified.0.iso(3),
            is_default: view.is_default,
            created_by: &view.created.1.name,
            last_modified_by: &view.modified.1.name,
            notebook_context: expanded_context(urls, KIND, view.id, "parentNotebook"),
            parent_notebook: view.notebook.as_ref().map(|above| Parent::of(urls, NodeKind::Notebook, above)),
            group_context: expanded_context(urls, KIND, view.id, "parentSectionGroup"),
            parent_section_group: view.group.as_ref().map(|above| Parent::of(urls, NodeKind::SectionGroup, above)),
        }
    }

    /// Writes a section that stands alone.
    pub(crate) fn alone(urls: &'a Urls, view: &'a NodeView, context: String) -> Self {
        Self { context: Some(context), ..Self::of(urls, view) }
    }
}

/// Sections in a list.
pub(crate) struct Sections;

impl Shape for Sections {
    type Entry<'a> = Section<'a>;

    fn entry<'a>(urls: &'a Urls, view: &'a NodeView) -> Section<'a> {
        Section::of(urls, view)
    }
}
