//! `looseleaf serve`.

use crate::config::{Config, Limits, Serving};
use crate::error::Result;
use crate::serving::{self, Door};
use crate::{open, output};
use clap::Args;
use serde_json::json;

/// Serve notebooks over HTTP
///
///   looseleaf serve
///   looseleaf serve --data notes --listen 127.0.0.1:8380
///   looseleaf serve --listen 0.0.0.0:443 --certificate notes.pem --certificate-key notes.key
///   looseleaf serve --public-url https://notes.example       behind a proxy on this machine
///   looseleaf serve --database postgres://looseleaf:secret@localhost/looseleaf
///
/// Without a certificate it speaks plain http, so it listens on this machine only: give it one, or let
/// a proxy speak TLS with the clients.
///
/// SIGTERM or SIGINT (Ctrl-C) ends it in order: requests under way are answered, and copies go on
/// where they stood at the next start. A second signal ends it at once, which loses nothing that
/// was acknowledged either.
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
pub struct Serve {
    /// Print a line of JSON with the address to standard output once it listens
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    pub settings: Serving,
    #[command(flatten)]
    pub limits: Limits,
}

impl Serve {
    /// Does what was asked for.
    pub fn run(self, config: &Config) -> Result {
        let door = Door::open(&config.serve)?;
        let folder = open::make_folder(config)?;
        let _lock = match config.database {
            None => Some(open::lock_for_serving(&folder)?),
            Some(_) => None,
        };
        let opened = open::open(config)?;
        let (address, url) = (door.address, door.url.clone());
        let running = serving::start(opened, door, &config.serve)?;
        let place = if config.database.is_some() { "PostgreSQL".to_owned() } else { folder.display().to_string() };
        eprintln!("looseleaf serves {place} on {url}; administrators run it at {url}/admin; Ctrl-C ends it");
        if self.json {
            output::json(&json!({ "address": address.to_string(), "url": url }))?;
        }
        running.wait()
    }
}
