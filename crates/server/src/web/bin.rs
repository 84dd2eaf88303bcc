//! The recycle bin: what was deleted, by whom it may be brought back.

use super::Reading;
use super::act::{Done, Refusal, Wrong};
use super::frame::Frame;
use super::look;
use super::thing::{Found, noun};
use super::words::mendable;
use crate::fault::Fault;
use crate::reply::Reply;
use app::access::AllowedItem;
use app::item::{self, Anchor, At, Binned, Trashed, Which};
use app::shelf::{self, Keeper};
use app::{Caller, Cx, Error};
use askama::Template;
use http::StatusCode;
use model::{ItemId, NodeKind};

#[derive(Template)]
#[template(path = "web/bin.html")]
struct Page<'a> {
    frame: &'a Frame,
    bins: Vec<Bin>,
    wrong: Option<Wrong>,
}

/// What was deleted of what somebody owns.
struct Bin {
    title: String,
    rows: Vec<Row>,
    has_more: bool,
}

struct Row {
    id: String,
    name: String,
    noun: &'static str,
    day: String,
}

impl Row {
    fn of(binned: Binned) -> Self {
        let noun = binned.kind.map_or("file", noun);
        Self { id: binned.id.to_string(), name: binned.name, noun, day: look::day(binned.deleted) }
    }
}

/// `GET /bin`
pub(crate) async fn show(reading: &Reading, wrong: Option<Wrong>) -> Result<Reply, Fault> {
    let caller = reading.caller.clone();
    let found = reading.ask.server.app.read(move |cx| {
        let mut bins = Vec::new();
        for (keeper, place) in shelf::places(cx, &caller)? {
            let (binned, has_more) = item::binned(cx, &place)?;
            if !binned.is_empty() {
                bins.push((keeper, binned, has_more));
            }
        }
        Ok(bins)
    });
    let bins = found.await?.into_iter().map(|(keeper, binned, has_more)| {
        let title = match keeper {
            Keeper::Own | Keeper::Others => "Yours".to_owned(),
            Keeper::Group(name) | Keeper::Site(name) => name,
        };
        Bin { title, rows: binned.into_iter().map(Row::of).collect(), has_more }
    });
    let status = if wrong.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let (frame, bins) = (Frame::new(reading), bins.collect());
    Ok(frame.reply(status, &Page { frame: &frame, bins, wrong }))
}

/// `POST /bin`: brings something back, or removes it for good.
pub(crate) async fn handle(reading: &Reading) -> Result<Done, Refusal> {
    let id: ItemId = reading.field("id").parse().map_err(|_| Error::NotFound)?;
    let is_erased = match reading.ask.form.get("deed") {
        Some("restore") => false,
        Some("erase") => true,
        _ => return Err(Wrong::new("", "Choose what is to be done.").into()),
    };
    let caller = reading.caller.clone();
    let done = reading.ask.server.app.write(move |cx| {
        let at = At { drive: Which::Id(id.drive), anchor: Anchor::Id(id), path: Vec::new() };
        let found = item::trashed(cx, &caller, &at)?;
        if is_erased {
            item::erase(cx, &caller, &found)?;
            return Ok(Done::said("/bin", "erased"));
        }
        Ok(match restored(cx, &caller, found)? {
            AllowedItem::Node(node) if node.node().kind == NodeKind::Shortcut => Done::said("/bin", "restored"),
            item => Done::said(Found::of(item).told(cx, &caller)?.href, "restored"),
        })
    });
    done.await.map_err(|error| match error {
        Error::ParentGone => Wrong::new("", "What it lay in is gone too. Restore that, and this comes back with it or after it.").into(),
        other => mendable(other),
    })
}

/// Brings something back to where it was; if its name has gone to something else meanwhile, under another.
fn restored(cx: &mut Cx<'_, '_>, caller: &Caller, found: Trashed) -> app::Result<AllowedItem> {
    let name = match &found {
        Trashed::Node(found) => found.node.name.clone(),
        Trashed::File(found) => found.file.row.name.clone(),
    };
    match item::restore(cx, caller, found.clone(), None, None) {
        Err(Error::NameTaken(_)) => item::restore(cx, caller, found, None, Some(&again(&name))),
        restored => restored,
    }
}

/// Returns a name for something whose own has gone to something else.
fn again(name: &str) -> String {
    /// What is added, before the ending of a file's name.
    const ADDED: &str = " (restored)";
    let (stem, ending) =
        name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map_or((name, ""), |(stem, _)| (stem, &name[stem.len()..]));
    format!("{stem}{ADDED}{ending}")
}

#[cfg(test)]
mod tests {
    use super::again;

    #[test]
    fn the_ending_of_a_name_stays() {
        assert_eq!(again("Course"), "Course (restored)");
        assert_eq!((again("a.b.txt"), again(".hidden")), ("a.b (restored).txt".to_owned(), ".hidden (restored)".to_owned()));
    }
}
