//! Signing in and letting apps in, as browsers and apps meet it.

mod account;
mod admin;
mod alone;
mod attack;
pub mod browser;
mod code;
mod device;
mod elsewhere;
mod factor;
mod provider;
mod rows;
mod secret;
