//! Who did what. What is done on the command line is written down in the same transaction; what requests do, in memory first, and
//! a moment later by the hundred, so that no request waits for it: a crash costs the last moment, an end in order nothing.

use crate::admin::Asked;
use crate::{App, Cx, Result};
use model::{Timestamp, UserId};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use store::audit::{self, Wanted};
use store::directory;

pub use store::audit::Entry;

/// How many acts may wait to be written. Where more come in between two flushes, the rest are counted and lost.
const WAITING_MAX: usize = 20_000;

/// How many acts that were refused are noted in a minute: anybody can make as many as they like, and the log is kept for a year.
const REFUSED_A_MINUTE: u32 = 600;

/// How many acts one transaction writes.
const BATCH: usize = 200;

/// How long acts are kept, in seconds: a year and a month, so that whoever looks once a year finds all of it.
pub const KEPT_SECONDS: i64 = 400 * 24 * 60 * 60;

/// The longest subject that is kept, in characters.
const SUBJECT_CHARS_MAX: usize = 512;

/// So many entries are looked at for one piece, whatever is looked for.
const LOOKED_AT: usize = 2_000;

/// The most entries that are shown at once.
pub const SHOWN_MAX: usize = 10_000;

/// An act of a request.
#[derive(Clone, Debug)]
pub struct Act {
    /// Who, if that is known.
    pub actor: Option<UserId>,
    /// Through which app; empty for none.
    pub app: String,
    /// The call, by its name.
    pub act: &'static str,
    /// To what: the address, without what is secret in it.
    pub subject: String,
    /// How it ended, as an HTTP status.
    pub status: u16,
    /// From which network address.
    pub from: String,
    /// The id of the request.
    pub correlation: [u8; 16],
}

/// Acts that are not written yet.
#[derive(Default)]
pub struct Waiting(Mutex<Held>);

#[derive(Default)]
struct Held {
    acts: Vec<Entry>,
    lost: u64,
    /// A minute, and how many acts in it were refused.
    refused: (i64, u32),
}

impl Held {
    /// Says whether there is room for an act.
    fn takes(&mut self, at: Timestamp, status: u16) -> bool {
        if status >= 400 {
            let minute = at.micros() / 60_000_000;
            let before = if self.refused.0 == minute { self.refused.1 } else { 0 };
            self.refused = (minute, before.saturating_add(1));
        }
        self.acts.len() < WAITING_MAX && (status < 400 || self.refused.1 <= REFUSED_A_MINUTE)
    }
}

impl Waiting {
    /// Notes an act.
    pub fn note(&self, app: &App, act: Act) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = app.now();
        if !held.takes(at, act.status) {
            held.lost += 1;
            return;
        }
        let Act { actor, app: through, act, subject, status, from, correlation } = act;
        let (id, act) = (app.ids().guid(at), act.to_owned());
        held.acts.push(Entry { id, at, actor, app: through, act, subject: shortened(subject), status, from, correlation });
    }

    /// Writes down what was noted.
    ///
    /// # Errors
    /// What the store can meet; what could not be written is lost, and the log says how much.
    pub async fn flush(&self, app: &App) -> Result<()> {
        let (acts, lost) = {
            let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            (std::mem::take(&mut held.acts), std::mem::take(&mut held.lost))
        };
        if lost > 0 {
            tracing::error!(lost, "acts were not written to the audit log: too many came in, or too many were refused");
        }
        for batch in acts.chunks(BATCH) {
            let batch = batch.to_vec();
            let count = batch.len();
            let written = app.write(move |cx| Ok(batch.iter().try_for_each(|entry| audit::insert(cx.tx, entry))?)).await;
            if let Err(error) = written {
                tracing::error!(%error, count, "acts could not be written to the audit log");
                return Err(error);
            }
        }
        Ok(())
    }
}

/// Writes down what somebody brings about, with what they bring about.
pub(crate) fn by(cx: &mut Cx<'_, '_>, actor: Option<UserId>, asked: &Asked, act: &str, subject: &str) -> Result<()> {
    let entry = Entry {
        id: cx.guid(),
        at: cx.now(),
        actor,
        app: String::new(),
        act: act.to_owned(),
        subject: shortened(subject.to_owned()),
        status: 0,
        from: asked.from.clone(),
        correlation: asked.correlation,
    };
    Ok(audit::insert(cx.tx, &entry)?)
}

