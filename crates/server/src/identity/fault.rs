//! What is wrong with asking to be let in, as apps and people are told. The words are those of RFC 6749, sections 4.1.2.1 and
//! 5.2, and RFC 8628, section 3.5; the sentences are ours.

mod elsewhere;

use super::pages;
use crate::fault::{Fault, RequestFault, verb};
use crate::reply::Reply;
use crate::routes::identity::Reader;
use app::oauth::{Error, Refused};
use http::{StatusCode, header};
use serde_json::json;

pub(crate) use elsewhere::Trouble;

/// Why a request was not carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum OAuthFault {
    /// An app was refused.
    Refused(Refused),
    /// Something that it has to say is missing, or cannot be. Holds the name.
    Param(&'static str),
    /// Something came twice. Holds the name.
    Twice(String),
    /// Tokens are not given for this.
    GrantType,
    /// Nothing but codes is given here.
    ResponseType,
    /// The app asked not to show anything, and somebody has to be asked.
    MustAsk(&'static str),
    /// There is no such organization here.
    Tenant,
    /// Nobody is signed in in this browser. Holds where to go on afterwards.
    SignedOut(&'static str),
    /// What was sent is no form.
    NoForm,
    /// A form did not come from a page of ours.
    Foreign,
    /// Somebody was not signed in through an issuer elsewhere.
    Elsewhere(Trouble),
    /// What any request can meet.
    Other(Fault),
}

impl From<Error> for OAuthFault {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refused) => Self::Refused(refused),
            Error::Verb(error) => Self::Other(error.into()),
        }
    }
}

impl From<Trouble> for OAuthFault {
    fn from(trouble: Trouble) -> Self {
        Self::Elsewhere(trouble)
    }
}

impl From<Refused> for OAuthFault {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<app::Error> for OAuthFault {
    fn from(error: app::Error) -> Self {
        Self::Other(error.into())
    }
}

impl From<RequestFault> for OAuthFault {
    fn from(fault: RequestFault) -> Self {
        Self::Other(fault.into())
    }
}

/// A fault in the words of the documents.
pub(super) struct Said {
    pub(super) status: StatusCode,
    pub(super) word: &'static str,
    pub(super) sentence: String,
    pub(super) retry_after_seconds: Option<u32>,
}

impl OAuthFault {
    pub(super) fn said(&self) -> Said {
        let (status, word, sentence): (_, &str, _) = match self {
            Self::Refused(refused) => of_app(refused),
            Self::Elsewhere(trouble) => trouble.said(),
            Self::Param(name) => (StatusCode::BAD_REQUEST, "invalid_request", format!("`{name}` is missing, or is not what it has to be.")),
            Self::Twice(name) => (StatusCode::BAD_REQUEST, "invalid_request", format!("`{name}` may come once.")),
            Self::GrantType => (
                StatusCode::BAD_REQUEST,
                "unsupported_grant_type",
                "Tokens are given for authorization_code, refresh_token, client_credentials and urn:ietf:params:oauth:grant-type:device_code.".to_owned(),
            ),
            Self::ResponseType => (
                StatusCode::BAD_REQUEST,
                "unsupported_response_type",
                "Apps are sent back with a code and nothing else. Send `response_type=code`.".to_owned(),
            ),
            Self::MustAsk(word) => {
                (StatusCode::BAD_REQUEST, word, "Somebody has to be asked, and `prompt=none` forbids it. Ask again without it.".to_owned())
            }
            Self::Tenant => (
                StatusCode::BAD_REQUEST,
                "invalid_tenant",
                "This server is of another organization. Use `common`, or the id in its own metadata.".to_owned(),
            ),
            Self::SignedOut(_) => (StatusCode::UNAUTHORIZED, "login_required", "Sign in first.".to_owned()),
            Self::NoForm => (
                StatusCode::BAD_REQUEST,
                "invalid_request",
                "What is sent here is a form. Send it as `application/x-www-form-urlencoded`.".to_owned(),
            ),
            Self::Foreign => (
                StatusCode::FORBIDDEN,
                "access_denied",
                "This form did not come from a page of this server, or you have signed in again since. Go back, load the page anew, and \
                 send it again."
                    .to_owned(),
            ),
            Self::Other(fault) => {
                let said = match fault {
                    Fault::Verb(error) => verb(error),
                    Fault::Request(fault) => fault.said(),
                };
                let word = if said.status.is_server_error() { "temporarily_unavailable" } else { "invalid_request" };
                let sentence = said.message.into_owned();
                return Said { status: said.status, word, sentence, retry_after_seconds: said.retry_after_seconds };
            }
        };
        Said { status, word, sentence, retry_after_seconds: None }
    }

