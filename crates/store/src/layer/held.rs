//! What the rows of sections and folders have in common: which layers they show, and what lies there, taken together.

use super::rows::Rows;
use crate::ids::{RowId, count, moment};
use crate::{Result, Row, Tx};
use model::{DriveId, ListId, NodeId, Timestamp, UserId};

/// What a holder's row says of the rows that it shows: pages or files. Kept as they change, never counted on demand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The drive that the holder lies in.
    pub drive: DriveId,
    /// The holder's node.
    pub id: NodeId,
    /// The layer nearest to the holder; none while it never held anything.
    pub head: Option<ListId>,
    /// Whether `head` is the holder's own and writable. A closed head may be shared and never changes.
    pub is_open: bool,
    /// Visible rows.
    pub n: u64,
    /// Logical bytes of the visible rows: each counts whole, however much is shared.
    pub bytes: u64,
    /// No visible row says that it was modified later than this.
    pub bound: Timestamp,
    /// When a row was last changed, added or removed; of a section, also when it was made or moved. Rises with every change of
    /// rows, even when the clock stands or steps back, so it names what the holder shows.
    pub last_modified: Timestamp,
    /// Who did it.
    pub last_modified_by: UserId,
    /// Rows of the open layer, tombstones included; meaningless while closed.
    pub top_rows: u64,
}

impl Held {
    /// How many columns [`Held::read`] reads.
    pub(crate) const COLUMNS: usize = 10;

    /// Reads `drive, id, head, is_open, n, bytes`, the bound, `last_modified_us, last_modified_by, top_rows`.
    pub(crate) fn read(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            drive: DriveId::read(row, 0)?,
            id: NodeId::read(row, 1)?,
            head: ListId::read_opt(row, 2)?,
            is_open: row.boolean(3)?,
            n: count(row, 4)?,
            bytes: count(row, 5)?,
            bound: moment(row, 6)?,
            last_modified: moment(row, 7)?,
            last_modified_by: UserId::read(row, 8)?,
            top_rows: count(row, 9)?,
        })
    }

    /// Counts a row that is shown from now on.
    pub(crate) fn gains(&mut self, bytes: u64, modified: Timestamp) {
        self.n += 1;
        self.bytes += bytes;
        self.bound = self.bound.max(modified);
    }

    /// Counts a row of `was` bytes that is shown in another state from now on.
    pub(crate) fn changes(&mut self, was: u64, bytes: u64, modified: Timestamp) {
        self.bytes = self.bytes.saturating_sub(was) + bytes;
        self.bound = self.bound.max(modified);
    }

    /// Counts a row that is not shown any more.
    pub(crate) fn loses(&mut self, bytes: u64) {
        self.n = self.n.saturating_sub(1);
        self.bytes = self.bytes.saturating_sub(bytes);
    }
}

/// What names a chain of layers: a section or a folder.
pub(crate) trait Holder {
    /// The kind of what it holds.
    const ROWS: &'static Rows;

    /// Returns what its row says of that.
    fn held(&self) -> &Held;

    /// Lets it be changed.
    fn held_mut(&mut self) -> &mut Held;

    /// Writes the row back, but not its head: that seldom changes, and has an index and a foreign key to be looked after.
    fn write_back(&self, tx: &mut Tx<'_>) -> Result<()>;
}
