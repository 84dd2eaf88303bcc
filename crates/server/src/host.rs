//! Which names the server goes by.
//!
//! A web page may point a name of its own at this machine and so reach a server that listens on loopback only. Its requests
//! carry that name in `Host`, and are refused. An IP address in `Host` cannot be such a name.

use http::Uri;
use http::request::Parts;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// The names, and the address that replies begin with.
#[derive(Clone, Debug)]
pub(crate) struct Hosts {
    public: Option<Arc<str>>,
    public_authority: Option<String>,
    names: Vec<String>,
    listen: Option<SocketAddr>,
    /// How connections are spoken on.
    scheme: &'static str,
}

impl Hosts {
    pub(crate) fn new(public_url: Option<&str>, allowed: &[String], listen: Option<SocketAddr>, is_https: bool) -> Self {
        let public = public_url.map(|url| url.trim().trim_end_matches('/'));
        let authority = public.and_then(|url| url.parse::<Uri>().ok()).and_then(|uri| Some(uri.authority()?.as_str().to_ascii_lowercase()));
        let mut names = vec!["localhost".to_owned()];
        names.extend(allowed.iter().map(|name| host_of(name).to_ascii_lowercase()));
        names.extend(authority.as_deref().map(|authority| host_of(authority).to_owned()));
        let scheme = if is_https { "https" } else { "http" };
        Self { public: public.map(Arc::from), public_authority: authority, names, listen, scheme }
    }

    /// Returns the address that the reply's addresses begin with, if the request came in under a name that is allowed.
    pub(crate) fn base(&self, head: &Parts) -> Option<Arc<str>> {
        let authority = authority(head)?;
        if !self.is_allowed(authority) {
            return None;
        }
        Some(match &self.public {
            Some(public) => public.clone(),
            None => format!("{}://{authority}", self.scheme).into(),
        })
    }

    fn is_allowed(&self, authority: &str) -> bool {
        let host = host_of(authority);
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        bare.parse::<IpAddr>().is_ok() || self.names.iter().any(|name| name.eq_ignore_ascii_case(host))
    }

    /// Says whether an absolute address is one of this server's: by the name that clients know, by the one that this request
    /// used, or by where the server listens. Returns its path if so.
    pub(crate) fn own_path<'a>(&self, url: &'a str, used: &str) -> Option<&'a str> {
        self.own_target(url, used).map(|target| target.split(['?', '#']).next().unwrap_or(target))
    }

    /// Returns what follows the host in an absolute address that is one of this server's, as [`Self::own_path`] says.
    pub(crate) fn own_target<'a>(&self, url: &'a str, used: &str) -> Option<&'a str> {
        let (scheme, rest) = url.split_once("://")?;
        if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
            return None;
        }
        let (authority, target) = rest.split_at(rest.find('/')?);
        let used = used.split_once("://").map_or(used, |(_, used)| used);
        let is_listen = self.listen.is_some_and(|listen| authority == listen.to_string());
        let is_public = self.public_authority.as_deref().is_some_and(|public| public.eq_ignore_ascii_case(authority));
        let is_own = authority.eq_ignore_ascii_case(used) || is_listen || is_public;
        is_own.then_some(target)
    }
}

/// Returns the host and port that a request names: in its target if that is absolute, else in `Host`.
fn authority(head: &Parts) -> Option<&str> {
    let host = match head.uri.authority() {
        Some(authority) => authority.as_str(),
        None => {
            let mut hosts = head.headers.get_all(http::header::HOST).iter();
            let host = hosts.next()?.to_str().ok()?;
            hosts.next().is_none().then_some(host)?
        }
    };
    // Nobody's name before an `@` among it: what is before its colon would pass for the host.
    host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte)).then_some(host)
}

/// Returns the host of an authority, without its port.
fn host_of(authority: &str) -> &str {
    if authority.starts_with('[') {
        return authority.split_inclusive(']').next().unwrap_or(authority);
    }
    authority.split(':').next().unwrap_or(authority)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(hosts: &Hosts, host: &str) -> Option<String> {
        let (head, ()) = http::Request::builder().uri("/x").header("host", host).body(()).unwrap().into_parts();
        hosts.base(&head).map(|base| base.to_string())
    }

    #[test]
    fn a_name_of_a_stranger_is_refused() {
        let hosts = Hosts::new(None, &["notes.internal".to_owned()], None, false);
        assert_eq!(base(&hosts, "evil.example"), None);
        assert_eq!(base(&hosts, "localhost.evil.example"), None);
        assert_eq!(base(&hosts, "local host"), None);
        assert_eq!(base(&hosts, "127.0.0.1.evil.example"), None);
        let (head, ()) = http::Request::builder().uri("https://localhost:80@evil.example/x").body(()).unwrap().into_parts();
        assert_eq!(hosts.base(&head), None);
        assert_eq!(base(&hosts, "localhost:8380").as_deref(), Some("http://localhost:8380"));
        assert_eq!(base(&hosts, "[::1]:8380").as_deref(), Some("http://[::1]:8380"));
        assert_eq!(base(&hosts, "192.168.0.7").as_deref(), Some("http://192.168.0.7"));
        assert_eq!(base(&hosts, "Notes.Internal:80").as_deref(), Some("http://Notes.Internal:80"));
        // What anybody can say is behind which proxy makes nothing secure.
        let feigned = http::Request::builder().uri("/x").header("host", "localhost").header("x-forwarded-proto", "https");
        let (head, ()) = feigned.header("forwarded", "proto=https;host=evil.example").body(()).unwrap().into_parts();
        assert_eq!(hosts.base(&head).as_deref(), Some("http://localhost"));
        let hosts = Hosts::new(None, &[], None, true);
        assert_eq!(base(&hosts, "localhost:8380").as_deref(), Some("https://localhost:8380"));
    }

    #[test]
    fn the_public_address_stands_in_replies() {
        let hosts = Hosts::new(Some("https://notes.example/"), &[], None, false);
        assert_eq!(base(&hosts, "localhost:8380").as_deref(), Some("https://notes.example"));
        assert_eq!(base(&hosts, "notes.example").as_deref(), Some("https://notes.example"));
        assert_eq!(base(&hosts, "other.example"), None);
        assert_eq!(hosts.own_path("https://notes.example/api/x?y", "http://localhost:1"), Some("/api/x"));
        assert_eq!(hosts.own_path("http://localhost:1/api/x", "http://localhost:1"), Some("/api/x"));
        assert_eq!(hosts.own_path("https://other.example/api/x", "http://localhost:1"), None);
        assert_eq!(hosts.own_path("onenote:https://notes.example/api/x", "http://localhost:1"), None);
    }
}
