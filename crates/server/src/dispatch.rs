//! From a request to a reply: the door, the table, the handler. Every reply leaves through here, with its id and a line in
//! the log.

use crate::address::{self, BadLocation, Spelling, Surface, Under, Whose};
use crate::batch::Within;
use crate::body::{self, Sent, Takes};
use crate::call::Call;
use crate::correlation::Correlation;
use crate::cors;
use crate::drive::Drives;
use crate::fault::{Fault, RequestFault, Voice};
use crate::query::{Query, Reads};
use crate::reply::{Reply, ReplyBody};
use crate::root::Root;
use crate::routes::{self, Found, Policy};
use crate::server::{RouteName, Server};
use app::resource::grant;
use app::{Caller, Error, place};
use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, header};
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Instant;
use tokio::sync::SemaphorePermit;

/// The longest address that is read, in characters. Source: "OneNote API error and warning codes", 20005.
const URI_CHARS_MAX: usize = 16_384;

/// Bodies of pages up to this many bytes need no place among the large ones.
const SMALL_BODY_BYTES_MAX: u64 = 256 * 1024;

/// What browsers are told that came over https: to come by nothing else for a day, which every answer renews. Not longer, since
/// it holds for all ports of the host, and this server may not be the only one there.
const HTTPS_ONLY: &str = "max-age=86400";

/// What the log keeps of a request.
#[derive(Default)]
pub(crate) struct Note {
    /// What addresses in the reply begin with.
    base: Option<Arc<str>>,
    pub(crate) route: &'static str,
    pub(crate) caller: Option<Arc<app::Caller>>,
    /// Who asked without a token, if it turned out.
    pub(crate) by: Option<model::UserId>,
    is_2014: bool,
}

/// A handler's future.
pub(crate) type Handling = Pin<Box<dyn Future<Output = Result<Reply, Fault>> + Send>>;

