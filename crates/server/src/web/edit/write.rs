//! Saving what somebody wrote. What others did meanwhile is merged with; where both did the same, nothing is written and whoever
//! saves is asked.

use super::super::act::{Refusal, Wrong, told_json};
use super::super::words::mendable;
use super::super::{Reading, act};
use super::message::{self, Message, misunderstood};
use super::shown::Desk;
use crate::body::{self, Takes};
use crate::correlation::Correlation;
use crate::fault::Fault;
use crate::identity::ask::Ask;
use crate::intake::Coming;
use crate::multipart::Form;
use crate::page::held::{self, Held, Look, QUICK_BYTES_MAX};
use crate::page::prepare::{Brings, stage, tidy_parts, tidy_staged};
use crate::page::supply::Supply;
use crate::reply::Reply;
use crate::server::Server;
use crate::spooled::to_its_end;
use ::page::Resource;
use ::page::blocks::{self, Addresses, Conflict, MergedArea, Unfit};
use app::access::{self, AllowedPage};
use app::idempotency::{self, Keyed, Made};
use app::page::write::{Merged, Written, apart, merge};
use app::page::{self, Prepared};
use app::{Cx, Error};
use bytes::Bytes;
use http::StatusCode;
use model::{Need, PageId, Right};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// `POST /pages/{id}/write`
pub(crate) async fn handle(ask: Ask) -> Result<Reply, Fault> {
    act::sent(ask, |ask| ask.path.trim_end_matches("/write").to_owned(), save).await
}

/// How often an edit is merged anew because the page changed in between. Each time somebody else's change went in.
const ROUNDS_MAX: usize = 16;

async fn save(reading: &Reading, coming: Coming) -> Result<Reply, Refusal> {
    let (id, server) = (super::page_id(reading)?, reading.ask.server.clone());
    let _place = server.place_for(&coming).await;
    let (patience, headers) = (server.options.body_timeout, &reading.ask.headers);
    let sent = body::read(Takes::Edit, headers, coming, patience, &server.blobs, server.app.ids()).await?;
    let message = match message::read(&sent.bytes) {
        Ok(message) => message,
        Err(wrong) => {
            // What came with it goes when this is dropped.
            return Err(wrong.into());
        }
    };
    let desk = Desk::of(reading).await?;
    let brings = Brings { server: &server, form: sent.form.as_ref(), correlation: reading.ask.correlation };
    let supply = Supply::of(brings, &desk.base);
    let work = Arc::new(Work {
        correlation: reading.ask.correlation,
        server: server.clone(),
        desk,
        id,
        message,
        bytes: sent.bytes,
        form: sent.form,
        supply,
    });
    // Also if the browser goes away meanwhile, as it does when somebody closes the page.
    let saved = to_its_end(async move {
        let outcome = work.save().await;
        tidy_parts(work.brings(), &outcome).await;
        outcome
    });
    match saved.await {
        Ok(Saved::Done(answer)) => Ok(told_json(StatusCode::OK, &answer)),
        Ok(Saved::Conflict(conflict)) => Ok(told_json(StatusCode::CONFLICT, &json!({ "conflict": overlap(&conflict) }))),
        Ok(Saved::Unfit(why)) => Err(unfit(&why).into()),
        Err(Fault::Verb(error)) => Err(mendable(error)),
        Err(fault) => Err(fault.into()),
    }
}

/// What became of it.
enum Saved {
    /// It is written. Holds what the editor is told.
    Done(Value),
    Conflict(Conflict),
    Unfit(Unfit),
}

struct Work {
    server: Arc<Server>,
    desk: Desk,
    id: PageId,
    message: Message,
    /// The message as it came.
    bytes: Bytes,
    form: Option<Form>,
    supply: Supply,
    correlation: Correlation,
}

/// What the edit made of the page.
struct Edited {
    /// Of the version that it was merged with.
    version: String,
    /// What is to be written in its place, if anything is.
    prepared: Option<Prepared>,
    /// What the editor is told, but for the new version.
    answer: Map<String, Value>,
}

