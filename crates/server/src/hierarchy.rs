//! What notebooks, section groups and sections have in common: they are nodes, and only their shapes differ.

use crate::address::Surface;
use crate::asked;
use crate::call::Call;
use crate::fault::{Fault, RequestFault};
use crate::placing;
use crate::query::{HIERARCHY, Window};
use crate::reply::Reply;
use crate::root::{PublicId, Urls, collection};
use crate::schema::{self, Item, Json, Shape};
use crate::wire;
use app::access::{self, Allowed};
use app::arrange::{self, Change};
use app::expand::{self, Branch, Plan};
use app::idempotency::{self, Made};
use app::notebook::{After, Listing};
use app::view::{self, NodeView};
use app::{Caller, Cx, Error, notebook, place, query, section, section_group};
use http::{StatusCode, header};
use model::query::{NodeField, Predicate, Query, Seek};
use model::{Location, NameRule, NodeId, NodeKind, Right};
use std::fmt;

/// Returns the node that the address names, as the caller sees it, and what is to be seen around it.
pub(crate) async fn find(call: &Call, kind: NodeKind, plan: Plan) -> Result<(NodeView, Vec<Branch>), Fault> {
    let (caller, location, id) = (call.caller.clone(), call.root.location(), call.node()?);
    call.read(move |cx| {
        let place = place::resolve(cx, &caller, location)?;
        let allowed = access::node(cx, &caller, &place, &[kind], &id, Right::Read)?;
        let view = view::node(cx, &caller, &allowed)?;
        let branches = expand::nodes(cx, &caller, std::slice::from_ref(&view), &plan)?;
        Ok((view, branches))
    })
    .await
}

/// Answers with the node that the address names.
pub(crate) async fn get(call: &Call, kind: NodeKind) -> Result<Reply, Fault> {
    let entity = schema::nodes(kind);
    let (shape, plan) = call.shape(entity)?;
    let (view, branches) = find(call, kind, plan).await?;
    let urls = call.root.urls();
    let context = urls.context(format_args!("{}/$entity", entity.set));
    let json = wire::entity(&urls, &context, entity, Item::new(&view, 0, &branches), &shape, &[]);
    Ok(Reply::written(StatusCode::OK, json))
}

/// Moves the node that the address names to the recycle bin, with all it holds.
pub(crate) async fn delete(call: &Call, kind: NodeKind) -> Result<Reply, Fault> {
    let (caller, location, id) = (call.caller.clone(), call.root.location(), call.node()?);
    call.write(move |cx| {
        let place = place::resolve(cx, &caller, location)?;
        let allowed = access::node(cx, &caller, &place, &[kind], &id, Right::Write)?;
        notebook::delete(cx, &caller, &allowed).map(drop)
    })
    .await?;
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}

/// Gives the node that the address names another name, parent or place.
pub(crate) async fn change(call: &Call, kind: NodeKind) -> Result<Reply, Fault> {
    let asked = placing::node(call, kind)?;
    let name_rule = match kind {
        NodeKind::Notebook if call.root.is_2014() => NameRule::Notebook2014,
        NodeKind::Notebook => NameRule::Notebook,
        _ => NameRule::Section,
    };
    let (caller, location, id) = (call.caller.clone(), call.root.location(), call.node()?);
    let view = call
        .write(move |cx| {
            let place = place::resolve(cx, &caller, location)?;
            let allowed = access::node(cx, &caller, &place, &[kind], &id, Right::Write)?;
            let parent = asked.parent.map(|goal| goal.find(cx, &caller)).transpose()?;
            let (name, position, conflict) = (asked.name.as_deref(), asked.order, asked.conflict);
            let change = Change { name, name_rule, parent: parent.as_ref(), position, conflict };
            let changed = arrange::change(cx, &caller, &allowed, &change)?;
            view::node(cx, &caller, &changed)
        })
        .await?;
    let urls = call.root.urls();
    // No document says what a rename answers; clients of the OneNote service look at nothing, and those of Graph at the entity.
    Ok(match call.root.surface {
        Surface::Legacy => Reply::empty(StatusCode::NO_CONTENT),
        Surface::Graph => Reply::written(StatusCode::OK, alone(&urls, &view, format_args!("{}/$entity", schema::nodes(kind).set))),
    })
}

