//! A file that a script sends in fragments: where it is to lie, whether its name is free, and under which address its bytes go.

use super::super::Reading;
use super::super::act::{Refusal, Wrong, sent, told_json};
use super::super::words::mendable;
use super::{Clash, folder, folder_id, put};
use crate::fault::Fault;
use crate::identity::ask::Ask;
use crate::intake;
use crate::reply::Reply;
use app::access::AllowedItem;
use app::item::{self, Anchor, At, How, Ordered, Reached, Which};
use app::upload::{self, Refused};
use app::{Caller, Cx, Error};
use http::StatusCode;
use model::{ConflictBehavior, DriveCid, ItemId, Right};
use serde_json::json;

/// `POST /folders/{id}/session?name=…&bytes=…&clash=…`: answers where the fragments go, or that the name is taken.
pub(crate) async fn handle(ask: Ask) -> Result<Reply, Fault> {
    sent(ask, |ask| ask.path.trim_end_matches("/session").to_owned(), async |reading, _| begin(reading).await).await
}

/// What came of it.
enum Begun {
    At(upload::Secret),
    /// Something has the name, which is a folder or the like.
    Taken {
        is_file: bool,
    },
    /// There are no bytes to wait for.
    Empty,
}

async fn begin(reading: &Reading) -> Result<Reply, Refusal> {
    let bytes: u64 = reading.field("bytes").parse().map_err(|_| Wrong::new("", "The browser does not say how large the file is."))?;
    let (id, caller, name) = (folder_id(reading)?, reading.caller.clone(), reading.field("name").to_owned());
    let clash = match reading.field("clash") {
        "" | "ask" => None,
        word => Some(Clash::read(word)),
    };
    let asked = name.clone();
    let begun = reading.ask.server.app.write(move |cx| {
        let folder = folder(cx, &caller, id)?;
        if clash.is_none()
            && let Some(is_file) = holder(cx, &caller, &folder, &asked)?
        {
            return Ok(Begun::Taken { is_file });
        }
        let conflict = clash.map_or(ConflictBehavior::Fail, Clash::conflict);
        let to = Reached { item: folder, missing: vec![asked.clone()] };
        let ordered = Ordered { how: How { conflict, ..How::default() }, ..Ordered::default() };
        let order = item::ordered(cx, &caller, &to, &ordered)?;
        if bytes == 0 {
            return Ok(Begun::Empty);
        }
        Ok(Begun::At(upload::create(cx, &caller, &order, Some(bytes))?.0))
    });
    match begun.await.map_err(refused)? {
        Begun::At(secret) => Ok(told_json(StatusCode::OK, &json!({ "put": format!("/v1.0/upload/{}", secret.text()) }))),
        Begun::Taken { is_file } => Ok(told_json(StatusCode::CONFLICT, &json!({ "taken": name, "isFile": is_file }))),
        Begun::Empty => {
            let server = &reading.ask.server;
            let taken = intake::taken(server.blobs.digesting(server.app.ids()), &server.blobs).await?;
            put(reading, taken, id, name, clash.unwrap_or(Clash::LeaveOut)).await.map_err(|fault| match fault {
                Fault::Verb(error) => mendable(error),
                fault => fault.into(),
            })?;
            Ok(told_json(StatusCode::OK, &json!({})))
        }
    }
}

fn refused(error: Error) -> Refusal {
    match error {
        Error::Upload(Refused::FileTooLarge) => Wrong::new("", "No file may be as large as this one.").into(),
        Error::Upload(Refused::TooManySessions) => {
            Wrong::new("", "As many files as may come at a time are coming already. Wait until some are here.").into()
        }
        error => mendable(error),
    }
}

/// Says whether something in a folder has a name, and whether that is a file.
fn holder(cx: &mut Cx<'_, '_>, caller: &Caller, folder: &AllowedItem, name: &str) -> app::Result<Option<bool>> {
    let AllowedItem::Node(node) = folder else { return Ok(None) };
    let (drive, id) = (DriveCid::of(&node.drive().id), ItemId::of_node(&node.drive().id, &node.node().id));
    let at = At { drive: Which::Id(drive), anchor: Anchor::Id(id), path: vec![name.to_owned()] };
    match item::item(cx, caller, &at, Right::Read) {
        Ok(found) => Ok(Some(found.file().is_some())),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}
