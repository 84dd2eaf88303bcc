//! The pages on which people read, in a browser: their notebooks, what is in them, each page, and their files. They
//! ask the same verbs as the API does. Scripts make them nicer and nothing hangs on any; what somebody wrote on a page is shown in a
//! frame that has no origin.

pub(crate) mod act;
pub(crate) mod address;
pub(crate) mod asset;
pub(crate) mod bin;
pub(crate) mod binder;
pub(crate) mod copy;
pub(crate) mod delete;
pub(crate) mod edit;
pub(crate) mod export;
pub(crate) mod file;
pub(crate) mod files;
pub(crate) mod folder;
mod frame;
mod item;
mod links;
pub(crate) mod look;
pub(crate) mod new;
pub(crate) mod operations;
mod pick;
pub(crate) mod relocate;
pub(crate) mod rename;
pub(crate) mod search;
pub(crate) mod share;
pub(crate) mod sheet;
pub(crate) mod shelves;
mod thing;
pub(crate) mod upload;
pub(crate) mod versions;
mod words;

use crate::fault::Fault;
use crate::identity::ask::{Ask, Browser};
use crate::identity::sign_in;
use crate::reply::Reply;
use app::{Caller, caller};
use std::sync::Arc;

/// Somebody who is signed in, and what they ask.
pub(crate) struct Reading {
    ask: Ask,
    caller: Arc<Caller>,
    /// What forms bring back.
    form_token: String,
}

/// Answers somebody who is signed in; others sign in first, and come back.
pub(crate) async fn reading<A>(ask: Ask, answer: A) -> Result<Reply, Fault>
where
    A: AsyncFnOnce(&Reading) -> Result<Reply, Fault>,
{
    let Some(Browser { session, form_token }) = ask.browser().await? else { return Ok(sign_in::first(&ask)) };
    let caller = Arc::new(caller::in_browser(&session)?);
    let reading = Reading { ask, caller, form_token };
    let server = &reading.ask.server;
    let answered = async {
        // Until the answer is there: who reads in a browser counts as who reads by an app.
        let _turn = server.limiter.begin(reading.caller.user(), server.app.now())?;
        answer(&reading).await
    };
    Ok(answered.await.unwrap_or_else(look::wrong))
}

impl Reading {
    /// Returns what the address names, decoded.
    fn named(&self) -> String {
        percent_encoding::percent_decode_str(&self.ask.id).decode_utf8_lossy().into_owned()
    }
}
