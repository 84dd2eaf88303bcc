//! The pages for those who run the server: what the command line does, in a browser. They call the same verbs.
//!
//! Nothing here is reached but through [`gate`]: who asks is signed in, not long ago, and an administrator.

pub(crate) mod app;
pub(crate) mod apps;
mod form;
mod frame;
pub(crate) mod gate;
pub(crate) mod group;
pub(crate) mod groups;
pub(crate) mod issuer;
pub(crate) mod issuers;
pub(crate) mod leaving;
pub(crate) mod log;
pub(crate) mod overview;
pub(crate) mod people;
pub(crate) mod person;
mod question;
mod quota;
mod secret;
pub(crate) mod site;
pub(crate) mod sites;
pub(crate) mod tokens;
