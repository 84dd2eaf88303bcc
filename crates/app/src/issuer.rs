//! Issuers: servers elsewhere that vouch for people, as whoever runs this one trusts them. What they say is heard in [`crate::outside`].

use crate::admin::{Admin, user_by_name};
use crate::{App, Cx, Error, Result, seal};
use model::{IssuerId, Scope};
use store::issuer as rows;
use store::seal::{Kind, Owner};

pub use store::issuer::{Issuer, Known};

/// The longest name of an issuer, in characters.
pub const NAME_CHARS_MAX: usize = 40;

/// The longest address, and the longest of its words that are kept, in bytes.
pub const TEXT_BYTES_MAX: usize = 512;

/// The longest file of authorities, in bytes.
pub const AUTHORITY_BYTES_MAX: usize = 256 * 1024;

/// The most words of a list: audiences, scopes, domains.
pub const WORDS_MAX: usize = 64;

/// The longest name of somebody at an issuer, in bytes. Source: "OpenID Connect Core 1.0", `sub`.
pub const SUBJECT_BYTES_MAX: usize = 255;

/// Who gets an account at first sight.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Creates {
    /// Nobody: somebody has to say first who they are here.
    #[default]
    Never,
    /// Whoever the issuer vouches for.
    Always,
    /// Whoever has a mail address in one of these domains, as far as the issuer has made sure of it.
    Domains(Vec<String>),
}

impl Creates {
    /// Reads what was written down.
    pub fn stored(text: &str) -> Self {
        match text {
            "" => Self::Never,
            "*" => Self::Always,
            domains => Self::Domains(domains.split(' ').map(str::to_owned).collect()),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Never => String::new(),
            Self::Always => "*".to_owned(),
            Self::Domains(domains) => domains.iter().map(|domain| domain.to_ascii_lowercase()).collect::<Vec<_>>().join(" "),
        }
    }
}

impl std::fmt::Display for Creates {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Never => out.write_str("never"),
            Self::Always => out.write_str("always"),
            Self::Domains(domains) => out.write_str(&domains.join(" ")),
        }
    }
}

/// What is said of an issuer. No `Debug`, so that its secret cannot slip into a log.
#[derive(Clone, Default)]
pub struct New {
    /// What people are told it is called.
    pub name: String,
    /// What it calls itself.
    pub url: String,
    /// By which name we are registered there, if people sign in through it.
    pub client: Option<String>,
    /// What we show there.
    pub secret: Option<String>,
    /// The authorities that its certificate is held against, as PEM.
    pub authority: Option<String>,
    /// For whom its access tokens have to be; none where none are taken.
    pub audiences: Vec<String>,
    /// What its scopes are here.
    pub scopes: Vec<(String, String)>,
    /// Which claim holds a person's name.
    pub name_claim: String,
    /// Who gets an account at first sight.
    pub creates: Creates,
}

/// Why an issuer cannot be trusted as it is described.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// Its name cannot stand in an address.
    Name,
    /// Its address is none that an issuer can have.
    Url,
    /// A word is empty, too long, or has a blank in it; or there are too many. Holds what it is.
    Word(&'static str),
    /// This is no scope.
    Scope(String),
    /// This is no domain.
    Domain(String),
    /// A secret, and nobody to show it.
    SecretAlone,
    /// Its tokens are taken, and none of its scopes is anything here; or the other way round.
    ScopesOrAudience,
    /// It is trusted with nothing.
    Nothing,
}

/// An issuer that can be trusted as it is described. Only [`New::check`] makes one.
#[derive(Clone)]
pub struct Fit(New);

impl Fit {
    /// Returns the issuer as it will be known.
    ///
    /// # Errors
    /// [`Error::Internal`] where there is no key to seal its secret with.
    pub fn issuer(&self, cx: &Cx<'_, '_>) -> Result<Issuer> {
        self.with(cx, IssuerId(cx.guid()), cx.now())
    }

