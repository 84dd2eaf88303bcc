//! The table: every documented call of the OneNote service, and ours, one row each.
//!
//! Nothing is served that has no row, and no row can be written without saying who may call it.

mod markdown;

pub use markdown::routes_markdown;

use crate::address::{Address, Part, Under};
use crate::body::Takes;
use crate::dispatch::{Handler, PublicHandler};
use crate::query::Reads;
use crate::{health, notebook, operation, page, section, section_group, site};
use http::Method;
use model::Need;
use std::sync::LazyLock;

/// One call.
pub(crate) struct Route {
    pub(crate) name: &'static str,
    pub(crate) method: Method,
    pub(crate) at: At,
    /// Below `at`: literals, `{ids}`, and calls with the names of their arguments.
    pub(crate) pattern: &'static str,
    pub(crate) policy: Policy,
    pub(crate) reads: Reads,
    pub(crate) takes: Takes,
    /// The document that the call is from.
    pub(crate) source: Source,
}

/// What a row's address begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum At {
    /// The host.
    Host,
    /// `/api/{version}`, without a location.
    Version,
    /// `/api/{version}` and any location, or none.
    Root,
}

/// Who may call.
#[derive(Clone, Copy)]
pub(crate) enum Policy {
    /// Anybody, without a token.
    Public(PublicHandler),
    /// Whoever has a token with a scope that meets the need; what they may see and do there, the verb asks.
    Needs(Need, Handler),
    /// Nobody yet: it is refused by its name, to those who could call it if it were served.
    NotServed(Need),
}

/// Where a call is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// A document, by its title.
    Document(&'static str),
    /// Nowhere: the original lacks it, and we serve it.
    Ours,
}

/// A row, for those outside who print or count them.
#[derive(Clone, Copy, Debug)]
pub struct RouteInfo {
    /// The call's name, as the log has it.
    pub name: &'static str,
    /// Its method.
    pub method: &'static str,
    /// Its address, with `{root}` for the location and `{id}` and the like for ids.
    pub address: &'static str,
    /// The scopes that it needs; none for a public call.
    pub need: Option<Need>,
    /// Whether it is served.
    pub is_served: bool,
    /// Whether the original lacks it.
    pub is_ours: bool,
    /// The title of the document that it is from; empty for ours.
    pub source: &'static str,
}

/// Returns all rows.
pub fn routes() -> impl Iterator<Item = RouteInfo> {
    TABLE.iter().map(|row| RouteInfo {
        name: row.route.name,
        method: method_name(&row.route.method),
        address: row.address,
        need: match row.route.policy {
            Policy::Public(_) => None,
            Policy::Needs(need, _) | Policy::NotServed(need) => Some(need),
        },
        is_served: !matches!(row.route.policy, Policy::NotServed(_)),
        is_ours: row.route.source == Source::Ours,
        source: match row.route.source {
            Source::Document(title) => title,
            Source::Ours => "",
        },
    })
}

fn method_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        _ => "DELETE",
    }
}

/// What the table has for an address.
pub(crate) enum Found<'t, 'a> {
    /// The call, and the ids in the address, in order.
    Route(&'t Route, Vec<&'a str>),
    /// The address is known, but takes other methods.
    Methods(Vec<Method>),
    /// There is no such address.
    Nothing,
}

/// Looks an address up.
pub(crate) fn find<'a>(address: &'a Address<'_>, method: &Method) -> Found<'static, 'a> {
    let mut rows = TABLE.iter().filter(|row| row.matches(address));
    // Rows with more literals stand first, so the first match is the address meant; only its own methods count.
    let Some(first) = rows.next() else { return Found::Nothing };
    let same: Vec<&Row> = std::iter::once(first).chain(rows.filter(|row| row.route.pattern == first.route.pattern)).collect();
    match same.iter().find(|row| row.route.method == *method) {
        Some(row) => Found::Route(&row.route, row.keys(address)),
        None => Found::Methods(same.iter().map(|row| row.route.method.clone()).collect()),
    }
}

/// A row with its pattern taken apart.
struct Row {
    route: Route,
    pieces: Vec<Piece>,
    address: &'static str,
}

