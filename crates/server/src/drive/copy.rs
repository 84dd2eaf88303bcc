//! Copying an item: the body, the ends, the 202 and its monitor.
//!
//! Source: "Copy an Item on OneDrive" and "Copy a driveItem"; what clients send and cannot do without.

mod asked;

use super::call::Call;
use super::item::get::place;
use super::monitor::url;
use crate::fault::{DriveFault, Fault, RequestFault};
use crate::reply::Reply;
use app::access::{Allowed, AllowedItem};
use app::copy::{self, Destination, Order, Source};
use app::idempotency::{self, KEY_BYTES_MAX, Keyed, Made};
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
    let is_legacy = !call.open.links.flavor.is_graph();
    let source = place(&call)?;
    let caller = call.caller.clone();
    // What is not there is said before anything about the body.
    let from = call
        .read({
            let caller = caller.clone();
            move |cx| {
                let at = source.at(cx)?;
                let found = item::item(cx, &caller, &at, Right::Read)?;
                Ok(At { drive: item::Which::Id(model::DriveCid::of(&found.drive().id)), anchor: anchor(&found), path: Vec::new() })
            }
        })
        .await?;
    let asked = Asked::read(&call)?;
    let prefers = prefers_async(&call);
    if is_legacy && !prefers {
        return Err(DriveFault::NoPreference.into());
    }
    if is_legacy && asked.goal == Goal::Beside {
        return Err(DriveFault::NoParent.into());
    }
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
    let mut outcome = call.write(job.clone().start(None)).await;
    if let (Err(Fault::Verb(Error::NameTaken(name))), false) = (&outcome, is_legacy) {
        // On Graph the name is looked at by the copy, and the monitor tells.
        outcome = call.write(job.start(Some(Error::NameTaken(name.clone())))).await;
    }
    let (secret, is_over) = outcome??;
    if !is_over {
        call.open.server.app.wake();
    }
    let reply = Reply::empty(StatusCode::ACCEPTED).with(header::LOCATION, &url(&call.open.links.base, &secret));
    Ok(if prefers { reply.with(const { HeaderName::from_static("preference-applied") }, "respond-async") } else { reply })
}

fn anchor(found: &AllowedItem) -> item::Anchor {
    item::Anchor::Id(found.id())
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
    from: At,
    asked: Asked,
    keyed: Option<Keyed>,
    id: OperationId,
    correlation: String,
    is_legacy: bool,
    refuses_personal: bool,
}

/// What came of asking: the secret of a monitor, and whether all is done; or why not, where only this surface has the words.
type Started = Result<(monitor::Secret, bool), Fault>;