    fn with(&self, cx: &Cx<'_, '_>, id: IssuerId, changed: model::Timestamp) -> Result<Issuer> {
        let new = self.0.clone();
        let sealed = |secret: String| seal::beforehand(cx, Kind::Issuer, &Owner::Id(id.0), secret.as_bytes());
        Ok(Issuer {
            id,
            name: new.name,
            url: new.url,
            client: new.client,
            secret: new.secret.map(sealed).transpose()?,
            authority: new.authority,
            audiences: new.audiences.join(" "),
            scopes: new.scopes.iter().map(|(outside, here)| format!("{outside}={here}")).collect::<Vec<_>>().join(" "),
            name_claim: new.name_claim,
            creates: new.creates.text(),
            changed,
        })
    }
}

impl New {
    /// Looks whether an issuer can be trusted as it is described.
    ///
    /// # Errors
    /// [`Unfit`].
    pub fn check(mut self) -> std::result::Result<Fit, Unfit> {
        let fits = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        let starts = self.name.starts_with(|c: char| c.is_ascii_alphanumeric());
        if !starts || self.name.len() > NAME_CHARS_MAX || !self.name.chars().all(fits) {
            return Err(Unfit::Name);
        }
        if !is_issuer(&self.url) {
            return Err(Unfit::Url);
        }
        let words = |what, words: &[String]| match words.len() <= WORDS_MAX && words.iter().all(|word| is_word(word)) {
            true => Ok(()),
            false => Err(Unfit::Word(what)),
        };
        words("client id", self.client.as_slice())?;
        words("audience", &self.audiences)?;
        words("claim", std::slice::from_ref(&self.name_claim))?;
        if self.secret.as_ref().is_some_and(|secret| secret.is_empty() || secret.len() > TEXT_BYTES_MAX) {
            return Err(Unfit::Word("client secret"));
        }
        if self.authority.as_ref().is_some_and(|pem| pem.len() > AUTHORITY_BYTES_MAX) {
            return Err(Unfit::Word("authority"));
        }
        for (outside, here) in &mut self.scopes {
            words("scope", std::slice::from_ref(outside))?;
            *here = Scope::parse(here).ok_or_else(|| Unfit::Scope(here.clone()))?.name().to_owned();
        }
        if self.scopes.len() > WORDS_MAX {
            return Err(Unfit::Word("scope"));
        }
        if let Creates::Domains(domains) = &self.creates {
            let is_domain = |domain: &String| is_word(domain) && domain.contains('.') && !domain.contains(['@', '/', '*']);
            if let Some(bad) = domains.iter().find(|domain| !is_domain(domain)).or(domains.get(WORDS_MAX)) {
                return Err(Unfit::Domain(bad.clone()));
            }
        }
        match (&self.client, &self.secret) {
            (None, Some(_)) => return Err(Unfit::SecretAlone),
            _ if self.audiences.is_empty() != self.scopes.is_empty() => return Err(Unfit::ScopesOrAudience),
            (None, None) if self.audiences.is_empty() => return Err(Unfit::Nothing),
            _ => {}
        }
        Ok(Fit(self))
    }
}

