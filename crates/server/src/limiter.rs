//! How many requests a person may make: in a minute, and at once. Off unless an operator sets it.
//!
//! Each process counts on its own, in memory: a limit is there to keep one script from slowing the others down, not to bill.

use crate::fault::RequestFault;
use model::{Timestamp, UserId};
use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Counts the requests of each person.
#[derive(Debug)]
pub(crate) struct Limiter {
    per_minute: Option<NonZeroU32>,
    at_once: Option<NonZeroU32>,
    users: Mutex<HashMap<UserId, Use>>,
}

/// What a person has used up.
#[derive(Clone, Copy, Debug, Default)]
struct Use {
    /// When everything will be theirs again, in microseconds.
    free_at_us: i64,
    under_way: u32,
}

/// A request under way. When it is dropped, another one may come.
#[derive(Debug)]
pub(crate) struct Turn<'a> {
    limiter: &'a Limiter,
    user: Option<UserId>,
}

/// So many people are kept apart at a time. Those who have everything to themselves again are forgotten; there are only more
/// than this if so many make requests within one minute.
const USERS_MAX: usize = 65_536;

const MINUTE_US: i64 = 60 * 1_000_000;

impl Limiter {
    pub(crate) fn new(per_minute: Option<NonZeroU32>, at_once: Option<NonZeroU32>) -> Self {
        Self { per_minute, at_once, users: Mutex::default() }
    }

    /// Lets a request begin.
    ///
    /// # Errors
    /// [`RequestFault::TooManyAtOnce`], [`RequestFault::TooManyRequests`].
    pub(crate) fn begin(&self, user: &UserId, now: Timestamp) -> Result<Turn<'_>, RequestFault> {
        if self.per_minute.is_none() && self.at_once.is_none() {
            return Ok(Turn { limiter: self, user: None });
        }
        let mut users = self.users();
        let theirs = entry(&mut users, user, now)?;
        if self.at_once.is_some_and(|max| theirs.under_way >= max.get()) {
            return Err(RequestFault::TooManyAtOnce);
        }
        self.count(theirs, now)?;
        theirs.under_way += 1;
        Ok(Turn { limiter: self, user: Some(*user) })
    }

    /// Counts a request that is a part of one under way.
    ///
    /// # Errors
    /// [`RequestFault::TooManyRequests`]
    pub(crate) fn count_part(&self, user: &UserId, now: Timestamp) -> Result<(), RequestFault> {
        if self.per_minute.is_none() { Ok(()) } else { self.count(entry(&mut self.users(), user, now)?, now) }
    }

    /// All of a minute's requests may come together; each of them is given back after its share of the minute.
    fn count(&self, theirs: &mut Use, now: Timestamp) -> Result<(), RequestFault> {
        let Some(per_minute) = self.per_minute else { return Ok(()) };
        let share_us = MINUTE_US / i64::from(per_minute.get());
        let now_us = now.micros();
        // Further ahead than a minute it is only if the clock was put back. That shall keep nobody out until it is where it was.
        let is_of_this_time = theirs.free_at_us > now_us && theirs.free_at_us <= now_us + MINUTE_US;
        let free_at_us = if is_of_this_time { theirs.free_at_us } else { now_us } + share_us;
        let wait_us = free_at_us - now_us - MINUTE_US;
        if wait_us > 0 {
            let retry_after_seconds = u32::try_from(wait_us.cast_unsigned().div_ceil(1_000_000)).unwrap_or(u32::MAX);
            return Err(RequestFault::TooManyRequests { per_minute: per_minute.get(), retry_after_seconds });
        }
        theirs.free_at_us = free_at_us;
        Ok(())
    }

    fn users(&self) -> MutexGuard<'_, HashMap<UserId, Use>> {
        self.users.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns what somebody has used up, which is nothing if they were forgotten.
