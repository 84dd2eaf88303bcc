//! Sections.

use super::Route;
use super::row::{CONTENT, COPY, CREATE_PAGE, GRAPH_SDK, OPERATIONS, OURS, PERMISSIONS, delete, get, graph, later, legacy, post, to};
use crate::body::Takes::{Html, Json};
use crate::query::Reads::{Count, CountPages, Entity, List, SectionPages};
use crate::{count, page, section};
use http::Method as M;
use model::Need::{ReadHierarchy, ReadPages, Write};

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
        later("section.rename", M::PATCH, "sections/{section}", Write, OPERATIONS),
        delete("section.delete", "sections/{section}", Write, to!(section::delete::handle), OURS),
        get("section.pages", "sections/{section}/pages", ReadPages, SectionPages, to!(page::list::in_section), CONTENT),
        post("section.create_page", "sections/{section}/pages", Html, to!(page::create::in_section), CREATE_PAGE),
        post("section.copy_to_notebook", "sections/{section}/copyToNotebook", Json, to!(section::copy::to_notebook), COPY),
        post("section.copy_to_group", "sections/{section}/copyToSectionGroup", Json, to!(section::copy::to_group), COPY),
        legacy(later("section.permissions", M::GET, "sections/{section}/permissions", ReadHierarchy, PERMISSIONS)),
        legacy(later("section.create_permission", M::POST, "sections/{section}/permissions", Write, PERMISSIONS)),
        legacy(later("section.get_permission", M::GET, "sections/{section}/permissions/{permission}", ReadHierarchy, PERMISSIONS)),
        legacy(later("section.delete_permission", M::DELETE, "sections/{section}/permissions/{permission}", Write, PERMISSIONS)),
    ]
}
