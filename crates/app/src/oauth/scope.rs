//! What an app asks for, as the endpoints spell it.

use super::{Refused, Result};
use model::{Need, Scope, Scopes};
use store::registration::Registration;

/// The longest text of scopes that is read, in bytes.
const BYTES_MAX: usize = 4_096;

/// The word for all that an app may have. Source: "Permissions and consent in the Microsoft identity platform".
const DEFAULT: &str = ".default";

/// Scopes that an app asks for, which it may have if people let it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked(Vec<Scope>);

/// Reads what an app asks people for. A service's address before a scope is left out: there is one service here.
///
/// # Errors
/// [`Refused::Scope`] for what is none, or is not for this app; [`Refused::NoScope`].
pub fn asked(app: &Registration, text: &str) -> Result<Asked> {
    if text.len() > BYTES_MAX {
        return Err(Refused::Scope("…".to_owned()).into());
    }
    let allowed = Asked::stored(&app.scopes);
    let mut scopes: Vec<Scope> = Vec::new();
    for word in text.split_whitespace().map(bare) {
        let meant = match word {
            DEFAULT if allowed.0.is_empty() => return Err(Refused::Scope(word.to_owned()).into()),
            DEFAULT => allowed.0.clone(),
            word => vec![Scope::parse(word).ok_or_else(|| Refused::Scope(word.to_owned()))?],
        };
        for scope in meant {
            let is_of_sign_in = [Need::SignIn, Need::ReadProfile, Need::ReadEmail, Need::StaySignedIn]
                .iter()
                .any(|need| scope.grants(*need) != model::Grant::Nothing);
            if !allowed.0.is_empty() && !allowed.0.contains(&scope) && !is_of_sign_in {
                return Err(Refused::Scope(word.to_owned()).into());
            }
            if !scopes.contains(&scope) {
                scopes.push(scope);
            }
        }
    }
    if scopes.is_empty() { Err(Refused::NoScope.into()) } else { Ok(Asked(scopes)) }
}

/// Reads what an app asks for without a person: all of its own, and no choice among them.
///
/// # Errors
/// [`Refused::Scope`] for any other word, [`Refused::NoScope`].
pub(super) fn own(app: &Registration, text: &str) -> Result<Asked> {
    if text.len() > BYTES_MAX {
        return Err(Refused::Scope("…".to_owned()).into());
    }
    match text.split_whitespace().find(|word| bare(word) != DEFAULT) {
        Some(word) => Err(Refused::Scope(word.to_owned()).into()),
        None if text.trim().is_empty() => Err(Refused::NoScope.into()),
        None => Ok(Asked::stored(&app.own_scopes)),
    }
}

/// Returns a scope without the address of a service.
fn bare(word: &str) -> &str {
    match word.split_once("://") {
        Some((_, rest)) => rest.rsplit_once('/').map_or(word, |(_, bare)| bare),
        None => word,
    }
}

impl Asked {
    /// Reads what was written down.
    pub(super) fn stored(text: &str) -> Self {
        Self(text.split_whitespace().filter_map(Scope::parse).collect())
    }

    /// Returns the scopes' names, separated by spaces.
    pub fn text(&self) -> String {
        self.0.iter().map(|scope| scope.name()).collect::<Vec<_>>().join(" ")
    }

    /// Returns the scopes' names.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().map(|scope| scope.name())
    }

    /// Returns the scopes.
    pub fn scopes(&self) -> Scopes {
        self.0.iter().copied().collect()
    }

    /// Says whether all of these are among others.
    pub(super) fn is_within(&self, others: &Self) -> bool {
        self.0.iter().all(|scope| others.0.contains(scope))
    }

    /// Returns these and others.
    pub(super) fn and(&self, others: &Self) -> Self {
        let more = others.0.iter().filter(|scope| !self.0.contains(scope));
        Self(self.0.iter().chain(more).copied().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Timestamp;

    fn app(scopes: &str, own_scopes: &str) -> Registration {
        Registration {
            app: "app".to_owned(),
            name: "App".to_owned(),
            is_confidential: true,
            needs_pkce: true,
            scopes: scopes.to_owned(),
            own_scopes: own_scopes.to_owned(),
            created: Timestamp::from_micros(0),
        }
    }

    fn names(asked: Result<Asked>) -> Result<String> {
        asked.map(|asked| asked.text())
    }

    #[test]
    fn scopes_are_read_with_and_without_a_service_before_them() {
        let any = app("", "");
        assert_eq!(names(asked(&any, "https://graph.microsoft.com/notes.read openid")), Ok("Notes.Read openid".to_owned()));
        assert_eq!(names(asked(&any, "Notes.Read notes.read")), Ok("Notes.Read".to_owned()));
        assert_eq!(names(asked(&any, "Mail.Send")), Err(Refused::Scope("Mail.Send".to_owned()).into()));
        assert_eq!(names(asked(&any, " ")), Err(Refused::NoScope.into()));
        assert_eq!(names(asked(&any, "https://graph.microsoft.com/.default")), Err(Refused::Scope(".default".to_owned()).into()));
    }

    #[test]
    fn an_app_gets_no_more_than_it_may_ask_for() {
        let bounded = app("Notes.Read Files.Read", "Files.Read.All");
        assert_eq!(names(asked(&bounded, "https://x/.default offline_access")), Ok("Notes.Read Files.Read offline_access".to_owned()));
        assert_eq!(names(asked(&bounded, "Notes.ReadWrite")), Err(Refused::Scope("Notes.ReadWrite".to_owned()).into()));
    }
}
