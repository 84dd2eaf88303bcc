//! A bounded queue between those who ask and the threads that own connections.

use crate::engine::lock;
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, PoisonError};

pub(crate) struct Queue<T> {
    state: Mutex<State<T>>,
    ready: Condvar,
    bound: usize,
}

struct State<T> {
    items: VecDeque<T>,
    closed: bool,
}

/// Why the queue did not take an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    Full,
    Closed,
}

impl<T> Queue<T> {
    pub(crate) fn new(bound: usize) -> Self {
        Self { state: Mutex::new(State { items: VecDeque::new(), closed: false }), ready: Condvar::new(), bound }
    }

    /// Adds an item, without ever waiting: the caller may be a thread that others wait for.
    pub(crate) fn push(&self, item: T) -> Result<(), (T, Refused)> {
        let mut state = lock(&self.state);
        if state.closed {
            return Err((item, Refused::Closed));
        }
        if state.items.len() >= self.bound {
            return Err((item, Refused::Full));
        }
        state.items.push_back(item);
        drop(state);
        self.ready.notify_one();
        Ok(())
    }

    /// Waits for an item and moves up to `most` of those that are there into `taken`. `false` means that the queue is
    /// closed and empty.
    pub(crate) fn take(&self, most: usize, taken: &mut Vec<T>) -> bool {
        let state = lock(&self.state);
        let waited = self.ready.wait_while(state, |state| state.items.is_empty() && !state.closed);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner);
        let count = most.min(state.items.len());
        taken.extend(state.items.drain(..count));
        count > 0
    }

    /// Takes no more items. Those that are in it can still be taken out.
    pub(crate) fn close(&self) {
        lock(&self.state).closed = true;
        self.ready.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::{Queue, Refused};

    #[test]
    fn it_is_bounded_and_drains_after_it_is_closed() {
        let queue = Queue::new(2);
        assert_eq!((queue.push(1), queue.push(2), queue.push(3)), (Ok(()), Ok(()), Err((3, Refused::Full))));
        queue.close();
        assert_eq!(queue.push(4), Err((4, Refused::Closed)));
        let mut taken = Vec::new();
        assert!(queue.take(1, &mut taken) && queue.take(9, &mut taken) && !queue.take(1, &mut taken));
        assert_eq!(taken, [1, 2]);
    }
}
