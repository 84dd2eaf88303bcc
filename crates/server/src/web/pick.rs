//! Choosing where something goes: for copying and for moving.

use super::Reading;
use super::act::Wrong;
use super::frame::Frame;
use super::new::Spot;
use super::thing::{Found, Thing, Told};
use crate::fault::Fault;
use crate::identity::ask::Fields;
use crate::reply::Reply;
use crate::root::PublicId;
use app::destination::{self, Destination, Load};
use app::notebook::NOTEBOOKS;
use app::{Caller, Cx, Error};
use askama::Template;
use http::StatusCode;
use model::{NodeKind, Right};

/// The most things that go somewhere by one form.
const THINGS_MAX: usize = 50;

/// The fields that say where something goes: each begins so, and ends with the place.
const TO: &str = "to:";

/// What is done with what was chosen.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    Copy,
    Move,
}

#[derive(Template)]
#[template(path = "web/pick.html")]
struct Page<'a> {
    frame: &'a Frame,
    /// `/copy` or `/move`.
    action: &'a str,
    verb: &'a str,
    of: &'a str,
    told: &'a [Told],
    back: &'a str,
    /// Whether the copy may have another name.
    takes_name: bool,
    name: &'a str,
    q: &'a str,
    /// `checkbox` for many, `radio` for one.
    kind: &'a str,
    choices: Vec<Choice>,
    has_more: bool,
    once: String,
    wrong: Option<Wrong>,
}

struct Choice {
    spot: String,
    name: String,
    /// What it lies in.
    around: String,
    is_chosen: bool,
}

/// The fields by which several things are chosen from a list: each begins so, and ends with the thing.
const OF: &str = "of:";

/// Returns what a form is about: one thing, or several with commas between them.
pub(super) fn named(reading: &Reading) -> String {
    let several = || reading.ask.query.pairs().filter_map(|(name, _)| name.strip_prefix(OF)).collect::<Vec<_>>().join(",");
    match reading.field("of") {
        "" => several(),
        of => of.to_owned(),
    }
}

/// Reads what goes somewhere.
pub(super) fn things(text: &str) -> Result<Vec<Thing>, Error> {
    let things: Vec<Thing> = text.split(',').map(Thing::read).collect::<Result<_, _>>()?;
    if things.len() > THINGS_MAX { Err(Error::NotFound) } else { Ok(things) }
}

/// Reads where it goes. One that is chosen by itself stands in `to`, of several each in a field of its own.
pub(super) fn chosen(form: &Fields) -> Vec<String> {
    let several = form.pairs().filter_map(|(name, _)| name.strip_prefix(TO));
    several.chain(form.get("to")).map(str::to_owned).collect()
}

/// Returns where such things go. All of them have to go to the same kind of place.
fn load(found: &[Found]) -> Result<Load, Error> {
    let of = |found: &Found| match found {
        Found::Page(_) => Load::Page,
        Found::File(_) => Load::Item,
        Found::Node(node) => match node.node().kind {
            NodeKind::Notebook => Load::Notebook,
            NodeKind::SectionGroup | NodeKind::Section => Load::Section,
            NodeKind::Root | NodeKind::Folder | NodeKind::Shortcut => Load::Item,
        },
    };
    let mut all = found.first().map(of).ok_or(Error::NotFound)?;
    for other in found.iter().map(of) {
        all = match (all, other) {
            (one, other) if one == other => one,
            // A notebook among folders and files goes where they go.
            (Load::Notebook | Load::Item, Load::Notebook | Load::Item) => Load::Item,
            _ => return Err(Error::NotFound),
        };
    }
    Ok(all)
}

/// Returns where somebody goes on who does nothing: to the one thing, or to where the several lie.
pub(super) fn back(told: &[Told]) -> &str {
    match told {
        [one] => &one.href,
        several => several.first().map_or("/notebooks", |first| &first.above),
    }
}

struct Offer {
    told: Vec<Told>,
    takes_name: bool,
    destinations: Vec<Destination>,
    has_more: bool,
}

fn look_up(cx: &mut Cx<'_, '_>, caller: &Caller, things: &[Thing], right: Right, words: &str) -> app::Result<Offer> {
    let mut found = Vec::with_capacity(things.len());
    for thing in things {
        found.push(thing.find(cx, caller, right)?);
    }
    let load = load(&found)?;
    let mut told = Vec::with_capacity(found.len());
    for thing in &found {
        told.push(thing.told(cx, caller)?);
    }
    let (destinations, has_more) = offered(cx, caller, load, right, words)?;
    Ok(Offer { told, takes_name: load != Load::Page && things.len() == 1, destinations, has_more })
}

/// Returns where such things may go. A notebook is copied to among others, or into a folder, and moves into folders.
fn offered(cx: &mut Cx<'_, '_>, caller: &Caller, load: Load, right: Right, words: &str) -> app::Result<(Vec<Destination>, bool)> {
    if load != Load::Notebook {
        return destination::all(cx, caller, load, words);
    }
    let (folders, has_more_folders) = destination::all(cx, caller, Load::Item, words)?;
    if right != Right::Read {
        return Ok((folders, has_more_folders));
    }
    let (mut all, has_more) = destination::all(cx, caller, load, words)?;
    // Where notebooks lie of themselves is among them already, and nobody wants them beside that.
    all.extend(folders.into_iter().filter(|folder| !matches!(folder.path()[..], [_] | [_, NOTEBOOKS])));
    Ok((all, has_more || has_more_folders))
}

/// Shows what may be chosen.
pub(super) async fn show(reading: &Reading, deed: Deed, wrong: Option<Wrong>) -> Result<Reply, Fault> {
    let (of, q) = (named(reading), reading.field("q"));
    let (things, caller, words) = (things(&of)?, reading.caller.clone(), q.to_owned());
    let right = if deed == Deed::Copy { Right::Read } else { Right::Write };
    let Offer { told, takes_name, destinations, has_more } =
        reading.ask.server.app.read(move |cx| look_up(cx, &caller, &things, right, &words)).await?;
    let mut taken = chosen(&reading.ask.form);
    taken.extend(chosen(&reading.ask.query));
    let mut choices: Vec<Choice> = destinations.iter().map(|to| Choice::of(to, &taken)).collect();
    if let ([only], true) = (choices.as_mut_slice(), q.is_empty()) {
        only.is_chosen = true;
    }
    let (action, verb, kind) = match deed {
        Deed::Copy => ("/copy", "Copy", "checkbox"),
        Deed::Move => ("/move", "Move", "radio"),
    };
    let (frame, once, name) = (Frame::new(reading), reading.once(), reading.field("name"));
    let takes_name = takes_name && deed == Deed::Copy;
    let status = if wrong.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let back = back(&told);
    let page = Page { frame: &frame, action, verb, of: &of, told: &told, back, takes_name, name, q, kind, choices, has_more, once, wrong };
    Ok(frame.reply(status, &page))
}

impl Choice {
    fn of(to: &Destination, taken: &[String]) -> Self {
        let mut path = to.path();
        let name = path.pop().unwrap_or_default().to_owned();
        let spot = match to {
            Destination::Place(location, _) => Spot::text(location),
            Destination::Node(view) => PublicId(view.id).to_string(),
            Destination::Folder { id, .. } => PublicId(*id).to_string(),
        };
        Self { is_chosen: taken.contains(&spot), spot, name, around: path.join(" › ") }
    }
}
