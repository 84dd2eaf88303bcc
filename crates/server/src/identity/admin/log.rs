//! Who did what.

use super::frame::{Frame, PIECE, Wrong, href};
use super::gate::Desk;
use crate::identity::fault::OAuthFault;
use crate::reply::Reply;
use app::Error;
use app::audit::{self, Entry, Piece, Sought};
use askama::Template;
use model::{Timestamp, push_hex, read_hex};

const ROOM: &str = "/admin/log";

#[derive(Template)]
#[template(path = "admin/log.html")]
struct Log {
    frame: Frame,
    who: String,
    act: String,
    since: String,
    until: String,
    entries: Vec<Row>,
    next: Option<String>,
}

struct Row {
    at: String,
    /// The moment in words.
    shown: String,
    who: String,
    app: String,
    act: String,
    subject: String,
    status: String,
    from: String,
}

/// Reads a day. Returns its first moment.
fn day(field: &'static str, text: &str) -> Result<Option<Timestamp>, Wrong> {
    if text.is_empty() {
        return Ok(None);
    }
    let start = Timestamp::parse_iso(&format!("{text}T00:00:00Z")).filter(|_| text.len() == 10);
    start.map(Some).ok_or_else(|| Wrong::new(field, "Write a day, as 2026-01-31."))
}

fn row((entry, name): (Entry, Option<String>)) -> Row {
    let at = entry.at.iso(0);
    Row {
        who: match (name, entry.actor) {
            (Some(name), _) => name,
            (None, Some(actor)) => actor.to_string(),
            (None, None) if entry.status == 0 => "the operator".to_owned(),
            (None, None) => "unknown".to_owned(),
        },
        shown: at.trim_end_matches('Z').replace('T', " "),
        at,
        app: entry.app,
        act: entry.act,
        subject: entry.subject,
        status: if entry.status == 0 { String::new() } else { entry.status.to_string() },
        from: if entry.actor.is_none() && entry.status == 0 { "the command line".to_owned() } else { entry.from },
    }
}

/// `GET /admin/log`
pub(crate) async fn page(desk: Desk) -> Result<Reply, OAuthFault> {
    let field = |name| desk.ask.query.owned(name).unwrap_or_default();
    let (who, act, since, until) = (field("who"), field("act"), field("since"), field("until"));
    let (found, wrong) = match sought(&desk, &who, &act, &since, &until) {
        Err(wrong) => (Piece::default(), Some(wrong)),
        Ok(sought) => match desk.read(move |cx| audit::piece(cx, &sought, PIECE)).await {
            Ok(piece) => (piece, None),
            Err(Error::NotFound) => {
                (Piece::default(), Some(Wrong::new("who", "There is nobody of this name. Who is gone is found by their id.")))
            }
            Err(error) => return Err(error.into()),
        },
    };
    let next = found.next.map(|id| {
        let mut before = String::new();
        push_hex(&mut before, &id);
        href(ROOM, &[("who", &who), ("act", &act), ("since", &since), ("until", &until), ("before", &before)])
    });
    let entries = found.entries.into_iter().map(row).collect();
    let page = Log { frame: desk.frame(ROOM, wrong), who, act, since, until, entries, next };
    Ok(desk.page(&page.frame, &page))
}

fn sought(desk: &Desk, who: &str, act: &str, since: &str, until: &str) -> Result<Sought, Wrong> {
    /// How long a day is, in seconds.
    const DAY: i64 = 24 * 60 * 60;
    Ok(Sought {
        who: Some(who.to_owned()).filter(|who| !who.is_empty()),
        act: act.to_owned(),
        since: day("since", since)?,
        // The day itself is meant too.
        until: day("until", until)?.map(|start| start.plus_seconds(DAY)),
        before: desk.ask.query.get("before").and_then(|before| {
            let mut id = [0; 16];
            read_hex(before, &mut id).map(|()| id)
        }),
    })
}
