//! Thumbnails of pictures. Source: "List thumbnails for a driveItem", "Retrieve thumbnails for a file or folder".

use crate::drive::call::Call;
use crate::drive::schema::thumbnail::{self as schema, SET, THUMBNAIL, Thumbnail, Thumbnails, Wanted};
use crate::drive::wire;
use crate::fault::{DriveFault, Fault};
use crate::json::shortened;
use crate::reply::Reply;
use crate::schema::Json;
use app::Error;
use app::item::view::{self, ItemView};
use http::{StatusCode, header};
use model::Picture;

/// `GET …/thumbnails`: one set, or none of what is no picture.
pub(crate) async fn list(call: Call) -> Result<Reply, Fault> {
    let wanted = wanted(&call)?;
    let view = view(&call).await?;
    let mut json = Json::new(2_048, false);
    json.object(|json| {
        json.key("value");
        schema::sets(json, &call.open.links, &view, &wanted);
    });
    Ok(wire::written(StatusCode::OK, json))
}

/// `GET …/thumbnails/{set}`
pub(crate) async fn set(call: Call) -> Result<Reply, Fault> {
    let wanted = wanted(&call)?;
    let (view, picture) = pictured(&call).await?;
    let mut json = Json::new(2_048, false);
    json.object(|json| schema::set(json, &call.open.links, &view, &picture, &wanted));
    Ok(wire::written(StatusCode::OK, json))
}

/// `GET …/thumbnails/{set}/{size}`
pub(crate) async fn one(call: Call) -> Result<Reply, Fault> {
    let shape = call.query.shape(&THUMBNAIL)?;
    let wanted = size(&call)?;
    let (view, picture) = pictured(&call).await?;
    Ok(wire::entity(&call.open.links, &THUMBNAIL, &Thumbnail::new(&view, &picture, wanted), &shape))
}

/// `GET …/thumbnails/{set}/{size}/content`: leads to where it is.
pub(crate) async fn content(call: Call) -> Result<Reply, Fault> {
    let wanted = size(&call)?;
    let (view, picture) = pictured(&call).await?;
    let mut url = String::with_capacity(512);
    Thumbnail::new(&view, &picture, wanted).push_url(&mut url, &call.open.links);
    Ok(Reply::empty(StatusCode::FOUND).with(header::LOCATION, &url))
}

/// Returns what a set is shown with. There is nothing else to ask for.
fn wanted(call: &Call) -> Result<Thumbnails, Fault> {
    let query = &call.query;
    for (name, given) in [("$filter", &query.filter), ("$orderby", &query.orderby), ("$expand", &query.expand)] {
        if given.is_some() {
            return Err(DriveFault::OptionNotServed(name.to_owned()).into());
        }
    }
    Ok(Thumbnails::asked(query.select.as_deref())?)
}

fn size(call: &Call) -> Result<Wanted, Fault> {
    let name = member(call, 2);
    Wanted::parse(name).ok_or_else(|| DriveFault::ThumbnailSize(shortened(name)).into())
}

fn member(call: &Call, at: usize) -> &str {
    call.open.address.members.get(at).map_or("", |member| &member.name)
}

async fn view(call: &Call) -> Result<ItemView, Fault> {
    call.read_item(|cx, caller, found| Ok(view::item(cx, caller, found)?)).await
}

/// Returns the item with the picture that it is, if the address names its set.
async fn pictured(call: &Call) -> Result<(ItemView, Picture), Fault> {
    let view = view(call).await?;
    let picture = schema::drawable(&view).ok_or(DriveFault::NoThumbnail)?;
    if member(call, 1) == SET { Ok((view, picture)) } else { Err(Error::NotFound.into()) }
}
