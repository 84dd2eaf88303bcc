//! Copying, for every kind of thing: the body, the ends, the 202. What differs between the calls is what may be copied and
//! what it may go into.
//!
//! Source: "Copy notebooks, sections, and pages".

use crate::address::Surface;
use crate::call::Call;
use crate::fault::{Fault, RequestFault};
use crate::operation::get::resource;
use crate::operation::wire::operation_url;
use crate::reply::Reply;
use crate::root::{PublicId, collection, group_id, node_id, site_ids};
use crate::schema::{ACCEPTED, OperationView};
use crate::wire;
use app::access::{self, Allowed, AllowedPage};
use app::copy::{self, Destination, Order, Source};
use app::idempotency::{self, Made};
use app::operation;
use app::place::{Home, Place};
use app::{Caller, Cx, Error, place};
use http::{HeaderName, StatusCode, header};
use model::{ConflictBehavior, Location, NameRule, Need, NodeId, NodeKind, Owner, PageId, Right};

/// What the address names as the source.
#[derive(Clone, Copy, Debug)]
pub(crate) enum From {
    Node(NodeKind, NodeId),
    Page(PageId),
}

/// What the body says.
#[derive(Clone, Debug)]
struct Asked {
    /// The destination's id; none for a notebook, which goes to a library.
    id: Option<NodeId>,
    /// Where the destination is, if the body says it.
    place: Option<Location>,
    name: Option<String>,
    conflict: ConflictBehavior,
}

/// Copies the section or the section group that the address names, into a notebook or a section group.
pub(crate) async fn into(call: Call, kind: NodeKind, into: NodeKind) -> Result<Reply, Fault> {
    let id = call.node()?;
    let source_url = format!("{}/{}", collection(kind), PublicId(id));
    handle(call, From::Node(kind, id), Some(into), source_url).await
}

/// Carries out a copy of `from` into a node of kind `into`, or (none) into the folder that takes notebooks.
///
/// `source_url` is the source's address under the root.
pub(crate) async fn handle(call: Call, from: From, into: Option<NodeKind>, source_url: String) -> Result<Reply, Fault> {
    let asked = asked(&call, from, into)?;
    let keyed = call.keyed()?;
    let rule = match into {
        Some(_) => NameRule::Section,
        None if call.root.is_2014() => NameRule::Notebook2014,
        None => NameRule::Notebook,
    };
    let (caller, location, id) = (call.caller.clone(), call.root.location(), call.correlation.operation(&call.server.app));
    let (correlation, refuses_personal) = (call.correlation.text(), call.server.options.refuse_personal_copies);
    let root = call.root.clone();
    let app = &call.server.app;
    let (accepted, home) = app
        .write_as(move |cx| {
            // Everything is looked up for the first request only. A repetition gets the operation that the first one got, even
            // if the source is gone by now: who copies and then deletes, moves.
            let (made, _) = idempotency::once::<Fault>(cx, &caller, keyed.as_ref(), |cx| {
                let home = place::resolve(cx, &caller, location)?;
                let source = Found::of(cx, &caller, &home, from)?;
                let target = target(cx, &caller, &home, &asked, into)?;
                let is_personal = [source.owner(), target.drive().owner].iter().any(|owner| matches!(owner, Owner::User(_)));
                if refuses_personal && is_personal {
                    return Err(RequestFault::PersonalCopy.into());
                }
                let order = Order {
                    name: asked.name.as_deref(),
                    name_rule: rule,
                    conflict: asked.conflict,
                    id,
                    with_versions: false,
                    correlation: &correlation,
                };
                let destination = if into.is_some() { Destination::Into(&target) } else { Destination::Notebooks(&target) };
                let accepted = copy::start(cx, &caller, source.end(), destination, &order)?;
                Ok(Made::Operation(accepted.operation.id))
            })?;
            let Made::Operation(made) = made else { return Err(Fault::Verb(Error::Internal)) };
            let accepted = operation::get(cx, &caller, &made).map_err(|error| match error {
                Error::NotFound => Error::KeyOutcomeGone,
                other => other,
            })?;
            let owner = operation::target_owner(cx, &accepted.request.target_drive)?;
            let home = place::home_of(cx, &owner)?;
            // Graph's schema has the whole operation in the reply, so one that has ended says what it made.
            let resource = if root.surface == Surface::Graph { resource(cx, &caller, &root, &accepted)? } else { None };
            Ok((OperationView::new(accepted, resource), home))
        })
        .await?;
    if !accepted.operation.state.is_final() {
        call.server.app.wake();
    }
    Ok(reply(&call, &accepted, &home, &source_url))
}

fn reply(call: &Call, accepted: &OperationView, home: &Home, source_url: &str) -> Reply {
    let urls = call.root.urls();
    // Under the destination's location, in the version of the request.
    let there = call.root.at(home, call.caller.user()).urls();
    let body = wire::operation(&urls, &urls.type_context(ACCEPTED.names.legacy, ACCEPTED.names.graph), &ACCEPTED, accepted);
    let reply = Reply::written(StatusCode::ACCEPTED, body)
        .with(const { HeaderName::from_static("operation-location") }, &operation_url(&there, &accepted.operation.id));
    match call.root.surface {
        // The source's address; the article's example has it so.
        Surface::Legacy => reply.with(header::LOCATION, &urls.url(format_args!("{source_url}"))),
        Surface::Graph => reply,
    }
}

