//! The id of a request, on every reply and every line of the log.

use app::App;
use http::HeaderMap;
use model::{OperationId, format_guid, parse_guid};

/// A request's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Correlation {
    guid: [u8; 16],
    is_ours: bool,
}

/// The header that carries it, both ways.
pub(crate) const HEADER: &str = "x-correlationid";

impl Correlation {
    /// Takes the client's own id if it is a GUID, else makes one.
    pub(crate) fn of(headers: &HeaderMap, app: &App) -> Self {
        let given = headers.get(HEADER).and_then(|value| value.to_str().ok()).and_then(parse_guid);
        match given {
            Some(guid) => Self { guid, is_ours: false },
            None => Self { guid: app.ids().guid(app.now()), is_ours: true },
        }
    }

    /// Returns the id that an operation of this request gets: the request's own, as in the example of the copy article. A
    /// client's own GUID may come twice, so then it is a fresh one.
    pub(crate) fn operation(self, app: &App) -> OperationId {
        OperationId(if self.is_ours { self.guid } else { app.ids().guid(app.now()) })
    }

    #[cfg(test)]
    pub(crate) const fn for_tests() -> Self {
        Self { guid: [7; 16], is_ours: true }
    }

    pub(crate) fn text(self) -> String {
        format_guid(&self.guid)
    }
}
