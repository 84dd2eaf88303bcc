//! Tests of the verbs on real engines.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[macro_use]
mod support;
mod upload;
mod view;

mod access;
mod account;
mod admin;
mod arrange;
mod copy;
mod desk;
mod download;
mod expand;
mod explain;
mod file;
mod history;
mod ink;
mod item;
mod let_in;
mod link;
mod list;
mod model;
mod nested;
mod operation;
mod outside;
mod permission;
mod place;
mod query;
mod race;
mod resource;
mod seal;
mod search;
mod settings;
mod shown;
mod sign_in;
mod smoke;
mod stress;
mod write;
