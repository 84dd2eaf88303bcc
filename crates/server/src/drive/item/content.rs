//! What is in a file: where it is fetched, and put. Source: "Download the contents of a driveItem"; "Upload or replace the
//! contents of a driveItem".

use super::put::{placed, put_taken, reached};
use crate::drive::call::Call;
use crate::drive::schema::{ITEM, Shape, etag, tags};
use crate::etag;
use crate::fault::{DriveFault, Fault};
use crate::intake;
use crate::reply::Reply;
use app::Cx;
use app::item::{self, Bytes, How, view};
use http::{StatusCode, header};
use model::ConflictBehavior;

/// The most bytes that one request puts. Source: "Upload or replace the contents of a driveItem".
pub(super) const BYTES_MAX: u64 = 250 * 1024 * 1024;

/// `GET …/content`: leads to where the bytes are. A range that is asked for travels along.
pub(crate) async fn get(call: Call) -> Result<Reply, Fault> {
    if let Some(format) = &call.query.format {
        return Err(DriveFault::Format(format.clone()).into());
    }
    let view = call
        .read_item(|cx, caller, found| {
            item::file(found)?;
            Ok(view::item(cx, caller, found)?)
        })
        .await?;
    if etag::header_names(&call.open.headers, &header::IF_NONE_MATCH, &tags(&view)) == Some(true) {
        return Ok(Reply::empty(StatusCode::NOT_MODIFIED).with(header::ETAG, &etag(&view)));
    }
    let mut url = String::with_capacity(512);
    call.open.links.push_download(&mut url, &view.id);
    Ok(Reply::empty(StatusCode::FOUND).with(header::LOCATION, &url))
}

/// `PUT …/content`: a file in one piece. Folders on its way that are missing are made.
pub(crate) async fn put(mut call: Call) -> Result<Reply, Fault> {
    let shape = Shape::asked(&ITEM, call.query.select.as_deref(), None)?;
    let (place, caller, headers) = (call.place()?, call.caller.clone(), call.open.headers.clone());
    let conflict = call.query.conflict.unwrap_or(ConflictBehavior::Replace);
    // Asked before a byte is taken in; and again when all are there.
    let asks = (place.clone(), caller.clone(), headers.clone());
    call.read(move |cx| Ok(reached(cx, &asks.1, &asks.0, &asks.2).map(drop)?)).await?;
    let (server, coming) = (call.open.server.clone(), std::mem::take(&mut call.open.coming));
    let patience = server.options.body_timeout;
    let taken = intake::take(&call.open.headers, coming, BYTES_MAX, patience, &server.blobs, server.app.ids()).await?;
    let put = move |cx: &mut Cx<'_, '_>, bytes: Bytes<'_>| {
        let (to, only) = reached(cx, &caller, &place, &headers)?;
        Ok(placed(cx, &caller, &to, bytes, &How { conflict, only, ..How::default() })?)
    };
    put_taken(&call, taken, &shape, put).await
}
