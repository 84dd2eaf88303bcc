//! The verbs: who may, what happens, in which transaction.
//!
//! Ordinary synchronous functions over one transaction ([`Cx`]). Nothing here knows an address, a status or JSON; nothing
//! awaits. What a verb needs to have been allowed, it takes as [`access::Allowed`], which only `access` makes.

pub mod access;
pub mod account;
pub mod admin;
mod app;
pub mod arrange;
pub mod audit;
mod bearer;
pub mod caller;
pub mod copy;
pub mod desk;
pub mod destination;
pub mod directory;
pub mod download;
pub mod error;
pub mod everywhere;
pub mod expand;
pub mod export;
pub mod factor;
pub mod folder;
pub mod idempotency;
pub mod issuer;
pub mod item;
pub mod link;
pub mod monitor;
pub mod naming;
mod nesting;
pub mod notebook;
pub mod oauth;
pub mod operation;
pub mod organization;
pub mod outside;
pub mod own_token;
pub mod page;
pub mod password;
pub mod permission;
pub mod place;
pub mod promise;
pub mod query;
pub mod quota;
pub mod recent;
pub mod resource;
pub mod seal;
pub mod search;
pub mod section;
pub mod section_group;
pub mod share;
pub mod shelf;
pub mod sign_in;
pub mod site;
mod structure;
pub mod sweep;
pub mod upload;
pub mod view;
pub mod web;

pub use app::{App, BadSettings, Cx, Settings};
pub use caller::Caller;
pub use error::{Error, Result};
pub use store::blob::{Intake, Sum};
pub use store::{Blobs, Digester, Digests, planted};
