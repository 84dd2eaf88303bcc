//! Sections.

use super::Route;
use super::row::{
    CONTENT, COPY, CREATE_PAGE, GRAPH_SCHEMA, GRAPH_SDK, OPERATIONS, OURS, PERMISSIONS, delete, get, grant, graph, legacy, patch, post, to,
};
use crate::body::Takes::{Html, Json};
use crate::query::Reads::{Count, CountPages, Entity, List, Permission, Permissions, SectionPages};
use crate::{count, page, permission, section};
use model::Need::{ChangePermissions, ReadHierarchy, ReadPages, ReadPermissions, Write};
use model::NodeKind;

pub(super) fn rows() -> Vec<Route> {
    vec![
        get("section.list", "sections", ReadHierarchy, List, to!(section::list::at_root), OPERATIONS),
        graph(get("section.count", "sections/$count", ReadHierarchy, Count, to!(count::sections), GRAPH_SDK)),
        graph(get(
            "section.count_pages",
            "sections/{section}/pages/$count",
            ReadPages,
            CountPages,
            to!(count::pages_of_section),
            GRAPH_SDK,
        )),
        get("section.get", "sections/{section}", ReadHierarchy, Entity, to!(section::get::handle), OPERATIONS),
        patch("section.change", "sections/{section}", to!(section::change::handle), OPERATIONS),
        graph(get(
            "section.parent_notebook",
            "sections/{section}/parentNotebook",
            ReadHierarchy,
            Entity,
            to!(section::above::notebook),
            GRAPH_SCHEMA,
        )),
        graph(get(
            "section.parent_section_group",
            "sections/{section}/parentSectionGroup",
            ReadHierarchy,
            Entity,
            to!(section::above::section_group),
            GRAPH_SCHEMA,
        )),
        delete("section.delete", "sections/{section}", Write, to!(section::delete::handle), OURS),
        get("section.pages", "sections/{section}/pages", ReadPages, SectionPages, to!(page::list::in_section), CONTENT),
        post("section.create_page", "sections/{section}/pages", Html, to!(page::create::in_section), CREATE_PAGE),
        post("section.copy_to_notebook", "sections/{section}/copyToNotebook", Json, to!(section::copy::to_notebook), COPY),
        post("section.copy_to_group", "sections/{section}/copyToSectionGroup", Json, to!(section::copy::to_group), COPY),
        legacy(get(
            "section.permissions",
            "sections/{section}/permissions",
            ReadPermissions,
            Permissions,
            to!(permission::list, NodeKind::Section),
            PERMISSIONS,
        )),
        legacy(grant("section.create_permission", "sections/{section}/permissions", to!(permission::create, NodeKind::Section))),
        legacy(get(
            "section.get_permission",
            "sections/{section}/permissions/{permission}",
            ReadPermissions,
            Permission,
            to!(permission::get, NodeKind::Section),
            PERMISSIONS,
        )),
        legacy(delete(
            "section.delete_permission",
            "sections/{section}/permissions/{permission}",
            ChangePermissions,
            to!(permission::delete, NodeKind::Section),
            PERMISSIONS,
        )),
    ]
}
