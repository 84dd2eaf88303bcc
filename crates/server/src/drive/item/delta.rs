//! What changed below a folder. Source: "Sync changes for an Item", "driveItem: delta".

use crate::cursor;
use crate::drive::address::Flavor;
use crate::drive::call::Call;
use crate::drive::schema::{GONE, ITEM, Shape};
use crate::drive::wire;
use crate::fault::{DriveFault, Fault};
use crate::reply::Reply;
use crate::root::encoded;
use crate::schema::Json;
use app::Error;
use app::item::delta::{Asked, Gone, Token, delta};
use app::item::view::{self, ItemView};
use http::StatusCode;
use model::{ItemId, Right};

/// What a client writes that wants no more than a place to begin at.
const LATEST: &str = "latest";

/// `GET …/delta`, `GET …/delta(token='…')`, and `GET …/view.changes`, as the first service had it at first
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    let shape = call.query.shape_in_list()?;
    call.query.only_by_name()?;
    let (place, caller, limit) = (call.place()?, call.caller.clone(), call.query.limit());
    let written = token(&call).map(str::to_owned);
    let outcome = call
        .read(move |cx| {
            let top = place.find(cx, &caller, Right::Read)?;
            let asked = match written.as_deref() {
                None => Asked::Everything,
                Some(LATEST) => Asked::Latest,
                // Whatever it is, it was not given out here, for this: to begin again is all that helps.
                Some(token) => match cursor::read(token, caller.user(), &list_name(&top.id())) {
                    Ok(token) => Asked::After(token),
                    Err(_) => return Ok(Outcome::Resync(top.id())),
                },
            };
            match delta(cx, &caller, &top, &asked, limit) {
                Ok(page) => {
                    let items = view::children(cx, &caller, &top, &page.items)?;
                    Ok(Outcome::Told(top.id(), Told { items, gone: page.gone, next: page.next, is_last: page.is_last }))
                }
                Err(Error::Resync) => Ok(Outcome::Resync(top.id())),
                Err(error) => Err(error.into()),
            }
        })
        .await?;
    match outcome {
        Outcome::Resync(top) => Err(DriveFault::Resync(address(&call, &top)).into()),
        Outcome::Told(top, told) => Ok(write(&call, &top, &told, &shape)),
    }
}

enum Outcome {
    Told(ItemId, Told),
    Resync(ItemId),
}

struct Told {
    items: Vec<ItemView>,
    gone: Vec<Gone>,
    next: Token,
    is_last: bool,
}

/// Returns the token, from the function's argument or from the query.
fn token(call: &Call) -> Option<&str> {
    call.argument("token").or(call.query.since.as_deref()).filter(|token| !token.is_empty())
}

fn write(call: &Call, top: &ItemId, told: &Told, shape: &Shape) -> Reply {
    let links = &call.open.links;
    let token = cursor::spell(&told.next, call.caller.user(), &list_name(top));
    // Clients take the token out of the address: it is its own option there, in this spelling.
    let link = format!("{}?token={}{}", address(call, top), encoded(&token), call.query.rest());
    let mut json = Json::new(1_400 * (told.items.len() + 1), false);
    json.object(|json| {
        json.key("value");
        json.array(|json| {
            told.items.iter().for_each(|view| json.object(|json| ITEM.members(json, links, view, shape)));
            told.gone.iter().for_each(|gone| json.object(|json| GONE.members(json, links, gone, &Shape::whole())));
        });
        json.key(if told.is_last { "@odata.deltaLink" } else { "@odata.nextLink" });
        json.text(&link);
        if links.flavor.is_legacy() {
            json.key("@delta.token");
            json.text(&token);
        }
        if is_of_2015(call) {
            json.key("@changes.hasMoreChanges");
            json.boolean(!told.is_last);
            json.key("@changes.token");
            json.text(&token);
        }
    });
    wire::written(StatusCode::OK, json)
}

/// Returns where the changes of an item are asked for, from the beginning.
fn address(call: &Call, top: &ItemId) -> String {
    let links = &call.open.links;
    let function = match links.flavor {
        _ if is_of_2015(call) => "view.changes",
        Flavor::Legacy => "view.delta",
        Flavor::Graph | Flavor::Both => "delta",
    };
    format!("{}/{function}", links.item(top))
}

/// Says whether changes are asked for by their first name. Source: "View changes for a OneDrive Item and its children".
fn is_of_2015(call: &Call) -> bool {
    call.open.address.members.last().is_some_and(|member| member.name == "view.changes")
}

fn list_name(top: &ItemId) -> String {
    format!("changes of {top}")
}
