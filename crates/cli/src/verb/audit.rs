//! `looseleaf audit`.

use super::nobody;
use crate::config::Config;
use crate::error::Result;
use crate::value::Span;
use crate::{open, output};
use app::audit::{self, Entry};
use clap::Args;
use serde_json::json;
use std::collections::BTreeMap;

/// Show who did what, the newest first
///
///   looseleaf audit --user ann --since 7d
///   looseleaf audit --act item.delete --json
///
/// Everything that changed something is there, and all attempts to sign in, for 400 days: requests
/// by the name of their call (see `looseleaf routes`), and what was done on the command line.
/// Requests are written down within a second.
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
pub struct Audit {
    /// Only what somebody did
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    /// Only what was done within this time, as in 12h or 7d
    #[arg(long, value_name = "SPAN")]
    since: Option<Span>,
    /// Only what begins with this, as in `item.` or `item.delete`
    #[arg(long, value_name = "NAME")]
    act: Option<String>,
    /// How many entries are looked at, the newest of those; at most 10000
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    limit: usize,
    /// Print an array of objects
    #[arg(long)]
    json: bool,
}

impl Audit {
    /// Does what was asked for.
    pub fn run(self, config: &Config) -> Result {
        let opened = open::open(config)?;
        let since = self.since.map(|span| opened.app.now().plus_seconds(-span.0));
        let (user, limit) = (self.user.clone(), self.limit);
        let found = opened.app.read(move |cx| {
            let entries = audit::newest(cx, user.as_deref(), since, limit)?;
            let mut names = BTreeMap::new();
            for actor in entries.iter().filter_map(|entry| entry.actor) {
                if let std::collections::btree_map::Entry::Vacant(free) = names.entry(actor) {
                    free.insert(store::directory::user(cx.tx, &actor)?.map(|user| user.name).unwrap_or_default());
                }
            }
            Ok((entries, names))
        });
        let (entries, names) = found.wait().map_err(|error| match (error, &self.user) {
            (app::Error::NotFound, Some(user)) => nobody(user),
            (other, _) => other.into(),
        })?;
        let is_meant = |entry: &&Entry| self.act.as_deref().is_none_or(|act| entry.act.starts_with(act));
        let who = |entry: &Entry| match entry.actor {
            Some(actor) => names.get(&actor).cloned().unwrap_or_default(),
            None if entry.status == 0 => "(operator)".to_owned(),
            None => "(unknown)".to_owned(),
        };
        let entries = entries.iter().filter(is_meant);
        if self.json {
            let all = entries.map(|entry| {
                json!({ "at": entry.at.iso(6), "user": who(entry), "userId": entry.actor.map(|actor| actor.to_string()), "app": entry.app,
                        "act": entry.act, "subject": entry.subject, "status": entry.status, "from": entry.from,
                        "correlation": model::format_guid(&entry.correlation) })
            });
            return output::json(&all.collect());
        }
        let row = |entry: &Entry| {
            let status = if entry.status == 0 { String::new() } else { entry.status.to_string() };
            [output::moment(entry.at), who(entry), entry.act.clone(), status, entry.from.clone(), entry.subject.clone()]
        };
        output::table(["AT", "WHO", "ACT", "STATUS", "FROM", "TO WHAT"], &entries.map(row).collect::<Vec<_>>())
    }
}
