//! Making folders and shortcuts. Source: "Create a new folder in a drive", "Create folder" of the first service, "remoteItem
//! resource type".

use super::commit;
use super::put::reply;
use super::related;
use crate::drive::address::Target;
use crate::drive::body::{self, Described, known, object, text};
use crate::drive::call::Call;
use crate::drive::reference;
use crate::drive::schema::ITEM;
use crate::fault::{DriveFault, Fault};
use crate::reply::Reply;
use app::Error;
use app::item::{self, At, Change, Made, view};
use model::{ConflictBehavior, Right};

/// `POST …/children`: a folder, a shortcut, or a file whose bytes come along or are at `source`.
pub(crate) async fn within(call: Call) -> Result<Reply, Fault> {
    if crate::body::is_related(&call.open.headers) {
        return related::handle(call).await;
    }
    let (described, body) = read(&call.body)?;
    if described.name.is_none() {
        return Err(DriveFault::Member("name", "the name of the new item").into());
    }
    match body {
        Body::Source(source) => commit::handle(call, described, &source).await,
        Body::Folder => make(call, described, ConflictBehavior::Fail, false).await,
        Body::Shortcut(target) => shortcut(call, described, target).await,
    }
}

/// `PUT` of an item by its path, with a folder as its body: the folder is there afterwards, and all on its way; or with the
/// address of an upload session: the file is.
pub(crate) async fn at(call: Call) -> Result<Reply, Fault> {
    let (described, body) = read(&call.body)?;
    match body {
        Body::Source(source) => return commit::handle(call, described, &source).await,
        Body::Shortcut(_) => return Err(DriveFault::NotShared("Shortcuts are made by POST to the children of the root.").into()),
        Body::Folder => {}
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

/// What an item is to be.
pub(super) enum Body {
    /// A folder.
    Folder,
    /// A file whose bytes are somewhere.
    Source(String),
    /// A shortcut to something.
    Shortcut(At),
}

/// Returns what is said of the item, and what it is to be.
pub(super) fn read(body: &[u8]) -> Result<(Described, Body), Fault> {
    let mut described = Described::default();
    let (mut is_folder, mut source, mut target) = (false, None, None);
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
            "remoteItem" => target = Some(reference::remote(value)?),
            name => known(name)?,
        }
    }
    let body = match (is_folder, source, target) {
        (true, None, None) => Body::Folder,
        (false, Some(source), None) => Body::Source(source),
        // It is a folder where it leads.
        (_, None, Some(target)) => Body::Shortcut(target),
        _ => return Err(DriveFault::Member("folder", "an empty object").into()),
    };
    Ok((described, body))
}

async fn shortcut(call: Call, described: Described, target: At) -> Result<Reply, Fault> {
    let shape = call.query.shape(&ITEM)?;
    let (place, caller) = (call.place()?, call.caller.clone());
    let conflict = call.query.conflict.or(described.conflict).unwrap_or_default();
    let view = call
        .write(move |cx| {
            let at = place.at(cx)?;
            let parent = item::item(cx, &caller, &at, Right::Write)?;
            let name = described.name.clone().unwrap_or_default();
            let mut made = item::shortcut::create(cx, &caller, &parent, &target, &name, conflict)?;
            let said = described.said();
            if said != item::Said::default() {
                made = item::change(cx, &caller, &made, &Change { said, ..Change::default() })?;
            }
            Ok(view::item(cx, &caller, &made)?)
        })
        .await?;
    Ok(reply(&call.open.links, &view, Made::New, &shape))
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
