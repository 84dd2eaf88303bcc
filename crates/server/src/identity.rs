//! Signing in, and letting apps in: OAuth 2.0 and OpenID Connect at the addresses that Microsoft's clients expect, and the pages
//! for people beside them. Its own table of calls, its own faults, over the same server.

pub(crate) mod account;
pub(crate) mod admin;
pub(crate) mod ask;
pub(crate) mod authorize;
pub(crate) mod cookie;
pub(crate) mod device;
mod dispatch;
pub(crate) mod elsewhere;
pub(crate) mod factor;
pub(crate) mod fault;
mod guards;
mod keys;
pub(crate) mod metadata;
pub(crate) mod own_tokens;
pub(crate) mod pages;
mod passwords;
mod qr;
pub(crate) mod second_step;
pub(crate) mod sign_in;
pub(crate) mod sign_out;
pub(crate) mod token;
pub(crate) mod user_info;

pub(crate) use keys::Keys;
pub(crate) use passwords::Passwords;
