//! HTTP: addresses, the route table, wire shapes, faults.
//!
//! Only this room knows addresses, statuses, JSON and the codes of the OneNote service. It decides nothing about who may do
//! what: it finds out who asks, asks the verbs of `app`, and spells their answers. It keeps no state that another process
//! would miss: what it remembers is a cache.

mod address;
mod asked;
mod audited;
mod batch;
mod body;
mod call;
mod caller;
mod copy;
mod correlation;
mod cors;
mod count;
mod cursor;
mod dispatch;
mod download;
mod drive;
mod errors;
mod etag;
mod fault;
mod fetch;
mod health;
mod hierarchy;
mod host;
mod identity;
mod intake;
mod json;
mod kept;
mod limiter;
mod multipart;
mod notebook;
mod operation;
mod options;
mod outside;
mod page;
mod permission;
mod placing;
mod query;
mod reply;
mod resource;
mod root;
mod routes;
mod schema;
mod section;
mod section_group;
mod serve;
mod server;
mod site;
mod spooled;
mod tls;
mod upload;
mod waited;
mod web;
mod wire;

pub use errors::{ErrorInfo, Sent, errors};
pub use fetch::{Fetcher, is_public};
pub use options::{Options, Origins};
pub use outside::check_issuer;
pub use reply::ReplyBody;
pub use routes::{On, RouteInfo, routes, routes_markdown};
pub use serve::serve;
pub use server::{RouteName, Server};
pub use tls::{Tls, TlsError};
pub use waited::Waited;
