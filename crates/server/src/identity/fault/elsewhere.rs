//! What can go wrong where people sign in through an issuer elsewhere, as they are told. What is whose fault, the log says.

use app::outside::Refused;
use http::StatusCode;

/// Why somebody was not signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Nobody signs in through an issuer of this name.
    NoDoor,
    /// This browser has not begun it.
    NotBegun,
    /// Another issuer answered than the one that was asked.
    Mixed,
    /// They said no there, or were told no. Holds the issuer.
    Declined(String),
    /// It went wrong there. Holds the issuer, and the word that it has for it.
    Said(String, String),
    /// It cannot be reached. Holds the issuer.
    Away(String),
    /// What it says cannot be believed. Holds the issuer.
    Untrue(String),
    /// It vouches for them, and they stay outside.
    Outside {
        /// The issuer.
        issuer: String,
        /// What it calls them.
        subject: String,
        /// Why.
        refused: Refused,
    },
}

impl Trouble {
    /// The table of it.
    pub(super) fn said(&self) -> (StatusCode, &'static str, String) {
        use StatusCode as S;
        match self {
            Self::NoDoor => (S::NOT_FOUND, "invalid_request", "Nobody signs in through an issuer of this name here. Sign in at `/sign-in`.".to_owned()),
            Self::NotBegun => (
                S::FORBIDDEN,
                "access_denied",
                "This sign-in was not begun in this browser, was begun anew since, or took longer than a quarter of an hour. Begin again at \
                 `/sign-in`."
                    .to_owned(),
            ),
            Self::Mixed => (
                S::FORBIDDEN,
                "access_denied",
                "Another issuer answered than the one that was asked. Begin again at `/sign-in`; if it happens again, tell whoever runs this \
                 server."
                    .to_owned(),
            ),
            Self::Declined(issuer) => (
                S::FORBIDDEN,
                "access_denied",
                format!("{issuer} did not sign you in: somebody said no there. Begin again at `/sign-in` if you want to."),
            ),
            Self::Said(issuer, word) => {
                let says = if word.is_empty() { String::new() } else { format!("; it says `{word}`") };
                let sentence = format!("{issuer} did not sign you in{says}. Begin again at `/sign-in`; if it happens again, tell whoever runs this server.");
                (S::BAD_GATEWAY, "server_error", sentence)
            }
            Self::Away(issuer) => (
                S::SERVICE_UNAVAILABLE,
                "temporarily_unavailable",
                format!("{issuer} cannot be reached, or does not answer as it should. Begin again at `/sign-in` in a moment."),
            ),
            Self::Untrue(issuer) => (
                S::BAD_GATEWAY,
                "server_error",
                format!("What {issuer} says about you cannot be believed. Tell whoever runs this server: its log says why."),
            ),
            Self::Outside { issuer, subject, refused } => (S::FORBIDDEN, "access_denied", outside(issuer, subject, refused)),
        }
    }
}

fn outside(issuer: &str, subject: &str, refused: &Refused) -> String {
    // Between backticks stands what is to be typed.
    let typed = |person: &str| format!("`looseleaf issuer link {issuer} {person} {}`", quoted(subject));
    match refused {
        Refused::Nobody => {
            format!(
                "{issuer} vouches for you, but nobody here is you yet. Ask whoever runs this server to say who you are: {}",
                typed("NAME")
            )
        }
        Refused::NoName => format!(
            "{issuer} vouches for you, but does not say what you are called, or nobody here can be called that. Ask whoever runs this server \
             for an account, and to say that it is yours: {}",
            typed("NAME")
        ),
        Refused::NameTaken(name) => format!(
            "{issuer} vouches for you, but somebody here is called {name} already, and a name alone proves nothing. If that is you, ask \
             whoever runs this server to say so: {}",
            typed(&quoted(name))
        ),
        Refused::KeptOut => "Your account here is suspended, or gone. Ask whoever runs this server.".to_owned(),
    }
}

/// Spells a word as a shell takes it.
fn quoted(word: &str) -> String {
    let is_plain = word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.@:".contains(&byte));
    if is_plain { word.to_owned() } else { format!("'{}'", word.replace('`', "").replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_be_typed_can_be() {
        let refused = Refused::NameTaken("Ann O'Neil".to_owned());
        assert!(outside("Corp", "auth0|1`x`", &refused).ends_with(r"`looseleaf issuer link Corp 'Ann O'\''Neil' 'auth0|1x'`"));
        assert!(outside("Corp", "5a1b-2", &Refused::Nobody).ends_with("`looseleaf issuer link Corp NAME 5a1b-2`"));
    }
}
