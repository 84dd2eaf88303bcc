//! Reading connections, lent to whichever thread reads.
//!
//! As many are open as threads ever read at once. They are not kept per thread, because then they would outlive the store
//! on threads that it knows nothing of, and a read within a read would find its connection taken.

use super::session::{Session, meaning};
use super::{Shared, closed};
use crate::engine::lock;
use crate::stats::count;
use crate::{Error, Result, Tx, task};
use std::sync::{Arc, Mutex};

pub(super) struct Readers {
    shared: Arc<Shared>,
    /// The connections nobody uses, last used last: its cache is the warmest. `None` once the store is closed.
    idle: Mutex<Option<Vec<Session>>>,
}

impl Readers {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self { shared, idle: Mutex::new(Some(Vec::new())) }
    }

    pub(super) fn close(&self) {
        lock(&self.idle).take();
    }

    /// Runs `f` on the calling thread. All its statements see the database as it was at the first, and none runs on after the
    /// read has taken too long.
    pub(super) fn read<T, E: From<Error>>(&self, mut f: impl FnMut(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        let counters = &self.shared.counters;
        let mut session = self.take()?;
        session.control("BEGIN").map_err(|error| meaning("begin", error))?;
        count(&counters.reads);
        let unlimited = self.shared.options.read_max.map(|read_max| session.limit().narrow(read_max));
        let mut tx = Tx::new(&mut session, counters);
        let outcome = task::run(&mut f, &mut tx);
        tx.finish();
        if let Some(unlimited) = unlimited {
            session.limit().put_back(unlimited);
        }
        // A connection that cannot even end a read is not lent again. What was read is as good.
        if session.control("COMMIT").is_ok() {
            self.give_back(session);
        }
        outcome
    }

    fn take(&self) -> Result<Session> {
        match &mut *lock(&self.idle) {
            None => return Err(closed()),
            Some(idle) => {
                if let Some(session) = idle.pop() {
                    return Ok(session);
                }
            }
        }
        Session::open_reader(&self.shared.path, &self.shared.options)
    }

    fn give_back(&self, session: Session) {
        // After a close the connection goes the way of the others.
        if let Some(idle) = &mut *lock(&self.idle) {
            idle.push(session);
        }
    }
}
