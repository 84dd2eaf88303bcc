//! What a verb refused, in the words of a page: for who sits before it, and not for who wrote an app.

use super::act::{Refusal, Wrong};
use app::Error;
use model::{NameError, Right};

/// Turns what can be mended by who sent a form into something to say on it.
pub(super) fn mendable(error: Error) -> Refusal {
    let field = if matches!(error, Error::NameTaken(_) | Error::BadName(..)) { "name" } else { "" };
    match said(&error) {
        Some(sentence) => Wrong::new(field, sentence).into(),
        None => error.into(),
    }
}

/// Says whether there is something that who sent a form can do about it.
pub(super) fn is_mendable(error: &Error) -> bool {
    said(error).is_some()
}

/// Says why something did not work, that nobody can be asked about again.
pub(super) fn sentence(error: &Error) -> String {
    said(error).unwrap_or_else(|| crate::fault::verb(error).message.into_owned())
}

fn said(error: &Error) -> Option<String> {
    let sentence = match error {
        Error::NameTaken(name) => return Some(format!("There is something called {name} there already. Choose another name.")),
        Error::BadName(wrong, _) => return Some(of_name(wrong)),
        Error::NotAllowed(Right::Write) => "You may read this, and not change it. Ask its owner to let you.",
        Error::NotAllowed(Right::Manage) => "Only its owners decide who else may. Ask one of them.",
        Error::Inherited => "That comes from what it lies in, or from owning it, and ends there.",
        Error::TooManyShares => "It is shared with as many as anything may be. Make a group of them.",
        Error::QuotaExceeded => "There is no room left there. Empty the recycle bin, or ask who runs the server for more.",
        Error::SectionFull => "The section holds as many pages as it may. Make another one.",
        Error::TooDeep => "Folders and section groups may not lie deeper in each other than this.",
        Error::NoDefaultLibrary => "The site has no library that takes notebooks. Its owners can add one.",
        Error::TooManyCopies => "As many copies as may run at once are running. Wait until one has ended.",
        Error::KeyReused => "This form was sent already, with something else in it. Load the page anew.",
        Error::Changed => "Somebody has changed it meanwhile. Load the page anew.",
        Error::DestinationUnfit => "It cannot lie there. Choose another place.",
        Error::DestinationNotFound => "What it was to go into is not there any more. Choose another place.",
        Error::OtherDrive => "That lies in another library, and things move within one. Copy it there, and delete this one afterwards.",
        Error::MoveIntoItself | Error::CopyIntoItself => "It cannot lie in itself. Choose another place.",
        Error::NotebookOnly => "Only section groups and sections lie in a notebook, and they lie nowhere else.",
        Error::DiskFull => "The server has no room left. Whoever runs it has to make some.",
        Error::NotAFolder => "Nothing lies in a file. Choose a folder.",
        Error::DriveRoot => "All of the files together have no other name and no other place.",
        Error::RootNotShared => "Your files all together are yours alone. Share a folder of them.",
        Error::SourceGone => "What was copied was deleted meanwhile.",
        Error::Cancelled => "Cancelled. It leaves nothing.",
        _ => return None,
    };
    Some(sentence.to_owned())
}

fn of_name(wrong: &NameError) -> String {
    match wrong {
        NameError::Blank => "It needs a name.".to_owned(),
        NameError::Character('.' | ' ') => "A name does not end in a dot.".to_owned(),
        NameError::Character(other) if other.is_control() => "The name has a character in it that cannot be seen.".to_owned(),
        NameError::Character(other) => format!("A name cannot have {other} in it."),
        NameError::LeadingSpace => "A name does not begin with a space.".to_owned(),
        NameError::TooLong { chars_max } => format!("A name has {chars_max} characters at most."),
        NameError::LikeId => "That is spelt like an id. Choose another name.".to_owned(),
    }
}
