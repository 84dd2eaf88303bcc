//! A request for signing in or letting an app in, as its handler gets it.

use super::cookie;
use crate::correlation::Correlation;
use crate::intake::Coming;
use crate::server::Server;
use app::Caller;
use app::admin::Asked;
use app::sign_in::{self, Session};
use http::HeaderMap;
use model::UserId;
use std::sync::{Arc, OnceLock};

/// A request.
pub(crate) struct Ask {
    pub(crate) server: Arc<Server>,
    /// Scheme and host that the request came in under, without a slash at the end.
    pub(crate) base: Arc<str>,
    /// Its path.
    pub(crate) path: String,
    /// What the path names, as it came; empty if it names nothing.
    pub(crate) id: String,
    /// What stands behind the path, as it came.
    pub(crate) raw_query: String,
    pub(crate) query: Fields,
    pub(crate) form: Fields,
    /// The body, where nothing of it is read before the handler asks for it.
    pub(crate) coming: Option<Coming>,
    pub(crate) headers: HeaderMap,
    /// Whom its token speaks for, where the call takes one.
    pub(crate) caller: Option<Arc<Caller>>,
    /// What names it in the log.
    pub(crate) correlation: Correlation,
    /// From where it came, for what is written down with a change.
    pub(crate) asked: Asked,
    /// Who it turned out to be that asks, for the audit log.
    pub(crate) by: Arc<OnceLock<UserId>>,
}

/// A browser in which somebody is signed in, with what its forms have to bring back.
pub(crate) struct Browser {
    pub(crate) session: Session,
    pub(crate) form_token: String,
}

impl Ask {
    /// Returns who is signed in in the browser that asks, if anybody is.
    ///
    /// # Errors
    /// What the store can meet.
    pub(crate) async fn browser(&self) -> app::Result<Option<Browser>> {
        let Some(secret) = cookie::read(&self.headers, &self.base).map(str::to_owned) else { return Ok(None) };
        let form_token = cookie::form_token(&secret);
        let session = self.server.app.read(move |cx| sign_in::session(cx, &secret)).await?;
        Ok(session.map(|session| {
            self.is_by(&session.user);
            Browser { session, form_token }
        }))
    }

    /// Notes who it is that asks.
    pub(super) fn is_by(&self, user: &UserId) {
        // Whoever it was at first, it stays.
        let _ = self.by.set(*user);
    }

    /// Says whether a form came from a page of ours that was shown in this browser.
    pub(crate) fn is_own_form(&self, browser: &Browser) -> bool {
        self.is_own(self.form.get("token"), browser)
    }

    /// As [`Ask::is_own_form`], of what a script sends that has no fields: it says the token in a header.
    pub(crate) fn is_own_script(&self, browser: &Browser) -> bool {
        self.is_own(self.headers.get(FORM_TOKEN).and_then(|value| value.to_str().ok()), browser)
    }

    fn is_own(&self, token: Option<&str>, browser: &Browser) -> bool {
        let is_token = token == Some(browser.form_token.as_str());
        cookie::is_own_page(&self.headers, &self.base) && is_token || app::planted::is("forms-from-anywhere")
    }
}

/// Where a script says the token of the page that it runs on.
const FORM_TOKEN: &str = "x-form-token";

/// Names with their values, each at most once.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Fields(Vec<(String, String)>);

/// The names alone: among the values are passwords and secrets.
impl std::fmt::Debug for Fields {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

/// The most names that are read: a copy to each of a class, and to spare.
const FIELDS_MAX: usize = 512;

impl Fields {
    /// Takes fields that came in another way than by a query or a form.
    pub(crate) fn of(mut fields: Vec<(String, String)>) -> Self {
        fields.retain(|(_, value)| !value.is_empty());
        Self(fields)
    }

    /// Reads what stands in a query or a form. What is empty is the same as what is not there. Source: RFC 6749, section 3.1.
    ///
    /// # Errors
    /// A name that came twice, or one too many.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, String> {
        let mut fields: Vec<(String, String)> = Vec::new();
        for (name, value) in form_urlencoded::parse(bytes) {
            if fields.len() == FIELDS_MAX || fields.iter().any(|(known, _)| *known == name) {
                return Err(name.into_owned());
            }
            fields.push((name.into_owned(), value.into_owned()));
        }
        fields.retain(|(_, value)| !value.is_empty());
        Ok(Self(fields))
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Returns all of them, in their order.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    pub(crate) fn owned(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_counts_once() {
        let fields = Fields::read(b"a=1&b=%20x+y&c=").unwrap();
        assert_eq!((fields.get("a"), fields.get("b"), fields.get("c")), (Some("1"), Some(" x y"), None));
        assert_eq!(format!("{fields:?}"), r#"["a", "b"]"#);
        assert_eq!(Fields::read(b"a=1&a=2"), Err("a".to_owned()));
        assert_eq!(Fields::read(b"a=&a=2"), Err("a".to_owned()));
    }
}
