//! Copies that somebody began: how far each is, what it made, and what to do where it failed.

use super::Reading;
use super::act::{Done, Refusal, Wrong};
use super::frame::Frame;
use super::new::Spot;
use super::thing::{Found, Thing};
use super::words;
use crate::fault::Fault;
use crate::reply::Reply;
use crate::root::PublicId;
use app::notebook::NOTEBOOKS;
use app::operation::{self, Operation};
use app::{Caller, Cx, Error, place};
use askama::Template;
use http::StatusCode;
use model::{FileId, ItemId, Location, NameRule, NodeKind, OperationId, OperationState, PageId, Right};

/// The most copies that one form begins, and that one page shows: a master for each of a large class.
pub(super) const COPIES_MAX: usize = 300;

#[derive(Template)]
#[template(path = "web/operations.html")]
struct Page<'a> {
    frame: &'a Frame,
    rows: Vec<Row>,
    /// How many run.
    running: usize,
    completed: usize,
    failed: usize,
    ids: &'a str,
    /// Where all that failed are asked for again.
    again: Option<String>,
}

struct Row {
    id: String,
    what: String,
    to: String,
    state: OperationState,
    percent: u8,
    /// Where what it made opens, and how it is taken back.
    result: Option<(String, String)>,
    wrong: Option<String>,
    /// What begins it again, if it failed.
    again: Option<Again>,
}

/// What begins a copy again.
struct Again {
    of: String,
    to: String,
    name: String,
}

impl Again {
    /// Returns where it is asked for, of several to as many places.
    fn href(all: &[&Self]) -> Option<String> {
        let first = all.first()?;
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("of", &first.of).append_pair("name", &first.name);
        for again in all {
            query.append_pair(&format!("to:{}", again.to), "on");
        }
        let is_same = all.iter().all(|other| other.of == first.of && other.name == first.name);
        is_same.then(|| format!("/copy?{}", query.finish()))
    }
}

impl Row {
    fn again(&self) -> Option<String> {
        Again::href(&[self.again.as_ref()?])
    }
}

/// Returns where the progress of some operations is shown.
pub(super) fn href(ids: impl Iterator<Item = OperationId>) -> String {
    let ids: Vec<String> = ids.map(|id| id.to_string()).collect();
    format!("/operations?ids={}", ids.join(","))
}

fn ids(text: &str) -> Result<Vec<OperationId>, Error> {
    let ids: Vec<OperationId> = text.split(',').map(|id| id.parse().map_err(|_| Error::NotFound)).collect::<Result<_, _>>()?;
    if ids.len() > COPIES_MAX { Err(Error::NotFound) } else { Ok(ids) }
}

/// `GET /operations`
pub(crate) async fn show(reading: &Reading, wrong: Option<Wrong>) -> Result<Reply, Fault> {
    let text = reading.field("ids");
    let (ids, caller) = (ids(text)?, reading.caller.clone());
    let rows = reading.ask.server.app.read(move |cx| {
        let mut rows = Vec::with_capacity(ids.len());
        for id in &ids {
            let operation = operation::get(cx, &caller, id)?;
            rows.push(row(cx, &caller, &operation)?);
        }
        Ok(rows)
    });
    let rows = rows.await?;
    let count = |is: fn(OperationState) -> bool| rows.iter().filter(|row| is(row.state)).count();
    let running = count(|state| !state.is_final());
    let (completed, failed) = (count(|state| state == OperationState::Completed), count(|state| state == OperationState::Failed));
    let failures: Vec<&Again> = rows.iter().filter_map(|row| row.again.as_ref()).collect();
    let again = if failures.len() > 1 { Again::href(&failures) } else { None };
    let frame = Frame::new(reading);
    let status = if wrong.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    Ok(frame.reply(status, &Page { frame: &frame, rows, running, completed, failed, ids: text, again }))
}

