//! Tests of the program: its verbs, run as people run them, on throwaway folders.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod clients;
mod config;
mod day;
mod demo;
mod doctor;
mod dragging;
mod elsewhere;
mod foreign;
mod help;
mod http2;
mod https;
mod key;
mod kill;
mod loud;
mod newcomer;
mod onedrive_api;
mod operation;
mod people;
mod postgres;
mod samples;
mod secret;
mod serve;
mod sign_in;
mod support;
mod token;
mod writing;
