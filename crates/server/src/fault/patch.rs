//! What can be wrong with the commands of a patch. Source: "Update OneNote page content"; codes as contract section 7.3.

use super::{Said, bad_page};
use http::StatusCode;
use page::{PatchError, Refusal};

pub(super) fn said(why: &PatchError) -> Said {
    let (code, message) = match why {
        PatchError::NoCommands => ("20125", "There are no commands. Send an array of at least one.".to_owned()),
        PatchError::TooManyCommands { commands_max } => {
            ("20121", format!("There are too many commands. One request takes at most {commands_max}; send the rest in another one."))
        }
        PatchError::Page(why) => return bad_page(why),
        PatchError::Command { index, why } => {
            let (code, message) = refusal(why);
            (code, format!("Command {}: {message} Nothing was changed.", index + 1))
        }
    };
    Said::new(StatusCode::BAD_REQUEST, code, message)
}

fn refusal(why: &Refusal) -> (&'static str, String) {
    match why {
        Refusal::NotFound => (
            "20120",
            "the page has nothing that the target names. Get the content again, with includeIDs=true for generated ids, which change whenever the page does.".to_owned(),
        ),
        Refusal::KeywordWithHash => ("20149", "the words title and body stand without #.".to_owned()),
        Refusal::NoHash => {
            ("20134", "the target is not title, body or a generated id. Write # before a data-id.".to_owned())
        }
        Refusal::NoTarget => ("20121", "it has no target. Name title, body, # and a data-id, or a generated id.".to_owned()),
        Refusal::Unsupported { name } => {
            ("20133", format!("this element, a '{name}', cannot be changed by itself. Change what it stands in."))
        }
        Refusal::OutlineFixed => ("20134", "a div at a position cannot be replaced. Add to it, or change what it holds.".to_owned()),
        Refusal::OutlineSibling => (
            "20135",
            "nothing can be inserted beside the body or a div at a position. Use append or prepend to add to it.".to_owned(),
        ),
        Refusal::NoChildren { name } => {
            ("20138", format!("nothing can be added inside a '{name}'. Use insert to add beside it."))
        }
        Refusal::ActionUnsupported => (
            "20141",
            "the target does not support this action, or only under its generated id. Get the content with includeIDs=true for that."
                .to_owned(),
        ),
        Refusal::PositionUnfit => ("20121", "position says before where nothing is added. Leave it out.".to_owned()),
        Refusal::ContentMissing => ("20121", "this action needs content. An empty text is one.".to_owned()),
        Refusal::PartMissing { name } => (
            "20121",
            format!("its content names the part '{name}', which is not in the request, is no image, or is one too many. Send it along."),
        ),
        Refusal::TooManyImages { images_max } => (
            "20121",
            format!("all commands together bring more than {images_max} images. Send the others in requests of their own."),
        ),
        Refusal::ContentUnfit => ("20121", "delete takes no content. Leave it out, or use replace.".to_owned()),
    }
}