fn asked(call: &Call, from: From, into: Option<NodeKind>) -> Result<Asked, Fault> {
    const PLACE: [&str; 3] = ["groupId", "siteCollectionId", "siteId"];
    let [group, collection, site] = PLACE;
    let (id, place, name, conflict) = match (into, from) {
        (None, _) => {
            let ([group, collection, site, name, folder], conflict) =
                call.members([group, collection, site, "renameAs", "notebookFolder"])?;
            refuse_other_folder(folder.as_deref())?;
            (None, [group, collection, site], name, conflict)
        }
        (Some(_), From::Page(_)) => {
            let ([id, group, collection, site], conflict) = call.members(["id", group, collection, site])?;
            (Some(id), [group, collection, site], None, conflict)
        }
        (Some(_), From::Node(..)) => {
            let ([id, group, collection, site, name], conflict) = call.members(["id", group, collection, site, "renameAs"])?;
            (Some(id), [group, collection, site], name, conflict)
        }
    };
    let id = match id {
        None => None,
        Some(text) => Some(text.as_deref().and_then(node_id).ok_or(RequestFault::BadDestinationId)?),
    };
    Ok(Asked { id, place: named_place(place)?, name, conflict })
}

/// `notebookFolder` stands in the schema and in no article. Only what it would mean anyway is taken.
fn refuse_other_folder(folder: Option<&str>) -> Result<(), RequestFault> {
    match folder {
        None => Ok(()),
        Some(name) if name.trim_matches('/').eq_ignore_ascii_case("Notebooks") => Ok(()),
        Some(_) => Err(RequestFault::UnknownMember("notebookFolder".to_owned())),
    }
}

fn named_place([group, collection, site]: [Option<String>; 3]) -> Result<Option<Location>, RequestFault> {
    match (group, collection, site) {
        (None, None, None) => Ok(None),
        (Some(group), None, None) => Ok(Some(Location::Group(group_id(&group).ok_or(RequestFault::BadGroup)?))),
        (None, Some(collection), Some(site)) => {
            let (collection, site) = site_ids(&collection, &site).ok_or(RequestFault::BadSite)?;
            Ok(Some(Location::Site(collection, site)))
        }
        _ => Err(RequestFault::TwoPlaces),
    }
}

/// The source, looked up for a caller who may read it.
enum Found {
    Node(Allowed),
    Page(AllowedPage),
}

impl Found {
    fn of(cx: &mut Cx<'_, '_>, caller: &Caller, place: &Place, from: From) -> app::Result<Self> {
        Ok(match from {
            From::Node(kind, id) => Self::Node(access::node(cx, caller, place, &[kind], &id, Right::Read)?),
            // A token that may create but not read pages may copy them, as the article's list of scopes has it; one for
            // pages of its own app only may not copy others.
            From::Page(id) => Self::Page(access::page(cx, caller, place, &id, Right::Read, Need::ReadPages)?),
        })
    }

    fn end(&self) -> Source<'_> {
        match self {
            Self::Node(node) => Source::Node(node),
            Self::Page(page) => Source::Page(page),
        }
    }

    fn owner(&self) -> Owner {
        match self {
            Self::Node(node) => node.drive().owner,
            Self::Page(page) => page.section().drive().owner,
        }
    }
}

/// Everything that a destination's id may turn out to be.
const HOLDERS: &[NodeKind] = &[NodeKind::Notebook, NodeKind::SectionGroup, NodeKind::Section];

/// Looks up where the copy goes. Everything that the body names is resolved and asked for: an id counts only where the body
/// says that it is.
fn target(cx: &mut Cx<'_, '_>, caller: &Caller, home: &Place, asked: &Asked, into: Option<NodeKind>) -> app::Result<Allowed> {
    let place = asked.place.map(|location| place::resolve(cx, caller, location)).transpose()?;
    let (Some(id), Some(into)) = (asked.id, into) else {
        let place = match place {
            Some(place) => place,
            // An app alone has none of its own.
            None if caller.is_app_alone() => home.clone(),
            // A copy that names no place goes to the copier's own, wherever the original is.
            None => place::resolve(cx, caller, Location::Me)?,
        };
        return access::notebooks_home(cx, &place);
    };
    let found = match &place {
        Some(place) => access::node(cx, caller, place, HOLDERS, &id, Right::Read),
        None => access::node_anywhere(cx, caller, HOLDERS, &id, Right::Read),
    };
    let found = found.map_err(|error| match error {
        Error::NotFound => Error::DestinationNotFound,
        other => other,
    })?;
    if found.node().kind != into {
        return Err(Error::DestinationUnfit);
    }
    if found.role().gives(Right::Write) { Ok(found) } else { Err(Error::NotAllowed(Right::Write)) }
}
