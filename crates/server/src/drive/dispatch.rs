//! From a request about drives to a reply: the same door as everybody's, then the drive's own table.

use super::address::{Address, Anchor, BadAddress, Flavor, Item, Target};
use super::call::{Call, Open};
use super::links::{Downloads, Links};
use super::place::Place;
use super::query::Query;
use super::share;
use crate::batch::Within;
use crate::body::{self, Sent, Takes};
use crate::correlation::Correlation;
use crate::dispatch::{Note, guarded, kept_headers, method_not_allowed, nothing_here};
use crate::fault::{Fault, RequestFault};
use crate::identity::cookie;
use crate::intake::{BrokenOff, Coming};
use crate::reply::Reply;
use crate::routes::drive::{self as routes, Found, Policy};
use crate::server::Server;
use app::item::{self, At, special};
use app::{Caller, Error};
use bytes::Bytes;
use http::request::Parts;
use http::{HeaderName, Method, Uri, header};
use http_body_util::BodyExt as _;
use model::{Grant, Need, Right};
use std::sync::Arc;

/// A request that is about drives, before it is known whether its address is one.
pub(crate) struct Drives {
    address: Result<Address, BadAddress>,
    /// In whose manner it is answered.
    pub(crate) flavor: Flavor,
}

/// The host of the first service. Who speaks to it under this name speaks its language.
const LEGACY_HOST: &str = "api.onedrive.com";

/// The header by which a client that can only `POST` says what it means. Source: "Working with CORS and verb tunnelling".
const OVERRIDE: HeaderName = HeaderName::from_static("x-http-method-override");

impl Drives {
    /// Returns the request's address if it is about drives.
    pub(crate) fn of(head: &Parts) -> Option<Self> {
        let address = super::address::parse(head.uri.path(), head.uri.query().unwrap_or_default())?;
        let flavor = address.as_ref().map_or(Flavor::Both, |address| address.flavor(is_legacy_host(head)));
        Some(Self { address, flavor })
    }
}

fn is_legacy_host(head: &Parts) -> bool {
    // As where the name is weighed: an address that names a host stands before `Host`.
    let named = head.uri.host().or_else(|| head.headers.get(header::HOST)?.to_str().ok()).unwrap_or_default();
    named.split(':').next().is_some_and(|host| host.eq_ignore_ascii_case(LEGACY_HOST))
}

