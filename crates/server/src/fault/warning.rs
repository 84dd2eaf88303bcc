//! What was odd about a page that was stored all the same, as clients are told. Source: "OneNote API error and warning codes".

use page::Complaint;

/// The table of warnings: the code if the OneNote service has one, and the sentence.
pub(crate) fn warning(complaint: &Complaint) -> (Option<&'static str>, String) {
    match complaint {
        Complaint::CreatedNotUnderstood { content } => {
            (Some("20007"), format!("The time of creation '{content}' was not understood; the server's time was used."))
        }
        Complaint::ElementRemoved { name } => (None, format!("The element '{name}' is not supported; it was removed with its content.")),
        Complaint::LinkDropped { href } => (None, format!("The link to '{href}' is not supported; its text was kept.")),
        Complaint::ImageDropped { src } => (None, format!("The image '{src}' could not be taken; its alternative text was kept.")),
        Complaint::ImageWithoutSource => (Some("20006"), "An image names no source; its alternative text was kept.".to_owned()),
        Complaint::ImageWithTwoSources => (
            Some("20004"),
            "An image has both src and data-render-src; src counts only where data-render-src is no image. Send one of them.".to_owned(),
        ),
        Complaint::NotDrawn { src } => {
            (None, format!("No picture is drawn of '{src}'; the file, or a link to it, stands in its place. Send a picture as a part."))
        }
        Complaint::TooManyImages { images_max } => {
            (None, format!("Only the first {images_max} images were taken. Send the others in requests of their own."))
        }
        Complaint::ItemTagDropped { tag } => (
            None,
            format!("The note tag '{tag}' of a list item was dropped: its list's tag, or that it has none, outranks it. Tag the list."),
        ),
        Complaint::ImageNotFetched { src } => {
            (None, format!("The image '{src}' was not fetched; the page shows it from its address. Send it as a part to keep it."))
        }
        Complaint::AttachmentRenamed { name, to } => {
            (Some("20119"), format!("No file can be called '{name}'; the attachment is called '{to}' now."))
        }
        Complaint::AttachmentLinked { href } => {
            (None, format!("The attachment '{href}' is in the web; the page has a link to it. Send it as a part to keep it."))
        }
        Complaint::AttachmentDropped { name } => {
            (None, format!("The attachment '{name}' names a part that is not there; its name was kept as text."))
        }
        Complaint::AttachmentWithoutType { name } => {
            (None, format!("The attachment '{name}' has no type; what it is was taken from its content."))
        }
        Complaint::PartUnused { name } => {
            (None, format!("The part '{name}' is named nowhere on the page, as name:{name}; it was not kept."))
        }
        Complaint::PositionNotEnabled => {
            (Some("20146"), "Positions were ignored: the body does not have data-absolute-enabled=\"true\".".to_owned())
        }
        Complaint::PositionNotTopLevel => {
            (Some("20147"), "A position was ignored: its element is not a direct child of the body.".to_owned())
        }
        Complaint::PositionNotSupported { name } => {
            (Some("20148"), format!("A position was ignored: the element '{name}' cannot have one."))
        }
        // The library may come to complain of more before this table knows.
        _ => (None, "Something on the page was changed or left out.".to_owned()),
    }
}
