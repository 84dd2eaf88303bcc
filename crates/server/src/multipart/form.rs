//! From a body of several parts to the part that leads, in memory, and the others, written down.

use super::headers::PartHeaders;
use super::parser::{Event, Parser};
use super::{FORM_BYTES_MAX, FormFault, PART_BYTES_MAX, PARTS_MAX, ink};
use crate::fault::{Fault, RequestFault};
use crate::spooled::Spooled;
use ::page::{INK_BYTES_MAX, InkError};
use app::page::Content;
use app::resource::Kind;
use app::{Blobs, Error, Intake};
use bytes::Bytes;
use http_body_util::BodyExt as _;
use model::Ids;
use std::collections::HashSet;
use std::pin::pin;
use std::time::Duration;

/// The part that says what is to be done with the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lead {
    /// A page as HTML. Source: "Create OneNote pages".
    Presentation,
    /// Changes to a page as JSON. Source: "Update OneNote page content".
    Commands,
    /// What somebody changed on a page in a browser, as JSON.
    Edit,
}

impl Lead {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Presentation => "Presentation",
            Self::Commands => "Commands",
            Self::Edit => "Edit",
        }
    }

    fn takes(self, headers: &PartHeaders) -> bool {
        let fits = match self {
            Self::Presentation => matches!(headers.media_type.as_str(), "text/html" | "application/xhtml+xml"),
            Self::Commands | Self::Edit => headers.media_type == "application/json",
        };
        fits && headers.charset.as_deref().is_none_or(|charset| matches!(charset, "utf-8" | "utf8"))
    }
}

/// A part beside the one that leads.
pub(crate) struct Part {
    /// Unique in its request.
    pub(crate) name: String,
    /// Its bytes, written down if they are many.
    pub(crate) bytes: Spooled,
    /// What they are.
    pub(crate) kind: Kind,
}

/// A body of several parts, read to its end.
pub(crate) struct Form {
    /// The part that leads.
    pub(crate) lead: Bytes,
    /// The others, in their order.
    pub(crate) parts: Vec<Part>,
}

impl Form {
    /// Leaves what was written down to somebody else to take away.
    pub(crate) fn keep(&self) {
        self.parts.iter().for_each(|part| part.bytes.keep());
    }
}

/// Reads a body of several parts.
///
/// # Errors
/// [`FormFault`] for what is wrong with it, [`RequestFault::BodyCut`], or what the blob store can meet. Nothing stays behind.
pub(crate) async fn read<B>(lead: Lead, boundary: &str, body: B, patience: Duration, blobs: &Blobs, ids: &dyn Ids) -> Result<Form, Fault>
where
    B: http_body::Body<Data = Bytes>,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let mut reading = Reading { lead, found: None, names: HashSet::new(), open: None, parts: Vec::new(), blobs, ids };
    let outcome = tokio::time::timeout(patience, reading.all(boundary, body)).await;
    match outcome.unwrap_or(Err(RequestFault::BodyCut.into())).and_then(|()| reading.leads()) {
        Ok(lead) => Ok(Form { lead, parts: reading.parts }),
        Err(fault) => {
            for part in &reading.parts {
                part.bytes.remove().await;
            }
            Err(fault)
        }
    }
}

struct Reading<'a> {
    lead: Lead,
    found: Option<Vec<u8>>,
    names: HashSet<String>,
    open: Option<Open>,
    parts: Vec<Part>,
    blobs: &'a Blobs,
    ids: &'a dyn Ids,
}

/// A part that is coming in.
struct Open {
    name: String,
    bytes: u64,
    into: Target,
}

enum Target {
    Lead(Vec<u8>),
    Ink(Vec<u8>),
    /// With the first bytes, which say what it is.
    Data(Box<Intake>, Vec<u8>),
}

