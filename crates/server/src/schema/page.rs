//! Pages. Source: "OneNote development", the reply to creating a page, its members in its order; recorded answers of Graph in
//! theirs.

use super::node::{PARENT_NOTEBOOK as OF_NODES, links, push_web_url};
use super::{Edm, Entity, Names, Navigation, Property, Shown, Target};
use crate::root::{Urls, encoded};
use app::view::PageView;
use model::{NodeKind, push_guid};
use std::fmt::Write as _;

/// Pages.
pub(crate) static PAGE: Entity<PageView> = Entity {
    names: Names::new("Page", "onenotePage"),
    set: "pages",
    legacy: &[TITLE, CREATED_BY_APP, LINKS, CONTENT_URL, MODIFIED, LEVEL, ORDER, ID, SELF, CREATED, CONTENT],
    graph: &[ID, SELF, CREATED, TITLE, CREATED_BY_APP, CONTENT_URL, MODIFIED, LEVEL, ORDER, LINKS, CONTENT, USER_TAGS],
    navigations: &[PARENT_NOTEBOOK, PARENT_SECTION],
    // Keys inside a context are percent-encoded, other than in addresses.
    key: |view, out| {
        let _ = write!(out, "{}", encoded(&view.id.to_string()));
    },
};

const ID: Property<PageView> = Property::new(Names::same("id"), Edm::String, |json, _, view| json.page_id(&view.id));

const SELF: Property<PageView> =
    Property::new(Names::same("self"), Edm::String, |json, urls, view| json.plain(|out| push_url(out, urls, view, "")));

const TITLE: Property<PageView> = Property::new(Names::same("title"), Edm::String, |json, _, view| json.text(&view.title));

const CREATED_BY_APP: Property<PageView> = Property::new(Names::same("createdByAppId"), Edm::String, |json, _, view| json.text(&view.app));

const CONTENT_URL: Property<PageView> =
    Property::new(Names::same("contentUrl"), Edm::String, |json, urls, view| json.plain(|out| push_url(out, urls, view, "/content")));

const CREATED: Property<PageView> =
    Property::new(Names::new("createdTime", "createdDateTime"), Edm::DateTimeOffset, |json, _, view| json.moment(view.created, 0));

const MODIFIED: Property<PageView> =
    Property::new(Names::new("lastModifiedTime", "lastModifiedDateTime"), Edm::DateTimeOffset, |json, _, view| {
        json.moment(view.modified, 0)
    });

const LINKS: Property<PageView> =
    Property::new(Names::same("links"), Edm::Type(Names::new("PageLinks", "pageLinks")), |json, urls, view| {
        links(json, |out| push_client_url(out, urls, view), |out| push_browser_url(out, urls, view));
    });

/// Level and place stand in replies to requests with `pagelevel=true` alone.
const LEVEL: Property<PageView> =
    Property::new(Names::same("level"), Edm::Int32, |json, _, view: &PageView| json.number(view.level)).if_has(|view| view.order.is_some());

const ORDER: Property<PageView> = Property::new(Names::same("order"), Edm::Int32, |json, _, view: &PageView| {
    json.number(i64::try_from(view.order.unwrap_or(0)).unwrap_or(i64::MAX))
})
.if_has(|view| view.order.is_some());

/// A page's content is a stream: it has an address, and never stands among the members.
const CONTENT: Property<PageView> =
    Property::new(Names::same("content"), Edm::Stream, |json, _, _| json.null()).shown(Shown::Selected).if_has(|_| false);

/// In Graph's schema, and in no document: no page has any.
const USER_TAGS: Property<PageView> =
    Property::new(Names::same("userTags"), Edm::Strings, |json, _, _| json.array(|_| ())).shown(Shown::Selected);

const PARENT_SECTION: Navigation<PageView> =
    Navigation { name: "parentSection", to: Target::Above(NodeKind::Section), default: Some(|view| Some(&view.section)) };

const PARENT_NOTEBOOK: Navigation<PageView> = Navigation { name: OF_NODES.name, to: OF_NODES.to, default: None };

fn push_url(out: &mut String, urls: &Urls, view: &PageView, tail: &str) {
    out.push_str(&urls.prefix);
    out.push_str("pages/");
    view.id.push(out);
    out.push_str(tail);
}

/// Appends where a page opens in the client: in its section's file, at the page. Source: the values seen in recorded answers.
fn push_client_url(out: &mut String, urls: &Urls, view: &PageView) {
    push_web_url(out, urls, &view.path, view.path.names.len());
    // Writing to a String cannot fail.
    let _ = write!(out, ".one#{}&section-id=", encoded(&view.title));
    push_guid(out, &view.section.id.0);
    out.push_str("&page-id=");
    push_guid(out, &view.id.key.0);
    out.push_str("&end");
}

/// Appends where a page opens in a browser: in its notebook, at the page.
fn push_browser_url(out: &mut String, urls: &Urls, view: &PageView) {
    push_web_url(out, urls, &view.path, view.path.names.len().saturating_sub(1));
    let _ = write!(out, "?wd=target%28{}.one%7C", encoded(&view.section.name));
    push_guid(out, &view.section.id.0);
    let _ = write!(out, "%2F{}%7C", encoded(&view.title));
    push_guid(out, &view.id.key.0);
    out.push_str("%2F%29");
}
