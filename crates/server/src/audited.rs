//! Which requests are written to the audit log, and what of them.

use crate::correlation::Correlation;
use crate::dispatch::Note;
use crate::server::Server;
use app::audit::Act;
use http::request::Parts;
use http::{Method, StatusCode};
use std::net::{IpAddr, SocketAddr};

/// From where a request came, among its extensions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// What a proxy says about who is behind it.
const FORWARDED: &str = "x-forwarded-for";

/// Calls that are written down also where they are refused: somebody may be trying to be somebody else.
const OF_SIGN_IN: [&str; 6] = ["sign_in.", "sign_out.", "account.", "device.", "oauth.decide", "admin."];

/// Calls whose verbs write down themselves what they did.
const OF_ADMINISTRATORS: &str = "admin.";

/// Whoever signed in elsewhere comes back by a link, and is signed in thereby.
const BACK: &str = "sign_in.back";

/// A call that comes again and again before anything is changed that anybody sees: the last one of a file is written down.
const OF_FRAGMENTS: &str = "upload.put";

/// What stands before a secret in a path. The rest is not written down.
const SECRETS: [&str; 7] = ["/upload/", "/monitor/", "/dl/", "/dlv/", "/dlt/", "/shares/", "/s/v/u/"];

impl Server {
    /// Notes a request that has been answered, if it changed something or was about who somebody is.
    pub(crate) fn audit(&self, head: &Parts, status: StatusCode, correlation: Correlation, note: &Note) {
        let is_change = !matches!(head.method, Method::GET | Method::HEAD | Method::OPTIONS) || note.route == BACK;
        let is_sign_in = OF_SIGN_IN.iter().any(|start| note.route.starts_with(start));
        let is_done = status.is_success() || status.is_redirection();
        let is_fragment = note.route == OF_FRAGMENTS && status == StatusCode::ACCEPTED;
        let is_told = is_done && note.route.starts_with(OF_ADMINISTRATORS);
        // A batch is told by its requests.
        if is_fragment || is_told || !is_change || note.route.is_empty() || note.route.starts_with("batch.") || !(is_done || is_sign_in) {
            return;
        }
        let caller = note.caller.as_deref();
        let act = Act {
            actor: caller.map(|caller| *caller.user()).or(note.by),
            app: caller.map_or_else(String::new, |caller| caller.app().as_str().to_owned()),
            act: note.route,
            subject: shown(head.uri.path()),
            status: status.as_u16(),
            from: from(head),
            correlation: correlation.guid(),
        };
        self.acts.note(&self.app, act);
    }
}

/// Returns a path up to the first secret in it.
fn shown(path: &str) -> String {
    let ends = SECRETS.iter().filter_map(|start| path.find(start).map(|at| at + start.len()));
    match ends.min() {
        Some(end) => format!("{}…", &path[..end]),
        None => path.to_owned(),
    }
}

/// Returns the network address of who asks. A proxy on this machine is believed about who is behind it: the last that it names.
pub(crate) fn from(head: &Parts) -> String {
    let Some(Peer(peer)) = head.extensions.get::<Peer>() else { return String::new() };
    let named = head.headers.get_all(FORWARDED).iter().next_back().and_then(|value| value.to_str().ok()?.rsplit(',').next());
    match named.and_then(|named| named.trim().parse::<IpAddr>().ok()) {
        Some(behind) if peer.ip().is_loopback() => behind.to_string(),
        _ => peer.ip().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_of_an_address_is_shown() {
        assert_eq!(shown("/v1.0/upload/0123abc"), "/v1.0/upload/…");
        assert_eq!(shown("/v1.0/shares/u!abc/driveItem:/x:/content"), "/v1.0/shares/…");
        assert_eq!(shown("/v1.0/me/drive/root:/x:/content"), "/v1.0/me/drive/root:/x:/content");
    }

    #[test]
    fn only_a_proxy_on_this_machine_is_believed() {
        let asked = |peer: &str, forwarded: &str| {
            let mut request = http::Request::new(());
            request.extensions_mut().insert(Peer(peer.parse().unwrap()));
            request.headers_mut().insert(FORWARDED, forwarded.parse().unwrap());
            from(&request.into_parts().0)
        };
        assert_eq!(asked("127.0.0.1:1", "203.0.113.9, 198.51.100.7"), "198.51.100.7");
        assert_eq!(asked("192.0.2.4:1", "203.0.113.9"), "192.0.2.4");
        assert_eq!(asked("127.0.0.1:1", "nonsense"), "127.0.0.1");
    }
}
