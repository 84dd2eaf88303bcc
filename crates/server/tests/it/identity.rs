//! Signing in and letting apps in, as browsers and apps meet it.

mod account;
mod admin;
mod alone;
mod attack;
pub mod browser;
pub mod code;
mod device;
mod elsewhere;
pub mod factor;
pub mod provider;
mod rows;
mod secret;
