//! How a notebook is written down. Source: "OneNote GET notebooks/id", its members in its order.

use crate::hierarchy::Shape;
use crate::root::{PublicId, Urls};
use crate::wire::{Links, links, self_url, web_url};
use app::view::NodeView;
use model::{NodeKind, Role};
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Notebook<'a> {
    #[serde(rename = "@odata.context", skip_serializing_if = "Option::is_none")]
    context: Option<String>,
    is_default: bool,
    user_role: &'static str,
    is_shared: bool,
    sections_url: String,
    section_groups_url: String,
    links: Links,
    id: String,
    name: &'a str,
    #[serde(rename = "self")]
    this: String,
    created_by: &'a str,
    last_modified_by: &'a str,
    created_time: String,
    last_modified_time: String,
}

impl<'a> Notebook<'a> {
    /// Writes a notebook as an entry of a list.
    pub(crate) fn of(urls: &'a Urls, view: &'a NodeView) -> Self {
        let this = self_url(urls, NodeKind::Notebook, view.id);
        Self {
            context: None,
            is_default: view.is_default,
            user_role: role(view.role),
            is_shared: view.is_shared,
            sections_url: format!("{this}/sections"),
            section_groups_url: format!("{this}/sectionGroups"),
            links: links(web_url(&urls.root, &view.path)),
            id: PublicId(view.id).to_string(),
            name: &view.name,
            this,
            created_by: &view.created.1.name,
            last_modified_by: &view.modified.1.name,
            created_time: view.created.0.iso(3),
            last_modified_time: view.modified.0.iso(3),
        }
    }

    /// Writes a notebook that stands alone.
    pub(crate) fn alone(urls: &'a Urls, view: &'a NodeView) -> Self {
        // The page of 2014 prints the collection's context on a single notebook; the later ones mark it as an entity.
        let context =
            if urls.root.is_2014() { urls.context(format_args!("notebooks")) } else { urls.context(format_args!("notebooks/$entity")) };
        Self { context: Some(context), ..Self::of(urls, view) }
    }
}

const fn role(role: Role) -> &'static str {
    match role {
        Role::Owner => "Owner",
        Role::Contributor => "Contributor",
        Role::Reader => "Reader",
    }
}

/// Notebooks in a list.
pub(crate) struct Notebooks;

impl Shape for Notebooks {
    type Entry<'a> = Notebook<'a>;

    fn entry<'a>(urls: &'a Urls, view: &'a NodeView) -> Notebook<'a> {
        Notebook::of(urls, view)
    }
}
