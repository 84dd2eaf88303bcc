//! How the model's ids stand in statements and rows.

use crate::error::Cause;
use crate::{Error, Result, Row, Value};
use model::{
    AuthorizationId, CopyGroup, DriveId, FileId, FileKey, GroupId, IssuerId, Lineage, ListId, NodeId, OperationId, PageKey, ShareId,
    SiteCollectionId, SiteId, Timestamp, TokenId, UserId,
};

/// An id that a row can hold.
pub(crate) trait RowId: Sized {
    /// Reads the id in `column`.
    fn read(row: &Row<'_>, column: usize) -> Result<Self>;

    /// Reads the id in `column`, which may be null.
    fn read_opt(row: &Row<'_>, column: usize) -> Result<Option<Self>>;
}

macro_rules! row_ids {
    ($bytes:literal: $($name:ident)*) => {$(
        impl<'a> From<&'a $name> for Value<'a> {
            fn from(id: &'a $name) -> Self {
                Value::Bytes(id.bytes())
            }
        }

        impl RowId for $name {
            fn read(row: &Row<'_>, column: usize) -> Result<Self> {
                row.array::<$bytes>(column).map($name)
            }

            fn read_opt(row: &Row<'_>, column: usize) -> Result<Option<Self>> {
                Ok(row.opt_array::<$bytes>(column)?.map($name))
            }
        }
    )*};
}

row_ids! { 16: UserId GroupId SiteCollectionId SiteId DriveId NodeId FileId ListId PageKey Lineage CopyGroup OperationId ShareId TokenId AuthorizationId IssuerId }
row_ids! { 8: FileKey }

impl From<Timestamp> for Value<'_> {
    fn from(moment: Timestamp) -> Self {
        Value::Integer(moment.micros())
    }
}

/// Reads the moment in `column`.
pub(crate) fn moment(row: &Row<'_>, column: usize) -> Result<Timestamp> {
    row.integer(column).map(Timestamp::from_micros)
}

/// Reads a count that the schema keeps from falling below zero.
pub(crate) fn count(row: &Row<'_>, column: usize) -> Result<u64> {
    row.integer(column).map(|n| u64::try_from(n).unwrap_or(0))
}

impl Error {
    /// Makes the error for a stored value that no release ever wrote.
    pub(crate) fn corrupt(what: &'static str) -> Self {
        Self::Corrupt { label: "decode", column: None, cause: Cause::new(what) }
    }
}
