use super::listed::{Answer, Request};
use crate::asked::{self, Asked};
use crate::call::Call;
use crate::fault::Fault;
use crate::query::{PAGES, Window};
use crate::reply::Reply;
use crate::root::{PublicId, Urls};
use crate::schema::PAGE;
use crate::wire;
use app::access::{self, Allowed};
use app::expand::{self, Branch};
use app::page::Position;
use app::page::edition::{self, Edition};
use app::place::{self, Place};
use app::search::{self, Sought};
use app::view::PageView;
use app::{Caller, Cx, page, query};
use bytes::Bytes;
use http::StatusCode;
use model::query::{PageField, Query, Seek};
use model::{NodeId, NodeKind, Right, Timestamp};

/// `GET pages`: of all sections of the location, the newest first.
pub(crate) async fn at_root(call: Call) -> Result<Reply, Fault> {
    let context = call.root.urls().context(format_args!("pages"));
    answer(&call, None, "pages", &context).await
}

/// `GET sections/{id}/pages`: the newest first.
pub(crate) async fn in_section(call: Call) -> Result<Reply, Fault> {
    let id = call.node()?;
    let context = call.root.urls().context(format_args!("sections('{}')/pages", PublicId(id)));
    answer(&call, Some(id), &format!("sections/{}/pages", PublicId(id)), &context).await
}

async fn answer(call: &Call, section: Option<NodeId>, tail: &str, context: &str) -> Result<Reply, Fault> {
    let window = call.query.window(PAGES)?;
    let (shape, plan) = call.shape(&PAGE)?;
    let list = List::of(call, tail)?;
    // Of many sections, a count is of all pages, however old, and whoever follows links seldom comes back.
    let is_of_few = section.is_some() || !call.query.count && call.query.token.is_none();
    let may_keep = is_of_few && list.is_by_time() && plan.ways.is_empty() && call.query.is_short();
    let request = may_keep.then(|| Request { user: *call.caller.user(), root: call.root.clone(), section, query: call.query.clone() });
    let before = request.as_ref().and_then(|request| call.server.listed.get(request));
    let (caller, location) = (call.caller.clone(), call.root.location());
    let (wants_count, wants_places) = (call.query.count, call.query.page_level);
    let looked = call
        .read(move |cx| {
            let place = place::resolve(cx, &caller, location)?;
            let within = match section {
                Some(id) => Within::Section(access::node(cx, &caller, &place, &[NodeKind::Section], &id, Right::Read)?),
                None => Within::Place(place),
            };
            if let Some(before) = &before
                && within.edition(cx, &caller, before.edition.since())? == Some(before.edition)
            {
                return Ok(Looked::Before(before.body.clone()));
            }
            let mut found = list.find(cx, &caller, &within, window)?;
            if wants_count {
                found.count = Some(list.count(cx, &caller, &within)?);
            }
            if let (true, Within::Section(section)) = (wants_places, &within) {
                query::note_places(cx, &caller, section, &mut found.entries)?;
            }
            let branches = expand::pages(cx, &caller, &found.entries, &plan)?;
            let edition = match found.since.filter(|_| may_keep) {
                Some(since) => within.edition(cx, &caller, since)?,
                None => None,
            };
            Ok(Looked::Found(found, branches, edition))
        })
        .await?;
    let (found, branches, edition) = match looked {
        Looked::Before(body) => return Ok(Reply::kept(StatusCode::OK, call.root.is_bare, body)),
        Looked::Found(found, branches, edition) => (found, branches, edition),
    };
    let urls = call.root.urls();
    let next_link = found.next.as_ref().map(|next| next.link(call, &urls, tail, window));
    let entries = (found.entries.as_slice(), branches.as_slice());
    let json = wire::list(&urls, context, &PAGE, entries, &shape, (found.count, next_link.as_deref()));
    let (Some(request), Some(edition)) = (request, edition) else { return Ok(Reply::written(StatusCode::OK, json)) };
    // Without the room for more that it was written in.
    let body = Bytes::from(json.into_text().into_bytes().into_boxed_slice());
    call.server.listed.put(request, Answer { edition, body: body.clone() });
    Ok(Reply::kept(StatusCode::OK, call.root.is_bare, body))
}

enum Looked {
    /// What was answered before is still right.
    Before(Bytes),
    Found(Found, Vec<Branch>, Option<Edition>),
}