impl Server {
    /// Answers a request.
    pub async fn respond<B>(self: &Arc<Self>, request: Request<B>) -> Response<ReplyBody>
    where
        B: http_body::Body<Data = Bytes> + Send + Sync + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let started = Instant::now();
        let (mut head, body) = request.into_parts();
        let within: Option<Within> = head.extensions.remove();
        let drives = Drives::of(&head);
        // What of a reply drives do not have for themselves, they have as Graph has it.
        let surface = if drives.is_some() { Surface::Graph } else { Surface::of(head.uri.path()) };
        let correlation = Correlation::of(&head.headers, surface, &self.app);
        let mut note = Note::default();
        let reply = match self.answer(&head, body, within.as_ref(), (drives.as_ref(), correlation), &mut note).await {
            Ok(reply) => reply,
            Err(fault) => {
                let base = note.base.as_deref().unwrap_or_default();
                let voice = Voice { surface, base, correlation, asked: &head.headers, now: self.app.now() };
                match &drives {
                    Some(drives) => voice.drive_fault(&fault.said_of_drive(drives.flavor)),
                    None => voice.fault(&fault.said(note.is_2014)),
                }
            }
        };
        let response = self.finish(&head, surface, reply, correlation, &note);
        self.audit(&head, response.status(), correlation, &note);
        tracing::info!(
            correlation = correlation.text(),
            batch = within.map(|within| within.batch.text()),
            route = note.route,
            user = note.caller.as_ref().map(|caller| tracing::field::display(caller.user())),
            app = note.caller.as_ref().map(|caller| caller.app().as_str()),
            status = response.status().as_u16(),
            duration_us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
            "request"
        );
        response
    }

    async fn answer<B>(
        self: &Arc<Self>,
        head: &Parts,
        body: B,
        within: Option<&Within>,
        (drives, correlation): (Option<&Drives>, Correlation),
        note: &mut Note,
    ) -> Result<Reply, Fault>
    where
        B: http_body::Body<Data = Bytes> + Send + Sync + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let (path, query) = (head.uri.path(), head.uri.query().unwrap_or_default());
        let base = match within {
            // A part that names a host has to name this one.
            Some(within) if !head.headers.contains_key(header::HOST) => within.base.clone(),
            _ => self.hosts.base(head).ok_or(RequestFault::WrongHost)?,
        };
        note.base = Some(base.clone());
        if path.len() + query.len() >= URI_CHARS_MAX {
            return Err(RequestFault::UriTooLong.into());
        }
        if let Some(within) = within {
            note.caller = Some(within.caller.clone());
            self.limiter.count_part(within.caller.user(), self.app.now())?;
            within.fault.clone().map_or(Ok(()), Err)?;
        }
        if head.method == Method::OPTIONS {
            return Ok(cors::preflight(&self.options.allowed_origins, head));
        }
        if let Some(found) = routes::identity::find(path, &head.method).filter(|_| within.is_none()) {
            return self.answer_identity(head, body, (base, correlation), found, note).await;
        }
        if let Some(drives) = drives {
            return self.answer_drive(head, body, within, (base, correlation), drives, note).await;
        }
        let Some(address) = address::parse(path).map_err(RequestFault::Syntax)? else { return Err(nothing_here(path)) };
        let method = if head.method == Method::HEAD { &Method::GET } else { &head.method };
        let (route, keys): (_, Vec<String>) = match routes::find(&address, method) {
            Found::Route(route, keys) => (route, keys.into_iter().map(str::to_owned).collect()),
            Found::Methods(methods) => return Err(method_not_allowed(method, &methods)),
            Found::Nothing => return Err(nothing_here(path)),
        };
        note.route = route.name;
        let (need, handler) = match route.policy {
            Policy::Public(handler) => return Ok(handler(self.clone(), Surface::of(path)).await),
            Policy::Needs(need, handler) | Policy::NeedsOrGrant(need, handler) => (need, Some(handler)),
            Policy::NotServed(need) => (need, None),
        };
        note.is_2014 = is_2014(&address.under);
        let granted = match (&route.policy, keys.first()) {
            (Policy::NeedsOrGrant(..), Some(key)) if is_legacy(&address.under) => self.granted(key, query, route.reads).await?,
            _ => None,
        };
        let caller = match (granted, within) {
            (Some(caller), _) => caller,
            (None, Some(within)) => within.caller.clone(),
            (None, None) => self.callers.authenticate((&self.app, &self.outside), head, correlation).await?,
        };
        note.caller = Some(caller.clone());
        // Until the reply is there. What is refused below counts too: it is not for free.
        let _turn = if within.is_none() { Some(self.limiter.begin(caller.user(), self.app.now())?) } else { None };
        caller.require(need)?;
        if within.is_some() && matches!(route.takes, Takes::Batch | Takes::BatchParts) {
            return Err(RequestFault::BatchRequest("a batch cannot hold a batch".to_owned()).into());
        }
        let handler = handler.ok_or(RequestFault::NotServed(route.name))?;
        let query = if route.reads == Reads::Nothing { Query::of_write(query) } else { Query::of_read(query, route.reads) }?;
        query.need().map_or(Ok(()), |need| caller.require(need))?;
        let root = self.root(base, address.under, &caller).await?.bare(wants_bare(&head.headers));
        // The body of a part is in memory already, and has its place with its batch. If it waited for one of its own, the batches
        // that hold all the places would wait for each other.
        let has_place = within.is_some() || !route.takes.may_be_large();
        let _place = if has_place { None } else { self.place_for(&body).await };
        let sent = match route.takes {
            Takes::Nothing | Takes::Bytes => Sent::nothing(),
            takes => body::read(takes, &head.headers, body, self.options.body_timeout, &self.blobs, self.app.ids()).await?,
        };
        let arguments = address.parts.into_iter().next_back().map(|part| part.arguments).unwrap_or_default();
        let call = Call {
            server: self.clone(),
            caller,
            root,
            method: head.method.clone(),
            route: route.name,
            keys,
            arguments,
            query,
            headers: kept_headers(&head.headers),
            body: sent.bytes,
            form: sent.form,
            correlation,
        };
        guarded(handler(call), correlation).await
    }

    /// Waits for a place among the large bodies, if this is one.
    pub(crate) async fn place_for<B: http_body::Body>(&self, body: &B) -> Option<SemaphorePermit<'_>> {
        let is_large = body.size_hint().upper().is_none_or(|bytes| bytes > SMALL_BODY_BYTES_MAX);
        if is_large { self.large_bodies.acquire().await.ok() } else { None }
    }

    /// Returns whom the grant in a query string speaks for, if there is one.
    async fn granted(&self, key: &str, query: &str, reads: Reads) -> Result<Option<Arc<Caller>>, Fault> {
        let Some(text) = Query::of_read(query, reads)?.grant else { return Ok(None) };
        let id = key.parse().map_err(|_| RequestFault::BadId)?;
        let secret = self.secret().await?;
        let caller = self.app.read(move |cx| grant::caller(cx, &secret, &id, &text)).await?;
        Ok(Some(Arc::new(caller)))
    }

    /// Works out whose content an address is about, and how replies spell it.
    async fn root(&self, base: Arc<str>, under: Under<'_>, caller: &Caller) -> Result<Root, Fault> {
        let Under::Api(surface, version, whose) = under else { return Err(RequestFault::BadId.into()) };
        let spelling = match whose {
            Whose::Spelled(spelling) => spelling,
            Whose::Named(name) => {
                let name = name.into_owned();
                Spelling::User(self.app.read(move |cx| place::person(cx, &name)).await?)
            }
            Whose::Bad(BadLocation::User) => return Err(RequestFault::BadUser.into()),
            Whose::Bad(BadLocation::Group) => return Err(RequestFault::BadGroup.into()),
            Whose::Bad(BadLocation::Site) => return Err(RequestFault::BadSite.into()),
        };
        Ok(Root::new(base, surface, version, spelling, caller.user()))
    }

    fn finish(&self, head: &Parts, surface: Surface, reply: Reply, correlation: Correlation, note: &Note) -> Response<ReplyBody> {
        let mut response = Response::new(reply.body);
        *response.status_mut() = reply.status;
        let headers = response.headers_mut();
        headers.reserve(8);
        headers.extend(reply.headers);
        correlation.mark(surface, &head.headers, headers);
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, const { HeaderValue::from_static("nosniff") });
        if self.options.tls.is_some() {
            headers.insert(header::STRICT_TRANSPORT_SECURITY, const { HeaderValue::from_static(HTTPS_ONLY) });
        }
        match surface {
            Surface::Legacy => legacy_headers(head, note, headers),
            // What may be kept, the handler says itself.
            Surface::Graph => drop(headers.entry(header::CACHE_CONTROL).or_insert(const { HeaderValue::from_static("no-cache") })),
        }
        cors::expose(&self.options.allowed_origins, head, headers);
        response.extensions_mut().insert(RouteName(note.route));
        response
    }
}

