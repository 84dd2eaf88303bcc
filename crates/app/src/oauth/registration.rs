//! Apps: registering them, and finding out that one is itself.

use super::{Error, Refused, Result};
use crate::admin::Admin;
use crate::{Cx, bearer};
use model::{AppId, Scopes};
use store::registration as rows;

pub use store::registration::Registration;

/// The longest name of an app, in Unicode scalar values.
pub const NAME_CHARS_MAX: usize = 128;

/// The longest address that an app may be sent back to, in bytes.
pub const REDIRECT_BYTES_MAX: usize = 2_048;

/// The most of them that an app has.
pub const REDIRECTS_MAX: usize = 64;

/// An app that is to be registered.
#[derive(Clone, Debug)]
pub struct New {
    /// Its client id; a fresh one if there is none.
    pub app: Option<AppId>,
    /// What people are told it is called.
    pub name: String,
    /// Whether it can keep a secret.
    pub is_confidential: bool,
    /// Whether it has to send a challenge. Source: RFC 7636.
    pub needs_pkce: bool,
    /// The scopes that it may ask people for; none for any.
    pub scopes: String,
    /// The scopes that it has without a person.
    pub own_scopes: String,
    /// Where it may be sent back to.
    pub redirects: Vec<String>,
}

/// Why an app cannot be registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It has no name, or too long a one.
    Name,
    /// This is no scope.
    Scope(String),
    /// Nobody may be sent here.
    Redirect(String),
    /// It has scopes of its own, or is to, and can keep no secret.
    OwnScopes,
    /// This scope is about what is a person's, and nobody has it without one.
    ForPeople(String),
}

impl New {
    /// Looks whether this can be registered.
    ///
    /// # Errors
    /// [`Unfit`].
    pub fn check(self) -> std::result::Result<Fit, Unfit> {
        let name = self.name.trim();
        if name.is_empty() || name.chars().count() > NAME_CHARS_MAX || name.chars().any(char::is_control) {
            return Err(Unfit::Name);
        }
        Scopes::parse(&self.scopes).map_err(Unfit::Scope)?;
        let own = Scopes::parse(&self.own_scopes).map_err(Unfit::Scope)?;
        if let Some(scope) = own.first_for_people() {
            return Err(Unfit::ForPeople(scope.name().to_owned()));
        }
        if !self.is_confidential && !own.is_empty() {
            return Err(Unfit::OwnScopes);
        }
        let too_many = self.redirects.get(REDIRECTS_MAX);
        if let Some(bad) = self.redirects.iter().find(|uri| !is_redirect(uri)).or(too_many) {
            return Err(Unfit::Redirect(bad.clone()));
        }
        Ok(Fit(self))
    }
}

/// An app that can be registered. Only [`New::check`] makes one.
#[derive(Clone, Debug)]
pub struct Fit(New);

/// An app that was just registered. No `Debug`, so that its secret cannot slip into a log.
pub struct Added {
    /// The app.
    pub registration: Registration,
    /// Its secret, if it can keep one. Shown once; kept nowhere.
    pub secret: Option<String>,
}

/// Registers an app.
///
/// # Errors
/// [`crate::Error::NameTaken`] if an app has the name or the client id.
pub fn add(cx: &mut Cx<'_, '_>, by: &Admin, Fit(new): &Fit) -> crate::Result<Added> {
    let name = new.name.trim();
    let app = new.app.clone().map_or_else(|| model::format_guid(&cx.guid()), |app| app.as_str().to_owned());
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let registration = Registration {
        app,
        name: name.to_owned(),
        is_confidential: new.is_confidential,
        needs_pkce: new.needs_pkce,
        scopes: words(&new.scopes),
        own_scopes: words(&new.own_scopes),
        created: cx.now(),
    };
    if !rows::insert(cx.tx, &registration)? {
        return Err(crate::Error::NameTaken(name.to_owned()));
    }
    for uri in &new.redirects {
        rows::add_redirect(cx.tx, &registration.app, uri)?;
    }
    let secret = if new.is_confidential { Some(add_secret(cx, &registration)?) } else { None };
    by.note(cx, "app add", &registration.app)?;
    Ok(Added { registration, secret })
}