enum Piece {
    Literal(&'static str),
    /// A literal that takes arguments.
    Call(&'static str),
    Key,
}

static TABLE: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let mut rows: Vec<Row> = table().into_iter().map(Row::new).collect();
    rows.sort_by_key(|row| row.pieces.iter().filter(|piece| matches!(piece, Piece::Key)).count());
    rows
});

impl Row {
    fn new(route: Route) -> Self {
        let pieces = route.pattern.split('/').filter(|piece| !piece.is_empty()).map(|piece| match piece.split_once('(') {
            Some((name, _)) => Piece::Call(name),
            None if piece.starts_with('{') => Piece::Key,
            None => Piece::Literal(piece),
        });
        let address = match route.at {
            At::Host => format!("/{}", route.pattern),
            At::Version => format!("/api/{{version}}/{}", route.pattern),
            At::Root => format!("{{root}}/{}", route.pattern),
        };
        // Once per row and process.
        Self { pieces: pieces.collect(), address: address.leak(), route }
    }

    fn matches(&self, address: &Address<'_>) -> bool {
        let is_under = match (self.route.at, address.under) {
            (At::Host, Under::Host) | (At::Root, Under::Api(..)) => true,
            (At::Version, Under::Api(_, _, spelling)) => spelling == Ok(crate::address::Spelling::None),
            (At::Host, Under::Api(..)) | (At::Version | At::Root, Under::Host) => false,
        };
        is_under
            && self.pieces.len() == address.parts.len()
            && self.pieces.iter().zip(&address.parts).all(|(piece, part)| piece.matches(part))
    }

    fn keys<'a>(&self, address: &'a Address<'_>) -> Vec<&'a str> {
        let pairs = self.pieces.iter().zip(&address.parts);
        pairs.filter(|(piece, _)| matches!(piece, Piece::Key)).map(|(_, part)| &*part.text).collect()
    }
}

impl Piece {
    fn matches(&self, part: &Part<'_>) -> bool {
        match self {
            Self::Literal(name) => part.arguments.is_empty() && is_named(part, name),
            Self::Call(name) => is_named(part, name),
            Self::Key => part.arguments.is_empty(),
        }
    }
}

fn is_named(part: &Part<'_>, name: &str) -> bool {
    if part.is_key {
        return false;
    }
    let text = &*part.text;
    let bare = text.strip_suffix("()").unwrap_or(text);
    bare.eq_ignore_ascii_case(name)
        || bare.rsplit_once('.').is_some_and(|(space, last)| last.eq_ignore_ascii_case(name) && is_namespace(space))
}

fn is_namespace(text: &str) -> bool {
    text.eq_ignore_ascii_case("Microsoft.OneNote.Api") || text.eq_ignore_ascii_case("microsoft.graph")
}

/// Makes a handler of an `async fn`.
macro_rules! to {
    ($handler:path) => {
        |call| Box::pin($handler(call))
    };
}

const GET_NOTEBOOK: Source = Source::Document("OneNote GET notebooks/id");
const POST_NOTEBOOKS: Source = Source::Document("OneNote POST notebooks");
const COPY: Source = Source::Document("Copy notebooks, sections, and pages");
const OPERATIONS: Source = Source::Document("Supported REST operations");
const CONTENT: Source = Source::Document("Get OneNote content and structure");
const CREATE_PAGE: Source = Source::Document("Create OneNote pages");
const UPDATE_PAGE: Source = Source::Document("Update OneNote page content");
const PERMISSIONS: Source = Source::Document("Manage permissions on OneNote entities");
const IMAGES: Source = Source::Document("Add images and files to OneNote pages");
const LIBRARY: Source = Source::Document("OneNoteApi library");
const OURS: Source = Source::Ours;

fn row(name: &'static str, method: Method, pattern: &'static str, policy: Policy, source: Source) -> Route {
    Route { name, method, at: At::Root, pattern, policy, reads: Reads::Nothing, takes: Takes::Nothing, source }
}

fn get(name: &'static str, pattern: &'static str, need: Need, reads: Reads, handler: Handler, source: Source) -> Route {
    Route { reads, ..row(name, Method::GET, pattern, Policy::Needs(need, handler), source) }
}

fn post(name: &'static str, pattern: &'static str, takes: Takes, handler: Handler, source: Source) -> Route {
    Route { takes, ..row(name, Method::POST, pattern, Policy::Needs(Need::Create, handler), source) }
}

