//! The id of a request, on every reply and every line of the log.

use crate::address::Surface;
use app::App;
use http::{HeaderMap, HeaderName, HeaderValue};
use model::{OperationId, format_guid, parse_guid};

/// A request's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Correlation {
    guid: [u8; 16],
    is_ours: bool,
}

/// The header that carries it on the legacy surface, both ways.
const LEGACY: HeaderName = HeaderName::from_static("x-correlationid");

/// The header that carries it on Graph, to the client.
const GRAPH: HeaderName = HeaderName::from_static("request-id");

/// The header by which a client of Graph names a request for itself; it comes back as it is.
const CLIENT: HeaderName = HeaderName::from_static("client-request-id");

/// The longest name of a client's own that comes back, in bytes. Clients send GUIDs.
const CLIENT_BYTES_MAX: usize = 128;

impl Correlation {
    /// On the legacy surface, takes the client's own id if it is a GUID; else makes one.
    pub(crate) fn of(headers: &HeaderMap, surface: Surface, app: &App) -> Self {
        let given = match surface {
            Surface::Legacy => headers.get(LEGACY).and_then(|value| value.to_str().ok()).and_then(parse_guid),
            Surface::Graph => None,
        };
        match given {
            Some(guid) => Self { guid, is_ours: false },
            None => Self { guid: app.ids().guid(app.now()), is_ours: true },
        }
    }

    /// Returns the id.
    pub(crate) fn guid(self) -> [u8; 16] {
        self.guid
    }

    /// Returns the id that an operation of this request gets: the request's own, as in the example of the copy article. A
    /// client's own GUID may come twice, so then it is a fresh one.
    pub(crate) fn operation(self, app: &App) -> OperationId {
        OperationId(if self.is_ours { self.guid } else { app.ids().guid(app.now()) })
    }

    /// Puts the id, and on Graph the client's own name for the request, on a reply.
    pub(crate) fn mark(self, surface: Surface, asked: &HeaderMap, reply: &mut HeaderMap) {
        let Ok(value) = HeaderValue::from_str(&self.text()) else { return };
        match surface {
            Surface::Legacy => drop(reply.insert(LEGACY, value)),
            Surface::Graph => {
                reply.insert(CLIENT, client_id(asked).cloned().unwrap_or_else(|| value.clone()));
                reply.insert(GRAPH, value);
            }
        }
    }

    /// Returns the client's own name for the request; without one, the request's id stands for it.
    pub(crate) fn client_text(self, asked: &HeaderMap) -> String {
        let given = client_id(asked).and_then(|value| value.to_str().ok());
        given.map_or_else(|| self.text(), str::to_owned)
    }

    #[cfg(test)]
    pub(crate) const fn for_tests() -> Self {
        Self { guid: [7; 16], is_ours: true }
    }

    pub(crate) fn text(self) -> String {
        format_guid(&self.guid)
    }
}

fn client_id(asked: &HeaderMap) -> Option<&HeaderValue> {
    let is_plain = |value: &HeaderValue| !value.is_empty() && value.len() <= CLIENT_BYTES_MAX && value.to_str().is_ok();
    asked.get(CLIENT).filter(|value| is_plain(value))
}