    /// Says what is wrong to a person.
    pub(crate) fn sentence(&self) -> String {
        self.said().sentence
    }

    /// Says it to whoever reads it.
    pub(crate) fn reply(&self, reader: Reader) -> Reply {
        if let Self::SignedOut(to) = self {
            return pages::go(&format!("/sign-in?to={to}"));
        }
        let said = self.said();
        let reply = match reader {
            Reader::App => {
                let body = json!({ "error": said.word, "error_description": said.sentence });
                let reply = Reply::json(said.status, &body);
                let has_to_show_itself = said.status == StatusCode::UNAUTHORIZED;
                if has_to_show_itself { reply.with(header::WWW_AUTHENTICATE, "Basic realm=\"looseleaf\"") } else { reply }
            }
            Reader::Person => pages::message(said.status, "That did not work", &said.sentence),
        };
        let reply = pages::not_kept(reply);
        match said.retry_after_seconds {
            Some(seconds) => reply.with(header::RETRY_AFTER, &seconds.to_string()),
            None => reply,
        }
    }
}

fn of_app(refused: &Refused) -> (StatusCode, &'static str, String) {
    let (status, word, sentence): (_, _, &str) = match refused {
        Refused::Client => (
            StatusCode::UNAUTHORIZED,
            "invalid_client",
            "There is no such app here, it did not show its secret, or it may not be sent back to that address. `looseleaf app list` \
             shows which there are.",
        ),
        Refused::NotForApp => (StatusCode::BAD_REQUEST, "unauthorized_client", "This app may not ask in this way."),
        Refused::Grant => (
            StatusCode::BAD_REQUEST,
            "invalid_grant",
            "What was brought is worth nothing here: it is unknown, was used before, is too old, was ended, or belongs to another app or \
             address. Ask the person again.",
        ),
        Refused::Proof => (
            StatusCode::BAD_REQUEST,
            "invalid_request",
            "A `code_challenge` of 43 characters by `code_challenge_method=S256` is needed, and with the code the `code_verifier` that it \
             was made of.",
        ),
        Refused::Scope(word) => {
            let sentence = format!("`{word}` is no scope that this app may have here. The handbook's page on scopes lists them.");
            return (StatusCode::BAD_REQUEST, "invalid_scope", sentence);
        }
        Refused::NoScope => (StatusCode::BAD_REQUEST, "invalid_scope", "Name at least one scope in `scope`."),
        Refused::Pending => (StatusCode::BAD_REQUEST, "authorization_pending", "Nobody has decided yet. Ask again after the interval."),
        Refused::SlowDown => (StatusCode::BAD_REQUEST, "slow_down", "That was too soon. Wait five seconds longer between two questions."),
        Refused::TooLate => (StatusCode::BAD_REQUEST, "expired_token", "Nobody decided in time. Begin again."),
        Refused::Denied => (StatusCode::BAD_REQUEST, "authorization_declined", "Somebody said no."),
        Refused::SignedOut => {
            (StatusCode::UNAUTHORIZED, "login_required", "Nobody is signed in any more who could say yes. Sign in again.")
        }
    };
    (status, word, sentence.to_owned())
}
