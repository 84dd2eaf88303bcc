//! `looseleaf operation`.

use crate::config::Config;
use crate::error::{Failure, Result};
use crate::value::operation_id;
use crate::{open, output};
use app::admin::Admin;
use app::operation::cancel_any;
use clap::{Args, Subcommand};
use model::{OperationId, OperationState, PageId};
use serde_json::json;
use store::{directory, operation as stored};

/// Look at operations, such as copies, and cancel them
#[derive(Args, Debug)]
pub struct Operation {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    List(List),
    Show(Show),
    Cancel(Cancel),
}

/// The most operations that a list shows.
const LISTED_MAX: u32 = 1_000;

/// List operations that are under way, the newest first
#[derive(Args, Debug)]
struct List {
    /// Also those that have ended
    #[arg(long)]
    all: bool,
    /// Print an array of objects
    #[arg(long)]
    json: bool,
}

/// Tell the story of one operation
///
///   looseleaf operation show copy-0191f2a0-1111-7222-8333-444455556666
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
struct Show {
    /// The id that clients see, with or without `copy-`
    #[arg(value_parser = operation_id)]
    id: OperationId,
    /// Print an object
    #[arg(long)]
    json: bool,
}

/// Cancel an operation
///
/// It ends as failed and leaves nothing behind.
#[derive(Args, Debug)]
struct Cancel {
    /// The id that clients see, with or without `copy-`
    #[arg(value_parser = operation_id)]
    id: OperationId,
}

impl Operation {
    /// Does what was asked for.
    pub fn run(self, config: &Config) -> Result {
        match self.verb {
            Verb::List(verb) => verb.run(config),
            Verb::Show(verb) => verb.run(config),
            Verb::Cancel(verb) => verb.run(config),
        }
    }
}

impl List {
    fn run(self, config: &Config) -> Result {
        let opened = open::open(config)?;
        let all = self.all;
        let found = opened.app.read(move |cx| Ok(stored::list(cx.tx, !all, LISTED_MAX)?)).wait()?;
        if self.json {
            return output::json(&found.iter().map(|operation| spelled(operation, None)).collect());
        }
        let row = |operation: &stored::Operation| {
            let percent = operation.progress.percent(operation.state);
            [format!("copy-{}", operation.id), state(operation.state).to_owned(), format!("{percent}%"), output::moment(operation.acted)]
        };
        output::table(["ID", "STATE", "DONE", "LAST ACTION"], &found.iter().map(row).collect::<Vec<_>>())
    }
}

impl Show {
    fn run(self, config: &Config) -> Result {
        let opened = open::open(config)?;
        let id = self.id;
        let found = opened.app.read(move |cx| {
            let Some(found) = stored::get(cx.tx, &id)? else { return Ok(None) };
            let caller = directory::account::get(cx.tx, &found.request.caller)?;
            Ok(Some((found, caller.map(|account| account.name))))
        });
        let (found, caller) = found.wait()?.ok_or_else(|| missing(&id))?;
        let story = spelled(&found, caller.as_deref());
        if self.json {
            return output::json(&story);
        }
        let Some(members) = story.as_object() else { return Ok(()) };
        for (name, value) in members.iter().filter(|(_, value)| !value.is_null()) {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            output::line(&format!("{name:<12}  {value}"))?;
        }
        Ok(())
    }
}

impl Cancel {
    fn run(self, config: &Config) -> Result {
        let opened = open::open(config)?;
        let id = self.id;
        opened.app.write(move |cx| cancel_any(cx, &Admin::operator(), &id)).wait().map_err(|error| match error {
            app::Error::NotFound => missing(&id),
            app::Error::AlreadyEnded => {
                Failure::new(format!("copy-{id} has ended already")).hint(format!("`looseleaf operation show copy-{id}` tells how"))
            }
            other => other.into(),
        })?;
        output::line("cancelled")
    }
}

fn missing(id: &OperationId) -> Failure {
    Failure::new(format!("there is no operation copy-{id}")).hint("`looseleaf operation list --all` shows those that are remembered")
}

const fn state(state: OperationState) -> &'static str {
    match state {
        OperationState::NotStarted => "not started",
        OperationState::Running => "running",
        OperationState::Completed => "completed",
        OperationState::Failed => "failed",
    }
}

fn spelled(operation: &stored::Operation, caller: Option<&str>) -> serde_json::Value {
    let request = &operation.request;
    let source = match request.source_key {
        Some(key) => PageId { section: request.source, key }.to_string(),
        None => format!("1-{}", request.source),
    };
    let result = operation.outcome.as_ref().map(|outcome| match outcome.key {
        Some(key) => PageId { section: outcome.node, key }.to_string(),
        None => format!("1-{}", outcome.node),
    });
    let reason = match (&operation.error, &operation.error_detail) {
        (Some(word), Some(detail)) => Some(format!("{word}: {detail}")),
        (word, _) => word.clone(),
    };
    json!({
        "id": format!("copy-{}", operation.id),
        "state": state(operation.state),
        "reason": reason,
        "percent": operation.progress.percent(operation.state),
        "done": operation.progress.done,
        "total": operation.progress.total,
        "caller": caller.map_or_else(|| request.caller.to_string(), str::to_owned),
        "app": request.app,
        "source": source,
        "target": format!("1-{}", request.target),
        "renameAs": request.name,
        "result": result,
        "attempt": operation.attempt,
        "correlation": request.correlation,
        "created": operation.created.iso(6),
        "lastAction": operation.acted.iso(6),
    })
}
