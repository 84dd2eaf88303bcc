//! What a file held before. Source: "List versions of a driveItem", "Get a driveItemVersion", "Download contents of a
//! driveItemVersion", "Restore a previous version of a driveItem"; that versions are deleted, from what clients send.

use crate::cursor::{self, Cursor};
use crate::drive::call::Call;
use crate::drive::schema::{Shape, VERSION, version_number};
use crate::drive::wire;
use crate::fault::{DriveFault, Fault};
use crate::reply::Reply;
use app::access::AllowedItem;
use app::item::{self, Only, VersionView};
use app::{Caller, Cx, Error};
use http::{StatusCode, header};
use model::ItemId;

/// `GET …/versions`: the newest first.
pub(crate) async fn list(call: Call) -> Result<Reply, Fault> {
    let shape = Shape::asked(&VERSION, call.query.select.as_deref(), call.query.expand.as_deref())?;
    for (name, given) in [("$filter", &call.query.filter), ("$orderby", &call.query.orderby)] {
        if given.is_some() {
            return Err(DriveFault::OptionNotServed(name.to_owned()).into());
        }
    }
    let (id, mut views) = call.read_item(|cx, caller, found| Ok((found.id(), item::versions(cx, caller, found)?))).await?;
    if let Some(token) = &call.query.token {
        let After(after) = cursor::read(token, call.caller.user(), &list_name(&id))?;
        views.retain(|view| view.number < after);
    }
    let limit = call.query.limit();
    let next = next_link(&call, &id, &views, limit);
    views.truncate(limit);
    Ok(wire::list(&call.open.links, &VERSION, &views, &shape, next.as_deref()))
}

/// A place in a list of versions: the number of the last one that was given.
struct After(i64);

impl Cursor for After {
    const KIND: u8 = b'v';

    fn encode(&self) -> Vec<u8> {
        self.0.to_be_bytes().to_vec()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        Some(Self(i64::from_be_bytes(bytes.try_into().ok()?)))
    }
}

fn next_link(call: &Call, id: &ItemId, views: &[VersionView], limit: usize) -> Option<String> {
    let last = views.get(..limit)?.last().filter(|_| views.len() > limit)?;
    let token = cursor::spell(&After(last.number), call.caller.user(), &list_name(id));
    Some(format!("{}/versions?{}", call.open.links.item(id), call.query.carried(&token)))
}

fn list_name(id: &ItemId) -> String {
    format!("versions of {id}")
}

/// `GET …/versions/{number}`
pub(crate) async fn get(call: Call) -> Result<Reply, Fault> {
    let shape = Shape::asked(&VERSION, call.query.select.as_deref(), call.query.expand.as_deref())?;
    let (_, view) = found(&call).await?;
    Ok(wire::entity(&call.open.links, &VERSION, &view, &shape))
}

/// `GET …/versions/{number}/content`: leads to where the bytes are, as that of the file itself does.
pub(crate) async fn content(call: Call) -> Result<Reply, Fault> {
    if let Some(format) = &call.query.format {
        return Err(DriveFault::Format(format.clone()).into());
    }
    let (id, view) = found(&call).await?;
    let mut url = String::with_capacity(512);
    call.open.links.push_version(&mut url, &id, view.number);
    Ok(Reply::empty(StatusCode::FOUND).with(header::LOCATION, &url))
}

/// `POST …/versions/{number}/restoreVersion`
pub(crate) async fn restore(call: Call) -> Result<Reply, Fault> {
    settle(call, item::restore_version).await
}

/// `DELETE …/versions/{number}`
pub(crate) async fn delete(call: Call) -> Result<Reply, Fault> {
    settle(call, item::remove_version).await
}

type Deed = fn(&mut Cx<'_, '_>, &Caller, &AllowedItem, i64, Only) -> app::Result<()>;

async fn settle(call: Call, deed: Deed) -> Result<Reply, Fault> {
    let number = number(&call);
    let settled = call.write_item(move |cx, caller, found, only| Ok(deed(cx, caller, found, number.ok_or(Error::NotFound)?, only)?));
    settled.await?;
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}

/// Returns the version that the address names, and the id of its file.
async fn found(call: &Call) -> Result<(ItemId, VersionView), Fault> {
    let number = number(call);
    let read = move |cx: &mut Cx<'_, '_>, caller: &Caller, found: &AllowedItem| {
        Ok((found.id(), item::version(cx, caller, found, number.ok_or(Error::NotFound)?)?))
    };
    call.read_item(read).await
}

/// Returns the number of the version that the address names. That there is none such is said only after the file was looked
/// up.
fn number(call: &Call) -> Option<i64> {
    version_number(&call.open.address.members.get(1)?.name)
}
