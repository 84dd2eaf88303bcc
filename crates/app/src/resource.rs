//! Images and files of pages: whoever may read the page now may read them, and nobody else.

pub mod grant;
mod kind;

pub use kind::Kind;

use crate::access::{self, AllowedPage};
use crate::place::Place;
use crate::{Caller, Cx, Error, Result};
use model::{Need, ResourceId, Right};
use store::content::Body;
use store::{Hash, resource};

pub use store::resource::Resource;

/// An image or a file of a page that the caller may read.
#[derive(Clone, Debug)]
pub struct Opened {
    resource: Resource,
    body: Body,
}

impl Opened {
    /// Returns what it is.
    pub fn resource(&self) -> &Resource {
        &self.resource
    }

    /// Returns where its bytes lie.
    pub fn body(&self) -> &Body {
        &self.body
    }
}

/// Looks up an image or a file of a page at a place.
///
/// # Errors
/// As [`access::page`], and [`Error::NotFound`] if the page as it is now has nothing of this number.
pub fn open(cx: &mut Cx<'_, '_>, caller: &Caller, place: &Place, id: &ResourceId) -> Result<Opened> {
    let page = access::page(cx, caller, place, &id.page, Right::Read, Need::ReadPages)?;
    of(cx, &page, id.number)
}

/// Looks up an image or a file of a page that was looked up.
///
/// # Errors
/// [`Error::NotFound`] if the page as it is now has nothing of this number.
pub fn of(cx: &mut Cx<'_, '_>, page: &AllowedPage, number: u32) -> Result<Opened> {
    of_content(cx, &page.row().content, number)
}

/// Looks up an image or a file of a content that the caller may read.
pub(crate) fn of_content(cx: &mut Cx<'_, '_>, content: &Hash, number: u32) -> Result<Opened> {
    let (resource, body) = resource::get(cx.tx, content, number)?.ok_or(Error::NotFound)?;
    Ok(Opened { resource, body })
}
