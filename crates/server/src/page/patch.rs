use super::commands;
use super::held::{Held, Look, QUICK_BYTES_MAX, look};
use super::prepare::{stage, tidy_parts, tidy_staged};
use super::supply::Supply;
use crate::call::Call;
use crate::fault::Fault;
use crate::reply::Reply;
use crate::spooled::to_its_end;
use ::page::Command;
use app::idempotency::{self, Keyed, Made};
use app::page::{self, Prepared};
use app::{Error, access, place};
use http::{StatusCode, header};
use model::{Need, PageId, Right};
use std::sync::Arc;

/// `PATCH pages/{id}/content`: commands change the page, all of them or none. Source: "Update OneNote page content".
pub(crate) async fn array(call: Call) -> Result<Reply, Fault> {
    let commands = commands::array(&call.body)?;
    patch(call, commands).await
}

/// `POST pages/{id}/onenotePatchContent`, the same under another name.
pub(crate) async fn member(call: Call) -> Result<Reply, Fault> {
    let commands = commands::member(&call.body)?;
    patch(call, commands).await
}

/// How often the commands are carried out anew because the page changed in between. Each time somebody else's change went in.
const ROUNDS_MAX: usize = 16;

async fn patch(call: Call, commands: Vec<Command>) -> Result<Reply, Fault> {
    let (id, if_match, keyed) = (call.page()?, call.if_match()?, call.keyed()?);
    let supply = Supply::of(call.brings(), &call.root.base);
    let work = Arc::new(Work { call, id, if_match, keyed, commands, supply });
    // Also if the client goes away meanwhile: what is of no use is known at the end.
    let outcome = to_its_end(async move {
        let outcome = work.rounds().await;
        tidy_parts(work.call.brings(), &outcome).await;
        outcome
    });
    let outcome = outcome.await;
    let reply = Reply::empty(StatusCode::NO_CONTENT);
    Ok(match outcome? {
        Some(version) => reply.with(header::ETAG, &format!("\"{version}\"")),
        None => reply,
    })
}

struct Work {
    call: Call,
    id: PageId,
    if_match: Option<String>,
    keyed: Option<Keyed>,
    commands: Vec<Command>,
    supply: Supply,
}

/// What the commands made of the page of this version. Nothing if the request came before, and was carried out then: what its commands
/// name may be gone since.
type Patched = Option<(String, Prepared)>;

impl Work {
    /// Carries the commands out until no other change comes in between. Returns the new version; none if the same request was
    /// carried out before.
    async fn rounds(self: &Arc<Self>) -> Result<Option<String>, Fault> {
        let is_quick = self.call.body.len() <= QUICK_BYTES_MAX;
        for _ in 0..ROUNDS_MAX {
            let work = self.clone();
            let found = look(&self.call.server, is_quick, move |cx, held| work.carry_out(cx, held)).await?;
            let Some((version, prepared)) = found else { return Ok(None) };
            match self.write(version, prepared).await {
                // The next look says so to a client that named a version.
                Err(Fault::Verb(Error::Changed)) => {}
                outcome => return outcome,
            }
        }
        Err(Error::Busy.into())
    }

    /// Looks the page up and carries the commands out on what it holds, in one snapshot.
    fn carry_out(&self, cx: &mut app::Cx<'_, '_>, held: &Held) -> app::Result<Look<Patched>> {
        let (call, caller) = (&self.call, &self.call.caller);
        let place = place::resolve(cx, caller, call.root.location())?;
        let found = access::page(cx, caller, &place, &self.id, Right::Write, Need::Write)?;
        if idempotency::done(cx, caller, self.keyed.as_ref())?.is_some() {
            return Ok(Look::Found(None));
        }
        let (hash, version) = (found.row().content, page::version(found.row()));
        if self.if_match.as_ref().is_some_and(|wanted| *wanted != version) {
            return Err(Error::Changed);
        }
        let canonical = match held.canonical(cx, &found)? {
            Ok(canonical) => canonical,
            Err((hash, body)) => return Ok(Look::Long(hash, body)),
        };
        let prepared = self.supply.show(|brought| page::patch(cx, caller, (&hash, &canonical), &self.commands, brought))?;
        Ok(Look::Found(Some((version, prepared))))
    }

    /// Gives the page its new content, if it is still of this version. Returns the new version; none if the same request was
    /// carried out a moment before.
    async fn write(self: &Arc<Self>, version: String, prepared: Prepared) -> Result<Option<String>, Fault> {
        let prepared = stage(self.call.brings(), prepared, &[]).await?;
        let (work, kept) = (self.clone(), prepared.clone());
        let outcome = self
            .call
            .write(move |cx| {
                let (prepared, staged) = &*kept;
                let caller = &work.call.caller;
                let place = place::resolve(cx, caller, work.call.root.location())?;
                let found = access::page(cx, caller, &place, &work.id, Right::Write, Need::Write)?;
                let mut changed = None;
                idempotency::once::<Error>(cx, caller, work.keyed.as_ref(), |cx| {
                    let page = page::replace(cx, caller, &found, prepared, staged, Some(&version))?;
                    changed = Some(page::version(page.row()));
                    Ok(Made::Page(work.id))
                })?;
                Ok(changed)
            })
            .await;
        tidy_staged(self.call.brings(), &prepared.1, &outcome).await;
        outcome
    }
}
