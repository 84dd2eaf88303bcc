//! Working on operations: claim one under a lease, make its steps, end it. Any process may, and any number of them.

use crate::{App, Cx, Error, Result, copy};
use copy::Stepped;
use model::OperationId;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use store::operation;

/// How long an idle worker waits before it looks by itself. Being woken is faster; this alone would be correct.
const IDLE: Duration = Duration::from_secs(1);

/// The longest pause between two tries of a step, in seconds.
const PAUSE_SECONDS_MAX: i64 = 60;

/// What one round did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worked {
    /// Nothing was waiting.
    Nothing,
    /// An operation came further.
    Some,
}

/// Works until `stop` is set. An operation that is under way is given back then, and the next worker goes on from there.
pub fn run(app: &App, stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        match once(app, stop) {
            Ok(Worked::Some) => {}
            Ok(Worked::Nothing) => {
                let _ = app.store().wait_for_wake(IDLE);
            }
            Err(error) => {
                tracing::warn!(%error, "the worker could not look for work");
                let _ = app.store().wait_for_wake(IDLE);
            }
        }
    }
}

/// Claims an operation, if one waits, and makes its steps until it ends, has to pause, or `stop` is set; then it is given
/// back.
///
/// # Errors
/// What the store can meet while claiming; what a step meets belongs to the operation.
pub fn once(app: &App, stop: &AtomicBool) -> Result<Worked> {
    let Some(claim) = claim(app)? else { return Ok(Worked::Nothing) };
    while advance(app, &claim)? {
        if stop.load(Ordering::Relaxed) {
            release(app, &claim)?;
            break;
        }
    }
    Ok(Worked::Some)
}

/// One worker's hold on an operation. Good for as long as its lease, which each step renews.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The operation.
    pub id: OperationId,
    epoch: i64,
    correlation: String,
}

/// Claims an operation, if one waits or its worker is gone.
///
/// # Errors
/// What the store can meet.
pub fn claim(app: &App) -> Result<Option<Claim>> {
    app.write(|cx| {
        let now = cx.now();
        let claimed = operation::claim(cx.tx, now, now.plus_seconds(cx.settings().lease_seconds))?;
        Ok(claimed.map(|found| Claim { id: found.id, epoch: found.lease_epoch, correlation: found.request.correlation }))
    })
    .wait()
}

/// Makes one step under a claim, and says whether there is more to do under it. A step that fails ends or pauses the
/// operation.
///
/// # Errors
/// What the store can meet while ending or pausing it; what the step meets belongs to the operation.
pub fn advance(app: &App, claim: &Claim) -> Result<bool> {
    let Claim { id, epoch, correlation } = claim;
    let (id, epoch) = (*id, *epoch);
    let outcome = app.write(move |cx| step(cx, &id, epoch)).wait();
    tracing::debug!(operation = %id, epoch, ?outcome, correlation, "step");
    match outcome {
        Ok(stepped) => Ok(stepped == Stepped::On),
        Err(error) => {
            tracing::info!(operation = %id, %error, correlation, "a step did not succeed");
            app.write(move |cx| give_up_or_pause(cx, &id, epoch, &error)).wait()?;
            Ok(false)
        }
    }
}

/// Gives a claim back, so that the next worker need not wait until the lease of one that went in order has run out.
fn release(app: &App, claim: &Claim) -> Result<()> {
    let Claim { id, epoch, .. } = *claim;
    app.write(move |cx| {
        let held = operation::lock(cx.tx, &id)?.is_some_and(|found| found.lease_epoch == epoch && !found.state.is_final());
        if held { Ok(operation::postpone(cx.tx, &id, cx.now())?) } else { Ok(()) }
    })
    .wait()
}

/// Makes one step, if the claim still holds: a worker that lost its lease, or whose operation was cancelled, changes
/// nothing.
fn step(cx: &mut Cx<'_, '_>, id: &OperationId, epoch: i64) -> Result<Stepped> {
    match operation::lock(cx.tx, id)? {
        Some(found) if found.lease_epoch == epoch && !found.state.is_final() => {
            // Whoever claimed it last so often did not live to say why the step failed.
            if found.attempt > cx.settings().attempts_max {
                super::end(cx, id, &Error::Internal)?;
                return Ok(Stepped::Ended);
            }
            copy::step(cx, &found)
        }
        _ => Ok(Stepped::Ended),
    }
}

fn give_up_or_pause(cx: &mut Cx<'_, '_>, id: &OperationId, epoch: i64, error: &Error) -> Result<()> {
    let Some(found) = operation::lock(cx.tx, id)?.filter(|found| found.lease_epoch == epoch && !found.state.is_final()) else {
        return Ok(());
    };
    if error.retryable() && found.attempt < cx.settings().attempts_max {
        let pause = (1_i64 << found.attempt.min(6)).min(PAUSE_SECONDS_MAX);
        let not_before = cx.now().plus_seconds(pause);
        operation::postpone(cx.tx, id, not_before)?;
        return Ok(());
    }
    super::end(cx, id, error)
}
