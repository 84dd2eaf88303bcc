//! What has words in its name. Source: "Search for driveItems", "Search for a OneDrive Item by query".

use crate::cursor;
use crate::drive::address::{Anchor, Flavor, Item, Target};
use crate::drive::call::Call;
use crate::drive::place::Place;
use crate::drive::schema::ITEM;
use crate::drive::wire;
use crate::fault::{DriveFault, Fault, RequestFault};
use crate::reply::Reply;
use crate::root::encoded;
use crate::schema::Json;
use app::item::{self, view};
use http::StatusCode;
use model::Right;

/// `GET …/search(q='…')`, `GET …/view.search?q=…`
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    let shape = call.query.shape_in_list()?;
    if call.query.filter.is_some() || call.query.orderby.is_some() {
        return Err(DriveFault::OptionNotServed("$filter, $orderby".to_owned()).into());
    }
    let place = match &call.open.address.target {
        Target::Item(which, item) => Place::read(which, item)?,
        Target::Drive(which) => Place::read(which, &Item { anchor: Anchor::Root, path: Vec::new() })?,
        _ => return Err(RequestFault::BadId.into()),
    };
    let text = words(&call).ok_or(RequestFault::OptionValue("q", "some words"))?.to_owned();
    if text.split_whitespace().count() > item::SEARCH_WORDS_MAX {
        return Err(RequestFault::OptionValue("q", "at most 16 words").into());
    }
    let (caller, limit, token) = (call.caller.clone(), call.query.limit(), call.query.token.clone());
    let asked = text.clone();
    let (top, views, next) = call
        .read(move |cx| {
            let top = place.find(cx, &caller, Right::Read)?;
            let list = format!("search of {} for {asked}", top.id());
            let after = token.as_deref().map(|token| cursor::read(token, caller.user(), &list)).transpose()?;
            let found = item::search(cx, &top, &asked, after, limit)?;
            let next = found.next.map(|place| cursor::spell(&place, caller.user(), &list));
            Ok((top.id(), view::children(cx, &caller, &top, &found.items)?, next))
        })
        .await?;
    let links = &call.open.links;
    let doubled = text.replace('\'', "''");
    let address = match links.flavor {
        Flavor::Legacy => format!("{}/view.search?q={}&", links.item(&top), encoded(&text)),
        Flavor::Graph | Flavor::Both => format!("{}/search(q='{}')?", links.item(&top), encoded(&doubled)),
    };
    let mut json = Json::new(1_400 * (views.len() + 1), false);
    json.object(|json| {
        let next = next.as_deref().map(|token| format!("{address}{}", call.query.carried(token)));
        wire::members(json, links, &ITEM, ("value", &views), &shape, next.as_deref().map(|link| ("@odata.nextLink", link)));
        if links.flavor.is_legacy() {
            json.key("@search.approximateCount");
            json.number(i64::try_from(views.len()).unwrap_or(i64::MAX));
        }
    });
    Ok(wire::written(StatusCode::OK, json))
}

/// Returns what is looked for, from the function's argument or from the query.
fn words(call: &Call) -> Option<&str> {
    call.argument("q").or(call.query.words.as_deref()).map(str::trim).filter(|words| !words.is_empty())
}
