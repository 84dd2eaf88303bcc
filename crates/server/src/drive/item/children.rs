//! What lies in a folder, piece by piece.

use crate::asked;
use crate::cursor;
use crate::drive::call::Call;
use crate::drive::query::Query;
use crate::drive::schema::{ITEM, tags};
use crate::drive::wire;
use crate::etag;
use crate::fault::Fault;
use crate::reply::Reply;
use app::access::AllowedItem;
use app::item::{self, Listing, Order, Position, view, view::ItemView};
use app::{Caller, Cx};
use http::{StatusCode, header};
use model::query::{ItemField, Predicate};
use model::{ItemId, Right};

/// A piece of a list.
pub(super) struct Page {
    pub(super) views: Vec<ItemView>,
    /// Where the list goes on, if it does.
    after: Option<Position>,
}

impl Page {
    /// Looks up what lies in something, after a place in the list. One more than asked for is looked for, so that a list which
    /// ends with a full piece says so.
    pub(super) fn of(
        cx: &mut Cx<'_, '_>,
        caller: &Caller,
        parent: &AllowedItem,
        (order, is_descending): (Order, bool),
        after: Option<&Position>,
        limit: usize,
        filter: Option<&Predicate<ItemField>>,
    ) -> app::Result<Self> {
        let listing = Listing { order, is_descending, after, limit: limit + 1 };
        let (mut found, stopped) = match filter {
            Some(filter) => item::chosen(cx, parent, &listing, filter)?,
            None => (item::children(cx, parent, &listing)?, None),
        };
        let goes_on = found.len() > limit;
        found.truncate(limit);
        let (items, mut places): (Vec<_>, Vec<_>) = found.into_iter().unzip();
        let after = places.pop().filter(|_| goes_on).or(stopped);
        Ok(Self { views: view::children(cx, caller, parent, &items)?, after })
    }
}

/// `GET …/children`
pub(crate) async fn list(call: Call) -> Result<Reply, Fault> {
    let (shape, order) = (call.query.shape_in_list()?, call.query.item_order()?);
    let (place, caller, limit) = (call.place()?, call.caller.clone(), call.query.limit());
    let filter = call.query.filter.as_deref().map(|text| asked::items(text, call.open.links.notebooks_are_folders)).transpose()?;
    let name = list_name(order, call.query.filter.as_deref());
    let (token, headers) = (call.query.token.clone(), call.open.headers.clone());
    let found = call
        .read(move |cx| {
            let parent = place.find(cx, &caller, Right::Read)?;
            // The tag of its content changes with everything below it; its other one does not. To know it, all below is walked.
            if headers.contains_key(header::IF_NONE_MATCH) {
                let tags = tags(&view::item(cx, &caller, &parent)?);
                if etag::header_names(&headers, &header::IF_NONE_MATCH, &tags[1..]) == Some(true) {
                    return Ok(None);
                }
            }
            let id = parent.id();
            let after =
                token.as_deref().map(|token| cursor::read(token, caller.user(), &format!("children of {id} {name}"))).transpose()?;
            Ok(Some((id, Page::of(cx, &caller, &parent, order, after.as_ref(), limit, filter.as_ref())?)))
        })
        .await?;
    let Some((parent, page)) = found else { return Ok(Reply::empty(StatusCode::NOT_MODIFIED)) };
    let next = next_link(&call, &call.query, &parent, order, &page);
    Ok(wire::list(&call.open.links, &ITEM, &page.views, &shape, next.as_deref()))
}

/// Returns the address of the rest of a list, of which a query says what is shown.
pub(super) fn next_link(call: &Call, query: &Query, parent: &ItemId, order: (Order, bool), page: &Page) -> Option<String> {
    let after = page.after.as_ref()?;
    let token = cursor::spell(after, call.caller.user(), &format!("children of {parent} {}", list_name(order, query.filter.as_deref())));
    let item = call.open.links.item(parent);
    Some(format!("{item}/children?{}", query.carried(&token)))
}

/// A token holds for one order and one filter only.
fn list_name(order: (Order, bool), filter: Option<&str>) -> String {
    filter.map_or_else(|| format!("by {order:?}"), |filter| format!("by {order:?} where {filter}"))
}
