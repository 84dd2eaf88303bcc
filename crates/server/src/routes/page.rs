//! Pages.

use super::row::{
    CONTENT, COPY, CREATE_PAGE, GRAPH_PAGE, GRAPH_SCHEMA, GRAPH_SDK, OPERATIONS, OURS, UPDATE_PAGE, delete, get, graph, patch, post, row,
    to,
};
use super::{Policy, Route, Source};
use crate::body::Takes::{Commands, Html, Json};
use crate::dispatch::Handler;
use crate::query::Reads::{Content, CountPages, Entity, Page, Pages, Strictly};
use crate::{count, page};
use http::Method as M;
use model::Need::{ReadPages, Write};

pub(super) fn rows() -> Vec<Route> {
    vec![
        get("page.list", "pages", ReadPages, Pages, to!(page::list::at_root), CONTENT),
        graph(get("page.count", "pages/$count", ReadPages, CountPages, to!(count::pages), GRAPH_SDK)),
        post("page.create", "pages", Html, to!(page::create::at_root), CREATE_PAGE),
        get("page.get", "pages/{page}", ReadPages, Page, to!(page::get::handle), CONTENT),
        patch("page.change", "pages/{page}", to!(page::change::handle), OURS),
        graph(get("page.parent_section", "pages/{page}/parentSection", ReadPages, Entity, to!(page::above::section), GRAPH_SCHEMA)),
        graph(get("page.parent_notebook", "pages/{page}/parentNotebook", ReadPages, Entity, to!(page::above::notebook), GRAPH_SCHEMA)),
        delete("page.delete", "pages/{page}", Write, to!(page::delete::handle), OPERATIONS),
        get("page.content", "pages/{page}/content", ReadPages, Content, to!(page::content::handle), CONTENT),
        graph(get("page.value", "pages/{page}/$value", ReadPages, Content, to!(page::content::handle), GRAPH_PAGE)),
        Route {
            takes: Html,
            ..row("page.replace", M::PUT, "pages/{page}/content", Policy::Needs(Write, to!(page::replace::handle)), OURS)
        },
        commands("page.patch", M::PATCH, "pages/{page}/content", to!(page::patch::array), UPDATE_PAGE),
        graph(commands("page.patch_value", M::PATCH, "pages/{page}/$value", to!(page::patch::array), GRAPH_PAGE)),
        graph(commands("page.patch_content", M::POST, "pages/{page}/onenotePatchContent", to!(page::patch::member), GRAPH_SCHEMA)),
        get("page.preview", "pages/{page}/preview", ReadPages, Strictly, to!(page::preview::handle), CONTENT),
        post("page.copy", "pages/{page}/copyToSection", Json, to!(page::copy::handle), COPY),
    ]
}

/// Of a call that changes a page by commands.
fn commands(name: &'static str, method: M, pattern: &'static str, handler: Handler, source: Source) -> Route {
    Route { takes: Commands, ..row(name, method, pattern, Policy::Needs(Write, handler), source) }
}