/// Where pages are listed.
pub(crate) enum Within {
    Place(Place),
    Section(Allowed),
}

impl Within {
    /// Returns what a list of pages that were changed at `since` or later depends on, if that can be said in short.
    fn edition(&self, cx: &mut Cx<'_, '_>, caller: &Caller, since: Timestamp) -> app::Result<Option<Edition>> {
        match self {
            Self::Place(place) => edition::at(cx, caller, place, since),
            Self::Section(section) => edition::in_section(cx, caller, section).map(Some),
        }
    }
}

/// What of them is listed, and from where on.
pub(crate) enum List {
    /// The newest.
    Newest(Option<Position>),
    /// Those with some words, the best first.
    Found(Sought, Option<search::Position>),
    /// Those that a filter chooses and that have some words, in an order.
    Asked(Query<PageField>, Option<Sought>),
}

struct Found {
    entries: Vec<PageView>,
    next: Option<Next>,
    count: Option<u64>,
    /// If they come by falling time of change: no page that was changed before this moment matters.
    since: Option<Timestamp>,
}

enum Next {
    Newest(Position),
    Found(search::Position),
    Asked(Seek),
}

impl Next {
    fn link(&self, call: &Call, urls: &Urls, tail: &str, window: Window) -> String {
        match self {
            Self::Newest(next) => call.next_link(urls, tail, window, next),
            Self::Found(next) => call.next_link(urls, tail, window, next),
            Self::Asked(next) => call.next_link(urls, tail, window, next),
        }
    }
}

impl List {
    /// Reads what is asked for.
    pub(crate) fn of(call: &Call, tail: &str) -> Result<Self, Fault> {
        let sought = call.query.sought()?;
        let asked: Option<Asked<PageField>> = call.query.asked(&asked::PAGES)?;
        Ok(match (asked, sought) {
            (None, None) => Self::Newest(call.cursor(tail)?),
            (None, Some(sought)) => Self::Found(sought, call.cursor(tail)?),
            (Some(asked), sought) => {
                let after = call.seek(tail, asked.order.len())?;
                Self::Asked(Query { predicate: asked.filter, order: asked.order, after, ..Query::first(0) }, sought)
            }
        })
    }

    /// Says whether times, names and what pages say of themselves alone decide what is listed, and not the words on them.
    fn is_by_time(&self) -> bool {
        matches!(self, Self::Newest(_) | Self::Asked(_, None))
    }

    fn find(&self, cx: &mut Cx<'_, '_>, caller: &Caller, within: &Within, window: Window) -> app::Result<Found> {
        let (skip, limit) = (window.skip, window.limit);
        let (entries, next, since) = match self {
            Self::Newest(after) => {
                let listing = match within {
                    Within::Place(place) => page::list(cx, caller, place, after.as_ref(), skip, limit)?,
                    Within::Section(section) => page::list_in(cx, caller, section, after.as_ref(), skip, limit)?,
                };
                (listing.entries, listing.next.map(Next::Newest), Some(listing.since))
            }
            Self::Found(sought, after) => {
                let found = match within {
                    Within::Place(place) => search::pages(cx, caller, place, sought, after.as_ref(), skip, limit)?,
                    Within::Section(section) => search::pages_in(cx, caller, section, sought, after.as_ref(), skip, limit)?,
                };
                (found.entries, found.next.map(Next::Found), None)
            }
            Self::Asked(asked, sought) => {
                let asked = Query { skip, limit, ..asked.clone() };
                let listing = match within {
                    Within::Place(place) => query::pages_at(cx, caller, place, &asked, sought.as_ref())?,
                    Within::Section(section) => query::pages_in(cx, caller, section, &asked, sought.as_ref())?,
                };
                (listing.entries, listing.next.map(Next::Asked), listing.since)
            }
        };
        Ok(Found { entries, next, count: None, since })
    }

    /// Counts the whole list.
    pub(crate) fn count(&self, cx: &mut Cx<'_, '_>, caller: &Caller, within: &Within) -> app::Result<u64> {
        let (filter, sought) = match self {
            Self::Newest(_) => (None, None),
            Self::Found(sought, _) => (None, Some(sought)),
            Self::Asked(asked, sought) => (asked.predicate.as_ref(), sought.as_ref()),
        };
        match within {
            Within::Place(place) => query::count_pages_at(cx, caller, place, filter, sought),
            Within::Section(section) => query::count_pages_in(cx, caller, section, filter, sought),
        }
    }
}