/// Gives an app another secret beside those that it has, or (`only`) instead of them.
///
/// # Errors
/// What the store can meet.
pub fn another_secret(cx: &mut Cx<'_, '_>, by: &Admin, app: &Registration, only: bool) -> crate::Result<String> {
    if only {
        // Also one that was made at this very moment.
        let now = cx.now().plus_micros(1);
        rows::end_secrets(cx.tx, &app.app, now)?;
    }
    by.note(cx, if only { "app secret --only" } else { "app secret" }, &app.app)?;
    add_secret(cx, app)
}

fn add_secret(cx: &mut Cx<'_, '_>, app: &Registration) -> crate::Result<String> {
    let (secret, now) = (bearer::fresh(cx, bearer::Kind::App), cx.now());
    rows::add_secret(cx.tx, &app.app, &bearer::hash(&secret), now)?;
    Ok(secret)
}

/// Returns an app by its client id or its name.
///
/// # Errors
/// [`crate::Error::NotFound`].
pub fn named(cx: &mut Cx<'_, '_>, text: &str) -> crate::Result<Registration> {
    if let Some(found) = rows::get(cx.tx, text)? {
        return Ok(found);
    }
    rows::by_name(cx.tx, text)?.ok_or(crate::Error::NotFound)
}

/// Forgets an app. All that it was given ends.
///
/// # Errors
/// What the store can meet.
pub fn remove(cx: &mut Cx<'_, '_>, by: &Admin, app: &Registration) -> crate::Result<()> {
    let now = cx.now();
    for id in store::authorization::of_app(cx.tx, &app.app)? {
        store::authorization::end(cx.tx, &id, now)?;
    }
    rows::remove(cx.tx, &app.app)?;
    by.note(cx, "app remove", &app.app)
}

/// An app that showed that it is itself, as far as it can. Only [`authenticate`] makes one.
pub struct Client(Registration);

impl Client {
    /// Returns the app.
    pub fn registration(&self) -> &Registration {
        &self.0
    }

    pub(super) fn id(&self) -> &str {
        &self.0.app
    }
}

/// Returns the app that asks. One that can keep a secret has to show it; of any other it proves nothing, and some send one.
///
/// # Errors
/// [`Refused::Client`], without saying whether there is such an app.
pub fn authenticate(cx: &mut Cx<'_, '_>, app: &str, secret: Option<&str>) -> Result<Client> {
    let found = rows::get(cx.tx, app)?.ok_or(Refused::Client)?;
    if found.is_confidential {
        let shown = bearer::hash(secret.unwrap_or_default());
        if !rows::secrets(cx.tx, app)?.contains(&shown) {
            return Err(Refused::Client.into());
        }
    }
    Ok(Client(found))
}

/// An app, and where it is sent back to. Only [`returning`] makes one.
#[derive(Clone, Debug)]
pub struct Returning {
    /// The app.
    pub app: Registration,
    /// The address, which is one of the app's.
    pub redirect_uri: String,
    /// Whether the request named it.
    pub is_named: bool,
}

/// Returns the app that somebody was sent by, and where to send them back. Without an address it is the only one that it has.
///
/// # Errors
/// [`Refused::Client`] if there is no such app, or it may not be sent there. Nobody may be sent anywhere then.
pub fn returning(cx: &mut Cx<'_, '_>, app: &str, redirect_uri: Option<&str>) -> Result<Returning> {
    let app = rows::get(cx.tx, app)?.ok_or(Refused::Client)?;
    let redirects = rows::redirects(cx.tx, &app.app)?;
    let is_named = redirect_uri.is_some();
    let redirect_uri = match (redirect_uri, redirects.as_slice()) {
        (None, [only]) => only.clone(),
        (Some(uri), redirects) if is_redirect(uri) && redirects.iter().any(|known| is_same(known, uri)) => uri.to_owned(),
        _ => return Err(Error::Refused(Refused::Client)),
    };
    Ok(Returning { app, redirect_uri, is_named })
}