/// Says whether an issuer can go by an address: https, or http on this machine, and nothing behind the path. Source: "OpenID Connect
/// Discovery 1.0", section 3.
fn is_issuer(url: &str) -> bool {
    let plain = ["http://localhost", "http://127.0.0.1", "http://[::1]"];
    let is_here = || plain.iter().any(|start| url.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/'])));
    is_word(url)
        && (url.strip_prefix("https://").is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/')) || is_here())
        && !url.contains(['?', '#', '@', '\\', '"', '<', '>'])
}

fn is_word(word: &str) -> bool {
    !word.is_empty() && word.len() <= TEXT_BYTES_MAX && word.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Trusts an issuer from now on. If it was trusted before, those who were let go do not come in by it again.
///
/// # Errors
/// [`Error::NameTaken`] if one has the name or the address.
pub fn add(cx: &mut Cx<'_, '_>, by: &Admin, fit: &Fit) -> Result<Issuer> {
    seal::is_current(cx)?;
    let issuer = fit.issuer(cx)?;
    if !rows::insert(cx.tx, &issuer)? {
        return Err(Error::NameTaken(issuer.name));
    }
    rows::recall(cx.tx, &issuer)?;
    by.note(cx, "issuer add", &issuer.name)?;
    Ok(issuer)
}

/// Says anew with what an issuer is trusted. Whom it vouched for stays who they are.
///
/// # Errors
/// [`Error::NotFound`] if none has the name and the address.
pub fn replace(cx: &mut Cx<'_, '_>, by: &Admin, fit: &Fit) -> Result<Issuer> {
    seal::is_current(cx)?;
    let before = named(cx, &fit.0.name)?;
    if before.url != fit.0.url {
        return Err(Error::NotFound);
    }
    // Servers that know it notice by this moment that it is another.
    let changed = cx.now().after(before.changed);
    let issuer = Issuer { name: before.name, ..fit.with(cx, before.id, changed)? };
    rows::change(cx.tx, &issuer)?;
    by.note(cx, "issuer add --replace", &issuer.name)?;
    Ok(issuer)
}

/// Returns an issuer by its name.
///
/// # Errors
/// [`Error::NotFound`].
pub fn named(cx: &mut Cx<'_, '_>, name: &str) -> Result<Issuer> {
    rows::by_name(cx.tx, name)?.ok_or(Error::NotFound)
}

/// Returns an issuer by what it calls itself, if it is trusted.
///
/// # Errors
/// What the store can meet.
pub fn by_url(cx: &mut Cx<'_, '_>, url: &str) -> Result<Option<Issuer>> {
    Ok(rows::by_url(cx.tx, url)?)
}

/// Returns the names of those through which people sign in.
///
/// # Errors
/// What the store can meet.
pub fn doors(cx: &mut Cx<'_, '_>) -> Result<Vec<String>> {
    Ok(rows::doors(cx.tx)?)
}

/// Returns what we show to an issuer, if there is anything.
///
/// # Errors
/// [`Error::Internal`] if it does not open.
pub fn secret(app: &App, issuer: &Issuer) -> Result<Option<String>> {
    let Some(sealed) = &issuer.secret else { return Ok(None) };
    let opened = seal::opened(app.seal(), Kind::Issuer, &Owner::Id(issuer.id.0), sealed)?;
    String::from_utf8(opened).map(Some).map_err(|_| Error::Internal)
}

/// Trusts an issuer no more. Whoever it vouched for is signed out of all browsers, and what they let in where it had vouched for them
/// ends: codes, refresh tokens and access tokens.
///
/// # Errors
/// [`Error::NotFound`].
pub fn remove(cx: &mut Cx<'_, '_>, by: &Admin, id: &IssuerId) -> Result<()> {
    let issuer = rows::get_locked(cx.tx, id)?.ok_or(Error::NotFound)?;
    let now = cx.now();
    rows::remove(cx.tx, &issuer.id)?;
    // After the browsers: in one of them somebody may have let in an app at this moment.
    store::authorization::end_all_of_issuer(cx.tx, &issuer.id, now)?;
    by.note(cx, "issuer remove", &issuer.name)
}

/// Returns an issuer by its name, locked.
fn locked(cx: &mut Cx<'_, '_>, name: &str) -> Result<Issuer> {
    let id = named(cx, name)?.id;
    rows::get_locked(cx.tx, &id)?.ok_or(Error::NotFound)
}

/// Says who somebody is here.
///
/// # Errors
/// [`Error::NotFound`] if there is no such issuer; [`Error::PrincipalNotFound`] if there is nobody of the name;
/// [`Error::ZeroInText`] for a subject that none can be.
pub fn link(cx: &mut Cx<'_, '_>, by: &Admin, name: &str, person: &str, subject: &str) -> Result<()> {
    let issuer = locked(cx, name)?;
    if !is_subject(subject) {
        return Err(Error::ZeroInText);
    }
    let user = user_by_name(cx, person).map_err(|error| if error == Error::NotFound { Error::PrincipalNotFound } else { error })?;
    let now = cx.now();
    // Who they were until now does not go on.
    end_all(cx, &issuer, subject)?;
    rows::link(cx.tx, &issuer.id, subject, &user.id, now)?;
    by.note(cx, "issuer link", &format!("{} {} {subject}", issuer.name, user.name))
}

/// Forgets who somebody is here, signs them out of all browsers, and ends what they let in where this issuer had vouched for them.
///
/// # Errors
/// [`Error::NotFound`] if there is no such issuer, or it vouches for nobody of the name.
pub fn unlink(cx: &mut Cx<'_, '_>, by: &Admin, name: &str, subject: &str) -> Result<()> {
    let issuer = locked(cx, name)?;
    end_all(cx, &issuer, subject)?;
    if !rows::unlink(cx.tx, &issuer.id, subject)? {
        return Err(Error::NotFound);
    }
    by.note(cx, "issuer unlink", &format!("{} {subject}", issuer.name))
}

fn end_all(cx: &mut Cx<'_, '_>, issuer: &Issuer, subject: &str) -> Result<()> {
    let Some(user) = rows::user(cx.tx, &issuer.id, subject)? else { return Ok(()) };
    let now = cx.now();
    // In this order: whatever is made of one of these at this moment is among the next.
    store::second_factor::remove_halves_of(cx.tx, &user)?;
    store::session::remove_all_of(cx.tx, &user)?;
    for id in store::authorization::of_user_and_issuer(cx.tx, &user, &issuer.id)? {
        store::authorization::end(cx.tx, &id, now)?;
    }
    Ok(())
}

/// Says whether somebody can go by this at an issuer.
pub fn is_subject(subject: &str) -> bool {
    !subject.is_empty() && subject.len() <= SUBJECT_BYTES_MAX && !subject.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new() -> New {
        New {
            name: "Corp".to_owned(),
            url: "https://sso.example/realms/corp".to_owned(),
            client: Some("looseleaf".to_owned()),
            audiences: vec!["notes".to_owned()],
            scopes: vec![("notes.read".to_owned(), "notes.read".to_owned())],
            name_claim: "preferred_username".to_owned(),
            ..New::default()
        }
    }

    fn unfit(change: impl FnOnce(&mut New)) -> Option<Unfit> {
        let mut new = new();
        change(&mut new);
        new.check().err()
    }

    #[test]
    fn what_is_said_of_an_issuer_is_looked_at() {
        let url = |url: &str| unfit(|new| url.clone_into(&mut new.url));
        for fit in ["https://sso.example", "https://sso.example:8443/a/b/", "http://localhost:8380/x", "http://[::1]:1/"] {
            assert_eq!(url(fit), None, "{fit}");
        }
        for bad in [
            "http://sso.example",
            "http://localhost.evil.example",
            "https://",
            "https:///x",
            "https://a?b",
            "https://a#b",
            "https://u@a",
            "sso",
            "",
        ] {
            assert_eq!(url(bad), Some(Unfit::Url), "{bad}");
        }
        for bad in ["", "a b", "a/b", "-a", "ä", "..", &"a".repeat(41)] {
            assert_eq!(unfit(|new| bad.clone_into(&mut new.name)), Some(Unfit::Name), "{bad}");
        }
        assert_eq!(unfit(|new| new.scopes[0].1 = "Mail.Send".to_owned()), Some(Unfit::Scope("Mail.Send".to_owned())));
        assert_eq!(unfit(|new| new.scopes.clear()), Some(Unfit::ScopesOrAudience));
        assert_eq!(unfit(|new| new.audiences.clear()), Some(Unfit::ScopesOrAudience));
        assert_eq!(unfit(|new| new.audiences[0].clear()), Some(Unfit::Word("audience")));
        assert_eq!(unfit(|new| (new.client, new.secret) = (None, Some("x".to_owned()))), Some(Unfit::SecretAlone));
        assert_eq!(unfit(|new| (new.client, new.audiences, new.scopes) = (None, vec![], vec![])), Some(Unfit::Nothing));
        for bad in ["example", "ann@example.com", "*.example.com", "a b.example"] {
            let domains = Creates::Domains(vec![bad.to_owned()]);
            assert_eq!(unfit(|new| new.creates = domains), Some(Unfit::Domain(bad.to_owned())), "{bad}");
        }
    }

    #[test]
    fn who_gets_an_account_is_kept_as_a_text() {
        let domains = Creates::Domains(vec!["contoso.com".to_owned(), "fabrikam.com".to_owned()]);
        for creates in [Creates::Never, Creates::Always, domains] {
            assert_eq!(Creates::stored(&creates.text()), creates);
        }
    }
}