/// Answers with the node of a kind that lies around the node that the address names.
pub(crate) async fn above_node(call: &Call, kind: NodeKind, around: NodeKind) -> Result<Reply, Fault> {
    let (caller, location, id) = (call.caller.clone(), call.root.location(), call.node()?);
    above(call, around, move |cx| {
        let place = place::resolve(cx, &caller, location)?;
        let allowed = access::node(cx, &caller, &place, &[kind], &id, Right::Read)?;
        let view = view::node(cx, &caller, &allowed)?;
        Ok(if around == NodeKind::Notebook { view.notebook } else { view.group }.map(|above| above.id))
    })
    .await
}

/// Answers with a node of a kind that `find` knows, or that there is none: 204, as OData has it for a relationship that leads
/// nowhere (OData 4.0, part 1, 11.2.5). What the caller may not see is none.
pub(crate) async fn above(
    call: &Call,
    kind: NodeKind,
    find: impl Fn(&mut Cx<'_, '_>) -> app::Result<Option<NodeId>> + Send + 'static,
) -> Result<Reply, Fault> {
    let entity = schema::nodes(kind);
    let (shape, plan) = call.shape(entity)?;
    let (caller, location) = (call.caller.clone(), call.root.location());
    let found = call
        .read(move |cx| {
            let Some(id) = find(cx)? else { return Ok(None) };
            let place = place::resolve(cx, &caller, location)?;
            let allowed = access::node(cx, &caller, &place, &[kind], &id, Right::Read)?;
            let view = view::node(cx, &caller, &allowed)?;
            let branches = expand::nodes(cx, &caller, std::slice::from_ref(&view), &plan)?;
            Ok(Some((view, branches)))
        })
        .await?;
    let Some((view, branches)) = found else { return Ok(Reply::empty(StatusCode::NO_CONTENT)) };
    let urls = call.root.urls();
    let context = urls.context(format_args!("{}/$entity", entity.set));
    let json = wire::entity(&urls, &context, entity, Item::new(&view, 0, &branches), &shape, &[]);
    Ok(Reply::written(StatusCode::OK, json))
}

/// Lists everything of a kind at the location.
pub(crate) async fn list_all(call: &Call, kind: NodeKind) -> Result<Reply, Fault> {
    let window = call.query.window(HIERARCHY)?;
    let (shape, plan) = call.shape(schema::nodes(kind))?;
    let tail = collection(kind);
    if with_shared(call)? {
        return list_with_shared(call, &shape, plan, window).await;
    }
    let (list, wants_count) = (List::of(call, tail, kind)?, call.query.count);
    let (caller, location) = (call.caller.clone(), call.root.location());
    let found = call
        .read(move |cx| {
            let place = place::resolve(cx, &caller, location)?;
            let mut found = match &list {
                List::ByName(after) => {
                    let limit = window.skip + window.limit;
                    let listing = match kind {
                        NodeKind::SectionGroup => section_group::list(cx, &caller, &place, after.as_ref(), limit),
                        NodeKind::Section => section::list(cx, &caller, &place, after.as_ref(), limit),
                        _ => notebook::list(cx, &caller, &place, after.as_ref(), limit),
                    };
                    Found::by_name(listing?, window.skip)
                }
                List::Asked(asked) => Found::asked(query::nodes_at(cx, &caller, &place, kind, &windowed(asked, window))?),
            };
            if wants_count {
                found.count = Some(query::count_nodes_at(cx, &caller, &place, kind, list.filter())?);
            }
            found.look_around(cx, &caller, &plan)
        })
        .await?;
    let urls = call.root.urls();
    let next_link = found.next_link(call, &urls, tail, window);
    Ok(listed(&urls, kind, &urls.context(format_args!("{tail}")), &found, &shape, next_link.as_deref()))
}

