//! Addresses in the web, taken apart.

use http::Uri;
use http::uri::{PathAndQuery, Scheme};

/// The longest address that is followed, in characters. Source: "OneNote API error and warning codes", 20005.
const URL_CHARS_MAX: usize = 16_384;

/// Where to go, and what to ask there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) is_https: bool,
    /// A name or an address, without brackets.
    pub(super) host: String,
    pub(super) port: u16,
    /// What stands in `Host`.
    pub(super) authority: String,
    pub(super) path: PathAndQuery,
}

impl Target {
    /// Takes an absolute address apart: `http` or `https`, a host, and nobody's name and password before it.
    pub(super) fn of(url: &str) -> Option<Self> {
        // What follows `#` is the reader's.
        let url = url.split('#').next().filter(|url| url.len() <= URL_CHARS_MAX)?;
        let uri: Uri = url.parse().ok()?;
        let is_https = match uri.scheme()? {
            scheme if *scheme == Scheme::HTTPS => true,
            scheme if *scheme == Scheme::HTTP => false,
            _ => return None,
        };
        let authority = uri.authority().filter(|authority| !authority.as_str().contains('@'))?;
        let host = authority.host().trim_start_matches('[').trim_end_matches(']');
        // A port that is none is not taken for the usual one.
        let has_port = authority.as_str().len() > authority.host().len();
        if host.is_empty() || (has_port && authority.port_u16().is_none()) {
            return None;
        }
        Some(Self {
            is_https,
            host: host.to_owned(),
            port: authority.port_u16().unwrap_or(if is_https { 443 } else { 80 }),
            authority: authority.as_str().to_owned(),
            path: uri.path_and_query().cloned().unwrap_or_else(|| PathAndQuery::from_static("/")),
        })
    }

    /// Returns where a redirect from here leads: an absolute address, or one on the same host. What was asked by `https` is
    /// not asked again for all to read.
    pub(super) fn join(&self, location: &str) -> Option<Self> {
        let scheme = if self.is_https { "https" } else { "http" };
        let there = if let Some(rest) = location.strip_prefix("//") {
            Self::of(&format!("{scheme}://{rest}"))?
        } else if location.starts_with('/') {
            Self::of(&format!("{scheme}://{}{location}", self.authority))?
        } else {
            Self::of(location)?
        };
        (there.is_https || !self.is_https).then_some(there)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(url: &str) -> Option<(bool, String, u16, String)> {
        Target::of(url).map(|target| (target.is_https, target.host, target.port, target.path.to_string()))
    }

    #[test]
    fn an_address_says_where_to_go() {
        assert_eq!(of("https://a.example/x.png?y#z"), Some((true, "a.example".into(), 443, "/x.png?y".into())));
        assert_eq!(of("HTTP://[2001:db8::1]:8080"), Some((false, "2001:db8::1".into(), 8080, "/".into())));
        for url in
            ["ftp://a/x", "a.example/x", "/x", "https://", "https://u:p@a.example/", "https://a:99999/", "https://a b/", "data:x", ""]
        {
            assert_eq!(of(url), None, "{url}");
        }
    }

    #[test]
    fn a_redirect_leads_on_but_never_into_the_open() {
        let here = Target::of("https://a.example:444/x").unwrap();
        let to = |location: &str| here.join(location).map(|target| (target.authority, target.path.to_string()));
        assert_eq!(to("/y?z"), Some(("a.example:444".into(), "/y?z".into())));
        assert_eq!(to("//b.example/y"), Some(("b.example".into(), "/y".into())));
        assert_eq!(to("https://b.example/y"), Some(("b.example".into(), "/y".into())));
        for location in ["http://b.example/y", "y", "", "file:///etc/passwd"] {
            assert_eq!(to(location), None, "{location}");
        }
    }
}
