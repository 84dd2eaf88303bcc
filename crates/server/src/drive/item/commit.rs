//! A file whose fragments have all come, put in its place by a call of its own. Source: "Resumable file upload", on completing
//! a file.

use super::put::{placed, reached, reply};
use super::session::{OTHER_NAME, under};
use crate::drive::body::Described;
use crate::drive::call::Call;
use crate::drive::schema::{ITEM, Shape};
use crate::fault::{DriveFault, Fault};
use crate::reply::Reply;
use crate::upload;
use app::Error;
use app::item::{Bytes, How};
use app::upload::Refused;
use std::sync::Arc;

/// `PUT` of an item whose bytes are at `source`: at an upload session of the same person's.
///
/// The address may name the file, or with a name in the body the folder that it goes into.
pub(super) async fn handle(call: Call, described: Described, source: &str) -> Result<Reply, Fault> {
    let shape = Shape::asked(&ITEM, call.query.select.as_deref(), None)?;
    let own = source.strip_prefix(&*call.open.links.base).and_then(|path| path.strip_prefix("/v1.0/upload/"));
    let secret = own.ok_or(DriveFault::ForeignSource)?;
    let (place, caller, headers) = (call.place()?, call.caller.clone(), call.open.headers.clone());
    let (described, conflict) = (Arc::new(described), call.query.conflict);
    let named = {
        let (place, caller, headers, described) = (place.clone(), caller.clone(), headers.clone(), described.clone());
        call.read(move |cx| {
            let (mut to, _) = reached(cx, &caller, &place, &headers)?;
            if described.name.as_deref().is_none_or(|name| under(&mut to, name)) { Ok(()) } else { Err(OTHER_NAME.into()) }
        })
    };
    named.await?;
    let put = upload::commit(&call.open.server, secret, move |cx, _, session, content, digests| {
        let order = &session.order;
        if order.user != *caller.user() {
            return Err(Refused::NoSession.into());
        }
        let (mut to, only) = reached(cx, &caller, &place, &headers)?;
        // Asked before; a file may have come there since.
        if let Some(name) = described.name.as_deref().filter(|name| !under(&mut to, name)) {
            return Err(Error::NameTaken(name.to_owned()));
        }
        let said = described.how(order.conflict);
        let how = How {
            conflict: conflict.unwrap_or(said.conflict),
            only,
            description: said.description.or(order.description.as_deref()),
            fs_created: said.fs_created.or(order.fs_created),
            fs_modified: said.fs_modified.or(order.fs_modified),
        };
        placed(cx, &caller, &to, Bytes { content, digests }, &how)
    });
    let put = put.await?;
    Ok(reply(&call.open.links, &put.view, put.made, &shape))
}