/// Says whether people may be sent to an address: https, a program of this machine, or a scheme that an app has of its own.
/// Source: RFC 8252, section 7.
fn is_redirect(uri: &str) -> bool {
    let is_clean = uri.len() <= REDIRECT_BYTES_MAX && uri.bytes().all(|byte| byte.is_ascii_graphic() && !b"#\"<>\\^`{|}".contains(&byte));
    let Some((scheme, rest)) = uri.split_once(':').filter(|_| is_clean) else { return false };
    match scheme {
        "https" => rest.strip_prefix("//").is_some_and(|rest| is_host(authority(rest))),
        "http" => on_this_machine(uri).is_some(),
        // One of its own is a name that it has registered, back to front. Source: RFC 8252, section 7.1. Those of the vendor's
        // libraries begin otherwise.
        own => {
            let is_word = own.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-+".contains(&byte));
            is_word && (own.contains('.') || own.starts_with("msal") || own.starts_with("msauth"))
        }
    }
}

/// Says whether this is a host, and perhaps a port. It stands in a page's policy, where a semicolon would begin another rule.
fn is_host(authority: &str) -> bool {
    !authority.is_empty() && authority.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte))
}

fn authority(rest: &str) -> &str {
    rest.split(['/', '?']).next().unwrap_or_default()
}

/// Says whether an address is a registered one: to the letter, but for the port of a program of this machine. Source: RFC 8252,
/// section 7.3.
fn is_same(known: &str, uri: &str) -> bool {
    known == uri || on_this_machine(known).is_some_and(|known| Some(known) == on_this_machine(uri))
}

/// Returns the host of an address of this machine, and what follows its port.
fn on_this_machine(uri: &str) -> Option<(&str, &str)> {
    let rest = uri.strip_prefix("http://")?;
    let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let host = ["localhost", "127.0.0.1", "[::1]"].into_iter().find(|host| authority.starts_with(host))?;
    let port = &authority[host.len()..];
    let is_port = port.is_empty() || port.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok());
    // A path of nothing but a slash is the same as none.
    is_port.then_some((host, if path == "/" { "" } else { path }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_where_a_page_could_be_made_to_run_something() {
        for good in [
            "https://app.example/callback",
            "https://app.example",
            "http://localhost:53682/",
            "http://127.0.0.1",
            "http://[::1]:8080/cb?x=1",
            "com.example.app:/callback",
            "msal0123://auth",
        ] {
            assert!(is_redirect(good), "{good}");
        }
        for bad in [
            "http://app.example/callback",
            "https://app.example/#x",
            "https://user@app.example/",
            "https:///callback",
            "https://app.example;script-src *",
            "https://app.example;script-src/",
            "https:app.example",
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///etc",
            "//app.example/",
            "/callback",
            "http://localhost.evil.example/",
            "http://127.0.0.1.evil.example/",
            "http://localhost:99999/",
            "http://localhost:80@evil.example/",
            "https://app.example/a b",
            "https://app.example\\@evil.example/",
            "HTTPS://app.example/",
            "",
        ] {
            assert!(!is_redirect(bad), "{bad}");
        }
    }

    #[test]
    fn addresses_are_the_same_to_the_letter_but_for_a_port_here() {
        assert!(is_same("http://localhost/cb", "http://localhost:53682/cb"));
        assert!(is_same("http://localhost", "http://localhost:53682/"));
        assert!(is_same("http://127.0.0.1:1/", "http://127.0.0.1:2/"));
        for (known, uri) in [
            ("http://localhost/cb", "http://127.0.0.1/cb"),
            ("http://localhost/cb", "http://localhost/cb2"),
            ("http://localhost/cb", "http://localhost/cb?x=1"),
            ("https://app.example/cb", "https://app.example:444/cb"),
            ("https://app.example/cb", "https://app.example/cb/"),
            ("https://app.example/cb", "https://App.example/cb"),
            ("https://app.example/cb", "https://app.example/cb?next=https://evil.example"),
            ("https://app.example/cb", "https://app.example/x/../cb"),
        ] {
            assert!(!is_same(known, uri), "{known} {uri}");
        }
    }
}
