//! The nouns of a notebook server and their pure rules: ids, names, roles, scopes, places, operation states.
//!
//! Nothing here does I/O, awaits, or reads a clock, and no type is serializable: what is stored has a shape of its own
//! in `store`, what is sent has one in `server`. A thing belongs here when at least two rooms above need it and pen and
//! paper could check it.

mod ambient;
mod file;
mod hex;
mod id;
mod item;
mod location;
mod name;
mod node;
mod operation;
mod order;
mod picture;
pub mod query;
mod role;
mod scope;
mod special;
mod timestamp;

pub use ambient::{Clock, Ids};
pub use file::FileKey;
pub use hex::{push_hex, read_hex};
pub use id::{
    AppId, AuthorizationId, BadId, CopyGroup, DriveId, FileId, GroupId, IssuerId, Lineage, ListId, NodeId, OperationId, PageId, PageKey,
    ResourceId, ShareId, SiteCollectionId, SiteId, TokenId, UserId, format_guid, parse_guid, push_guid,
};
pub use item::{DriveCid, ItemId};
pub use location::{Location, Owner};
pub use name::{NAME_CHARS_MAX, NOTEBOOK_NAME_CHARS_2014_MAX, NOTEBOOK_NAME_CHARS_MAX, Name, NameError, NameRule, fold, is_invisible};
pub use node::{ConflictBehavior, NodeKind};
pub use operation::{Event, OperationState, Progress};
pub use order::{ORDER_GAP, placed};
pub use picture::{Picture, PictureFormat, PictureHead};
pub use role::{LinkScope, Right, Role};
pub use scope::{Grant, Need, Scope, Scopes};
pub use special::SpecialFolder;
pub use timestamp::Timestamp;