fn delete(name: &'static str, pattern: &'static str, need: Need, handler: Handler, source: Source) -> Route {
    row(name, Method::DELETE, pattern, Policy::Needs(need, handler), source)
}

fn later(name: &'static str, method: Method, pattern: &'static str, need: Need, source: Source) -> Route {
    row(name, method, pattern, Policy::NotServed(need), source)
}

fn public(name: &'static str, pattern: &'static str, handler: PublicHandler) -> Route {
    Route { at: At::Host, ..row(name, Method::GET, pattern, Policy::Public(handler), OURS) }
}

fn at_version(route: Route) -> Route {
    Route { at: At::Version, ..route }
}

fn table() -> Vec<Route> {
    use Method as M;
    use Need::{Create, ReadHierarchy, ReadPages, Write};
    use Reads::{Content, Entity, List, Page, Pages, SectionPages, Strictly};
    use Takes::{Html, Json, JsonOrNothing};
    vec![
        public("home", "", to!(health::home)),
        public("health.live", "health/live", to!(health::live)),
        public("health.ready", "health/ready", to!(health::ready)),
        at_version(later("metadata.get", M::GET, "$metadata", ReadHierarchy, LIBRARY)),
        at_version(later("batch", M::POST, "$batch", Create, LIBRARY)),
        at_version(get(
            "site.from_url",
            "myOrganization/siteCollections/FromUrl(url)",
            ReadHierarchy,
            Strictly,
            to!(site::from_url::handle),
            COPY,
        )),
        // Notebooks.
        get("notebook.list", "notebooks", ReadHierarchy, List, to!(notebook::list::handle), GET_NOTEBOOK),
        post("notebook.create", "notebooks", Json, to!(notebook::create::handle), POST_NOTEBOOKS),
        get("notebook.get", "notebooks/{notebook}", ReadHierarchy, Entity, to!(notebook::get::handle), GET_NOTEBOOK),
        delete("notebook.delete", "notebooks/{notebook}", Write, to!(notebook::delete::handle), OURS),
        get("notebook.sections", "notebooks/{notebook}/sections", ReadHierarchy, List, to!(section::list::in_notebook), OPERATIONS),
        post("notebook.create_section", "notebooks/{notebook}/sections", Json, to!(section::create::in_notebook), OPERATIONS),
        get(
            "notebook.section_groups",
            "notebooks/{notebook}/sectionGroups",
            ReadHierarchy,
            List,
            to!(section_group::list::in_notebook),
            OPERATIONS,
        ),
        post(
            "notebook.create_section_group",
            "notebooks/{notebook}/sectionGroups",
            Json,
            to!(section_group::create::in_notebook),
            OPERATIONS,
        ),
        post("notebook.copy", "notebooks/{notebook}/copyNotebook", JsonOrNothing, to!(notebook::copy::handle), COPY),
        later("notebook.recent", M::GET, "notebooks/GetRecentNotebooks(includePersonalNotebooks)", ReadHierarchy, LIBRARY),
        later("notebook.from_web_url", M::POST, "notebooks/GetNotebookFromWebUrl", ReadHierarchy, LIBRARY),
        later("notebook.from_web_urls", M::POST, "notebooks/GetNotebooksFromWebUrls", ReadHierarchy, LIBRARY),
        later("notebook.permissions", M::GET, "notebooks/{notebook}/permissions", ReadHierarchy, PERMISSIONS),
        later("notebook.create_permission", M::POST, "notebooks/{notebook}/permissions", Write, PERMISSIONS),
        later("notebook.get_permission", M::GET, "notebooks/{notebook}/permissions/{permission}", ReadHierarchy, PERMISSIONS),
        later("notebook.delete_permission", M::DELETE, "notebooks/{notebook}/permissions/{permission}", Write, PERMISSIONS),
        // Section groups.
        get("section_group.list", "sectionGroups", ReadHierarchy, List, to!(section_group::list::at_root), OPERATIONS),
        get("section_group.get", "sectionGroups/{group}", ReadHierarchy, Entity, to!(section_group::get::handle), OPERATIONS),
        delete("section_group.delete", "sectionGroups/{group}", Write, to!(section_group::delete::handle), OURS),
        get("section_group.sections", "sectionGroups/{group}/sections", ReadHierarchy, List, to!(section::list::in_group), OPERATIONS),
        post("section_group.create_section", "sectionGroups/{group}/sections", Json, to!(section::create::in_group), OPERATIONS),
        get(
            "section_group.section_groups",
            "sectionGroups/{group}/sectionGroups",
            ReadHierarchy,
            List,
            to!(section_group::list::in_group),
            OPERATIONS,
        ),
        post(
            "section_group.create_section_group",
            "sectionGroups/{group}/sectionGroups",
            Json,
            to!(section_group::create::in_group),
            OPERATIONS,
        ),
        post("section_group.copy_to_notebook", "sectionGroups/{group}/copyToNotebook", Json, to!(section_group::copy::to_notebook), OURS),
        post("section_group.copy_to_group", "sectionGroups/{group}/copyToSectionGroup", Json, to!(section_group::copy::to_group), OURS),
        later("section_group.permissions", M::GET, "sectionGroups/{group}/permissions", ReadHierarchy, PERMISSIONS),
        later("section_group.create_permission", M::POST, "sectionGroups/{group}/permissions", Write, PERMISSIONS),
        later("section_group.get_permission", M::GET, "sectionGroups/{group}/permissions/{permission}", ReadHierarchy, PERMISSIONS),
        later("section_group.delete_permission", M::DELETE, "sectionGroups/{group}/permissions/{permission}", Write, PERMISSIONS),
        // Sections.
        get("section.list", "sections", ReadHierarchy, List, to!(section::list::at_root), OPERATIONS),
        get("section.get", "sections/{section}", ReadHierarchy, Entity, to!(section::get::handle), OPERATIONS),
        later("section.rename", M::PATCH, "sections/{section}", Write, OPERATIONS),
        delete("section.delete", "sections/{section}", Write, to!(section::delete::handle), OURS),
        get("section.pages", "sections/{section}/pages", ReadPages, SectionPages, to!(page::list::in_section), CONTENT),
        post("section.create_page", "sections/{section}/pages", Html, to!(page::create::in_section), CREATE_PAGE),
        post("section.copy_to_notebook", "sections/{section}/copyToNotebook", Json, to!(section::copy::to_notebook), COPY),
        post("section.copy_to_group", "sections/{section}/copyToSectionGroup", Json, to!(section::copy::to_group), COPY),
        later("section.permissions", M::GET, "sections/{section}/permissions", ReadHierarchy, PERMISSIONS),
        later("section.create_permission", M::POST, "sections/{section}/permissions", Write, PERMISSIONS),
        later("section.get_permission", M::GET, "sections/{section}/permissions/{permission}", ReadHierarchy, PERMISSIONS),
        later("section.delete_permission", M::DELETE, "sections/{section}/permissions/{permission}", Write, PERMISSIONS),
        // Pages.
        get("page.list", "pages", ReadPages, Pages, to!(page::list::at_root), CONTENT),
        post("page.create", "pages", Html, to!(page::create::at_root), CREATE_PAGE),
        get("page.get", "pages/{page}", ReadPages, Page, to!(page::get::handle), CONTENT),
        delete("page.delete", "pages/{page}", Write, to!(page::delete::handle), OPERATIONS),
        get("page.content", "pages/{page}/content", ReadPages, Content, to!(page::content::handle), CONTENT),
        Route {
            takes: Html,
            ..row("page.replace", M::PUT, "pages/{page}/content", Policy::Needs(Write, to!(page::replace::handle)), OURS)
        },
        later("page.patch", M::PATCH, "pages/{page}/content", Write, UPDATE_PAGE),
        later("page.preview", M::GET, "pages/{page}/preview", ReadPages, CONTENT),
        post("page.copy", "pages/{page}/copyToSection", Json, to!(page::copy::handle), COPY),
        // Resources and operations.
        later("resource.content", M::GET, "resources/{resource}/content", ReadPages, IMAGES),
        later("resource.value", M::GET, "resources/{resource}/$value", ReadPages, IMAGES),
        get("operation.get", "operations/{operation}", ReadHierarchy, Strictly, to!(operation::get::handle), COPY),
        delete("operation.cancel", "operations/{operation}", Create, to!(operation::cancel::handle), OURS),
    ]
}

#[cfg(test)]
mod tests;
