//! All notebooks that somebody has or may see.

use super::{Reading, look, reading};
use crate::fault::Fault;
use crate::identity::ask::Ask;
use crate::reply::Reply;
use crate::root::PublicId;
use app::shelf::{self, Keeper, Shelf};
use app::view::NodeView;
use askama::Template;
use model::NodeKind;

#[derive(Template)]
#[template(path = "web/shelves.html")]
struct Shelves<'a> {
    style: &'static str,
    /// Who reads.
    name: &'a str,
    shelves: Vec<Shown>,
}

struct Shown {
    title: String,
    books: Vec<Book>,
    has_more: bool,
}

struct Book {
    href: String,
    name: String,
    /// What it is, and when it changed.
    note: String,
    colour: u8,
}

/// `GET /notebooks`
pub(crate) async fn page(ask: Ask) -> Result<Reply, Fault> {
    reading(ask, shown).await
}

async fn shown(Reading { ask, caller }: Reading) -> Result<Reply, Fault> {
    let who = caller.clone();
    let found = ask.server.app.read(move |cx| shelf::all(cx, &who)).await?;
    let shelves = found.into_iter().map(Shown::of).collect();
    Ok(look::page(&Shelves { style: look::STYLE, name: caller.name(), shelves }))
}

impl Shown {
    fn of(shelf: Shelf) -> Self {
        let title = match shelf.keeper {
            Keeper::Own => "Yours".to_owned(),
            Keeper::Others => "Shared with you".to_owned(),
            Keeper::Group(name) => name,
            Keeper::Site(url) => url,
        };
        Self { title, books: shelf.books.iter().map(Book::of).collect(), has_more: shelf.has_more }
    }
}

impl Book {
    fn of(view: &NodeView) -> Self {
        let (collection, what) = match view.kind {
            NodeKind::Section => ("sections", "Section · "),
            NodeKind::SectionGroup => ("notebooks", "Section group · "),
            _ => ("notebooks", ""),
        };
        Self {
            href: format!("/{collection}/{}", PublicId(view.id)),
            name: view.name.clone(),
            note: format!("{what}{}", look::day(view.modified.0)),
            colour: look::colour(&view.id),
        }
    }
}