impl Server {
    /// Answers a request about drives that came in under `base`.
    pub(crate) async fn answer_drive<B>(
        self: &Arc<Self>,
        head: &Parts,
        body: B,
        within: Option<&Within>,
        (base, correlation): (Arc<str>, Correlation),
        drives: &Drives,
        note: &mut Note,
    ) -> Result<Reply, Fault>
    where
        B: http_body::Body<Data = Bytes> + Send + Sync + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let path = head.uri.path();
        let address = drives.address.clone().map_err(|bad| match bad {
            BadAddress::TooManyMembers => nothing_here(path),
            bad => RequestFault::from(bad).into(),
        })?;
        let method = method(head)?;
        let route = match routes::find(&address, if method == Method::HEAD { &Method::GET } else { &method }) {
            Found::Route(route) => route,
            Found::Methods(methods) => return Err(method_not_allowed(&method, &methods)),
            Found::Nothing => return Err(nothing_here(shown(&address, path))),
        };
        note.route = route.name;
        let notebooks_are_folders = self.options.notebooks_are_folders;
        let links = Links { base, at: address.base, flavor: drives.flavor, notebooks_are_folders, downloads: None, share: None };
        let (headers, coming) = (kept_headers(&head.headers), Coming::new(body.map_err(|_| BrokenOff)));
        let mut open = Open { server: self.clone(), links, address, correlation, method, headers, coming, cookie: None };
        let (need, handler) = match route.policy {
            // Neither asked for nor looked at: clients send credentials here, or do not.
            Policy::Public(handler) => {
                open.cookie = cookie::read(&head.headers, &open.links.base).map(str::to_owned);
                return guarded(handler(open), correlation).await;
            }
            Policy::Needs(need, handler) | Policy::Shared(need, handler) => (need, Some(handler)),
            Policy::NotServed(need) => (need, None),
        };
        let is_shared = matches!(route.policy, Policy::Shared(..));
        let who = match within {
            Some(within) => Some(within.caller.clone()),
            None if is_shared && !has_credentials(head, drives.flavor)? => None,
            None => Some(self.drive_caller(head, drives.flavor, correlation).await?),
        };
        // Until the reply is there. What is refused below counts too: it is not for free.
        let _turn = match (&who, within) {
            (_, Some(_)) => None,
            (Some(who), None) => Some(self.limiter.begin(who.user(), self.app.now())?),
            (None, None) => Some(self.limiter.begin(&share::counted(path), self.app.now())?),
        };
        note.caller = who.clone();
        if let (true, Some(who)) = (is_shared, &who) {
            may(who, need, &open.address)?;
        }
        let is_visitor = who.is_none();
        let caller = if is_shared { self.by_share(&mut open, who, &head.headers).await? } else { who.ok_or(Error::Unauthenticated)? };
        // Who comes by a link alone has no scopes that could be too narrow: it is the link that gives no more.
        may(&caller, need, &open.address).map_err(|lacking| if is_visitor { Error::NotAllowed(Right::Write) } else { lacking })?;
        let handler = handler.ok_or(RequestFault::NotServed(route.name))?;
        let query = Query::read(head.uri.query().unwrap_or_default())?;
        if let Target::Item(which, item @ Item { anchor: Anchor::Special(_), .. }) = &open.address.target {
            self.make_special(&caller, &Place::read(which, item)?, &open.method).await?;
        }
        open.links.downloads = Some(Downloads::of(self, caller.clone()).await?);
        let sent = match route.takes {
            Takes::Nothing | Takes::Bytes => Sent::nothing(),
            Takes::JsonOrRelated if body::is_related(&head.headers) => Sent::nothing(),
            takes => {
                let body = std::mem::take(&mut open.coming);
                body::read(takes, &head.headers, body, self.options.body_timeout, &self.blobs, self.app.ids()).await?
            }
        };
        let call = Call { open, caller, query, body: sent.bytes };
        guarded(handler(call), correlation).await
    }

    /// Makes the special folder that an address begins at, if there is none and whoever asks may. To look whether it is there
    /// makes none, and neither does deleting it. Source: "Get a special folder by name".
    async fn make_special(&self, caller: &Arc<Caller>, place: &Place, method: &Method) -> Result<(), Fault> {
        if matches!(*method, Method::HEAD | Method::DELETE) || caller.grant(Need::WriteItems) == Grant::Nothing {
            return Ok(());
        }
        let (asked, asks) = (place.clone(), caller.clone());
        let is_missing = self.app.read(move |cx| {
            let At { drive, anchor, .. } = asked.at(cx)?;
            Ok(if let item::Anchor::Special(folder) = anchor { !special::is_there(cx, &asks, drive, folder)? } else { false })
        });
        if !is_missing.await? {
            return Ok(());
        }
        let (asked, asks) = (place.clone(), caller.clone());
        let made = self.app.write(move |cx| {
            let At { drive, anchor, .. } = asked.at(cx)?;
            if let item::Anchor::Special(folder) = anchor { special::make(cx, &asks, drive, folder) } else { Ok(()) }
        });
        match made.await {
            // To who may not make it, it is not there.
            Err(Error::NotAllowed(_)) => Err(Error::NotFound.into()),
            made => Ok(made?),
        }
    }

    /// Returns whom the request speaks for. The first service takes the token in the query too.
    async fn drive_caller(&self, head: &Parts, flavor: Flavor, correlation: Correlation) -> Result<Arc<Caller>, Fault> {
        if flavor.is_legacy()
            && !head.headers.contains_key(header::AUTHORIZATION)
            && let Some(token) = token_in(&head.uri)?
        {
            return self.callers.of_token((&self.app, &self.outside), head, correlation, &token).await;
        }
        self.callers.authenticate((&self.app, &self.outside), head, correlation).await
    }
}

/// Says whether a request brings a token.
fn has_credentials(head: &Parts, flavor: Flavor) -> Result<bool, Fault> {
    Ok(head.headers.contains_key(header::AUTHORIZATION) || (flavor.is_legacy() && token_in(&head.uri)?.is_some()))
}

/// Returns an address as errors show it: without the secret of a share.
fn shown<'a>(address: &Address, path: &'a str) -> &'a str {
    if matches!(address.target, Target::Share(..) | Target::ShareItself(_)) { "…/shares/…" } else { path }
}

fn token_in(uri: &Uri) -> Result<Option<String>, RequestFault> {
    for option in odata::options(uri.query().unwrap_or_default()) {
        let option = option.map_err(RequestFault::Syntax)?;
        if option.name == "access_token" {
            return Ok(Some(option.value.into_owned()));
        }
    }
    Ok(None)
}

/// Asks for a scope. One that reaches only the app's own folder is enough for items; which, their lookup asks.
fn may(caller: &Caller, need: Need, address: &Address) -> Result<(), Error> {
    caller.require(need)?;
    let is_of_item = matches!(&address.target, Target::Item(..));
    if caller.grant(need) == Grant::OwnFolder && !is_of_item { Err(Error::ScopeMissing(need)) } else { Ok(()) }
}

/// Returns the method that is meant. The header counts on `POST` alone.
fn method(head: &Parts) -> Result<Method, Fault> {
    match head.headers.get(OVERRIDE) {
        Some(meant) if head.method == Method::POST => {
            let known = [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];
            let meant = meant.to_str().unwrap_or_default();
            known
                .into_iter()
                .find(|method| method.as_str().eq_ignore_ascii_case(meant))
                .ok_or_else(|| RequestFault::OptionValue("X-HTTP-Method-Override", "GET, HEAD, POST, PUT, PATCH or DELETE").into())
        }
        _ => Ok(head.method.clone()),
    }
}
