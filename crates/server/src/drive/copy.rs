//! Copying an item: the body, the ends, the 202 and its monitor.
//!
//! Source: "Copy an Item on OneDrive" and "Copy a driveItem"; what clients send and cannot do without.

mod asked;

use super::call::Call;
use super::monitor::url;
use super::place::Place;
use crate::fault::{DriveFault, Fault, RequestFault};
use crate::reply::Reply;
use app::access::{Allowed, AllowedItem};
use app::copy::{self, Destination, Order, Source};
use app::idempotency::{self, KEY_BYTES_MAX, Keyed, Made};
use app::item::shortcut::Refused;
use app::item::{self, At};
use app::{Caller, Cx, Error, monitor};
use asked::{Asked, Goal};
use http::{HeaderName, StatusCode, header};
use model::{ConflictBehavior, NameRule, NodeKind, OperationId, Owner, Right};
use std::sync::Arc;

/// The header by which a client takes an answer that comes later. Source: RFC 7240.
const PREFER: HeaderName = HeaderName::from_static("prefer");

/// `POST …/copy`
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    let (from, caller, prefers) = (call.place()?, call.caller.clone(), prefers_async(&call));
    let is_legacy = !call.open.links.flavor.is_graph();
    let may_wait = prefers || call.open.server.options.copies_without_preference;
    let asked = match Asked::read(&call).and_then(|asked| asked.for_legacy(is_legacy, may_wait)) {
        Ok(asked) => asked,
        Err(fault) => {
            // What is not there is said before anything about the body.
            let look = move |cx: &mut Cx<'_, '_>| {
                let at = from.at(cx)?;
                Ok(item::item(cx, &caller, &at, Right::Read).map(drop)?)
            };
            call.read(look).await?;
            return Err(fault);
        }
    };
    let job = Arc::new(Job {
        caller,
        from,
        asked,
        keyed: keyed(&call)?,
        id: call.open.correlation.operation(&call.open.server.app),
        correlation: call.open.correlation.text(),
        is_legacy,
        refuses_personal: call.open.server.options.refuse_personal_copies,
    });
    let started = match call.write(job.clone().start(None)).await {
        // On Graph the name is looked at by the copy, and the monitor tells.
        Err(Fault::Verb(error @ Error::NameTaken(_))) if !is_legacy => call.write(job.start(Some(error))).await,
        started => started,
    };
    let (secret, is_over) = started?;
    if !is_over {
        call.open.server.app.wake();
    }
    let reply = Reply::empty(StatusCode::ACCEPTED).with(header::LOCATION, &url(&call.open.links.base, &secret));
    Ok(if prefers { reply.with(const { HeaderName::from_static("preference-applied") }, "respond-async") } else { reply })
}

/// Says whether the client takes an answer that comes later.
fn prefers_async(call: &Call) -> bool {
    let mut given = call.open.headers.get_all(PREFER).iter().filter_map(|value| value.to_str().ok());
    given.any(|value| value.split([',', ';']).any(|one| one.trim().eq_ignore_ascii_case("respond-async")))
}

/// Returns the key under which this request is to be carried out once, if the client gave one.
fn keyed(call: &Call) -> Result<Option<Keyed>, Fault> {
    let Some(value) = call.open.headers.get("idempotency-key") else { return Ok(None) };
    let key = value.to_str().ok().filter(|key| !key.is_empty() && key.len() <= KEY_BYTES_MAX).ok_or(RequestFault::BadKey)?;
    let said = format!("item.copy {:?} {:?} ", call.open.address, call.query.conflict);
    let request_hash = *blake3::Hasher::new().update(said.as_bytes()).update(&call.body).finalize().as_bytes();
    Ok(Some(Keyed { key: key.to_owned(), request_hash }))
}

/// A copy that is asked for, read.
struct Job {
    caller: Arc<Caller>,
    from: Place,
    asked: Asked,
    keyed: Option<Keyed>,
    id: OperationId,
    correlation: String,
    is_legacy: bool,
    refuses_personal: bool,
}

