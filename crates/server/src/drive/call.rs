//! A request about drives that has passed the door: what a handler gets.

use super::address::{Address, Target};
use super::item::condition;
use super::links::Links;
use super::place::Place;
use super::query::Query;
use crate::correlation::Correlation;
use crate::fault::{Fault, RequestFault};
use crate::intake::Coming;
use crate::reply::Reply;
use crate::server::Server;
use app::access::AllowedItem;
use app::item::Only;
use app::{Caller, Cx, caller, sign_in};
use bytes::Bytes;
use http::{HeaderMap, Method};
use model::Right;
use std::pin::Pin;
use std::sync::Arc;

/// A request by somebody whose token allows this kind of call.
pub(crate) struct Call {
    pub(crate) open: Open,
    pub(crate) caller: Arc<Caller>,
    pub(crate) query: Query,
    /// The body, where the call takes such as is read before.
    pub(crate) body: Bytes,
}

/// A request as it comes: all of one that needs no token.
pub(crate) struct Open {
    pub(crate) server: Arc<Server>,
    pub(crate) links: Links,
    pub(crate) address: Address,
    pub(crate) correlation: Correlation,
    pub(crate) method: Method,
    /// The headers that handlers look at. Credentials are never among them.
    pub(crate) headers: HeaderMap,
    /// The body, where it is not read before.
    pub(crate) coming: Coming,
    /// What a browser shows to be known again, where the call needs no token.
    pub(crate) cookie: Option<String>,
}

impl Open {
    /// Returns who is signed in in the browser that asks, if anybody is.
    pub(crate) async fn reader(&self) -> app::Result<Option<Arc<Caller>>> {
        let Some(secret) = self.cookie.clone() else { return Ok(None) };
        let session = self.server.app.read(move |cx| sign_in::session(cx, &secret)).await?;
        session.map(|session| caller::in_browser(&session).map(Arc::new)).transpose()
    }
}

/// A handler's future.
pub(crate) type Handling = Pin<Box<dyn Future<Output = Result<Reply, Fault>> + Send>>;

/// What the table's rows are made with.
pub(crate) type Handler = fn(Call) -> Handling;

/// What the table's rows are made with: a handler that needs no caller.
pub(crate) type OpenHandler = fn(Open) -> Handling;

impl Call {
    /// Runs what only reads, in one snapshot.
    pub(crate) async fn read<T, F>(&self, verb: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: FnMut(&mut Cx<'_, '_>) -> Result<T, Fault> + Send + 'static,
    {
        self.open.server.app.read_as(verb).await
    }

    /// Runs what changes something, in one transaction: whatever refuses it, nothing of it stays.
    pub(crate) async fn write<T, F>(&self, verb: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: FnMut(&mut Cx<'_, '_>) -> Result<T, Fault> + Send + 'static,
    {
        self.open.server.app.write_as(verb).await
    }

    /// Runs what only reads of the item that the address names, as [`Self::read`] does.
    pub(crate) async fn read_item<T, F>(&self, mut verb: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: FnMut(&mut Cx<'_, '_>, &Caller, &AllowedItem) -> Result<T, Fault> + Send + 'static,
    {
        let (place, caller) = (self.place()?, self.caller.clone());
        let read = self.read(move |cx| {
            let found = place.find(cx, &caller, Right::Read)?;
            verb(cx, &caller, &found)
        });
        read.await
    }

    /// Runs what changes the item that the address names, as [`Self::write`] does, if `If-Match` does not name another version;
    /// the verb sees to it that it is still this one when it is locked.
    pub(crate) async fn write_item<T, F>(&self, mut verb: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: FnMut(&mut Cx<'_, '_>, &Caller, &AllowedItem, Only) -> Result<T, Fault> + Send + 'static,
    {
        let (place, caller, headers) = (self.place()?, self.caller.clone(), self.open.headers.clone());
        let write = self.write(move |cx| {
            let found = place.find(cx, &caller, Right::Write)?;
            let only = condition::only(cx, &caller, &found, &headers)?;
            verb(cx, &caller, &found, only)
        });
        write.await
    }

    /// Returns an argument of the function that the address ends in.
    pub(crate) fn argument(&self, name: &str) -> Option<&str> {
        let (_, value) = self.open.address.members.last()?.arguments.iter().find(|(known, _)| known == name)?;
        Some(value)
    }

    /// Returns the item that the address names.
    pub(crate) fn place(&self) -> Result<Place, Fault> {
        match &self.open.address.target {
            Target::Item(which, item) => Place::read(which, item),
            _ => Err(RequestFault::BadId.into()),
        }
    }
}
