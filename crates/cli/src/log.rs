//! Where the log goes: standard error, so that what a verb prints can be piped.

mod lines;

use crate::config::{Config, LogFormat};
use crate::error::{Failure, Result};
pub use lines::LastLines;
use std::io::IsTerminal as _;
use tracing_subscriber::EnvFilter;

/// Begins to log. `default` is the filter that holds if nobody set one. What is returned waits for the last lines when it goes.
pub fn start(config: &Config, default: &str) -> Result<LastLines> {
    let filter = config.log.as_deref().unwrap_or(default);
    let filter = EnvFilter::try_new(filter).map_err(|error| {
        Failure::usage(format!("the log filter `{filter}` cannot be used: {error}"))
            .hint("a level (error, warn, info, debug, trace), or levels by target: info,store=debug")
    })?;
    let cannot = |error: &dyn std::fmt::Display| Failure::new(format!("the log cannot be started: {error}"));
    let (writer, last_lines) = lines::begin(std::io::stderr()).map_err(|error| cannot(&error))?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(move || writer.clone());
    let started = match config.log_format.unwrap_or_default() {
        LogFormat::Text => lines.with_ansi(std::io::stderr().is_terminal()).try_init(),
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    };
    started.map_err(|error| cannot(&error))?;
    Ok(last_lines)
}
