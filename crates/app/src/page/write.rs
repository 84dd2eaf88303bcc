//! Writing on a page in an editor, which changes some of its blocks.
//!
//! As with commands, what is stored is merged with in a read, the outcome is staged, and [`super::replace`] writes it if the page is
//! still the version that was merged with. Where it is not, all of it is done again: so what others wrote meanwhile is merged
//! with too, and never overwritten.

use super::prepare::{Around, Brought, Prepared};
use super::{body, version};
use crate::access::{self, AllowedPage};
use crate::{Caller, Cx, Error, Result};
use ::page::Document;
use ::page::blocks::{self, Apart, Conflict, Edit, MergeError, MergedArea, Unfit};
use model::{Need, PageId, Right};
use store::content::Body;

/// A page that an editor is to show.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The page, for who may read it.
    pub page: AllowedPage,
    /// What names its version.
    pub version: String,
    /// Whether the caller may write on it, if it comes from a form.
    pub may_write: bool,
    /// Where its canonical form lies.
    pub body: Body,
}

/// Looks a page up for an editor.
///
/// # Errors
/// [`Error::NotFound`]; what the store can meet.
pub fn open(cx: &mut Cx<'_, '_>, caller: &Caller, id: &PageId) -> Result<Opened> {
    let page = access::page_anywhere(cx, caller, id, Right::Read, Need::ReadPages)?;
    let may_write = page.section().role().gives(Right::Write);
    Ok(Opened { version: version(page.row()), may_write, body: body(cx, &page)?, page })
}

/// What came of an edit. No failure, since an editor goes on from each.
#[derive(Clone, Debug)]
pub enum Written {
    /// It is carried out.
    Merged(Box<Merged>),
    /// Others changed the same. Nothing is to be written.
    Conflict(Conflict),
    /// No page can be edited so. Nothing is to be written.
    Unfit {
        /// Which area of the edit, counted from zero.
        area: usize,
        /// Why not.
        why: Unfit,
    },
}

/// A page with an edit.
#[derive(Clone, Debug)]
pub struct Merged {
    /// What is to be staged and written in place of the version that was merged with; nothing if the page is so already.
    pub prepared: Option<Prepared>,
    /// The page as it is then.
    pub document: Document,
    /// The areas of the edit, in its order.
    pub areas: Vec<MergedArea>,
}

/// Carries an edit out on a page's canonical form. The page keeps its ink.
///
/// # Errors
/// [`Error::BadPage`] for HTML that is too large or says what no page may.
pub fn merge(cx: &mut Cx<'_, '_>, caller: &Caller, canonical: &[u8], edit: &Edit, brought: &Brought<'_>) -> Result<Written> {
    let stored = super::document(canonical)?;
    let around = Around::new(cx, caller, brought);
    let merged = match blocks::merge(&stored, edit, &around) {
        Ok(merged) => merged,
        Err(error) => return around.failed().and_then(|()| told(error)),
    };
    let prepared = around.finish(&merged.document, merged.complaints)?;
    let prepared = Some(prepared).filter(|_| merged.is_changed);
    Ok(Written::Merged(Box::new(Merged { prepared, document: merged.document, areas: merged.areas })))
}

/// Makes a page of its own of all that an editor has: where others changed the same, and both is to stay. `canonical` is the page
/// that was edited. What is returned always is to be written, by [`super::create`], and has no areas.
///
/// # Errors
/// As [`merge`].
pub fn apart(cx: &mut Cx<'_, '_>, caller: &Caller, canonical: &[u8], edit: &Apart, brought: &Brought<'_>) -> Result<Written> {
    let stored = super::document(canonical)?;
    let around = Around::new(cx, caller, brought);
    let made = match blocks::second(&stored, edit, &around) {
        Ok(made) => made,
        Err(error) => return around.failed().and_then(|()| told(error)),
    };
    let prepared = Some(around.finish(&made.document, made.complaints)?);
    Ok(Written::Merged(Box::new(Merged { prepared, document: made.document, areas: Vec::new() })))
}

fn told(error: MergeError) -> Result<Written> {
    match error {
        MergeError::Conflict(conflict) => Ok(Written::Conflict(conflict)),
        MergeError::Unfit { area, why } => Ok(Written::Unfit { area, why }),
        MergeError::Page(why) => Err(Error::BadPage(why)),
    }
}