/// Says whether notebooks that others share with the caller are asked for. They stand among the caller's own and nowhere else,
/// and take a scope that reaches so far, which [`crate::query::Query::need`] says. Source: "Microsoft Graph permissions reference".
fn with_shared(call: &Call) -> Result<bool, Fault> {
    if !call.query.with_shared {
        return Ok(false);
    }
    if call.root.location() != Location::Me {
        return Err(RequestFault::OptionUnknown("includesharednotebooks".to_owned()).into());
    }
    Ok(true)
}

/// Lists the caller's own notebooks and those that others share with them.
async fn list_with_shared(call: &Call, shape: &Shape, plan: Plan, window: Window) -> Result<Reply, Fault> {
    let kind = NodeKind::Notebook;
    let tail = collection(kind);
    let asked = call.query.asked::<NodeField>(asked::nodes(kind))?;
    let (predicate, order) = asked.map_or((None, Vec::new()), |asked| (asked.filter, asked.order));
    let after = call.seek(tail, order.len())?;
    let query = Query { predicate, order, after, skip: window.skip, limit: window.limit, wants_count: call.query.count };
    let (caller, location) = (call.caller.clone(), call.root.location());
    let found = call
        .read(move |cx| {
            let place = place::resolve(cx, &caller, location)?;
            let listing = query::notebooks_with_shared(cx, &caller, &place, &query)?;
            let count = listing.count;
            Found { count, ..Found::asked(listing) }.look_around(cx, &caller, &plan)
        })
        .await?;
    let urls = call.root.urls();
    let next_link = found.next_link(call, &urls, tail, window);
    Ok(listed(&urls, kind, &urls.context(format_args!("{tail}")), &found, shape, next_link.as_deref()))
}

/// Lists what of a kind lies directly in the notebook or section group that the address names.
pub(crate) async fn list_in(call: &Call, parent: NodeKind, kind: NodeKind) -> Result<Reply, Fault> {
    let window = call.query.window(HIERARCHY)?;
    let (shape, plan) = call.shape(schema::nodes(kind))?;
    let id = call.node()?;
    let tail = format!("{}/{}/{}", collection(parent), PublicId(id), collection(kind));
    let (list, wants_count) = (List::of(call, &tail, kind)?, call.query.count);
    let (caller, location) = (call.caller.clone(), call.root.location());
    let found = call
        .read(move |cx| {
            let place = place::resolve(cx, &caller, location)?;
            let parent = access::node(cx, &caller, &place, &[parent], &id, Right::Read)?;
            let mut found = match &list {
                List::ByName(after) => {
                    let limit = window.skip + window.limit;
                    Found::by_name(section_group::children(cx, &caller, &parent, kind, after.as_ref(), limit)?, window.skip)
                }
                List::Asked(asked) => Found::asked(query::nodes_in(cx, &caller, &parent, kind, &windowed(asked, window))?),
            };
            if wants_count {
                found.count = Some(query::count_nodes_in(cx, &caller, &parent, kind, list.filter())?);
            }
            found.look_around(cx, &caller, &plan)
        })
        .await?;
    let urls = call.root.urls();
    let context = urls.context(format_args!("{}('{}')/{}", collection(parent), PublicId(id), collection(kind)));
    let next_link = found.next_link(call, &urls, &tail, window);
    Ok(listed(&urls, kind, &context, &found, &shape, next_link.as_deref()))
}

/// What is listed, and from where on.
enum List {
    /// All, by name.
    ByName(Option<After>),
    /// Those that a filter chooses, in an order.
    Asked(Query<NodeField>),
}

impl List {
    fn of(call: &Call, tail: &str, kind: NodeKind) -> Result<Self, Fault> {
        let Some(asked) = call.query.asked::<NodeField>(asked::nodes(kind))? else { return Ok(Self::ByName(call.cursor(tail)?)) };
        let after = call.seek(tail, asked.order.len())?;
        Ok(Self::Asked(Query { predicate: asked.filter, order: asked.order, after, ..Query::first(0) }))
    }

    fn filter(&self) -> Option<&Predicate<NodeField>> {
        match self {
            Self::ByName(_) => None,
            Self::Asked(asked) => asked.predicate.as_ref(),
        }
    }
}

