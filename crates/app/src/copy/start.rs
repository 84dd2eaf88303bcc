//! Accepting a copy: who may, is the name good, does it fit, in the transaction that writes the operation down.

use super::{Stepped, step};
use crate::access::{Allowed, AllowedFile, AllowedPage};
use crate::caller::Caller;
use crate::item::shortcut::{self, Refused};
use crate::{Cx, Error, Result, folder, naming};
use model::{ConflictBehavior, DriveId, Grant, NameRule, Need, NodeId, NodeKind, OperationId, PageKey};
use store::operation::{self, Operation, Request};

/// What is to be copied: something the caller may read.
#[derive(Clone, Copy, Debug)]
pub enum Source<'a> {
    /// A folder, notebook, section group or section.
    Node(&'a Allowed),
    /// What lies in a folder or a root: all of it, without the folder.
    Children(&'a Allowed),
    /// A page.
    Page(&'a AllowedPage),
    /// A file.
    File(&'a AllowedFile),
}

/// Where it is to go: somewhere the caller may write.
#[derive(Clone, Copy, Debug)]
pub enum Destination<'a> {
    /// The `Notebooks` folder of a drive, given by its root; created if it is missing. For notebooks.
    Notebooks(&'a Allowed),
    /// A notebook or section group, for sections and section groups; a section, for pages; a folder, for files, folders and
    /// notebooks.
    Into(&'a Allowed),
}

/// What else a copy is asked for with.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a> {
    /// The name of the copy, if it is not to keep its own.
    pub name: Option<&'a str>,
    /// The rule that a given name must pass.
    pub name_rule: NameRule,
    /// What to do when the name is taken.
    pub conflict: ConflictBehavior,
    /// Whether former versions of files come along.
    pub with_versions: bool,
    /// The id that the operation gets.
    pub id: OperationId,
    /// The id of the request, for the log.
    pub correlation: &'a str,
}

/// An accepted copy.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// The operation as it stands: a small copy has ended already.
    pub operation: Operation,
}

/// Accepts a copy and takes its snapshot. If it fits one batch, carries it out; else a worker goes on from there.
///
/// # Errors
/// Whatever would make it fail as things stand: [`Error::BadName`], [`Error::NameTaken`], [`Error::CopyIntoItself`],
/// [`Error::DestinationUnfit`], [`Error::ForeignPages`], [`Error::QuotaExceeded`] …; else [`Error::TooManyCopies`].
pub fn start(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    source: Source<'_>,
    destination: Destination<'_>,
    order: &Order<'_>,
) -> Result<Accepted> {
    let mut accepted = accept(cx, caller, source, destination, order)?;
    // A page or a file is one row, and done before anybody could have it wait.
    let is_one_row = matches!(source, Source::Page(_) | Source::File(_)) && cx.settings().copies_at_once;
    if !is_one_row && is_one_too_many(cx, caller)? {
        // What it would fail for anyway is the better answer: to wait would not help.
        step::foresee(cx, caller, &accepted)?;
        return Err(Error::TooManyCopies);
    }
    if cx.settings().copies_at_once {
        // What it shows is what is there now, and its room is held from now on.
        if step::step(cx, &accepted)? == Stepped::On {
            step::foresee(cx, caller, &accepted)?;
            operation::postpone(cx.tx, &order.id, accepted.created)?;
        }
        accepted = operation::get(cx.tx, &order.id)?.ok_or(Error::Internal)?;
    } else {
        // Said at once where it can be seen already; the step looks again.
        step::foresee(cx, caller, &accepted)?;
    }
    Ok(Accepted { operation: accepted })
}

/// Writes a copy down that [`start`] has refused, as an operation that failed for that: some surfaces accept first and tell
/// then.
///
/// # Errors
/// As [`start`], for what is asked and not for what is there.
pub fn refused(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    source: Source<'_>,
    destination: Destination<'_>,
    order: &Order<'_>,
    why: &Error,
) -> Result<Accepted> {
    let accepted = accept(cx, caller, source, destination, order)?;
    let (word, detail) = why.stored();
    operation::fail(cx.tx, &order.id, word, detail.as_deref(), accepted.created)?;
    Ok(Accepted { operation: operation::get(cx.tx, &order.id)?.ok_or(Error::Internal)? })
}

/// Says whether somebody has more copies under way, with the one just written down, than they may.
///
/// Nothing is locked for it: of requests that come in the same moment some more may get through. It bounds a queue, and no
/// resource that could run out.
fn is_one_too_many(cx: &mut Cx<'_, '_>, caller: &Caller) -> Result<bool> {
    let copies_max = cx.settings().copies_under_way_max;
    Ok(operation::under_way(cx.tx, caller.user(), copies_max + 1)? > copies_max)
}

/// Writes the operation down, if what is asked can be.
fn accept(cx: &mut Cx<'_, '_>, caller: &Caller, source: Source<'_>, destination: Destination<'_>, order: &Order<'_>) -> Result<Operation> {
    let name = order.name.map(|name| naming::checked(name, order.name_rule)).transpose()?;
    let End { drive: source_drive, node: source_node, key: source_key } = end(source);
    let target = match destination {
        Destination::Notebooks(root) => folder::notebooks(cx, root, caller.user())?,
        Destination::Into(target) => target.clone(),
    };
    if let Source::Node(allowed) = source {
        shortcut::refuse(allowed.node().kind, Refused::Copied)?;
    }
    shortcut::refuse(target.node().kind, Refused::Followed)?;
    if !fits(target.node().kind, source) {
        return Err(Error::DestinationUnfit);
    }
    let now = cx.now();
    let request = Request {
        caller: *caller.user(),
        app: caller.app().as_str().to_owned(),
        own_pages_only: caller.grant(Need::ReadPages) == Grant::OwnPages,
        correlation: order.correlation.to_owned(),
        source_drive,
        source: source_node,
        source_key,
        children_only: matches!(source, Source::Children(_)),
        with_versions: order.with_versions,
        target_drive: target.node().drive,
        target: target.node().id,
        name: name.map(|name| name.as_str().to_owned()),
        name_rule: order.name_rule,
        conflict: order.conflict,
    };
    Ok(operation::insert(cx.tx, &order.id, request, now)?)
}

/// What is copied, as the operation's row has it.
struct End {
    drive: DriveId,
    /// The node, or what shows the page or the file.
    node: NodeId,
    /// The page, or the file by its id.
    key: Option<PageKey>,
}

fn end(source: Source<'_>) -> End {
    let of = |allowed: &Allowed, key| End { drive: allowed.node().drive, node: allowed.node().id, key };
    match source {
        Source::Node(allowed) | Source::Children(allowed) => of(allowed, None),
        Source::Page(page) => of(page.section(), Some(page.row.key)),
        Source::File(file) => of(file.folder(), Some(PageKey(file.file().id.0))),
    }
}

/// Says whether a node may hold what is copied.
fn fits(target: NodeKind, source: Source<'_>) -> bool {
    match source {
        Source::Node(allowed) => target.may_hold(allowed.node().kind),
        Source::Page(_) => target == NodeKind::Section,
        Source::Children(_) | Source::File(_) => matches!(target, NodeKind::Root | NodeKind::Folder),
    }
}
