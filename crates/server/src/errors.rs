//! What errors mean, for people: the handbook's page of them. It is served too, and what it says is held against every fault
//! and every transcript.

use crate::address::Surface;
use crate::reply::Reply;
use crate::server::Server;
use std::sync::{Arc, LazyLock};

/// The handbook's page. Its tables are written by hand; the tests see that they and the server say the same.
const HANDBOOK: &str = include_str!("../../../docs/handbook/reference/errors.md");

const HEAD: &str = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Errors</title></head>\n<body><h1>Errors</h1>\n";

/// A code, as the handbook explains it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorInfo {
    /// The code: of the OneNote service, or a word of Graph's gateway.
    pub code: &'static str,
    /// When it is sent.
    pub sent: Sent,
}

/// When a code is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// With an answer of one of these statuses.
    Answered(Vec<u16>),
    /// Beside an answer that tells of success.
    Warned,
    /// Never, for the reason that stands there.
    Never,
}

/// Returns every code of the handbook, in its order.
pub fn errors() -> impl Iterator<Item = ErrorInfo> {
    rows().map(|(part, cells)| {
        let sent = match part {
            "Answers" | "Answers about drives" => {
                Sent::Answered(cells.get(1).into_iter().flat_map(|cell| cell.split(", ")).filter_map(|it| it.parse().ok()).collect())
            }
            "Warnings" => Sent::Warned,
            _ => Sent::Never,
        };
        ErrorInfo { code: cells.first().copied().unwrap_or_default(), sent }
    })
}

/// `GET /errors`: the tables, with a place for each code to be led to. Nothing in it depends on who asks.
pub(crate) async fn handle(_: Arc<Server>, _: Surface) -> Reply {
    static PAGE: LazyLock<String> = LazyLock::new(page);
    Reply::html(PAGE.clone())
}

fn page() -> String {
    let mut out = String::from(HEAD);
    let mut part_before = "";
    for (part, cells) in rows() {
        if part != part_before {
            out.push_str(if part_before.is_empty() { "" } else { "</table>\n" });
            out.push_str(&format!("<h2>{part}</h2>\n<table>\n"));
            part_before = part;
        }
        let code = cells.first().copied().unwrap_or_default();
        out.push_str(&format!("<tr id=\"C{code}\">"));
        for cell in cells {
            out.push_str(&format!("<td>{}</td>", printed(cell)));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</table>\n</body></html>\n");
    out
}

/// Returns the rows of the tables, each with the heading that it stands under.
fn rows() -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
    let mut part = "";
    HANDBOOK.lines().filter_map(move |line| {
        part = line.strip_prefix("## ").unwrap_or(part);
        let row = line.strip_prefix("| ")?.strip_suffix(" |")?;
        let cells: Vec<&str> = row.split(" | ").collect();
        (cells.first() != Some(&"Code")).then_some((part, cells))
    })
}

/// Prints a cell as HTML: names as such, and links as their text, since the other pages are not here.
fn printed(cell: &str) -> String {
    let mut out = String::new();
    for (at, piece) in cell.split('`').enumerate() {
        let piece = unlinked(piece).replace('&', "&amp;").replace('<', "&lt;");
        out.push_str(&if at % 2 == 1 { format!("<code>{piece}</code>") } else { piece });
    }
    out
}

fn unlinked(text: &str) -> String {
    let link = text.split_once('[').and_then(|(before, rest)| Some((before, rest.split_once("](")?)));
    match link.and_then(|(before, (label, rest))| Some((before, label, rest.split_once(')')?.1))) {
        Some((before, label, after)) => format!("{before}{label}{}", unlinked(after)),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_printed_without_their_links() {
        assert_eq!(printed("Send `a<b`; see [limits](limits.md) & [more](x.md)."), "Send <code>a&lt;b</code>; see limits &amp; more.");
    }

    #[test]
    fn every_row_says_what_is_the_matter() {
        assert!(errors().count() > 100);
        for error in errors() {
            let is_code = error.code.len() == 5 && error.code.bytes().all(|byte| byte.is_ascii_digit());
            let is_word = error.code.bytes().all(|byte| byte.is_ascii_alphabetic());
            assert!(is_code || is_word, "{error:?}");
            assert_ne!(error.sent, Sent::Answered(Vec::new()), "{error:?}");
            assert_eq!(errors().filter(|other| other.code == error.code).count(), 1, "{error:?}");
        }
        assert!(rows().all(|(_, cells)| cells.len() >= 2 && cells.iter().all(|cell| !cell.trim().is_empty())));
    }
}
