//! A new file as a body of two parts: what it is, and its bytes. Source: "Upload small files" of the first service, multipart
//! upload.

use super::content::BYTES_MAX;
use super::create::{Body, read};
use super::put::{placed, put_taken};
use crate::drive::body::Described;
use crate::drive::call::Call;
use crate::drive::schema::ITEM;
use crate::fault::{DriveFault, Fault, RequestFault};
use crate::intake::{Pieces, Taken, taken};
use crate::multipart::{Event, FormFault, Parser, boundary};
use crate::reply::Reply;
use app::item::{Bytes, Reached};
use app::{Cx, Digester, Error, Intake};
use model::{ConflictBehavior, Right};
use std::pin::pin;

/// The most bytes of what says what the file is: many times the longest name and description.
const METADATA_BYTES_MAX: usize = 64 * 1024;

/// What the headers of both parts, and all around them, may take beside the bytes.
const AROUND_BYTES_MAX: u64 = 64 * 1024;

/// `POST …/children` with two parts.
pub(super) async fn handle(mut call: Call) -> Result<Reply, Fault> {
    let (shape, place, caller) = (call.query.shape(&ITEM)?, call.place()?, call.caller.clone());
    // Asked before a byte is taken in; and again when all are there.
    let (asked, asks) = (place.clone(), caller.clone());
    call.read(move |cx| Ok(asked.find(cx, &asks, Right::Write).map(drop)?)).await?;
    let (described, taken) = parts(&mut call).await?;
    let described = Described { conflict: call.query.conflict.or(described.conflict), ..described };
    let put = move |cx: &mut Cx<'_, '_>, bytes: Bytes<'_>| {
        let folder = place.find(cx, &caller, Right::Write)?;
        if folder.file().is_some() {
            return Err(Error::DestinationUnfit.into());
        }
        let to = Reached { item: folder, missing: described.name.iter().cloned().collect() };
        Ok(placed(cx, &caller, &to, bytes, &described.how(ConflictBehavior::Fail))?)
    };
    put_taken(&call, taken, &shape, put).await
}

/// Reads both parts to their end.
///
/// # Errors
/// [`FormFault::Malformed`] for other parts than these two; what is wrong with a body, and with what is said of the file.
async fn parts(call: &mut Call) -> Result<(Described, Taken), Fault> {
    let server = call.open.server.clone();
    let coming = pin!(std::mem::take(&mut call.open.coming));
    let headers = &call.open.headers;
    let mut parser = Parser::new(&boundary(headers).ok_or(FormFault::Malformed("Content-Type names no boundary"))?);
    let mut pieces = Pieces::of(headers, coming, BYTES_MAX + AROUND_BYTES_MAX, server.options.body_timeout)?;
    let (mut part, mut metadata, mut intake) = (Part::Before, Vec::new(), server.blobs.digesting(server.app.ids()));
    while let Some(data) = pieces.next().await? {
        parser.push(&data);
        while let Some(event) = parser.next()? {
            match (event, part) {
                (Event::Begin(block), before) => part = before.next(&block)?,
                (Event::Data(data), Part::Metadata) if metadata.len() + data.len() > METADATA_BYTES_MAX => {
                    return Err(FormFault::Malformed("the part metadata is too long").into());
                }
                (Event::Data(data), Part::Metadata) => metadata.extend_from_slice(&data),
                (Event::Data(data), _) => push(&mut intake, &data).await?,
                (Event::End, _) => {}
            }
        }
    }
    parser.finish()?;
    if part != Part::Content {
        return Err(FormFault::Malformed("the part content is missing").into());
    }
    let (described, body) = read(&metadata)?;
    if !matches!(body, Body::Source(source) if source == SOURCE) {
        return Err(DriveFault::Member("@content.sourceUrl", "cid:content").into());
    }
    if described.name.is_none() {
        return Err(DriveFault::Member("name", "the name of the new item").into());
    }
    Ok((described, taken(intake, &server.blobs).await?))
}

/// Where the bytes are, as what is said of the file has it.
const SOURCE: &str = "cid:content";

async fn push(intake: &mut Intake<Digester>, data: &[u8]) -> Result<(), Fault> {
    if intake.bytes() + data.len() as u64 > BYTES_MAX {
        return Err(RequestFault::BodyTooLarge { bytes_max: usize::try_from(BYTES_MAX).unwrap_or(usize::MAX) }.into());
    }
    Ok(intake.push(data).await.map_err(Error::from)?)
}

/// How far the body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Before,
    Metadata,
    Content,
}

impl Part {
    /// Returns the part that begins with these headers: first the one, then the other, and no third.
    fn next(self, block: &[u8]) -> Result<Self, FormFault> {
        let text = std::str::from_utf8(block).map_err(|_| FormFault::Malformed("the headers of a part are not UTF-8"))?;
        let id = text.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.trim_end().eq_ignore_ascii_case("content-id").then(|| value.trim())
        });
        match (self, id) {
            (Self::Before, Some("<metadata>")) => Ok(Self::Metadata),
            (Self::Metadata, Some("<content>")) => Ok(Self::Content),
            _ => Err(FormFault::Malformed("it has not the two parts <metadata> and <content>, in this order, by their Content-ID")),
        }
    }
}