fn entry<'a>(users: &'a mut HashMap<UserId, Use>, user: &UserId, now: Timestamp) -> Result<&'a mut Use, RequestFault> {
    if users.len() >= USERS_MAX && !users.contains_key(user) {
        users.retain(|_, theirs| theirs.under_way > 0 || theirs.free_at_us > now.micros());
        if users.len() >= USERS_MAX {
            return Err(RequestFault::TooManyAtOnce);
        }
    }
    Ok(users.entry(*user).or_default())
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let Some(user) = self.user else { return };
        if let Some(theirs) = self.limiter.users().get_mut(&user) {
            theirs.under_way = theirs.under_way.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::from_micros(1_769_850_000_000_000);

    fn user(number: u32) -> UserId {
        let mut guid = [0; 16];
        guid[..4].copy_from_slice(&number.to_be_bytes());
        UserId(guid)
    }

    fn limiter(per_minute: u32, at_once: u32) -> Limiter {
        Limiter::new(NonZeroU32::new(per_minute), NonZeroU32::new(at_once))
    }

    /// Whether a request may begin, or how long to wait.
    fn ask(limiter: &Limiter, user: &UserId, now: Timestamp) -> Result<(), u32> {
        limiter.begin(user, now).map(drop).map_err(|fault| match fault {
            RequestFault::TooManyRequests { retry_after_seconds, .. } => retry_after_seconds,
            fault => panic!("{fault:?}"),
        })
    }

    #[test]
    fn a_minutes_requests_may_come_together_and_return_one_by_one() {
        let limiter = limiter(6, 0);
        for _ in 0..6 {
            assert_eq!(ask(&limiter, &user(1), START), Ok(()));
        }
        let wait = ask(&limiter, &user(1), START).unwrap_err();
        assert_eq!(wait, 10);
        // Being refused costs nothing, and others are not concerned.
        assert_eq!(ask(&limiter, &user(1), START).unwrap_err(), wait);
        assert_eq!(ask(&limiter, &user(2), START), Ok(()));
        // Whoever waits as long as they were told is served, once.
        let later = START.plus_seconds(i64::from(wait));
        assert_eq!(ask(&limiter, &user(1), later), Ok(()));
        assert!(ask(&limiter, &user(1), later).is_err());
        let much_later = START.plus_seconds(300);
        assert_eq!((0..9).filter(|_| ask(&limiter, &user(1), much_later).is_ok()).count(), 6);
    }

    #[test]
    fn a_clock_that_is_put_back_keeps_nobody_out_for_long() {
        let limiter = limiter(60, 0);
        assert_eq!(ask(&limiter, &user(1), START.plus_seconds(86_400)), Ok(()));
        assert_eq!(ask(&limiter, &user(1), START), Ok(()));
    }

    #[test]
    fn requests_at_once_are_counted_until_they_end() {
        let limiter = limiter(0, 2);
        let first = limiter.begin(&user(1), START).unwrap();
        let _second = limiter.begin(&user(1), START).unwrap();
        assert_eq!(limiter.begin(&user(1), START).unwrap_err(), RequestFault::TooManyAtOnce);
        assert!(limiter.begin(&user(2), START).is_ok());
        drop(first);
        assert!(limiter.begin(&user(1), START).is_ok());
    }

    #[test]
    fn people_are_forgotten_before_memory_is_used_up() {
        let limiter = limiter(60, 1);
        for number in 0..USERS_MAX as u32 {
            assert_eq!(ask(&limiter, &user(number), START), Ok(()));
        }
        // All of them count within this minute.
        assert_eq!(limiter.begin(&user(u32::MAX), START).unwrap_err(), RequestFault::TooManyAtOnce);
        let later = START.plus_seconds(60);
        assert_eq!(ask(&limiter, &user(u32::MAX), later), Ok(()));
        assert_eq!(limiter.users().len(), 1);
    }

    #[test]
    fn without_a_limit_nothing_is_kept() {
        let limiter = limiter(0, 0);
        let _turn = limiter.begin(&user(1), START).unwrap();
        limiter.count_part(&user(1), START).unwrap();
        assert!(limiter.users().is_empty());
    }
}
