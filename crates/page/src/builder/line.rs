//! What the current line of text looks like: whether a blank would show, and whether a break is due.

use crate::tree::NodeId;

pub(super) struct Line {
    is_empty: bool,
    break_due: bool,
    /// The text that ends in a blank which may yet turn out to be the last of its line.
    blank: Option<NodeId>,
}

impl Line {
    pub(super) const fn new() -> Self {
        Self { is_empty: true, break_due: false, blank: None }
    }

    /// Something visible was added.
    pub(super) fn content(&mut self) {
        self.is_empty = false;
        self.blank = None;
    }

    /// A blank was added to the end of this text.
    pub(super) fn blank(&mut self, node: NodeId) {
        self.blank = Some(node);
    }

    /// Whether a blank would be seen: not at the beginning of a line, and not next to another.
    pub(super) fn wants_blank(&self) -> bool {
        !self.is_empty && !self.break_due && self.blank.is_none()
    }

    pub(super) fn take_blank(&mut self) -> Option<NodeId> {
        self.blank.take()
    }

    /// What comes next, if anything, begins on a new line.
    pub(super) fn want_break(&mut self) {
        self.break_due = !self.is_empty;
    }

    pub(super) fn take_break(&mut self) -> bool {
        std::mem::take(&mut self.break_due)
    }
}