impl Job {
    /// Returns the verb that starts the copy; with a reason, the one that writes it down as failed for that.
    fn start(self: Arc<Self>, why: Option<Error>) -> impl FnMut(&mut Cx<'_, '_>) -> app::Result<Started> + Send + 'static {
        move |cx| {
            let mut refused = None;
            let made = idempotency::once(cx, &self.caller, self.keyed.as_ref(), |cx| match self.accept(cx, why.as_ref())? {
                Ok(id) => Ok(Made::Operation(id)),
                Err(fault) => {
                    refused = Some(fault);
                    // Ends the transaction; the client hears of the other.
                    Err(Error::DestinationUnfit)
                }
            });
            let made = match (made, refused) {
                (Err(_), Some(fault)) => return Ok(Err(fault)),
                (made, _) => made?.0,
            };
            let Made::Operation(made) = made else { return Err(Error::Internal) };
            let operation = app::operation::get(cx, &self.caller, &made).map_err(|error| match error {
                Error::NotFound => Error::KeyOutcomeGone,
                other => other,
            })?;
            let secret = monitor::open(cx, &made, self.is_legacy)?;
            Ok(Ok((secret, operation.state.is_final())))
        }
    }

    fn accept(&self, cx: &mut Cx<'_, '_>, why: Option<&Error>) -> app::Result<Result<OperationId, Fault>> {
        let source = item::item(cx, &self.caller, &self.from, Right::Read)?;
        if let Err(fault) = self.may_be_copied(&source) {
            return Ok(Err(fault));
        }
        let target = match self.target(cx, &source)? {
            Ok(target) => target,
            Err(fault) => return Ok(Err(fault)),
        };
        if let Err(fault) = self.fits(&source, &target) {
            return Ok(Err(fault));
        }
        if !target.role().gives(Right::Write) {
            return Err(Error::NotAllowed(Right::Write));
        }
        let (name, conflict) = (self.asked.name.as_deref(), self.asked.conflict);
        // To replace a folder is to fail, and all that are no files are folders in this.
        let of_nodes = if conflict == ConflictBehavior::Replace { ConflictBehavior::Fail } else { conflict };
        let (name, name_rule, conflict) = match &source {
            AllowedItem::File(_) => (name, NameRule::Item, conflict),
            AllowedItem::Node(node) => match node.node().kind {
                NodeKind::Section => (name.map(|name| item::section_name(name).unwrap_or(name)), NameRule::Section, of_nodes),
                NodeKind::SectionGroup => (name, NameRule::Section, of_nodes),
                NodeKind::Root | NodeKind::Folder => (name, NameRule::Item, of_nodes),
                NodeKind::Notebook => (name, NameRule::Notebook, of_nodes),
            },
        };
        let order = Order { name, name_rule, conflict, id: self.id, correlation: &self.correlation };
        let source = match &source {
            AllowedItem::Node(node) => Source::Node(node),
            AllowedItem::File(file) => Source::File(file),
        };
        let destination = Destination::Into(&target);
        let accepted = match why {
            None => copy::start(cx, &self.caller, source, destination, &order)?,
            Some(why) => copy::refused(cx, &self.caller, source, destination, &order, why)?,
        };
        Ok(Ok(accepted.operation.id))
    }

    /// Looks up where the copy goes.
    fn target(&self, cx: &mut Cx<'_, '_>, source: &AllowedItem) -> app::Result<Result<Allowed, Fault>> {
        let found = match &self.asked.goal {
            Goal::Named(named) => match named.find(cx, &self.caller, Right::Read)? {
                Ok(found) => found,
                Err(fault) => return Ok(Err(fault)),
            },
            Goal::Beside => {
                let Some(above) = source.parent() else { return Ok(Err(DriveFault::CopyOfRoot.into())) };
                item::item(cx, &self.caller, &At { anchor: item::Anchor::Id(above), ..self.from.clone() }, Right::Read)?
            }
        };
        Ok(match found {
            AllowedItem::Node(target) => Ok(target),
            AllowedItem::File(_) => Err(DriveFault::ParentUnfit.into()),
        })
    }

    /// Says whether the source may be copied at all.
    fn may_be_copied(&self, source: &AllowedItem) -> Result<(), Fault> {
        let kind = source.node().map(|node| node.node().kind);
        if self.asked.with_versions && matches!(kind, None | Some(NodeKind::Folder)) {
            return Err(RequestFault::NotServed("item.copy with includeAllVersionHistory").into());
        }
        match (kind, self.asked.children_only) {
            (Some(NodeKind::Root), false) => Err(DriveFault::CopyOfRoot.into()),
            (Some(NodeKind::Root | NodeKind::Folder), true) => Err(RequestFault::NotServed("item.copy with childrenOnly").into()),
            (_, true) => Err(DriveFault::ChildrenOnly("name a folder").into()),
            (_, false) => Ok(()),
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
            (_, NodeKind::Section) => Err(DriveFault::ParentUnfit.into()),
            (false, NodeKind::Root | NodeKind::Folder) | (true, NodeKind::Notebook | NodeKind::SectionGroup) => Ok(()),
            (false, NodeKind::Notebook | NodeKind::SectionGroup) => Err(DriveFault::IntoNotebook.into()),
            (true, NodeKind::Root | NodeKind::Folder) => Err(DriveFault::OutOfNotebook.into()),
        }
    }
}