impl Work {
    fn brings(&self) -> Brings<'_> {
        Brings { server: &self.server, form: self.form.as_ref(), correlation: self.correlation }
    }

    /// Merges and writes, until no other change comes in between.
    async fn save(self: &Arc<Self>) -> Result<Saved, Fault> {
        for _ in 0..ROUNDS_MAX {
            let Edited { version, prepared, mut answer } = match self.look().await? {
                Ok(edited) => edited,
                Err(saved) => return Ok(saved),
            };
            let Some(prepared) = prepared else {
                answer.insert("base".to_owned(), version.into());
                return Ok(Saved::Done(answer.into()));
            };
            match self.write(version, prepared).await {
                Ok((name, value)) => {
                    answer.insert(name.to_owned(), value.into());
                    return Ok(Saved::Done(answer.into()));
                }
                Err(Fault::Verb(Error::Changed)) => {}
                Err(fault) => return Err(fault),
            }
        }
        Err(Error::Busy.into())
    }

    /// Carries the edit out on what the page holds, in one snapshot.
    async fn look(self: &Arc<Self>) -> Result<Result<Edited, Saved>, Fault> {
        let (work, is_quick) = (self.clone(), self.bytes.len() <= QUICK_BYTES_MAX);
        held::look(&self.server, is_quick, move |cx, held| work.carry_out(cx, held)).await
    }

    fn carry_out(&self, cx: &mut Cx<'_, '_>, held: &Held) -> app::Result<Look<Result<Edited, Saved>>> {
        let caller = &self.desk.caller;
        let found = access::page_anywhere(cx, caller, &self.id, Right::Write, Need::Write)?;
        let canonical = match held.canonical(cx, &found)? {
            Ok(canonical) => canonical,
            Err((hash, body)) => return Ok(Look::Long(hash, body)),
        };
        let written = self.supply.show(|brought| match &self.message {
            Message::Edit(edit, _) => merge(cx, caller, &canonical, edit, brought),
            Message::Second(all) => apart(cx, caller, &canonical, all, brought),
        })?;
        Ok(Look::Found(match written {
            Written::Merged(merged) => {
                let answer = self.answer(cx, &found, &merged)?;
                Ok(Edited { version: page::version(found.row()), prepared: merged.prepared, answer })
            }
            Written::Conflict(conflict) => Err(Saved::Conflict(conflict)),
            Written::Unfit { why, .. } => Err(Saved::Unfit(why)),
        }))
    }

    /// Returns what the editor is told of the page as it is then.
    fn answer(&self, cx: &mut Cx<'_, '_>, found: &AllowedPage, merged: &Merged) -> app::Result<Map<String, Value>> {
        let Message::Edit(_, names) = &self.message else { return Ok(Map::new()) };
        self.desk.shown(cx, found, |addresses| {
            let area = |(area, name): (&MergedArea, &String)| told(merged, area, name, addresses);
            let areas: Vec<Value> = merged.areas.iter().zip(names).map(area).collect();
            let answer = json!({ "title": merged.document.title(), "areas": areas, "parts": self.parts(merged, addresses) });
            if let Value::Object(answer) = answer { answer } else { Map::new() }
        })
    }

    /// Returns where the images and files lie that came along.
    fn parts(&self, merged: &Merged, addresses: &Addresses<'_>) -> Map<String, Value> {
        let resources: Vec<&Resource> = merged.document.resources().collect();
        let parts = self.form.iter().flat_map(|form| &form.parts);
        let named = parts.filter_map(|part| {
            let resource = resources.iter().find(|resource| resource.hash == part.bytes.content().hash.0)?;
            Some((part.name.clone(), blocks::marked(resource, addresses).into()))
        });
        named.collect()
    }

    /// Writes what was made of the page, if it is still of this version; or a page of its own beside it. Returns what the editor is
    /// told of that.
    async fn write(self: &Arc<Self>, version: String, prepared: Prepared) -> Result<(&'static str, String), Fault> {
        let prepared = stage(self.brings(), prepared, &[]).await?;
        let (work, kept) = (self.clone(), prepared.clone());
        let outcome = self.server.app.write(move |cx| {
            let (prepared, staged) = &*kept;
            let caller = &work.desk.caller;
            let found = access::page_anywhere(cx, caller, &work.id, Right::Write, Need::Write)?;
            if let Message::Edit(..) = work.message {
                let page = page::replace(cx, caller, &found, prepared, staged, Some(&version))?;
                return Ok(("base", page::version(page.row())));
            }
            // Whoever gets no answer sends it again, and there is to be one page.
            let (made, _) = idempotency::once::<Error>(cx, caller, Some(&work.keyed()), |cx| {
                page::create(cx, caller, found.section(), prepared, staged).map(|page| Made::Page(page.id()))
            })?;
            let Made::Page(id) = made else { return Err(Error::Internal) };
            Ok(("to", format!("/pages/{id}/edit")))
        });
        let outcome = outcome.await.map_err(Fault::from);
        tidy_staged(self.brings(), &prepared.1, &outcome).await;
        outcome
    }

    fn keyed(&self) -> Keyed {
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.id.to_string().as_bytes());
        hasher.update(&self.bytes);
        for part in self.form.iter().flat_map(|form| &form.parts) {
            hasher.update(&part.bytes.content().hash.0);
        }
        let hash = hasher.finalize();
        Keyed { key: format!("web second {}", hash.to_hex()), request_hash: *hash.as_bytes() }
    }
}

/// Tells of an area that the message calls `name`.
fn told(merged: &Merged, area: &MergedArea, name: &str, addresses: &Addresses<'_>) -> Value {
    let MergedArea { key, blocks, news, gone } = area;
    let mut told = json!({ "area": key, "blocks": blocks });
    if key.as_deref() != Some(name) {
        told["was"] = name.into();
    }
    if let (false, Some(key)) = (news.is_empty(), key) {
        let html = blocks::html(&merged.document, key, news, addresses);
        told["html"] = html.into_iter().map(|(key, html)| (key, Value::from(html))).collect::<Map<_, _>>().into();
    }
    if !gone.is_empty() {
        told["gone"] = gone.as_slice().into();
    }
    told
}

/// Says what both changed.
fn overlap(conflict: &Conflict) -> &'static str {
    if conflict.areas.is_empty() {
        "Somebody else gave the page another title while you did. Theirs stands, and nothing of yours is lost."
    } else {
        "While you were writing, somebody changed or deleted the same lines. Nothing of theirs was overwritten, and nothing of yours is lost."
    }
}

fn unfit(why: &Unfit) -> Wrong {
    match why {
        Unfit::TooManyAreas => Wrong::new("", format!("A page that is written here holds {} outlines at most.", blocks::AREAS_MAX)),
        Unfit::TooManyBlocks => Wrong::new(
            "",
            format!("A page that is written here holds {} paragraphs at most. Put some on a page of their own.", blocks::BLOCKS_MAX),
        ),
        Unfit::PlaceBeyond => Wrong::new("", "Nothing can stand so far out on a page. Write it further in."),
        Unfit::PartMissing { .. } => Wrong::new("", "A picture or a file did not arrive. Take it out and insert it again."),
        Unfit::TooManyImages { images_max } => {
            Wrong::new("", format!("At most {images_max} pictures go in at once. Insert the others after these are saved."))
        }
        Unfit::AreaTwice | Unfit::NoKey | Unfit::KeyUnknown | Unfit::KeyTwice => misunderstood("an area or a block is not what it was"),
    }
}
