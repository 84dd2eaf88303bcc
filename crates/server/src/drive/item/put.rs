//! How bytes become a file, whichever way they came.

use crate::correlation::Correlation;
use crate::drive::call::Call;
use crate::drive::links::Links;
use crate::drive::place::Place;
use crate::drive::schema::{ITEM, Shape, etag, tags};
use crate::drive::wire;
use crate::etag;
use crate::fault::Fault;
use crate::intake::Taken;
use crate::reply::Reply;
use crate::schema::Json;
use crate::server::Server;
use crate::spooled::to_its_end;
use app::access::AllowedItem;
use app::item::{self, Bytes, How, Made, Only, Reached, view, view::ItemView};
use app::{Caller, Cx, Error};
use http::{HeaderMap, StatusCode, header};
use model::Right;
use std::sync::Arc;

/// A file that was put.
pub(crate) struct Placed {
    pub(crate) view: ItemView,
    pub(crate) made: Made,
}

/// Looks up where a file is to lie, and what has to hold there.
///
/// # Errors
/// [`Error::Changed`] for what does not hold; what the verbs refuse.
pub(super) fn reached(cx: &mut Cx<'_, '_>, caller: &Caller, place: &Place, headers: &HeaderMap) -> app::Result<(Reached, Only)> {
    let at = place.at(cx)?;
    let to = item::reach(cx, caller, &at, Right::Write)?;
    let only = only(cx, caller, &to, headers)?;
    Ok((to, only))
}

/// Returns what has to hold of what a path leads to, as `If-Match` and `If-None-Match` say.
///
/// # Errors
/// As [`reached`].
fn only(cx: &mut Cx<'_, '_>, caller: &Caller, to: &Reached, headers: &HeaderMap) -> app::Result<Only> {
    if !headers.contains_key(header::IF_MATCH) && !headers.contains_key(header::IF_NONE_MATCH) {
        return Ok(Only::Always);
    }
    let is_there = to.missing.is_empty();
    let tags = if is_there { tags(&view::item(cx, caller, &to.item)?).to_vec() } else { Vec::new() };
    let names = |header| etag::header_names(headers, header, &tags);
    match (names(&header::IF_MATCH), names(&header::IF_NONE_MATCH)) {
        (Some(is_one), _) if !is_one || !is_there => Err(Error::Changed),
        (_, Some(true)) if is_there => Err(Error::Changed),
        (Some(_), _) => Ok(Only::IfUnchanged),
        (None, Some(_)) if !is_there => Ok(Only::IfNew),
        (None, _) => Ok(Only::Always),
    }
}

/// Puts a file and shows it.
///
/// # Errors
/// As [`item::put`].
pub(crate) fn placed(cx: &mut Cx<'_, '_>, caller: &Caller, to: &Reached, bytes: Bytes<'_>, how: &How<'_>) -> app::Result<Placed> {
    let (file, made) = item::put(cx, caller, to, bytes, how)?;
    Ok(Placed { view: view::item(cx, caller, &AllowedItem::File(Box::new(file)))?, made })
}

/// As [`settled`], and shows the file.
pub(super) async fn put_taken<F>(call: &Call, taken: Taken, shape: &Shape, put: F) -> Result<Reply, Fault>
where
    F: FnMut(&mut Cx<'_, '_>, Bytes<'_>) -> Result<Placed, Fault> + Send + 'static,
{
    let placed = settled(&call.open.server, call.open.correlation, taken, put).await?;
    Ok(reply(&call.open.links, &placed.view, placed.made, shape))
}

/// Puts the bytes of a body that was taken in where `put` says, which may run again. Whatever comes of it, no blob stays that no row
/// names.
///
/// # Errors
/// What `put` answers.
pub(crate) async fn settled<T, F>(server: &Arc<Server>, correlation: Correlation, taken: Taken, mut put: F) -> Result<T, Fault>
where
    T: Send + 'static,
    F: FnMut(&mut Cx<'_, '_>, Bytes<'_>) -> Result<T, Fault> + Send + 'static,
{
    let server = server.clone();
    to_its_end(async move {
        // From here on a transaction may come to name the bytes.
        taken.content.keep();
        let (content, digests) = (taken.content.content().clone(), taken.digests);
        let outcome = server.app.write_as(move |cx| put(cx, Bytes { content: &content, digests: &digests })).await;
        if !matches!(outcome, Err(Fault::Verb(Error::Unavailable | Error::Internal))) {
            // The write may have come to nothing, or have found the same bytes stored already.
            server.remove_unnamed(taken.content.content(), correlation).await;
        }
        outcome
    })
    .await
}

/// Shows an item that was made, or was there before.
pub(crate) fn reply(links: &Links, view: &ItemView, made: Made, shape: &Shape) -> Reply {
    let mut json = Json::new(2_048, false);
    json.object(|json| ITEM.members(json, links, view, shape));
    match made {
        Made::New => wire::written(StatusCode::CREATED, json).with(header::LOCATION, &links.item(&view.id)),
        Made::Before => wire::written(StatusCode::OK, json),
    }
    .with(header::ETAG, &etag(view))
}
