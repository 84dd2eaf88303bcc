//! What a verb refused, in the words of a page: for who sits before it, and not for who wrote an app.

use super::act::{Refusal, Wrong};
use app::Error;
use model::{NameError, Right};

/// Turns what can be mended by who sent a form into something to say on it.
pub(super) fn mendable(error: Error) -> Refusal {
    let (field, sentence) = match &error {
        Error::NameTaken(name) => ("name", format!("There is something called {name} here already. Choose another name.")),
        Error::BadName(wrong, _) => ("name", of_name(wrong)),
        Error::NotAllowed(Right::Write) => ("", "You may read this, and not change it. Ask its owner to let you.".to_owned()),
        Error::QuotaExceeded => ("", "There is no room left here. Empty the recycle bin, or ask who runs the server for more.".to_owned()),
        Error::SectionFull => ("", "The section holds as many pages as it may. Make another one.".to_owned()),
        Error::TooDeep => ("", "Section groups may not lie deeper in each other than this.".to_owned()),
        Error::NoDefaultLibrary => ("", "The site has no library that takes notebooks. Its owners can add one.".to_owned()),
        Error::TooManyCopies => ("", "As many copies as may run at once are running. Wait until one has ended.".to_owned()),
        Error::KeyReused => ("", "This form was sent already, with something else in it. Load the page anew.".to_owned()),
        Error::Changed => ("", "Somebody has changed it meanwhile. Load the page anew.".to_owned()),
        _ => return error.into(),
    };
    Wrong::new(field, sentence).into()
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
