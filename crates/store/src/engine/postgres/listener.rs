//! Hearing the wakes of other processes, on a connection of its own that is not used for anything else.

use super::session::Session;
use super::spawn;
use super::worker::CHANNEL;
use crate::engine::lock;
use crate::wake::Bell;
use crate::{Cause, Error, Result};
use postgres::Config;
use postgres::fallible_iterator::FallibleIterator;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How long it takes to notice that the store is being closed, and to try again after the connection broke.
const NAP: Duration = Duration::from_millis(250);

pub(super) struct Listener {
    config: Arc<Config>,
    bell: Arc<Bell>,
    stopped: Arc<AtomicBool>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Listener {
    pub(super) fn new(config: Arc<Config>, bell: Arc<Bell>) -> Self {
        Self { config, bell, stopped: Arc::default(), thread: Mutex::new(None) }
    }

    /// Starts the thread if it does not run yet: who never waits needs none.
    pub(super) fn start(&self) {
        let mut thread = lock(&self.thread);
        if thread.is_none() && !self.stopped.load(SeqCst) {
            let (config, bell, stopped) = (Arc::clone(&self.config), Arc::clone(&self.bell), Arc::clone(&self.stopped));
            match spawn("store-listener", move || listen(&config, &bell, &stopped)) {
                Ok(started) => *thread = Some(started),
                Err(error) => tracing::warn!(?error, "wakes of other processes are not heard"),
            }
        }
    }

    pub(super) fn stop(&self) {
        self.stopped.store(true, SeqCst);
        if let Some(thread) = lock(&self.thread).take()
            && thread.join().is_err()
        {
            tracing::error!("the listening thread panicked");
        }
    }
}

fn listen(config: &Config, bell: &Bell, stopped: &AtomicBool) {
    while !stopped.load(SeqCst) {
        if let Err(error) = hear(config, bell, stopped) {
            tracing::warn!(?error, "wakes of other processes are not heard for a while");
            thread::sleep(NAP);
        }
    }
}

fn hear(config: &Config, bell: &Bell, stopped: &AtomicBool) -> Result<()> {
    let mut session = Session::connect(config)?;
    session.client().batch_execute(&format!("LISTEN {CHANNEL}")).map_err(broken)?;
    // What was sent while nobody listened is lost.
    bell.ring();
    while !stopped.load(SeqCst) {
        if session.client().notifications().timeout_iter(NAP).next().map_err(broken)?.is_some() {
            bell.ring();
        }
        if session.client().is_closed() {
            return Err(Error::Unavailable(Cause::new("the connection was closed")));
        }
    }
    Ok(())
}

fn broken(error: postgres::Error) -> Error {
    Error::Unavailable(Cause::new(error))
}
