//! What verbs print: tables for people, JSON for programs.

use crate::error::{Failure, Result};
use model::Timestamp;
use std::io::Write as _;

/// Prints to standard output. A reader that has gone away, as `head` does, ends the verb without a complaint.
pub fn print(text: &str) -> Result {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::new(format!("standard output cannot be written: {error}")))
        }
        _ => Ok(()),
    }
}

/// Prints a line.
pub fn line(text: &str) -> Result {
    print(&format!("{text}\n"))
}

/// Prints a value as one line of JSON.
pub fn json(value: &serde_json::Value) -> Result {
    line(&value.to_string())
}

/// Prints rows under headings, in columns as wide as they need to be. Nothing but the headings if there is no row.
pub fn table<const N: usize>(headings: [&str; N], rows: &[[String; N]]) -> Result {
    print(&spelled(headings, rows))
}

fn spelled<const N: usize>(headings: [&str; N], rows: &[[String; N]]) -> String {
    let mut widths = headings.map(|heading| heading.chars().count());
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let headings = headings.map(str::to_owned);
    let mut text = String::new();
    for row in std::iter::once(&headings).chain(rows) {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    text
}

/// Spells a moment to the second.
pub fn moment(moment: Timestamp) -> String {
    moment.iso(0)
}

/// Spells bytes with commas between thousands.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Returns how people read a bound.
pub fn quota(bytes: Option<u64>) -> String {
    bytes.map_or_else(String::new, grouped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_they_need_to_be() {
        let rows = [["1".to_owned(), "Zoë".to_owned()], ["22".to_owned(), "y".to_owned()]];
        assert_eq!(spelled(["ID", "NAME"], &rows), "ID  NAME\n1   Zoë\n22  y\n");
    }

    #[test]
    fn thousands_are_told_apart() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }
}
