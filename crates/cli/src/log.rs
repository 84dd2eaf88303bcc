//! Where the log goes: standard error, so that what a verb prints can be piped.

use crate::config::{Config, LogFormat};
use crate::error::{Failure, Result};
use std::io::IsTerminal as _;
use tracing_subscriber::EnvFilter;

/// Begins to log. `default` is the filter that holds if nobody set one.
pub fn start(config: &Config, default: &str) -> Result {
    let filter = config.log.as_deref().unwrap_or(default);
    let filter = EnvFilter::try_new(filter).map_err(|error| {
        Failure::usage(format!("the log filter `{filter}` cannot be used: {error}"))
            .hint("a level (error, warn, info, debug, trace), or levels by target: info,store=debug")
    })?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = match config.log_format.unwrap_or_default() {
        LogFormat::Text => lines.with_ansi(std::io::stderr().is_terminal()).try_init(),
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    };
    started.map_err(|error| Failure::new(format!("the log cannot be started: {error}")))
}
