//! The threads beside the requests: workers that make the steps of operations, and the sweep that tidies.

use crate::error::{Failure, Result};
use app::App;
use server::Waited;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{Builder, JoinHandle};
use store::Blobs;
use tokio::runtime::Handle;

/// How many operations one process works on at a time. Two, so that one large copy does not keep the others waiting; more
/// would only queue for the same database.
const WORKERS: usize = 2;

/// Threads that run until they are told to stop.
pub struct Background {
    app: App,
    stop: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

impl Background {
    /// Starts workers and the sweep. Blobs are removed on `runtime`.
    pub fn start(app: &App, blobs: &Blobs, runtime: &Handle) -> Result<Self> {
        let mut all = Self { app: app.clone(), stop: Arc::default(), threads: Vec::new() };
        for number in 1..=WORKERS {
            // A sleeper hears wakes through a clone of its own.
            let (app, stop) = (app.clone(), Arc::clone(&all.stop));
            all.spawn(format!("worker-{number}"), move || app::operation::worker::run(&app, &stop))?;
        }
        let (app, stop, blobs, runtime) = (app.clone(), Arc::clone(&all.stop), blobs.clone(), runtime.clone());
        all.spawn("sweep".to_owned(), move || {
            app::sweep::run(&app, &Waited { blobs, runtime }, &stop);
        })?;
        Ok(all)
    }

    fn spawn(&mut self, name: String, work: impl FnOnce() + Send + 'static) -> Result {
        let started = Builder::new().name(name).spawn(work);
        self.threads.push(started.map_err(|error| Failure::new(format!("a thread cannot be started: {error}")))?);
        Ok(())
    }

    /// Says whether a thread has ended although nobody told it to.
    pub fn is_broken(&self) -> bool {
        self.threads.iter().any(JoinHandle::is_finished)
    }

    /// Lets every thread finish its step, and waits for them. What was under way goes on from there at the next start.
    pub fn stop(self) {
        self.stop.store(true, Ordering::Relaxed);
        self.app.wake();
        for thread in self.threads {
            if thread.join().is_err() {
                tracing::error!("a thread beside the requests panicked");
            }
        }
    }
}
