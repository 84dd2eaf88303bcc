//! Shapes of input that are made to take long. Goal: no shape takes more than its size allows. Method: work is counted, not
//! timed: nodes made or moved, tags, and the depths that the tree builder has to look through. Each shape at one size and at
//! four times that size: the work is in proportion, or the small one is refused already, so that the large one is refused no
//! later.

use super::raw::Work;
use super::{INPUT_MARKUP_BYTES_MAX, ParseError, raw_tree};

const SMALL_BYTES: usize = 8 << 10;

/// Each is repeated. What stands before `|` comes once, in front.
const SHAPES: [&str; 48] = [
    "<div>",
    "<span>",
    "<b>",
    "<p>",
    "<p><b>",
    "<b><p></b>",
    "<a href=x>",
    "<a href=x><i></a>",
    "<a href=x><p></a>x",
    "<b><i></b><p>",
    "<nobr>x",
    "<font color=red><p></font>",
    "<ul><li>",
    "<li>",
    "</li>",
    "<ul>|<li style=color:red>x",
    "<dd><div>",
    "<h1>",
    "<table>",
    "<table><tr><td>",
    "<table>|<tr><td>x",
    "<table><tr>|<td>x",
    "<table>|x<tr>",
    "<table>|<b>x",
    "<table><b>",
    "<table>|<input type=hidden>",
    "<b><table></b><td>x",
    "<caption>",
    "<select><option>",
    "<form>",
    "<button>",
    "<svg>",
    "<svg><foreignObject>",
    "<math><mi>",
    "<template>",
    "<body a=b>",
    "<html c=d>",
    "</p>",
    "</br>",
    "</x>",
    "<br>",
    "<!-- -->",
    "<!DOCTYPE x>",
    "&amp;",
    "<img src=name:x>",
    "<object data=x>",
    "<iframe data-original-src=x></iframe>",
    "<p data-tag=to-do>x</p>",
];

fn of_size(shape: &str, bytes: usize) -> String {
    let (once, piece) = shape.split_once('|').unwrap_or(("", shape));
    format!("{once}{}", piece.repeat(bytes / piece.len()))
}

fn work(shape: &str, bytes: usize) -> Result<Work, ParseError> {
    raw_tree(&of_size(shape, bytes), INPUT_MARKUP_BYTES_MAX).map(|tree| tree.work())
}

#[test]
fn work_is_in_proportion_to_size() {
    for shape in SHAPES {
        let Ok(small) = work(shape, SMALL_BYTES) else { continue };
        match work(shape, 4 * SMALL_BYTES) {
            Ok(large) => {
                for (what, small, large) in
                    [("nodes", small.nodes, large.nodes), ("tags", small.tags, large.tags), ("effort", small.effort, large.effort)]
                {
                    // What comes once, and the rounding of sizes, do not count.
                    assert!(large <= 4 * small + 256, "{shape}: {small} {what} became {large}");
                    assert!(large <= 64 * 4 * SMALL_BYTES, "{shape}: {large} {what}");
                }
            }
            Err(error) => assert_eq!(error, ParseError::TooDeep { depth_max: crate::DEPTH_MAX }, "{shape}"),
        }
    }
}
