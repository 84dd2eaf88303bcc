//! Keeps a document within its bounds while it grows.

use crate::limits::{DEPTH_MAX, DOCUMENT_BYTES_MAX, DOCUMENT_EFFORT_MAX, DOCUMENT_ITEMS_MAX};
use crate::parse::ParseError;

#[derive(Default)]
pub(super) struct Budget {
    items: usize,
    bytes: usize,
    effort: usize,
    depth_passed: bool,
}

impl Budget {
    /// Counts elements, texts and attributes, and the bytes they take in print.
    pub(super) fn spend(&mut self, items: usize, bytes: usize) {
        self.items += items;
        self.bytes += bytes;
    }

    /// Counts an element's place in the depth.
    pub(super) fn descend(&mut self, depth: usize) {
        self.effort += depth;
        self.depth_passed |= depth > DEPTH_MAX;
    }

    pub(super) fn check(&self) -> Result<(), ParseError> {
        if self.depth_passed {
            Err(ParseError::TooDeep { depth_max: DEPTH_MAX })
        } else if self.items > DOCUMENT_ITEMS_MAX || self.effort > DOCUMENT_EFFORT_MAX {
            Err(ParseError::TooManyElements { items_max: DOCUMENT_ITEMS_MAX })
        } else if self.bytes > DOCUMENT_BYTES_MAX {
            Err(ParseError::TooLarge { bytes_max: DOCUMENT_BYTES_MAX })
        } else {
            Ok(())
        }
    }
}