fn windowed(asked: &Query<NodeField>, window: Window) -> Query<NodeField> {
    Query { skip: window.skip, limit: window.limit, ..asked.clone() }
}

/// A list, and what is to be seen around its entries.
struct Found {
    entries: Vec<NodeView>,
    next: Option<Next>,
    count: Option<u64>,
    branches: Vec<Branch>,
}

enum Next {
    ByName(After),
    Asked(Seek),
}

impl Found {
    fn by_name(mut listing: Listing, skip: usize) -> Self {
        listing.entries.drain(..skip.min(listing.entries.len()));
        Self { entries: listing.entries, next: listing.next.map(Next::ByName), count: None, branches: Vec::new() }
    }

    fn asked(listing: query::Listing<NodeView>) -> Self {
        Self { entries: listing.entries, next: listing.next.map(Next::Asked), count: None, branches: Vec::new() }
    }

    fn look_around(mut self, cx: &mut Cx<'_, '_>, caller: &Caller, plan: &Plan) -> app::Result<Self> {
        self.branches = expand::nodes(cx, caller, &self.entries, plan)?;
        Ok(self)
    }

    fn next_link(&self, call: &Call, urls: &Urls, tail: &str, window: Window) -> Option<String> {
        self.next.as_ref().map(|next| match next {
            Next::ByName(next) => call.next_link(urls, tail, window, next),
            Next::Asked(next) => call.next_link(urls, tail, window, next),
        })
    }
}

fn listed(urls: &Urls, kind: NodeKind, context: &str, found: &Found, shape: &Shape, next_link: Option<&str>) -> Reply {
    let entries = (found.entries.as_slice(), found.branches.as_slice());
    Reply::written(StatusCode::OK, wire::list(urls, context, schema::nodes(kind), entries, shape, (found.count, next_link)))
}

/// Writes a node that stands alone, and has the context `context` under the root.
pub(crate) fn alone(urls: &Urls, view: &NodeView, context: fmt::Arguments<'_>) -> Json {
    let entity = schema::nodes(view.kind);
    wire::entity(urls, &urls.context(context), entity, Item::alone(view), &Shape::whole(entity, urls.root.surface), &[])
}

/// Creates a section or section group in the notebook or section group that the address names.
pub(crate) async fn create_in(call: &Call, parent: NodeKind, kind: NodeKind) -> Result<NodeView, Fault> {
    let ([name], conflict) = call.members([call.root.surface.name_member()])?;
    let (name, keyed, id) = (name.unwrap_or_default(), call.keyed()?, call.node()?);
    let (caller, location) = (call.caller.clone(), call.root.location());
    call.write(move |cx| {
        let place = place::resolve(cx, &caller, location)?;
        let parent = access::node(cx, &caller, &place, &[parent], &id, Right::Write)?;
        let mut created = None;
        let (made, _) = idempotency::once::<Error>(cx, &caller, keyed.as_ref(), |cx| {
            let node = match kind {
                NodeKind::SectionGroup => section_group::create(cx, &caller, &parent, &name, conflict)?,
                _ => section::create(cx, &caller, &parent, &name, conflict)?,
            };
            let id = node.node().id;
            created = Some(node);
            Ok(Made::Node(id))
        })?;
        let allowed = match created {
            Some(allowed) => allowed,
            None => again(cx, &caller, made, kind)?,
        };
        view::node(cx, &caller, &allowed)
    })
    .await
}

/// Looks up what an earlier request with the same key made.
pub(crate) fn again(cx: &mut Cx<'_, '_>, caller: &Caller, made: Made, kind: NodeKind) -> app::Result<Allowed> {
    let Made::Node(id) = made else { return Err(Error::Internal) };
    access::node_anywhere(cx, caller, &[kind], &id, Right::Read).map_err(|error| match error {
        Error::NotFound => Error::KeyOutcomeGone,
        other => other,
    })
}

/// Answers that something was created, and where it is.
pub(crate) fn created(body: Json, location: &str) -> Reply {
    Reply::written(StatusCode::CREATED, body).with(header::LOCATION, location)
}