impl Reading<'_> {
    async fn all<B>(&mut self, boundary: &str, body: B) -> Result<(), Fault>
    where
        B: http_body::Body<Data = Bytes>,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let mut parser = Parser::new(boundary);
        let mut body = pin!(body);
        let mut bytes = 0;
        while let Some(frame) = body.frame().await {
            let Ok(data) = frame.map_err(|_| RequestFault::BodyCut)?.into_data() else { continue };
            bytes += data.len() as u64;
            if bytes > FORM_BYTES_MAX {
                return Err(FormFault::TooLarge.into());
            }
            parser.push(&data);
            while let Some(event) = parser.next()? {
                match event {
                    Event::Begin(headers) => self.begin(&headers)?,
                    Event::Data(data) => self.data(&data).await?,
                    Event::End => self.end().await?,
                }
            }
        }
        Ok(parser.finish()?)
    }

    fn begin(&mut self, block: &[u8]) -> Result<(), FormFault> {
        let headers = PartHeaders::read(block)?;
        let is_lead = headers.name.eq_ignore_ascii_case(self.lead.name());
        if is_lead && self.found.is_some() {
            return Err(FormFault::TwoLeads(self.lead));
        }
        if is_lead && !self.lead.takes(&headers) {
            return Err(FormFault::LeadType(self.lead));
        }
        let is_ink = headers.name.eq_ignore_ascii_case(ink::NAME);
        if is_ink && self.lead != Lead::Presentation {
            return Err(FormFault::InkHere);
        }
        if is_ink && !ink::is_typed(&headers) {
            return Err(FormFault::InkType);
        }
        let name = if is_ink { ink::NAME.to_owned() } else { headers.name };
        if !self.names.insert(name.clone()) {
            return Err(FormFault::TwiceNamed(name));
        }
        if self.names.len() > PARTS_MAX {
            return Err(FormFault::TooManyParts);
        }
        let into = if is_lead {
            Target::Lead(Vec::new())
        } else if is_ink {
            Target::Ink(Vec::new())
        } else {
            Target::Data(Box::new(self.blobs.intake(self.ids)), Vec::new())
        };
        self.open = Some(Open { name, bytes: block.len() as u64, into });
        Ok(())
    }

    async fn data(&mut self, data: &[u8]) -> Result<(), Fault> {
        let Some(open) = &mut self.open else { return Ok(()) };
        open.bytes += data.len() as u64;
        if open.bytes > PART_BYTES_MAX {
            return Err(FormFault::PartTooLarge(open.name.clone()).into());
        }
        match &mut open.into {
            Target::Lead(text) => text.extend_from_slice(data),
            Target::Ink(text) if text.len() + data.len() > INK_BYTES_MAX => return Err(FormFault::Ink(InkError::TooLarge).into()),
            Target::Ink(text) => text.extend_from_slice(data),
            Target::Data(intake, head) => {
                let room = Kind::HEAD_BYTES - head.len();
                head.extend_from_slice(&data[..room.min(data.len())]);
                intake.push(data).await.map_err(Error::from)?;
            }
        }
        Ok(())
    }

    async fn end(&mut self) -> Result<(), Fault> {
        match self.open.take() {
            Some(Open { into: Target::Lead(text), .. }) => self.found = Some(text),
            Some(Open { name, into: Target::Data(intake, head), .. }) => {
                let content = intake.finish().await.map_err(Error::from)?;
                self.keep(name, content, Kind::of(&head));
            }
            Some(Open { name, into: Target::Ink(text), .. }) => {
                let content = self.blobs.stage(ink::checked(text).await?, self.ids).await.map_err(Error::from)?;
                self.keep(name, content, Kind::INK);
            }
            None => {}
        }
        Ok(())
    }

    fn keep(&mut self, name: String, content: Content, kind: Kind) {
        self.parts.push(Part { name, bytes: Spooled::new(content, self.blobs.clone()), kind });
    }

    fn leads(&mut self) -> Result<Bytes, Fault> {
        let missing = if self.parts.is_empty() { FormFault::NoLead(self.lead) } else { FormFault::OnlyData(self.lead) };
        Ok(self.found.take().map(Bytes::from).ok_or(missing)?)
    }
}
