//! Files from somebody's machine: by a form, which takes any number of them in one go, or by a script, which sends each in fragments and
//! can go on where it broke off.

pub(crate) mod session;

use super::Reading;
use super::act::{Refusal, Wrong, with_files};
use super::frame::Frame;
use super::thing::Found;
use super::words::mendable;
use crate::drive::item::put::settled;
use crate::fault::Fault;
use crate::identity::ask::Ask;
use crate::identity::pages;
use crate::intake;
use crate::multipart::Files;
use crate::reply::Reply;
use crate::root::node_id;
use app::access::{self, AllowedItem};
use app::item::{self, Bytes, How, Reached};
use app::{Caller, Cx, Error};
use askama::Template;
use http::{StatusCode, header};
use model::{ConflictBehavior, NodeId, NodeKind, Right};

#[derive(Template)]
#[template(path = "web/upload.html")]
struct Page<'a> {
    frame: &'a Frame,
    /// The address of the folder.
    here: &'a str,
    name: &'a str,
    wrong: Option<Wrong>,
}

#[derive(Template)]
#[template(path = "web/uploaded.html")]
struct Outcome<'a> {
    frame: &'a Frame,
    here: &'a str,
    name: &'a str,
    put: usize,
    rest: Vec<Left>,
}

/// A file that did not come in.
struct Left {
    name: String,
    why: String,
    /// Whether that is what was asked for.
    is_meant: bool,
}

/// What to do where a name is taken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Clash {
    KeepBoth,
    Replace,
    LeaveOut,
}

impl Clash {
    fn read(text: &str) -> Self {
        match text {
            "replace" => Self::Replace,
            "leave-out" => Self::LeaveOut,
            _ => Self::KeepBoth,
        }
    }

    const fn conflict(self) -> ConflictBehavior {
        match self {
            Self::KeepBoth => ConflictBehavior::Rename,
            Self::Replace => ConflictBehavior::Replace,
            Self::LeaveOut => ConflictBehavior::Fail,
        }
    }
}

/// Returns the folder that an address names: `/folders/{id}/…`.
fn folder_id(reading: &Reading) -> Result<NodeId, Error> {
    node_id(&reading.named()).ok_or(Error::NotFound)
}

/// Looks up a folder that somebody puts a file into.
fn folder(cx: &mut Cx<'_, '_>, caller: &Caller, id: NodeId) -> app::Result<AllowedItem> {
    access::node_anywhere(cx, caller, &[NodeKind::Root, NodeKind::Folder], &id, Right::Write).map(AllowedItem::Node)
}

/// `GET /folders/{id}/upload`
pub(crate) async fn show(reading: &Reading) -> Result<Reply, Fault> {
    asked(reading, None).await
}

async fn asked(reading: &Reading, wrong: Option<Wrong>) -> Result<Reply, Fault> {
    let (id, caller) = (folder_id(reading)?, reading.caller.clone());
    let told = reading.ask.server.app.read(move |cx| Found::of(folder(cx, &caller, id)?).told(cx, &caller)).await?;
    let frame = Frame::new(reading);
    let status = if wrong.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    Ok(frame.reply(status, &Page { frame: &frame, here: &told.href, name: &told.name, wrong }))
}

/// `POST /folders/{id}/upload`
pub(crate) async fn handle(ask: Ask) -> Result<Reply, Fault> {
    with_files(ask, take).await
}

async fn take(reading: &Reading, mut files: Files) -> Result<Reply, Fault> {
    let (id, caller) = (folder_id(reading)?, reading.caller.clone());
    let looked = reading.ask.server.app.read(move |cx| {
        let folder = folder(cx, &caller, id)?;
        let room = item::room(cx, &folder)?;
        Ok((Found::of(folder).told(cx, &caller)?, room))
    });
    let (told, room) = looked.await?;
    // What stands around the files is not much: who has room for all of it has room for them, and nearly the other way round.
    let said = reading.ask.headers.get(header::CONTENT_LENGTH).and_then(|bytes| bytes.to_str().ok()?.parse::<u64>().ok());
    if said.zip(room).is_some_and(|(said, room)| said > room.saturating_add(AROUND_BYTES_MAX)) {
        let Refusal::Wrong(wrong) = mendable(Error::QuotaExceeded) else { return Err(Error::QuotaExceeded.into()) };
        return asked(reading, Some(wrong)).await;
    }
    let clash = Clash::read(reading.field("clash"));
    let (mut put, mut rest) = (0, Vec::new());
    while let Some(name) = files.next().await? {
        match one(reading, &mut files, id, &name, clash).await {
            Ok(()) => put += 1,
            Err(Fault::Verb(Error::NameTaken(_))) if clash == Clash::LeaveOut => {
                rest.push(Left { name, why: "There is something of this name, which stays as it is.".to_owned(), is_meant: true });
            }
            Err(Fault::Verb(error)) => match mendable(error) {
                Refusal::Wrong(wrong) => rest.push(Left { name, why: wrong.sentence, is_meant: false }),
                Refusal::Fault(fault) => return Err(fault),
            },
            Err(fault) => return Err(fault),
        }
    }
    if put == 0 && rest.is_empty() {
        return asked(reading, Some(Wrong::new("file", "Choose the files that are to come here."))).await;
    }
    if rest.is_empty() {
        return Ok(pages::go(&format!("{}?said=uploaded", told.href)));
    }
    let frame = Frame::new(reading);
    let status = if rest.iter().all(|left| left.is_meant) { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    Ok(frame.reply(status, &Outcome { frame: &frame, here: &told.href, name: &told.name, put, rest }))
}

/// The most bytes that stand around the files of a form: what introduces each of as many as there may be.
const AROUND_BYTES_MAX: u64 = 1024 * 1024;

/// Takes one file in.
async fn one(reading: &Reading, files: &mut Files, id: NodeId, name: &str, clash: Clash) -> Result<(), Fault> {
    let server = &reading.ask.server;
    let mut intake = server.blobs.digesting(server.app.ids());
    while let Some(data) = files.data().await? {
        intake.push(&data).await.map_err(Error::from)?;
    }
    let taken = intake::taken(intake, &server.blobs).await?;
    put(reading, taken, id, name.to_owned(), clash).await
}

/// Puts what came into a folder.
async fn put(reading: &Reading, taken: intake::Taken, id: NodeId, name: String, clash: Clash) -> Result<(), Fault> {
    let (caller, how) = (reading.caller.clone(), How { conflict: clash.conflict(), ..How::default() });
    settled(&reading.ask.server, reading.ask.correlation, taken, move |cx: &mut Cx<'_, '_>, bytes: Bytes<'_>| {
        let to = Reached { item: folder(cx, &caller, id)?, missing: vec![name.clone()] };
        Ok(item::put(cx, &caller, &to, bytes, &how).map(drop)?)
    })
    .await
}
