//! Notebooks that somebody opened lately. Source: "OneNoteApi library"; the published schema. They have no id: what they are
//! found by is where they open.

use super::node::{links, push_web_url};
use super::{Edm, Entity, Names, Property};
use app::recent::Recent;

/// Notebooks that were opened lately.
pub(crate) static RECENT_NOTEBOOK: Entity<Recent> = Entity {
    names: Names::new("RecentNotebook", "recentNotebook"),
    set: "",
    legacy: MEMBERS,
    graph: MEMBERS,
    navigations: &[],
    key: |_, _| {},
};

const MEMBERS: &[Property<Recent>] = &[
    Property::new(Names::new("name", "displayName"), Edm::String, |json, _, view| json.text(&view.notebook.name)),
    Property::new(Names::same("lastAccessedTime"), Edm::DateTimeOffset, |json, _, view| json.moment(view.opened, 3)),
    Property::new(Names::same("links"), Edm::Type(Names::new("RecentNotebookLinks", "recentNotebookLinks")), |json, urls, view| {
        let path = &view.notebook.path;
        let web = |out: &mut String| push_web_url(out, urls, path, path.names.len());
        links(json, web, web);
    }),
    // Ids here are those of work accounts, so clients must not take the notebooks for a consumer's.
    Property::new(Names::same("sourceService"), Edm::Type(Names::new("SourceService", "onenoteSourceService")), |json, _, _| {
        json.text("OneDriveForBusiness");
    }),
];
