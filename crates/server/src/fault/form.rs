//! What can be wrong with a body of several parts, as clients are told.

use super::Said;
use crate::multipart::{FormFault, Lead};
use ::page::InkError;
use http::StatusCode as S;

impl FormFault {
    /// The table of what is refused of such bodies.
    pub(super) fn said(&self) -> Said {
        match self {
            Self::NoLead(Lead::Presentation) => {
                Said::new(S::BAD_REQUEST, "20001", "The part Presentation is missing. Send the page's HTML in a part of this name.")
            }
            Self::OnlyData(Lead::Presentation) => Said::new(
                S::BAD_REQUEST,
                "20110",
                "There are images or files, and no part Presentation that shows them. Send the page's HTML in a part of this name.",
            ),
            Self::NoLead(Lead::Commands) | Self::OnlyData(Lead::Commands) => {
                Said::new(S::BAD_REQUEST, "20124", "The part Commands is missing. Send the array of commands in a part of this name.")
            }
            Self::TwoLeads(Lead::Presentation) => Said::new(
                S::BAD_REQUEST,
                "20002",
                "There is more than one part Presentation. Send one, and give the others names of their own.",
            ),
            Self::TwoLeads(Lead::Commands) => {
                Said::new(S::BAD_REQUEST, "20009", "There is more than one part Commands. Send all commands in one array.")
            }
            Self::LeadType(Lead::Presentation) => Said::new(
                S::BAD_REQUEST,
                "20003",
                "The part Presentation is of another type than a page. Send text/html or application/xhtml+xml, in UTF-8.",
            ),
            Self::LeadType(Lead::Commands) => Said::new(
                S::UNSUPPORTED_MEDIA_TYPE,
                "20131",
                "The part Commands is of another type than commands. Send application/json, in UTF-8.",
            ),
            Self::NoLead(Lead::Edit) | Self::OnlyData(Lead::Edit) | Self::TwoLeads(Lead::Edit) | Self::LeadType(Lead::Edit) => Said::new(
                S::BAD_REQUEST,
                "20124",
                "There has to be one part Edit. Send what is to change in it as application/json, in UTF-8.",
            ),
            Self::InkType => Said::new(
                S::BAD_REQUEST,
                "20003",
                "The part presentation-onenote-inkml is of another type than ink. Send application/inkml+xml, in UTF-8.",
            ),
            Self::Ink(InkError::TooLarge) => Said::new(
                S::PAYLOAD_TOO_LARGE,
                "20014",
                "The part presentation-onenote-inkml is too large. The ink of a page may have at most 8 MB.",
            ),
            Self::Ink(why) => Said::new(
                S::BAD_REQUEST,
                "20003",
                format!("The part presentation-onenote-inkml is no InkML: {why}. Send a well-formed XML document without a document type."),
            ),
            Self::InkHere => Said::new(
                S::BAD_REQUEST,
                "20121",
                "Commands do not change a page's ink, so there can be no part presentation-onenote-inkml. To change it, PUT the page with it.",
            ),
            Self::TwiceNamed(name) => Said::new(S::BAD_REQUEST, "20009", format!("Two parts have the name '{name}'. Give each its own.")),
            Self::NoDisposition(kind) => Said::new(
                S::BAD_REQUEST,
                "20010",
                format!("A part of the type '{kind}' has no Content-Disposition. Send one that gives it a name: form-data; name=\"…\"."),
            ),
            Self::Malformed(why) => Said::new(S::BAD_REQUEST, "20011", format!("The parts of the body are not well formed: {why}.")),
            Self::NoType(name) => Said::new(S::BAD_REQUEST, "20012", format!("The part '{name}' has no Content-Type. Send one.")),
            Self::NoHeaders => {
                Said::new(S::BAD_REQUEST, "20013", "A part has neither Content-Type nor Content-Disposition. Send both with each part.")
            }
            Self::PartTooLarge(name) => Said::new(
                S::PAYLOAD_TOO_LARGE,
                "20014",
                format!("The part '{name}' is too large. A part may have at most 25 MB, its headers included."),
            ),
            Self::TooManyParts => Said::new(S::BAD_REQUEST, "20015", "There are too many parts. A request may have at most 500."),
            Self::TooLarge => {
                Said::new(S::PAYLOAD_TOO_LARGE, "20016", "The request is too large. All parts together may have at most 75 MB.")
            }
        }
    }
}
