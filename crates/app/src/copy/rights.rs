//! The rights of a copy, asked again inside the transaction that takes the snapshot: what was allowed when the operation was
//! accepted may not be any more.

use crate::access::{self, Allowed, AllowedFile, AllowedPage};
use crate::caller::{self, Caller, Reach};
use crate::{Cx, Error, Result};
use model::{AppId, FileId, Need, NodeKind, PageId, Right, Timestamp};
use store::operation::Request;

const COPIED: &[NodeKind] = &[NodeKind::Folder, NodeKind::Notebook, NodeKind::SectionGroup, NodeKind::Section];
const HOLDERS: &[NodeKind] = &[NodeKind::Root, NodeKind::Folder];
const TARGETS: &[NodeKind] = &[NodeKind::Root, NodeKind::Folder, NodeKind::Notebook, NodeKind::SectionGroup, NodeKind::Section];

/// Returns whoever asked, as they are now.
pub(super) fn caller(cx: &mut Cx<'_, '_>, request: &Request) -> Result<Caller> {
    let account = caller::account(cx, &request.caller)?.ok_or(Error::SourceGone)?;
    let app = AppId::new(&request.app).map_err(|_| Error::Internal)?;
    // The token was checked when the operation was accepted; that it expires does not stop what was accepted.
    let reach = Reach::Operation { own_pages_only: request.own_pages_only };
    let expires = Timestamp::from_micros(i64::MAX);
    Ok(Caller { user: account.id, name: account.name, standing: account.standing, app, reach, expires, pass: None })
}

/// Returns the tree that is copied, if its copier may still read it.
pub(super) fn source_tree(cx: &mut Cx<'_, '_>, caller: &Caller, request: &Request) -> Result<Allowed> {
    // All of a drive is nothing that has a name, but what lies in it can be copied.
    let kinds = if request.children_only { HOLDERS } else { COPIED };
    access::node_anywhere(cx, caller, kinds, &request.source, Right::Read).map_err(gone)
}

/// Returns the page that is copied, if its copier may still read it.
pub(super) fn source_page(cx: &mut Cx<'_, '_>, caller: &Caller, request: &Request) -> Result<AllowedPage> {
    let key = request.source_key.ok_or(Error::Internal)?;
    let id = PageId { section: request.source, key };
    access::page_anywhere(cx, caller, &id, Right::Read, Need::ReadPages).map_err(gone)
}

/// Returns the file that is copied, if its copier may still read it.
pub(super) fn source_file(cx: &mut Cx<'_, '_>, caller: &Caller, request: &Request) -> Result<AllowedFile> {
    let key = request.source_key.ok_or(Error::Internal)?;
    access::file_anywhere(cx, caller, &FileId(key.0), Right::Read).map_err(gone)
}

/// Returns where the copy goes, if its copier may still write there.
pub(super) fn target(cx: &mut Cx<'_, '_>, caller: &Caller, request: &Request) -> Result<Allowed> {
    access::node_anywhere(cx, caller, TARGETS, &request.target, Right::Write).map_err(no_target)
}

/// Says of what is not there that it is the destination.
pub(super) fn no_target(error: Error) -> Error {
    if error == Error::NotFound { Error::DestinationNotFound } else { error }
}

/// A right that was taken away and a source that was deleted look alike.
fn gone(error: Error) -> Error {
    match error {
        Error::NotFound | Error::NotAllowed(_) => Error::SourceGone,
        other => other,
    }
}