/// Returns the newest acts of somebody, or of all, since a moment; at most `limit` of them.
///
/// # Errors
/// [`crate::Error::NotFound`] if there is nobody of the name.
pub fn newest(cx: &mut Cx<'_, '_>, name: Option<&str>, since: Option<Timestamp>, limit: usize) -> Result<Vec<Entry>> {
    let actor = name.map(|name| crate::admin::user_by_name(cx, name)).transpose()?.map(|user| user.id);
    Ok(audit::newest(cx.tx, &Wanted { actor, since, before: None }, limit.min(SHOWN_MAX))?)
}

/// Which acts are looked for.
#[derive(Clone, Debug, Default)]
pub struct Sought {
    /// Only those of somebody, by name; or by id, as who is gone has no name to be found by.
    pub who: Option<String>,
    /// Only those whose name begins with this.
    pub act: String,
    /// Only what was done since then.
    pub since: Option<Timestamp>,
    /// Only what was done before.
    pub until: Option<Timestamp>,
    /// Where the piece before this one ended.
    pub before: Option<[u8; 16]>,
}

/// A piece of the log, the newest first.
#[derive(Clone, Debug, Default)]
pub struct Piece {
    /// What was found, with what whoever did it is called.
    pub entries: Vec<(Entry, Option<String>)>,
    /// Where the next piece begins, if there may be one. A piece may have found nothing among what it looked at.
    pub next: Option<[u8; 16]>,
}

/// Returns somebody by name, or by id, also if they are gone.
fn actor(cx: &mut Cx<'_, '_>, text: &str) -> Result<UserId> {
    let found = match text.parse::<UserId>() {
        Ok(id) => directory::user(cx.tx, &id)?,
        Err(_) => directory::user_by_name(cx.tx, text)?,
    };
    Ok(found.ok_or(crate::Error::NotFound)?.id)
}

/// Returns a piece of what is looked for, at most `limit` acts.
///
/// # Errors
/// [`crate::Error::NotFound`] if there is nobody of the name or id.
pub fn piece(cx: &mut Cx<'_, '_>, sought: &Sought, limit: usize) -> Result<Piece> {
    let actor = sought.who.as_deref().map(|who| actor(cx, who.trim())).transpose()?;
    let until = sought.until.map(audit::first_id);
    let before = match (sought.before, until) {
        (Some(before), Some(until)) => Some(before.min(until)),
        (before, until) => before.or(until),
    };
    let looked_at = audit::newest(cx.tx, &Wanted { actor, since: sought.since, before }, LOOKED_AT)?;
    let is_more = looked_at.len() == LOOKED_AT;
    let last = looked_at.last().map(|entry| entry.id).filter(|_| is_more);
    let mut found: Vec<Entry> = looked_at.into_iter().filter(|entry| entry.act.starts_with(&sought.act)).take(limit + 1).collect();
    let next = if found.len() > limit {
        found.truncate(limit);
        found.last().map(|entry| entry.id)
    } else {
        last
    };
    let mut names: BTreeMap<UserId, Option<String>> = BTreeMap::new();
    let mut entries = Vec::with_capacity(found.len());
    for entry in found {
        let name = match entry.actor {
            None => None,
            Some(actor) => match names.get(&actor) {
                Some(name) => name.clone(),
                None => {
                    let name = store::directory::account::get(cx.tx, &actor)?.map(|account| account.name);
                    names.insert(actor, name.clone());
                    name
                }
            },
        };
        entries.push((entry, name));
    }
    Ok(Piece { entries, next })
}

/// Forgets some of what is too old. Returns how much.
pub(crate) fn sweep(cx: &mut Cx<'_, '_>) -> Result<u64> {
    let now = cx.now();
    Ok(audit::forget(cx.tx, now.plus_seconds(-KEPT_SECONDS))?)
}

/// U+0000 cannot be stored, and control characters would confuse whoever reads.
fn shortened(subject: String) -> String {
    let clean = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    subject.chars().take(SUBJECT_CHARS_MAX).map(clean).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_refused_does_not_fill_the_log() {
        let (mut held, start) = (Held::default(), Timestamp::from_micros(0));
        assert_eq!((0..1_000).filter(|_| held.takes(start, 403)).count(), REFUSED_A_MINUTE as usize);
        assert!(held.takes(start, 201), "what was done is noted all the same");
        assert!(held.takes(start.plus_seconds(60), 403));
    }
}
