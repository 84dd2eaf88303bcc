//! Bodies of several parts: a page with its images and files, or changes to a page with theirs.
//!
//! A parser of our own, because the service names each way in which such a body can be wrong, and because its clients send
//! what libraries refuse: headers without a blank after the colon, boundaries as they please. Nothing is held in memory but
//! the part that leads and ink, both of which are read; the others go to blobs as they come.

mod boundary;
mod disposition;
mod files;
mod form;
mod headers;
mod ink;
mod parser;

use crate::fault::{Fault, RequestFault};
use ::page::InkError;

pub(crate) use boundary::boundary;
pub(crate) use files::Files;
pub(crate) use form::{Form, Lead, read};
pub(crate) use parser::{Event, Parser};

/// The most bytes of a request, 75 MB. Source: "OneNote API error and warning codes", 20016.
pub(crate) const FORM_BYTES_MAX: u64 = 75 * 1024 * 1024;

/// The most bytes of one part with its headers, 25 MB. Source: "OneNote API error and warning codes", 20014.
const PART_BYTES_MAX: u64 = 25 * 1024 * 1024;

/// The most parts. Source: "OneNote API error and warning codes", 20015.
const PARTS_MAX: usize = 500;

/// What is wrong with a body of several parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FormFault {
    /// It does not follow the form of such bodies. Holds what is wrong.
    Malformed(&'static str),
    /// A part has neither `Content-Type` nor `Content-Disposition`.
    NoHeaders,
    /// A part has no `Content-Type`. Holds the part's name.
    NoType(String),
    /// A part has no `Content-Disposition`. Holds its type.
    NoDisposition(String),
    /// Two parts have a name. Holds it.
    TwiceNamed(String),
    /// A part is too large. Holds its name.
    PartTooLarge(String),
    /// There are too many parts.
    TooManyParts,
    /// The whole is too large.
    TooLarge,
    /// The part that leads is missing, and so are all others.
    NoLead(Lead),
    /// The part that leads is missing, and there are others.
    OnlyData(Lead),
    /// There are two parts that could lead.
    TwoLeads(Lead),
    /// The part that leads is of another type than it must be.
    LeadType(Lead),
    /// The part that is a page's ink is of another type than ink.
    InkType,
    /// The part that is a page's ink is none.
    Ink(InkError),
    /// There is ink where a page is changed, and a change does nothing to ink.
    InkHere,
}

impl From<FormFault> for Fault {
    fn from(fault: FormFault) -> Self {
        RequestFault::Form(fault).into()
    }
}
