//! Sections. Source: recorded answers, their members in their order.

use super::node::{
    CREATED, CREATED_BY, CREATED_BY_NAME, ID, IS_DEFAULT, MODIFIED, MODIFIED_BY, MODIFIED_BY_NAME, NAME, PARENT_NOTEBOOK,
    PARENT_SECTION_GROUP, SELF, key, links, push_url, push_web_url,
};
use super::{Edm, Entity, Names, Navigation, Property, Shown, Target};
use app::view::NodeView;

/// Sections.
pub(crate) static SECTION: Entity<NodeView> = Entity {
    names: Names::new("Section", "onenoteSection"),
    set: "sections",
    legacy: &[ID, SELF, CREATED, NAME, MODIFIED, IS_DEFAULT, PAGES_URL, CREATED_BY_NAME, MODIFIED_BY_NAME, LINKS],
    graph: &[ID, SELF, CREATED, NAME, MODIFIED, IS_DEFAULT, PAGES_URL, CREATED_BY, MODIFIED_BY, LINKS],
    navigations: &[PAGES, PARENT_NOTEBOOK, PARENT_SECTION_GROUP],
    key,
};

const PAGES_URL: Property<NodeView> = Property::new(Names::same("pagesUrl"), Edm::String, |json, urls, view| {
    json.plain(|out| push_url(out, urls, "sections", view.id, "/pages"));
});

/// The schema has them; recorded answers do not.
const LINKS: Property<NodeView> =
    Property::new(Names::same("links"), Edm::Type(Names::new("SectionLinks", "sectionLinks")), |json, urls, view: &NodeView| {
        let web = |out: &mut String| {
            push_web_url(out, urls, &view.path, view.path.names.len());
            out.push_str(".one");
        };
        links(json, web, web);
    })
    .shown(Shown::Selected);

const PAGES: Navigation<NodeView> = Navigation { name: "pages", to: Target::Pages, default: None };
