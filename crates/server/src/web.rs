//! The pages on which people read, in a browser: their notebooks, what is in them, and each page. They ask the same verbs as the
//! API does. Nothing runs on them; what somebody wrote on a page is shown in a frame that has no origin.

pub(crate) mod address;
pub(crate) mod binder;
pub(crate) mod look;
pub(crate) mod sheet;
pub(crate) mod shelves;

use crate::fault::Fault;
use crate::identity::ask::Ask;
use crate::identity::sign_in;
use crate::reply::Reply;
use app::{Caller, caller};
use std::sync::Arc;

/// Somebody who reads.
struct Reading {
    ask: Ask,
    caller: Arc<Caller>,
}

/// Answers somebody who is signed in; others sign in first, and come back.
async fn reading<F>(ask: Ask, answer: impl FnOnce(Reading) -> F) -> Result<Reply, Fault>
where
    F: Future<Output = Result<Reply, Fault>>,
{
    let Some(browser) = ask.browser().await? else { return Ok(sign_in::first(&ask)) };
    let (server, caller) = (ask.server.clone(), Arc::new(caller::in_browser(&browser.session)?));
    let answered = async {
        // Until the answer is there: who reads in a browser counts as who reads by an app.
        let _turn = server.limiter.begin(caller.user(), server.app.now())?;
        answer(Reading { ask, caller: caller.clone() }).await
    };
    Ok(answered.await.unwrap_or_else(look::wrong))
}

impl Reading {
    /// Returns what the address names, decoded.
    fn named(&self) -> String {
        percent_encoding::percent_decode_str(&self.ask.id).decode_utf8_lossy().into_owned()
    }
}
