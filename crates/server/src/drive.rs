//! Drives and what lies in them, as OneDrive's two spellings have them: their own addresses, table of calls, JSON and faults,
//! over the same server.

pub(crate) mod address;
mod body;
pub(crate) mod call;
pub(crate) mod copy;
pub(crate) mod directory;
mod dispatch;
pub(crate) mod get;
pub(crate) mod item;
pub(crate) mod links;
pub(crate) mod media;
pub(crate) mod monitor;
pub(crate) mod permission;
mod place;
mod query;
pub(crate) mod recent;
mod reference;
mod remote;
pub(crate) mod schema;
pub(crate) mod share;
pub(crate) mod shared;
pub(crate) mod thumbnail;
pub(crate) mod transfer;
pub(crate) mod wire;

pub(crate) use dispatch::Drives;