const SESSION: &str = "x-usersessionid";
const SESSION_BYTES_MAX: usize = 128;

fn legacy_headers(head: &Parts, note: &Note, headers: &mut HeaderMap) {
    if let Some(caller) = &note.caller
        && let Ok(value) = HeaderValue::from_str(&caller.user().to_string())
    {
        headers.insert(const { HeaderName::from_static("x-authenticateduserid") }, value);
    }
    if let Some(session) = head.headers.get(SESSION).filter(|session| session.len() <= SESSION_BYTES_MAX) {
        // Microsoft's Web Clipper sends it and reads it back.
        headers.insert(const { HeaderName::from_static(SESSION) }, session.clone());
    }
}

/// Runs a handler; a bug in one ends its request and no other.
pub(crate) async fn guarded(mut handling: Handling, correlation: Correlation) -> Result<Reply, Fault> {
    std::future::poll_fn(move |context| {
        match std::panic::catch_unwind(AssertUnwindSafe(|| handling.as_mut().poll(context))) {
            Ok(poll) => poll,
            Err(_) => {
                // The panic's own message is on standard error already.
                tracing::error!(correlation = correlation.text(), "a handler panicked");
                Poll::Ready(Err(Error::Internal.into()))
            }
        }
    })
    .await
}

/// Says whether `Accept` asks for JSON without control information. What else it asks for counts for nothing: clients leave it
/// out, or send whatever their library sends.
fn wants_bare(headers: &HeaderMap) -> bool {
    let is_none = |part: &str| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        name.trim().eq_ignore_ascii_case("odata.metadata") && value.trim().trim_matches('"').eq_ignore_ascii_case("none")
    };
    let mut accepted = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accepted.any(|value| value.split([',', ';']).any(is_none))
}

/// Returns the headers that handlers look at. The others, the token among them, end here.
pub(crate) fn kept_headers(headers: &HeaderMap) -> HeaderMap {
    let mut kept = HeaderMap::new();
    let idempotency = const { HeaderName::from_static("idempotency-key") };
    let ranges = [header::IF_NONE_MATCH, header::IF_RANGE, header::RANGE];
    let bytes = [header::CONTENT_ENCODING, header::CONTENT_RANGE];
    let prefer = const { HeaderName::from_static("prefer") };
    for name in [idempotency, prefer, header::IF_MATCH, header::CONTENT_TYPE].into_iter().chain(ranges).chain(bytes) {
        if let Some(value) = headers.get(&name) {
            kept.insert(name, value.clone());
        }
    }
    kept
}

fn is_legacy(under: &Under<'_>) -> bool {
    matches!(under, Under::Api(Surface::Legacy, ..))
}

fn is_2014(under: &Under<'_>) -> bool {
    matches!(under, Under::Api(Surface::Legacy, _, Whose::Spelled(Spelling::None)))
}

pub(crate) fn nothing_here(path: &str) -> Fault {
    RequestFault::Nowhere(path.to_owned()).into()
}

pub(crate) fn method_not_allowed(method: &Method, methods: &[Method]) -> Fault {
    let allowed: Vec<&str> = methods.iter().map(Method::as_str).collect();
    RequestFault::Method(method.to_string(), allowed.join(", ")).into()
}

/// What the table's rows are made with: a handler that needs no caller.
pub(crate) type PublicHandler = fn(Arc<Server>, Surface) -> Pin<Box<dyn Future<Output = Reply> + Send>>;

/// What the table's rows are made with.
pub(crate) type Handler = fn(Call) -> Handling;

#[cfg(test)]
mod tests {
    use super::*;
    use http::StatusCode;

    #[test]
    fn a_panic_ends_one_request_with_its_id() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let correlation = Correlation::for_tests();
        let panics: Handling = Box::pin(async { panic!("a bug") });
        let answer = runtime.block_on(guarded(panics, correlation));
        assert!(matches!(answer, Err(Fault::Verb(Error::Internal))));
        let works: Handling = Box::pin(async { Ok(Reply::empty(StatusCode::NO_CONTENT)) });
        assert!(runtime.block_on(guarded(works, correlation)).is_ok());
    }
}