impl Job {
    /// Returns what starts the copy; with a reason, what writes it down as failed for that. It answers with the secret of a
    /// monitor, and whether all is done.
    fn start(
        self: Arc<Self>,
        why: Option<Error>,
    ) -> impl FnMut(&mut Cx<'_, '_>) -> Result<(monitor::Secret, bool), Fault> + Send + 'static {
        move |cx| {
            let accept = |cx: &mut Cx<'_, '_>| self.accept(cx, why.as_ref()).map(Made::Operation);
            let (Made::Operation(made), _) = idempotency::once(cx, &self.caller, self.keyed.as_ref(), accept)? else {
                return Err(Error::Internal.into());
            };
            let operation = app::operation::get(cx, &self.caller, &made).map_err(|error| match error {
                Error::NotFound => Error::KeyOutcomeGone,
                other => other,
            })?;
            let secret = monitor::open(cx, &made, self.is_legacy)?;
            Ok((secret, operation.state.is_final()))
        }
    }

    fn accept(&self, cx: &mut Cx<'_, '_>, why: Option<&Error>) -> Result<OperationId, Fault> {
        let at = self.from.at(cx)?;
        let source = item::item(cx, &self.caller, &at, Right::Read)?;
        self.may_be_copied(&source)?;
        let target = self.target(cx, &source)?;
        self.fits(&source, &target)?;
        if !target.role().gives(Right::Write) {
            return Err(Error::NotAllowed(Right::Write).into());
        }
        let (name, conflict) = (self.asked.name.as_deref(), self.asked.conflict);
        // To replace a folder is to fail, and all that are no files are folders in this.
        let of_nodes = if conflict == ConflictBehavior::Replace { ConflictBehavior::Fail } else { conflict };
        let (name, name_rule, conflict) = match &source {
            // Each of them keeps its name, by its own rule, and what takes the place of what is settled for each.
            AllowedItem::Node(_) if self.asked.children_only => (None, NameRule::Item, conflict),
            AllowedItem::File(_) => (name, NameRule::Item, conflict),
            AllowedItem::Node(node) => match node.node().kind {
                NodeKind::Section => (name.map(|name| item::section_name(name).unwrap_or(name)), NameRule::Section, of_nodes),
                NodeKind::SectionGroup => (name, NameRule::Section, of_nodes),
                NodeKind::Root | NodeKind::Folder | NodeKind::Shortcut => (name, NameRule::Item, of_nodes),
                NodeKind::Notebook => (name, NameRule::Notebook, of_nodes),
            },
        };
        let order =
            Order { name, name_rule, conflict, id: self.id, with_versions: self.asked.with_versions, correlation: &self.correlation };
        let source = match &source {
            AllowedItem::Node(node) if self.asked.children_only => Source::Children(node),
            AllowedItem::Node(node) => Source::Node(node),
            AllowedItem::File(file) => Source::File(file),
        };
        let destination = Destination::Into(&target);
        let accepted = match why {
            None => copy::start(cx, &self.caller, source, destination, &order)?,
            Some(why) => copy::refused(cx, &self.caller, source, destination, &order, why)?,
        };
        Ok(accepted.operation.id)
    }

    /// Looks up where the copy goes.
    fn target(&self, cx: &mut Cx<'_, '_>, source: &AllowedItem) -> Result<Allowed, Fault> {
        let found = match &self.asked.goal {
            Goal::Named(named) => named.find(cx, &self.caller, Right::Read)?,
            Goal::Beside => {
                let above = source.parent().ok_or(DriveFault::NoParent)?;
                let at = At { drive: item::Which::Id(above.drive), anchor: item::Anchor::Id(above), path: Vec::new() };
                item::item(cx, &self.caller, &at, Right::Read)?
            }
        };
        item::special::confine(cx, &self.caller, &found, Right::Write).map_err(|_| Error::DestinationNotFound)?;
        match found {
            AllowedItem::Node(target) => Ok(target),
            AllowedItem::File(_) => Err(DriveFault::ParentUnfit.into()),
        }
    }

    /// Says whether the source may be copied at all.
    fn may_be_copied(&self, source: &AllowedItem) -> Result<(), Fault> {
        let kind = source.node().map(|node| node.node().kind);
        match (kind, self.asked.children_only) {
            (Some(NodeKind::Shortcut), _) => Err(Error::from(Refused::Copied).into()),
            (Some(NodeKind::Root), false) => Err(DriveFault::CopyOfRoot.into()),
            (Some(NodeKind::Root | NodeKind::Folder), true) | (_, false) => Ok(()),
            (_, true) => Err(DriveFault::ChildrenOnly("name a folder").into()),
        }
    }

    /// Says whether one may be copied into the other.
    fn fits(&self, source: &AllowedItem, target: &Allowed) -> Result<(), Fault> {
        let is_personal = [source.drive(), target.drive()].iter().any(|drive| matches!(drive.owner, Owner::User(_)));
        if self.refuses_personal && is_personal {
            return Err(RequestFault::PersonalCopy.into());
        }
        let is_of_notebook = source.node().is_some_and(|node| matches!(node.node().kind, NodeKind::Section | NodeKind::SectionGroup));
        match (is_of_notebook, target.node().kind) {
            (_, NodeKind::Shortcut) => Err(Error::from(Refused::Followed).into()),
            (_, NodeKind::Section) => Err(DriveFault::ParentUnfit.into()),
            (false, NodeKind::Root | NodeKind::Folder) | (true, NodeKind::Notebook | NodeKind::SectionGroup) => Ok(()),
            (false, NodeKind::Notebook | NodeKind::SectionGroup) => Err(DriveFault::IntoNotebook.into()),
            (true, NodeKind::Root | NodeKind::Folder) => Err(DriveFault::OutOfNotebook.into()),
        }
    }
}
