//! What is wrong with a fragment before its session is asked, and how refusals of sessions are told.

use crate::fault::{Fault, RequestFault};
use app::upload::Refused;
use http::StatusCode as S;

/// What is wrong with a fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FragmentFault {
    /// `Content-Range` is missing, or does not say which bytes come and how many there are in all.
    Range,
    /// It is larger than fragments are.
    TooLarge {
        /// What it must stay below.
        bytes_end: u64,
    },
    /// The body is not as long as `Content-Range` says.
    Length,
}

impl From<FragmentFault> for Fault {
    fn from(fault: FragmentFault) -> Self {
        RequestFault::Fragment(fault).into()
    }
}

/// How drives tell a refusal: its status, its code, and the code within. Source: OneDrive "Error responses".
pub(crate) type Words = (S, &'static str, &'static str);

impl FragmentFault {
    /// Returns how drives tell it.
    pub(crate) const fn words(&self) -> Words {
        match self {
            Self::Range => (S::BAD_REQUEST, "invalidRequest", "invalidParameterFormat"),
            Self::TooLarge { .. } => (S::PAYLOAD_TOO_LARGE, "invalidRequest", "maxFragmentLengthExceeded"),
            Self::Length => (S::BAD_REQUEST, "invalidRequest", "fragmentLengthMismatch"),
        }
    }

    /// Says it in a sentence.
    pub(crate) fn sentence(&self) -> String {
        match self {
            Self::Range => "The fragment's Content-Range is missing or wrong. Send it as in `bytes 0-25/128`.".to_owned(),
            Self::TooLarge { bytes_end } => format!("A fragment has fewer than {bytes_end} bytes. Send the file in smaller ones."),
            Self::Length => "The body is not as long as the Content-Range says. Send exactly these bytes.".to_owned(),
        }
    }
}

/// Returns how drives tell that a session does not take something.
pub(crate) const fn words(refused: &Refused) -> Words {
    match refused {
        Refused::NoSession => (S::NOT_FOUND, "itemNotFound", "uploadSessionNotFound"),
        Refused::OutOfOrder { .. } => (S::RANGE_NOT_SATISFIABLE, "invalidRange", "fragmentOutOfOrder"),
        Refused::Overlap { .. } => (S::RANGE_NOT_SATISFIABLE, "invalidRange", "fragmentOverlap"),
        Refused::OtherTotal => (S::BAD_REQUEST, "invalidRequest", "fragmentLengthMismatch"),
        Refused::FileTooLarge => (S::PAYLOAD_TOO_LARGE, "invalidRequest", "maxFileSizeExceeded"),
        Refused::TooManyFragments => (S::BAD_REQUEST, "invalidRequest", "uploadSessionFailed"),
        Refused::Incomplete => (S::BAD_REQUEST, "invalidRequest", "uploadSessionIncomplete"),
        Refused::TooManySessions => (S::TOO_MANY_REQUESTS, "activityLimitReached", "throttledRequest"),
    }
}

/// Says in a sentence that a session does not take something.
pub(crate) fn sentence(refused: &Refused) -> String {
    match refused {
        Refused::NoSession => "There is no such upload session: it was completed, cancelled or has expired. Create another one.".to_owned(),
        Refused::OutOfOrder { expected } => format!("The fragment begins too late. Send the bytes from {expected} on."),
        Refused::Overlap { expected } => format!("Some of these bytes have come before. Send the bytes from {expected} on."),
        Refused::OtherTotal => {
            "The fragment says another length of the file than was said before. Send the same, or begin anew.".to_owned()
        }
        Refused::FileTooLarge => {
            format!("The file is too large. It may have at most {} bytes.", app::upload::FILE_BYTES_MAX)
        }
        Refused::TooManyFragments => "The file comes in too many fragments. Begin anew, with larger ones of one length.".to_owned(),
        Refused::Incomplete => "Some of the file is missing. Ask the session which bytes it expects, and send them.".to_owned(),
        Refused::TooManySessions => {
            format!("You have {} upload sessions. Complete or cancel some.", app::upload::UPLOADS_MAX)
        }
    }
}
