//! Addresses that are their own keys: of files that come in fragments, and of files that are fetched. Credentials are not looked
//! at: some clients send them, and some must not.

use super::address::Target;
use super::call::Open;
use super::item::put::{Placed, placed, reply};
use super::links::Downloads;
use super::schema::{Shape, tags, version_tag};
use crate::download::{Outgoing, media_type};
use crate::etag;
use crate::fault::{DriveFault, Fault, RequestFault};
use crate::reply::Reply;
use crate::upload::{self, Sent};
use app::access::AllowedItem;
use app::download::Part;
use app::item::{self, Anchor, At, Bytes, How, Only, Which, view};
use app::page::Content;
use app::upload::Upload;
use app::{Caller, Cx, Digests, Error, download};
use http::StatusCode;
use model::{ItemId, Right};
use std::sync::Arc;

/// `PUT` of a fragment. The last one makes the file.
pub(crate) async fn put(mut open: Open) -> Result<Reply, Fault> {
    let coming = std::mem::take(&mut open.coming);
    match upload::put(&open.server, secret(&open)?, &open.headers, coming, as_ordered).await? {
        Sent::Waiting(status) => Ok(upload::progress(StatusCode::ACCEPTED, status)),
        Sent::Done(done) => made(&mut open, done).await,
    }
}

/// `POST`: all has come, and the file is to be made.
pub(crate) async fn commit(mut open: Open) -> Result<Reply, Fault> {
    let done = upload::commit(&open.server, secret(&open)?, as_ordered).await?;
    made(&mut open, done).await
}

/// `GET` of how far a file is.
pub(crate) async fn status(open: Open) -> Result<Reply, Fault> {
    upload::get(&open.server, secret(&open)?).await
}

/// `DELETE` of what has come.
pub(crate) async fn cancel(open: Open) -> Result<Reply, Fault> {
    upload::delete(&open.server, secret(&open)?).await
}

fn secret(open: &Open) -> Result<&str, Fault> {
    match &open.address.target {
        Target::Upload(secret) => Ok(secret),
        _ => Err(RequestFault::BadId.into()),
    }
}

/// Puts a file where its session was opened for.
fn as_ordered(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    upload: &Upload,
    content: &Content,
    digests: &Digests,
) -> app::Result<(Arc<Caller>, Placed)> {
    let order = &upload.order;
    let to = item::reach(cx, caller, &item::place_of(order), Right::Write)?;
    let only = match &order.if_match {
        None => Only::Always,
        Some(_) if !to.missing.is_empty() => return Err(Error::Changed),
        Some(tag) if etag::names(tag, &tags(&view::item(cx, caller, &to.item)?)) => Only::IfUnchanged,
        Some(_) => return Err(Error::Changed),
    };
    let how = How {
        conflict: order.conflict,
        only,
        description: order.description.as_deref(),
        fs_created: order.fs_created,
        fs_modified: order.fs_modified,
    };
    let placed = placed(cx, caller, &to, Bytes { content, digests }, &how)?;
    Ok((Arc::new(caller.clone()), placed))
}

async fn made(open: &mut Open, (caller, placed): (Arc<Caller>, Placed)) -> Result<Reply, Fault> {
    open.links.downloads = Some(Downloads::of(&open.server, caller).await?);
    let mut reply = reply(&open.links, &placed.view, placed.made, &Shape::whole());
    if open.server.options.uploads_always_created {
        reply.status = StatusCode::CREATED;
    }
    Ok(reply)
}

/// `GET` of a file's bytes.
pub(crate) async fn fetch(open: Open) -> Result<Reply, Fault> {
    let Target::Download(ticket) = open.address.target.clone() else { return Err(RequestFault::BadId.into()) };
    let secret = open.server.download_secret().await?;
    let (view, content) = open
        .server
        .app
        .read(move |cx| {
            let (caller, id) = download::redeem(cx, &secret, &ticket)?;
            let found = promised(cx, &caller, id)?;
            let content = item::content(cx, &found)?;
            Ok((view::item(cx, &caller, &found)?, content))
        })
        .await?;
    let [whole, of_content] = tags(&view);
    given(&open, &of_file(&view.name, &content, &[&whole, &of_content]))
}

/// `GET` of the bytes of a version of a file.
pub(crate) async fn fetch_version(open: Open) -> Result<Reply, Fault> {
    let Target::Former(ticket) = open.address.target.clone() else { return Err(RequestFault::BadId.into()) };
    let secret = open.server.download_secret().await?;
    let (name, tag, content) = open
        .server
        .app
        .read(move |cx| {
            let (caller, id, number) = download::redeem_part(cx, &secret, Part::Version, &ticket)?;
            let found = promised(cx, &caller, id)?;
            let content = item::version_content(cx, &found, number)?;
            let name = item::file(&found)?.file().row.name.clone();
            Ok((name, version_tag(&id, number), content))
        })
        .await?;
    given(&open, &of_file(&name, &content, &[&tag]))
}

/// Looks up what an address was given out for, by the rights that its person has now.
pub(super) fn promised(cx: &mut Cx<'_, '_>, caller: &Caller, id: ItemId) -> app::Result<AllowedItem> {
    let at = At { drive: Which::Id(id.drive), anchor: Anchor::Id(id), path: Vec::new() };
    item::item(cx, caller, &at, Right::Read).map_err(|error| match error {
        Error::DriveNotFound => Error::NotFound,
        error => error,
    })
}

/// Answers with bytes. Clients of drives look for a code in whatever failed, so a range without any is told as a fault.
fn given(open: &Open, outgoing: &Outgoing<'_>) -> Result<Reply, Fault> {
    let reply = outgoing.answer(&open.server.blobs, &open.method, &open.headers);
    if reply.status == StatusCode::RANGE_NOT_SATISFIABLE { Err(DriveFault::Range(outgoing.bytes).into()) } else { Ok(reply) }
}

fn of_file<'a>(name: &'a str, content: &'a Content, tags: &'a [&'a str]) -> Outgoing<'a> {
    Outgoing {
        hash: content.hash,
        bytes: content.bytes,
        body: &content.body,
        tags,
        media_type: media_type::sent(name),
        is_shown: false,
        file_name: Some(name),
    }
}
