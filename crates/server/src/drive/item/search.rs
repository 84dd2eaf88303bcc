//! What has words in its name. Source: "Search for driveItems", "Search for a OneDrive Item by query".

use crate::cursor;
use crate::drive::address::{Anchor, Flavor, Item, Target};
use crate::drive::call::Call;
use crate::drive::place::Place;
use crate::drive::remote::Remote;
use crate::drive::wire;
use crate::fault::{Fault, RequestFault};
use crate::reply::Reply;
use crate::root::encoded;
use crate::schema::Json;
use app::item::{self, view};
use http::StatusCode;
use model::Right;

/// `GET …/search(q='…')`, `GET …/view.search?q=…`
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    let shape = Remote::asked(&call.query)?;
    call.query.as_it_comes()?;
    let (place, is_of_drive) = match &call.open.address.target {
        Target::Item(which, item) => (Place::read(which, item)?, false),
        Target::Drive(which) => (Place::read(which, &Item { anchor: Anchor::Root, path: Vec::new() })?, true),
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
            let (top, token) = (place.find(cx, &caller, Right::Read)?, token.as_deref());
            let found = if is_of_drive {
                let list = format!("search of drive {} for {asked}", top.id());
                let after = token.map(|token| cursor::read(token, caller.user(), &list)).transpose()?;
                let (views, next) = item::search_drive(cx, &caller, &top, &asked, after, limit)?;
                (top.id(), views, next.map(|spot| cursor::spell(&spot, caller.user(), &list)))
            } else {
                let list = format!("search of {} for {asked}", top.id());
                let after = token.map(|token| cursor::read(token, caller.user(), &list)).transpose()?;
                let found = item::search(cx, &top, &asked, after, limit)?;
                let next = found.next.map(|place| cursor::spell(&place, caller.user(), &list));
                (top.id(), view::children(cx, &caller, &top, &found.items)?, next)
            };
            Ok(found)
        })
        .await?;
    let links = &call.open.links;
    let searched = if is_of_drive { links.drive(top.drive) } else { links.item(&top) };
    let address = match links.flavor {
        Flavor::Legacy => format!("{searched}/view.search?q={}&", encoded(&text)),
        Flavor::Graph | Flavor::Both => format!("{searched}/search(q='{}')?", encoded(&text.replace('\'', "''"))),
    };
    let mut json = Json::new(1_400 * (views.len() + 1), false);
    json.object(|json| {
        json.key("value");
        shape.write(json, links, views.iter().map(|view| (view, view.id.drive != top.drive)));
        if let Some(token) = &next {
            json.key("@odata.nextLink");
            json.text(&format!("{address}{}", call.query.carried(token)));
        }
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
