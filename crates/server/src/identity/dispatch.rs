//! From a request for signing in or letting an app in to a reply.

use super::ask::{Ask, Fields};
use super::fault::OAuthFault;
use super::guards;
use crate::audited;
use crate::correlation::Correlation;
use crate::dispatch::{Note, guarded, method_not_allowed};
use crate::fault::Fault;
use crate::intake::{BrokenOff, Coming, Pieces};
use crate::reply::Reply;
use crate::routes::identity::{Body, Found, Named, Route, WORDS};
use crate::server::Server;
use app::admin::Asked;
use app::organization;
use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, Method, header};
use http_body_util::BodyExt as _;
use std::pin::pin;
use std::sync::Arc;

/// The longest form that is read, in bytes: the longest scopes, a code and an address, three bytes for each.
const FORM_BYTES_MAX: u64 = 32 * 1024;

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

impl Server {
    /// Answers a request that came in under `base`, and that the table has.
    pub(crate) async fn answer_identity<B>(
        self: &Arc<Self>,
        head: &Parts,
        body: B,
        (base, correlation): (Arc<str>, Correlation),
        found: Found,
        note: &mut Note,
    ) -> Result<Reply, Fault>
    where
        B: http_body::Body<Data = Bytes> + Send + Sync + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let (route, named) = match found {
            Found::Route(route, named) => (route, named),
            Found::Methods(methods) => return Err(method_not_allowed(&head.method, &methods)),
        };
        note.route = route.name;
        match self.take(head, body, (base, correlation), route, named).await {
            Ok(mut ask) => {
                if let Some(need) = route.need {
                    let caller = self.callers.authenticate((&self.app, &self.outside), head, correlation).await?;
                    note.caller = Some(caller.clone());
                    caller.require(need)?;
                    ask.caller = Some(caller);
                }
                let by = ask.by.clone();
                let reply = guarded(route.handle(ask), correlation).await;
                note.by = by.get().copied();
                reply.map(|reply| guards::put(route, reply))
            }
            Err(fault) => Ok(guards::put(route, fault.reply(route.reader))),
        }
    }

    async fn take<B>(
        self: &Arc<Self>,
        head: &Parts,
        body: B,
        (base, correlation): (Arc<str>, Correlation),
        route: &Route,
        named: Named,
    ) -> Result<Ask, OAuthFault>
    where
        B: http_body::Body<Data = Bytes> + Send + Sync + 'static,
    {
        if let Some(tenant) = named.tenant.filter(|tenant| !WORDS.iter().any(|word| word.eq_ignore_ascii_case(tenant)))
            && model::parse_guid(&tenant) != Some(self.organization().await?)
        {
            return Err(OAuthFault::Tenant);
        }
        let raw_query = head.uri.query().unwrap_or_default().to_owned();
        let query = Fields::read(raw_query.as_bytes()).map_err(OAuthFault::Twice)?;
        let mut form = Vec::new();
        let mut coming = None;
        if route.body == Body::Later {
            coming = Some(Coming::new(body.map_err(|_| BrokenOff)));
        } else if route.method == Method::POST {
            let body = pin!(body);
            let mut pieces = Pieces::of(&head.headers, body, FORM_BYTES_MAX, self.options.body_timeout)?;
            while let Some(piece) = pieces.next().await? {
                form.extend_from_slice(&piece);
            }
        }
        // What another page can send without being asked first is more than forms, and an app that sends something else means
        // something else. Source: RFC 6749, section 3.2.
        if !form.is_empty() && !is_form(&head.headers) {
            return Err(OAuthFault::NoForm);
        }
        let form = Fields::read(&form).map_err(OAuthFault::Twice)?;
        let (server, path, headers) = (self.clone(), head.uri.path().to_owned(), head.headers.clone());
        let asked = Asked { from: audited::from(head), correlation: correlation.guid() };
        let id = named.id.unwrap_or_default();
        Ok(Ask { server, base, path, id, raw_query, query, form, coming, headers, caller: None, correlation, asked, by: Arc::default() })
    }

    /// Returns the id of the organization whose server this is. It never changes, so it is read once.
    ///
    /// # Errors
    /// What the store can meet.
    pub(crate) async fn organization(&self) -> app::Result<[u8; 16]> {
        if let Some(id) = self.organization_id.get() {
            return Ok(*id);
        }
        let id = match self.app.read(organization::find).await? {
            Some(id) => id,
            None => self.app.write(organization::make).await?,
        };
        Ok(*self.organization_id.get_or_init(|| id))
    }
}
