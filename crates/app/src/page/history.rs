//! What a page held before: seen, and brought back.
//!
//! It is for who may write on the page, and for nobody else who may read it: what somebody took out may have been taken out on
//! purpose. A copy begins without. It does not count against a quota, as former versions of files do not: how much it can be is
//! bounded by [`VERSIONS_MAX`], and what a page shows is what its owner is told to make room by.

use super::held;
use crate::access::AllowedPage;
use crate::view::Person;
use crate::view::many::People;
use crate::{Caller, Cx, Error, Result, quota, resource};
use model::{Right, Timestamp, UserId};
use store::Hash;
use store::content::{self, Body};
use store::page_list::version::{self, Version};

pub use store::page_list::version::{RUN_SECONDS, VERSIONS_MAX};

/// What a page holds now, or held before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// Its number, 1 for the first. Means this one for good; what the page holds now has the number after the last of those before.
    pub number: i64,
    /// The title.
    pub title: String,
    /// When the page came to hold it.
    pub modified: Timestamp,
    /// Through whom; nobody knows it of what a page held at first.
    pub modified_by: Option<Person>,
}

/// One state of a page, with what it says.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The state.
    pub state: State,
    /// Whether the page holds it now.
    pub is_now: bool,
    /// Names its canonical form.
    pub hash: Hash,
    /// Where that lies.
    pub body: Body,
}

/// Returns all that is known of what a page held, the newest first: what it holds now.
///
/// # Errors
/// [`Error::NotAllowed`] for who may not write on it.
pub fn list(cx: &mut Cx<'_, '_>, caller: &Caller, page: &AllowedPage) -> Result<Vec<State>> {
    writers_only(page)?;
    let before = version::list(cx.tx, &page.id())?;
    let mut people = People::default();
    let mut states = vec![now(cx, caller, &mut people, page, before.first())?];
    for version in &before {
        states.push(state(cx, caller, &mut people, version)?);
    }
    Ok(states)
}

/// Returns one state of a page.
///
/// # Errors
/// [`Error::NotFound`] for a number that none has; as [`list`].
pub fn open(cx: &mut Cx<'_, '_>, caller: &Caller, page: &AllowedPage, number: i64) -> Result<Opened> {
    writers_only(page)?;
    let mut people = People::default();
    if let Some(version) = version::get(cx.tx, &page.id(), number)? {
        let state = state(cx, caller, &mut people, &version)?;
        return Ok(Opened { state, is_now: false, hash: version.content, body: body(cx, &version.content)? });
    }
    let last = version::last(cx.tx, &page.id())?;
    let state = now(cx, caller, &mut people, page, last.as_ref())?;
    if state.number != number {
        return Err(Error::NotFound);
    }
    let hash = page.row().content;
    Ok(Opened { state, is_now: true, hash, body: body(cx, &hash)? })
}

/// Looks up an image or a file of one state of a page.
///
/// # Errors
/// As [`open`]; [`Error::NotFound`] if that state has nothing of this number.
pub fn resource(cx: &mut Cx<'_, '_>, caller: &Caller, page: &AllowedPage, number: i64, of_it: u32) -> Result<resource::Opened> {
    let opened = open(cx, caller, page, number)?;
    resource::of_content(cx, &opened.hash, of_it)
}

/// Gives a page what it held before, if it is still the version that `if_match` names. What it holds now is kept in any case, so this
/// can be undone. Where it holds that already, nothing changes.
///
/// # Errors
/// [`Error::NotFound`] for a number that none of the versions before has; [`Error::Changed`], [`Error::QuotaExceeded`].
pub fn restore(cx: &mut Cx<'_, '_>, caller: &Caller, page: &AllowedPage, number: i64, if_match: Option<&str>) -> Result<AllowedPage> {
    let (mut writer, current) = held(cx, caller, page, if_match)?;
    let row = writer.restore_version(current, number, caller.user())?.ok_or(Error::NotFound)?;
    writer.finish(caller.user())?;
    quota::reserve(cx, page.section.drive(), 0)?;
    Ok(AllowedPage { section: page.section.clone(), row })
}

fn writers_only(page: &AllowedPage) -> Result<()> {
    if page.section.role().gives(Right::Write) { Ok(()) } else { Err(Error::NotAllowed(Right::Write)) }
}

fn body(cx: &mut Cx<'_, '_>, hash: &Hash) -> Result<Body> {
    // A version without its content is damage, not an answer.
    content::get(cx.tx, hash)?.ok_or(Error::Internal)
}

/// Who changed the page last says who gave it what it holds.
fn now(cx: &mut Cx<'_, '_>, caller: &Caller, people: &mut People, page: &AllowedPage, last: Option<&Version>) -> Result<State> {
    let modified_by = person(cx, caller, people, last.map(|last| &last.changed_by))?;
    let number = last.map_or(1, |last| last.number + 1);
    Ok(State { number, title: page.row().title.clone(), modified: page.row().modified, modified_by })
}

fn state(cx: &mut Cx<'_, '_>, caller: &Caller, people: &mut People, version: &Version) -> Result<State> {
    let modified_by = person(cx, caller, people, version.modified_by.as_ref())?;
    Ok(State { number: version.number, title: version.title.clone(), modified: version.modified, modified_by })
}

fn person(cx: &mut Cx<'_, '_>, caller: &Caller, people: &mut People, id: Option<&UserId>) -> Result<Option<Person>> {
    id.map(|id| people.person(cx, caller, id)).transpose()
}