fn row(cx: &mut Cx<'_, '_>, caller: &Caller, operation: &Operation) -> app::Result<Row> {
    let request = &operation.request;
    let thing = source(operation);
    let source = match found(cx, caller, thing)? {
        Some(found) => Some(found.told(cx, caller)?),
        None => None,
    };
    let (to, spot) = target(cx, caller, operation)?;
    let of = match thing {
        Thing::Page(id) => id.to_string(),
        Thing::File(id) => id.to_string(),
        Thing::Node(id) => PublicId(id).to_string(),
    };
    let is_again = operation.state == OperationState::Failed && source.is_some();
    let name = request.name.clone().unwrap_or_default();
    let again = spot.filter(|_| is_again).map(|to| Again { of, to, name });
    let wrong = operation.error.as_deref().map(|word| words::sentence(&Error::from_stored(word, operation.error_detail.as_deref())));
    Ok(Row {
        id: operation.id.to_string(),
        what: request
            .name
            .clone()
            .or_else(|| source.map(|told| format!("The {} {}", told.noun, told.name)))
            .unwrap_or_else(|| "A copy".to_owned()),
        to,
        state: operation.state,
        percent: operation.progress.percent(operation.state),
        result: result(cx, caller, operation)?,
        wrong,
        again,
    })
}

/// Returns where a copy goes: what that is called, and how an address names it.
fn target(cx: &mut Cx<'_, '_>, caller: &Caller, operation: &Operation) -> app::Result<(String, Option<String>)> {
    let request = &operation.request;
    let Some(Found::Node(target)) = found(cx, caller, Thing::Node(request.target))? else { return Ok((String::new(), None)) };
    // Where notebooks go of themselves.
    let is_home = request.name_rule == NameRule::Notebook && target.node().kind == NodeKind::Folder && target.node().name == NOTEBOOKS;
    if !is_home {
        let told = Found::Node(target).told(cx, caller)?;
        return Ok((told.name, Some(PublicId(request.target).to_string())));
    }
    let owner = operation::target_owner(cx, &request.target_drive)?;
    let home = place::home_of(cx, &owner)?;
    let place = place::resolve(cx, caller, home.location)?;
    let to = match place.location {
        Location::Me | Location::User(_) => "your notebooks",
        Location::Group(_) => "the group’s notebooks",
        Location::Site(..) => "the site’s notebooks",
    };
    Ok((to.to_owned(), Some(Spot::text(&place.location))))
}

/// Returns what is copied.
fn source(operation: &Operation) -> Thing {
    let request = &operation.request;
    match request.source_key {
        None => Thing::Node(request.source),
        Some(key) if request.name_rule == NameRule::Item => Thing::File(ItemId::of_file(&request.source_drive, &FileId(key.0))),
        Some(key) => Thing::Page(PageId { section: request.source, key }),
    }
}

fn found(cx: &mut Cx<'_, '_>, caller: &Caller, thing: Thing) -> app::Result<Option<Found>> {
    match thing.find(cx, caller, Right::Read) {
        Ok(found) => Ok(Some(found)),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Returns where what an operation made opens, and what it is called in an address.
fn result(cx: &mut Cx<'_, '_>, caller: &Caller, operation: &Operation) -> app::Result<Option<(String, String)>> {
    let Some(outcome) = &operation.outcome else { return Ok(None) };
    let (thing, of) = match (outcome.key, source(operation)) {
        (Some(key), _) => {
            let id = PageId { section: outcome.node, key };
            (Thing::Page(id), id.to_string())
        }
        (None, Thing::File(_)) => {
            let id = ItemId::of_file(&operation.request.target_drive, &FileId(outcome.node.0));
            (Thing::File(id), id.to_string())
        }
        (None, _) => (Thing::Node(outcome.node), PublicId(outcome.node).to_string()),
    };
    match found(cx, caller, thing)? {
        Some(found) => Ok(Some((found.told(cx, caller)?.href, of))),
        None => Ok(None),
    }
}

/// Returns where what an operation made opens, if it is there already.
pub(super) async fn result_href(reading: &Reading, operation: &Operation) -> Result<Option<String>, Fault> {
    let (caller, operation) = (reading.caller.clone(), operation.clone());
    let found = reading.ask.server.app.read(move |cx| result(cx, &caller, &operation)).await?;
    Ok(found.map(|(href, _)| href))
}

/// `POST /operations`: cancels one of them.
pub(crate) async fn cancel(reading: &Reading) -> Result<Done, Refusal> {
    let id: OperationId = reading.field("id").parse().map_err(|_| Error::NotFound)?;
    let (caller, back) = (reading.caller.clone(), reading.field("ids").to_owned());
    let back = ids(&back).map(|_| back)?;
    let cancelled = reading.ask.server.app.write(move |cx| operation::cancel(cx, &caller, &id)).await;
    match cancelled {
        // Whoever sees it ended sees how.
        Ok(()) | Err(Error::AlreadyEnded) => Ok(Done::at(format!("/operations?ids={back}"))),
        Err(error) => Err(error.into()),
    }
}
