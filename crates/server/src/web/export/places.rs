//! How much is exported at a time: each takes a thread, and reads all the time.

use model::UserId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The most of one person. The second is for who lost sight of the first.
const OF_ONE_MAX: usize = 2;

/// The most of all.
const OF_ALL_MAX: usize = 16;

/// Counts what is under way.
#[derive(Debug, Default)]
pub(crate) struct Places(Arc<Mutex<HashMap<UserId, usize>>>);

/// An export under way. When it is dropped, another one may begin.
#[derive(Debug)]
pub(crate) struct Place {
    taken: Arc<Mutex<HashMap<UserId, usize>>>,
    user: UserId,
}

impl Places {
    /// Takes a place for somebody, if there is one.
    pub(super) fn take(&self, user: &UserId) -> Option<Place> {
        let mut taken = locked(&self.0);
        let theirs = taken.get(user).copied().unwrap_or(0);
        if theirs >= OF_ONE_MAX || taken.values().sum::<usize>() >= OF_ALL_MAX {
            return None;
        }
        taken.insert(*user, theirs + 1);
        Some(Place { taken: self.0.clone(), user: *user })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = locked(&self.taken);
        if let Some(theirs) = taken.get_mut(&self.user) {
            *theirs -= 1;
            if *theirs == 0 {
                taken.remove(&self.user);
            }
        }
    }
}

fn locked(taken: &Mutex<HashMap<UserId, usize>>) -> MutexGuard<'_, HashMap<UserId, usize>> {
    taken.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_takes_all_places() {
        let places = Places::default();
        let user = |number| UserId([number; 16]);
        let first = places.take(&user(0)).unwrap();
        let _second = places.take(&user(0)).unwrap();
        assert!(places.take(&user(0)).is_none());
        drop(first);
        let mut held = vec![places.take(&user(0)).unwrap()];
        held.extend((1..=14).map(|number| places.take(&user(number)).unwrap()));
        assert!(places.take(&user(15)).is_none());
        held.clear();
        assert!(places.take(&user(15)).is_some());
        assert_eq!(locked(&places.0).len(), 1);
    }
}
