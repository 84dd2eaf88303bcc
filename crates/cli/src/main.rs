//! The `looseleaf` program: one verb per file, put together from the rooms below.
//!
//! Nothing here knows what a request may do. A verb reads its arguments and settings, opens the data folder, asks `app` or
//! starts `server`, and says what came of it. This is the only place that reads the machine's clock and randomness.

mod ambient;
mod background;
mod config;
mod demo;
mod error;
mod key_file;
mod log;
mod open;
mod output;
mod serving;
mod value;
mod verb;

use clap::Parser as _;
use std::io::Write as _;
use std::process::ExitCode;

/// Many small allocations on several threads are what a server does; the system's allocator is slow at that on some
/// systems, and mimalloc is fast on all.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = verb::Cli::parse();
    match verb::run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Whoever closed standard error does not want to hear it; the exit code still says it.
            let _ = write!(std::io::stderr(), "{failure}");
            failure.exit_code()
        }
    }
}
