//! Signing in and letting apps in, as browsers and apps meet it.

mod browser;
mod code;
mod device;
mod rows;
