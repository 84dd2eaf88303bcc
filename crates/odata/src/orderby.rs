//! `$orderby`: keys, and in which direction.

use crate::error::{SyntaxError, SyntaxErrorKind};
use crate::filter::{Expression, Parser};
use crate::limits::ORDER_KEYS_MAX;

/// One key of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderKey<'a> {
    /// What is ordered by: a property, or a function of one.
    pub expression: Expression<'a>,
    /// Whether the greatest comes first.
    pub is_descending: bool,
}

/// Reads an order. There is at least one key.
///
/// # Errors
/// Where it does not follow the syntax.
///
/// ```
/// let keys = odata::parse_orderby("lastModifiedTime desc, tolower(name)")?;
/// assert_eq!(keys.iter().map(|key| key.is_descending).collect::<Vec<_>>(), [true, false]);
/// # Ok::<(), odata::SyntaxError>(())
/// ```
pub fn parse_orderby(text: &str) -> Result<Vec<OrderKey<'_>>, SyntaxError> {
    let mut parser = Parser::new(text)?;
    let mut keys = Vec::new();
    loop {
        if keys.len() == ORDER_KEYS_MAX {
            return Err(parser.reader.error(SyntaxErrorKind::TooLarge));
        }
        let expression = parser.operand(0)?;
        parser.reader.blanks();
        let position = parser.reader.position();
        let is_descending = match parser.reader.name().to_ascii_lowercase().as_str() {
            "" | "asc" => false,
            "desc" => true,
            _ => return Err(SyntaxError::new(position, SyntaxErrorKind::Trailing)),
        };
        keys.push(OrderKey { expression, is_descending });
        if !parser.reader.take(',') {
            parser.reader.end()?;
            return Ok(keys);
        }
    }
}
