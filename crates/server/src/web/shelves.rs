//! All notebooks that somebody has or may see.

use super::frame::Frame;
use super::new::Spot;
use super::{Reading, look};
use crate::fault::Fault;
use crate::reply::Reply;
use crate::root::PublicId;
use app::shelf::{self, Keeper, Shelf};
use app::view::NodeView;
use askama::Template;
use http::StatusCode;
use model::NodeKind;

#[derive(Template)]
#[template(path = "web/shelves.html")]
struct Shelves<'a> {
    frame: &'a Frame,
    shelves: Vec<Shown>,
}

struct Shown {
    title: String,
    /// Where a new notebook goes, if there may be one.
    spot: Option<String>,
    books: Vec<Book>,
    has_more: bool,
}

struct Book {
    of: String,
    /// What kind of place it goes to, by the word that scripts compare.
    load: &'static str,
    href: String,
    name: String,
    /// What it is, and when it changed.
    note: String,
    colour: u8,
}

/// `GET /notebooks`
pub(crate) async fn page(reading: &Reading) -> Result<Reply, Fault> {
    let who = reading.caller.clone();
    let found = reading.ask.server.app.read(move |cx| shelf::all(cx, &who)).await?;
    let (frame, shelves) = (Frame::new(reading), found.into_iter().map(Shown::of).collect());
    Ok(frame.reply(StatusCode::OK, &Shelves { frame: &frame, shelves }))
}

impl Shown {
    fn of(shelf: Shelf) -> Self {
        let title = match shelf.keeper {
            Keeper::Own => "Yours".to_owned(),
            Keeper::Others => "Shared with you".to_owned(),
            Keeper::Group(name) => name,
            Keeper::Site(url) => url,
        };
        let spot = shelf.takes_new.then(|| shelf.location.as_ref().map(Spot::text)).flatten();
        Self { title, spot, books: shelf.books.iter().map(Book::of).collect(), has_more: shelf.has_more }
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
            of: PublicId(view.id).to_string(),
            load: if view.kind == NodeKind::Notebook { "notebook" } else { "section" },
            href: format!("/{collection}/{}", PublicId(view.id)),
            name: view.name.clone(),
            note: format!("{what}{}", look::day(view.modified.0)),
            colour: look::colour(&view.id),
        }
    }
}
