//! Making folders. Source: "Create a new folder in a drive", "Create folder" of the first service.

use super::commit;
use super::put::reply;
use super::related;
use crate::drive::address::Target;
use crate::drive::body::{self, Described, known, object, text};
use crate::drive::call::Call;
use crate::drive::schema::ITEM;
use crate::fault::{DriveFault, Fault};
use crate::reply::Reply;
use app::Error;
use app::item::{self, Change, view};
use model::{ConflictBehavior, Right};

/// `POST …/children`: a folder, or a file whose bytes come along or are at `source`.
pub(crate) async fn within(call: Call) -> Result<Reply, Fault> {
    if crate::body::is_related(&call.open.headers) {
        return related::handle(call).await;
    }
    let (described, source) = read(&call.body)?;
    if described.name.is_none() {
        return Err(DriveFault::Member("name", "the name of the new item").into());
    }
    match source {
        Some(source) => commit::handle(call, described, &source).await,
        None => make(call, described, ConflictBehavior::Fail, false).await,
    }
}

/// `PUT` of an item by its path, with a folder as its body: the folder is there afterwards, and all on its way; or with the
/// address of an upload session: the file is.
pub(crate) async fn at(call: Call) -> Result<Reply, Fault> {
    let (described, source) = read(&call.body)?;
    if let Some(source) = source {
        return commit::handle(call, described, &source).await;
    }
    let named = match &call.open.address.target {
        Target::Item(_, item) => item.path.last(),
        _ => None,
    };
    if described.name.is_some() && described.name.as_ref() != named {
        return Err(DriveFault::Member("name", "the name at the end of the address").into());
    }
    make(call, described, ConflictBehavior::Replace, true).await
}

/// Returns what is said of the item, and where its bytes are, if it is to be a file. `route` is refused for what is not served.
pub(super) fn read(body: &[u8]) -> Result<(Described, Option<String>), Fault> {
    let mut described = Described::default();
    let (mut is_folder, mut source) = (false, None);
    for (name, value) in body::members(body)? {
        let Some(value) = described.take(&name, value)? else { continue };
        match name.as_str() {
            "folder" => {
                object(value, "folder", "an object")?;
                is_folder = true;
            }
            "sourceUrl" | "@content.sourceUrl" | "@microsoft.graph.sourceUrl" => source = text(value, "sourceUrl")?,
            // Where its bytes are says what it is.
            "file" => drop(object(value, "file", "an object")?),
            "remoteItem" => {
                return Err(
                    DriveFault::NotShared("Shortcuts to what others share are not made. Use it where sharedWithMe says it is.").into()
                );
            }
            name => known(name)?,
        }
    }
    if is_folder == source.is_none() { Ok((described, source)) } else { Err(DriveFault::Member("folder", "an empty object").into()) }
}

async fn make(call: Call, described: Described, by_default: ConflictBehavior, is_path: bool) -> Result<Reply, Fault> {
    let shape = call.query.shape(&ITEM)?;
    let (place, caller) = (call.place()?, call.caller.clone());
    let conflict = call.query.conflict.or(described.conflict).unwrap_or(by_default);
    let (view, made) = call
        .write(move |cx| {
            let at = place.at(cx)?;
            let (parent, name) = if is_path {
                let mut above = at.clone();
                let Some(name) = above.path.pop() else {
                    // It is there already, and no folder takes its place.
                    let found = item::item(cx, &caller, &at, Right::Write)?;
                    return Err(Error::NameTaken(view::item(cx, &caller, &found)?.name).into());
                };
                let above = item::reach(cx, &caller, &above, Right::Write)?;
                (item::create_path(cx, &caller, above)?, name)
            } else {
                (item::item(cx, &caller, &at, Right::Write)?, described.name.clone().unwrap_or_default())
            };
            let (mut folder, made) = item::create_folder(cx, &caller, &parent, &name, conflict)?;
            let said = described.said();
            if said != item::Said::default() {
                folder = item::change(cx, &caller, &folder, &Change { said, ..Change::default() })?;
            }
            Ok((view::item(cx, &caller, &folder)?, made))
        })
        .await?;
    Ok(reply(&call.open.links, &view, made, &shape))
}
