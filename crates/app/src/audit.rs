//! Who did what. What is done on the command line is written down in the same transaction; what requests do, in memory first, and
//! a moment later by the hundred, so that no request waits for it: a crash costs the last moment, an end in order nothing.

use crate::{App, Cx, Result};
use model::{Timestamp, UserId};
use std::sync::{Mutex, PoisonError};
use store::audit::{self, Wanted};

pub use store::audit::Entry;

/// How many acts may wait to be written. Where more come in between two flushes, the rest are counted and lost.
const WAITING_MAX: usize = 20_000;

/// How many acts one transaction writes.
const BATCH: usize = 200;

/// How long acts are kept, in seconds: a year and a month, so that whoever looks once a year finds all of it.
pub const KEPT_SECONDS: i64 = 400 * 24 * 60 * 60;

/// The longest subject that is kept, in characters.
const SUBJECT_CHARS_MAX: usize = 512;

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
}

impl Waiting {
    /// Notes an act.
    pub fn note(&self, app: &App, act: Act) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.acts.len() >= WAITING_MAX {
            held.lost += 1;
            return;
        }
        let (at, Act { actor, app: through, act, subject, status, from, correlation }) = (app.now(), act);
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
            tracing::error!(lost, "acts came in faster than they could be written to the audit log");
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

/// Writes down what the operator does on the command line.
///
/// # Errors
/// What the store can meet.
pub fn by_operator(cx: &mut Cx<'_, '_>, act: &str, subject: &str) -> Result<()> {
    let entry = Entry {
        id: cx.guid(),
        at: cx.now(),
        actor: None,
        app: String::new(),
        act: act.to_owned(),
        subject: shortened(subject.to_owned()),
        status: 0,
        from: String::new(),
        correlation: [0; 16],
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
