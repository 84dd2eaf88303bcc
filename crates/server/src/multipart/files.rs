//! Forms with files as browsers send them: some fields, and then files, each of which is taken in while it comes.

use super::headers::FieldHeaders;
use super::parser::{Event, Parser};
use super::{FormFault, boundary};
use crate::fault::{Fault, RequestFault};
use crate::intake::{Coming, Pieces};
use bytes::Bytes;
use http::HeaderMap;
use std::time::Duration;

/// The most bytes of a form, 4 GiB: a film. What is larger comes in fragments, which can go on where they broke off.
pub(crate) const FILES_BYTES_MAX: u64 = 4 * 1024 * 1024 * 1024;

/// The most files of a form. Each is a transaction of its own.
pub(crate) const FILES_MAX: usize = 500;

/// The most fields before them: what a page of ours has, and to spare.
const FIELDS_MAX: usize = 16;

/// The longest field, in bytes: the fields are tokens and words.
const FIELD_BYTES_MAX: usize = 1_024;

/// What such forms are, as somebody is told who sent something else.
const FORM: &str = "a form with files, multipart/form-data";

/// A form that is coming in.
pub(crate) struct Files {
    pieces: Pieces<Coming>,
    parser: Parser,
    /// The beginning of the first file, which was read behind the fields.
    seen: Option<Event>,
    files: usize,
}

impl Files {
    /// Begins to read one.
    ///
    /// # Errors
    /// [`RequestFault::ContentType`] for another body; [`RequestFault::BodyTooLarge`] for what is said to be too much.
    pub(crate) fn of(headers: &HeaderMap, coming: Coming, patience: Duration) -> Result<Self, RequestFault> {
        let boundary = boundary(headers).ok_or(RequestFault::ContentType(FORM))?;
        let pieces = Pieces::of(headers, coming, FILES_BYTES_MAX, patience)?;
        Ok(Self { pieces, parser: Parser::new(&boundary), seen: None, files: 0 })
    }

    /// Returns the fields that stand before the first file.
    ///
    /// # Errors
    /// [`FormFault`], [`RequestFault::BodyCut`].
    pub(crate) async fn fields(&mut self) -> Result<Vec<(String, String)>, Fault> {
        let mut fields = Vec::new();
        while let Some(event) = self.event().await? {
            let Event::Begin(block) = &event else { return Err(FormFault::Malformed("a part has no beginning").into()) };
            let FieldHeaders::Field(name) = FieldHeaders::read(block)? else {
                self.seen = Some(event);
                break;
            };
            if fields.len() == FIELDS_MAX {
                return Err(FormFault::TooManyParts.into());
            }
            let mut value = Vec::new();
            while let Some(data) = self.data().await? {
                value.extend_from_slice(&data);
                if value.len() > FIELD_BYTES_MAX {
                    return Err(FormFault::PartTooLarge(name).into());
                }
            }
            fields.push((name, String::from_utf8(value).map_err(|_| FormFault::Malformed("a field is not UTF-8"))?));
        }
        Ok(fields)
    }

    /// Goes on to the next file, past what is left of the one before, and returns its name. Fields between files count for nothing.
    ///
    /// # Errors
    /// As [`Self::fields`].
    pub(crate) async fn next(&mut self) -> Result<Option<String>, Fault> {
        while let Some(event) = self.event().await? {
            let Event::Begin(block) = event else { continue };
            match FieldHeaders::read(&block)? {
                // None was chosen.
                FieldHeaders::File(name) if name.is_empty() => {}
                FieldHeaders::File(_) if self.files == FILES_MAX => return Err(FormFault::TooManyParts.into()),
                FieldHeaders::File(name) => {
                    self.files += 1;
                    return Ok(Some(name));
                }
                FieldHeaders::Field(_) => {}
            }
        }
        Ok(None)
    }

    /// Returns the next bytes of the part that was begun; none at its end.
    ///
    /// # Errors
    /// As [`Self::fields`].
    pub(crate) async fn data(&mut self) -> Result<Option<Bytes>, Fault> {
        match self.event().await? {
            Some(Event::Data(data)) => Ok(Some(data)),
            Some(Event::End) | None => Ok(None),
            Some(Event::Begin(_)) => Err(FormFault::Malformed("a part has no end").into()),
        }
    }

    async fn event(&mut self) -> Result<Option<Event>, Fault> {
        if let Some(seen) = self.seen.take() {
            return Ok(Some(seen));
        }
        loop {
            if let Some(event) = self.parser.next()? {
                return Ok(Some(event));
            }
            match self.pieces.next().await? {
                Some(data) => self.parser.push(&data),
                None => {
                    self.parser.finish()?;
                    return Ok(None);
                }
            }
        }
    }
}
