//! Pages.

use super::row::{CONTENT, COPY, CREATE_PAGE, GRAPH_PAGE, OPERATIONS, OURS, UPDATE_PAGE, delete, get, graph, later, post, row, to};
use super::{Policy, Route};
use crate::body::Takes::{Html, Json};
use crate::page;
use crate::query::Reads::{Content, Page, Pages};
use http::Method as M;
use model::Need::{ReadPages, Write};

pub(super) fn rows() -> Vec<Route> {
    vec![
        get("page.list", "pages", ReadPages, Pages, to!(page::list::at_root), CONTENT),
        post("page.create", "pages", Html, to!(page::create::at_root), CREATE_PAGE),
        get("page.get", "pages/{page}", ReadPages, Page, to!(page::get::handle), CONTENT),
        delete("page.delete", "pages/{page}", Write, to!(page::delete::handle), OPERATIONS),
        get("page.content", "pages/{page}/content", ReadPages, Content, to!(page::content::handle), CONTENT),
        graph(get("page.value", "pages/{page}/$value", ReadPages, Content, to!(page::content::handle), GRAPH_PAGE)),
        Route {
            takes: Html,
            ..row("page.replace", M::PUT, "pages/{page}/content", Policy::Needs(Write, to!(page::replace::handle)), OURS)
        },
        later("page.patch", M::PATCH, "pages/{page}/content", Write, UPDATE_PAGE),
        later("page.preview", M::GET, "pages/{page}/preview", ReadPages, CONTENT),
        post("page.copy", "pages/{page}/copyToSection", Json, to!(page::copy::handle), COPY),
    ]
}
