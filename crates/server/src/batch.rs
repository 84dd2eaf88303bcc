//! Several requests in one: `$batch`, as JSON on Graph and as `multipart/mixed` on the OneNote service.
//!
//! Each request in a batch goes through the very door that it would go through alone: same table, same rights, same limits. It
//! has the caller of the batch, and no token of its own.

pub(crate) mod json;
pub(crate) mod mixed;
mod request;
mod spelled;

use crate::call::Call;
use crate::correlation::Correlation;
use crate::fault::RequestFault;
use crate::server::Server;
use app::Caller;
use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode, Uri};
use http_body::Body as _;
use http_body_util::{BodyExt as _, Full};
use std::sync::Arc;
use std::time::Instant;

use request::Inner;

/// The most bytes of a batch: as many as of one page, since a batch of one page should not hold less than the page.
pub(crate) const BYTES_MAX: usize = page::INPUT_BYTES_MAX;

/// The most bytes of answers in the reply to a batch, headers not counted. A page's own content fits once, in any spelling.
const ANSWERS_BYTES_MAX: usize = 40 * 1024 * 1024;

/// So many bytes are enough: once a batch has them, no further request of it is made. Large pages take a server so long that
/// twenty of them would be too much for one request; twenty lists or ordinary pages have less. It is far below
/// [`ANSWERS_BYTES_MAX`], so whatever changes something has room to say so: nothing is done of which the client would not hear.
const ANSWERS_BYTES_ENOUGH: usize = 8 * 1024 * 1024;

/// What a request in a batch has from the batch. Put among the extensions of a request by nobody but us.
#[derive(Clone)]
pub(crate) struct Within {
    pub(crate) caller: Arc<Caller>,
    /// What the addresses in the batch's own reply would begin with.
    pub(crate) base: Arc<str>,
    /// The id of the batch.
    pub(crate) batch: Correlation,
    /// What is wrong with the request already.
    pub(crate) fault: Option<RequestFault>,
}

/// The answer to a request in a batch.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// A batch under way.
struct Batch {
    server: Arc<Server>,
    within: Within,
    /// Where requests go that name no address: they get no further than being told so, in the manners of that place.
    nowhere: Uri,
    answers_bytes: usize,
    started: Instant,
}

impl Batch {
    fn new(call: &Call) -> Self {
        let Call { server, caller, root, correlation, .. } = call;
        let within = Within { caller: caller.clone(), base: root.base.clone(), batch: *correlation, fault: None };
        let nowhere = Uri::from_static(match root.surface {
            crate::address::Surface::Legacy => "/api/v1.0/",
            crate::address::Surface::Graph => "/v1.0/",
        });
        Self { server: server.clone(), within, nowhere, answers_bytes: 0, started: Instant::now() }
    }

    /// Makes a request of the batch, or says what is wrong with it. `cost` tells how many bytes a body takes in the reply.
    async fn answer(&mut self, inner: Result<Inner, RequestFault>, cost: fn(&Answer) -> usize) -> Answer {
        let refused = if self.answers_bytes > ANSWERS_BYTES_ENOUGH {
            Some(RequestFault::BatchFull)
        } else if self.started.elapsed() >= self.server.options.batch_timeout {
            Some(RequestFault::BatchLate)
        } else {
            None
        };
        let mut answer = self.ask(refused.map_or(inner, Err)).await;
        if self.answers_bytes + cost(&answer) > ANSWERS_BYTES_MAX {
            answer = self.ask(Err(RequestFault::BatchFull)).await;
        }
        self.answers_bytes += cost(&answer);
        answer
    }

    async fn ask(&self, inner: Result<Inner, RequestFault>) -> Answer {
        let mut within = self.within.clone();
        let mut request = Request::new(Full::new(Bytes::new()));
        *request.uri_mut() = self.nowhere.clone();
        match inner {
            Ok(Inner { method, target, headers, body }) => {
                *request.method_mut() = method;
                *request.uri_mut() = target;
                *request.headers_mut() = headers;
                *request.body_mut() = Full::new(body);
            }
            Err(fault) => within.fault = Some(fault),
        }
        request.extensions_mut().insert(within);
        let (head, body) = self.server.respond(request).await.into_parts();
        // Asked before a large image is read into memory.
        if body.size_hint().lower() > ANSWERS_BYTES_MAX as u64 {
            return Box::pin(self.ask(Err(RequestFault::BatchFull))).await;
        }
        match body.collect().await {
            Ok(body) => Answer { status: head.status, headers: head.headers, body: body.to_bytes() },
            // An image that is damaged: alone it would break off, and here it can still be said.
            Err(_) => Answer { status: StatusCode::INTERNAL_SERVER_ERROR, headers: HeaderMap::new(), body: Bytes::new() },
        }
    }
}
