//! What a table says about its cells. Source: Graph concepts, `onenote-input-output-html`: in print each cell says it itself.

use crate::parse::raw::{RawData, RawNode, RawTree};
use crate::value::Style;

/// An open table.
#[derive(Default)]
pub(super) struct Table {
    border: Option<String>,
    background: Option<String>,
    width: Option<String>,
    row_background: Option<String>,
    /// Columns of the open row.
    columns: u32,
}

impl Table {
    /// Takes what is about the cells out of a table's style. The border is about both.
    pub(super) fn of(style: &mut Style) -> Self {
        let border = style.get("border").filter(|border| *border != "0px").map(str::to_owned);
        let taken = style.take(&["background-color", "width"]);
        let said = |name| taken.get(name).map(str::to_owned);
        Self { border, background: said("background-color"), width: said("width"), ..Self::default() }
    }

    pub(super) fn begin_row(&mut self, raw: &RawTree, row: &RawNode, style: &mut Style) {
        self.row_background = style.take(&["background-color"]).get("background-color").map(str::to_owned);
        // Counted once for each row: a row may have very many cells.
        self.columns = 0;
        let mut child = row.first;
        while let Some(id) = child {
            let node = raw.node(id);
            if matches!(&node.data, RawData::Element { name, .. } if matches!(&*name.local, "td" | "th")) {
                self.columns = self.columns.saturating_add(span(node));
            }
            child = node.next;
        }
    }

    /// Adds to a cell's style what the cell does not say itself.
    pub(super) fn dress(&self, cell: &RawNode, style: &mut Style) {
        let background = self.row_background.as_ref().or(self.background.as_ref());
        for (name, value) in [("border", self.border.as_ref()), ("background-color", background)] {
            if let Some(value) = value {
                style.add_if_missing(name, value);
            }
        }
        if let Some(share) = self.width.as_ref().and_then(|width| share(width, span(cell), self.columns)) {
            style.add_if_missing("width", &share);
        }
    }
}

/// Returns the part of a width that some columns have, in whole pixels or percent.
fn share(width: &str, columns: u32, of: u32) -> Option<String> {
    let digits = width.find(|char: char| !char.is_ascii_digit()).unwrap_or(width.len());
    let (number, rest) = width.split_at(digits);
    let number: u32 = number.parse().ok()?;
    let unit = if rest.ends_with('%') { "%" } else { "px" };
    let share = number.checked_mul(columns)?.checked_div(of)?;
    (share > 0).then(|| format!("{share}{unit}"))
}

fn span(cell: &RawNode) -> u32 {
    let columns = cell.attribute("colspan").and_then(|text| text.trim().parse().ok());
    // As many as one cell may take up.
    columns.filter(|columns| (1..=1_000).contains(columns)).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn a_width_is_shared() {
        assert_eq!(share("500px", 1, 3).as_deref(), Some("166px"));
        assert_eq!(share("500.5px", 2, 3).as_deref(), Some("333px"));
        assert_eq!(share("100%", 1, 3).as_deref(), Some("33%"));
        assert_eq!(share("1px", 1, 3), None);
        assert_eq!(share("1px", 1, 0), None);
    }
}
