//! Copying one page: a row that names the same content, under a fresh key.

use super::rights;
use crate::access::Allowed;
use crate::{Caller, Cx, Error, Result, quota};
use model::{AppId, PageKey, Progress};
use store::operation::{self, Operation, Outcome};
use store::page_list::write::{NewPage, Writer};

/// Copies a page to the end of its target section, and completes the operation.
///
/// The copy keeps the page's times and the app that created it: who copies a page has not written it.
pub(super) fn copy(cx: &mut Cx<'_, '_>, caller: &Caller, operation: &Operation, target: &Allowed) -> Result<()> {
    let source = rights::source_page(cx, caller, &operation.request)?;
    let row = source.row();
    let app = AppId::new(&row.app).map_err(|_| Error::Internal)?;
    let now = cx.now();
    let key = PageKey(cx.guid());
    let (ids, pages_max) = (cx.ids(), cx.settings().section_pages_max);
    let mut writer = Writer::lock(cx.tx, ids, &target.node().drive, &target.node().id, now)?.ok_or(Error::DestinationNotFound)?;
    if writer.section().held.n >= pages_max {
        return Err(Error::SectionFull);
    }
    writer.append(&NewPage::again(row, key, &app))?;
    writer.finish(caller.user())?;
    let outcome = Outcome { node: target.node().id, key: Some(key) };
    operation::complete(cx.tx, &operation.id, Progress { done: 1, total: 1 }, &outcome, now)?;
    quota::reserve(cx, target.drive(), 0)
}
