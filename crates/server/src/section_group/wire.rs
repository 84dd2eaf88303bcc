//! How a section group is written down: as a notebook, less what only notebooks have, and with what lies above it.

use crate::hierarchy::Shape;
use crate::root::{PublicId, Urls};
use crate::wire::{Parent, expanded_context, self_url};
use app::view::NodeView;
use model::NodeKind;
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SectionGroup<'a> {
    #[serde(rename = "@odata.context", skip_serializing_if = "Option::is_none")]
    context: Option<String>,
    sections_url: String,
    section_groups_url: String,
    id: String,
    name: &'a str,
    #[serde(rename = "self")]
    this: String,
    created_by: &'a str,
    last_modified_by: &'a str,
    created_time: String,
    last_modified_time: String,
    #[serde(rename = "parentNotebook@odata.context")]
    notebook_context: String,
    parent_notebook: Option<Parent<'a>>,
    #[serde(rename = "parentSectionGroup@odata.context")]
    group_context: String,
    parent_section_group: Option<Parent<'a>>,
}

impl<'a> SectionGroup<'a> {
    /// Writes a section group as an entry of a list.
    pub(crate) fn of(urls: &'a Urls, view: &'a NodeView) -> Self {
        const KIND: NodeKind = NodeKind::SectionGroup;
        let this = self_url(urls, KIND, view.id);
        Self {
            context: None,
            sections_url: format!("{this}/sections"),
            section_groups_url: format!("{this}/sectionGroups"),
            id: PublicId(view.id).to_string(),
            name: &view.name,
            this,
            created_by: &view.created.1.name,
            last_modified_by: &view.modified.1.name,
            created_time: view.created.0.iso(3),
            last_modified_time: view.modified.0.iso(3),
            notebook_context: expanded_context(urls, KIND, view.id, "parentNotebook"),
            parent_notebook: view.notebook.as_ref().map(|above| Parent::of(urls, NodeKind::Notebook, above)),
            group_context: expanded_context(urls, KIND, view.id, "parentSectionGroup"),
            parent_section_group: view.group.as_ref().map(|above| Parent::of(urls, KIND, above)),
        }
    }

    /// Writes a section group that stands alone.
    pub(crate) fn alone(urls: &'a Urls, view: &'a NodeView, context: String) -> Self {
        Self { context: Some(context), ..Self::of(urls, view) }
    }
}

/// Section groups in a list.
pub(crate) struct SectionGroups;

impl Shape for SectionGroups {
    type Entry<'a> = SectionGroup<'a>;

    fn entry<'a>(urls: &'a Urls, view: &'a NodeView) -> SectionGroup<'a> {
        SectionGroup::of(urls, view)
    }
}
