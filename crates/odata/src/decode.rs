use crate::error::{SyntaxError, SyntaxErrorKind};
use percent_encoding::percent_decode_str;
use std::borrow::Cow;

/// Undoes percent-encoding, once. What only looks encoded (`%`, `%zz`) stays as it is, as servers commonly have it.
///
/// A path is split before it is decoded: a decoded `/` is part of a name.
///
/// # Errors
/// [`SyntaxErrorKind::NotText`] if the decoded bytes are not UTF-8; the position is one of those bytes.
///
/// ```
/// assert_eq!(odata::decode("0-1C1!757")?, "0-1C1!757");
/// assert_eq!(odata::decode("0-1C1%21757")?, "0-1C1!757");
/// assert_eq!(odata::decode("100%")?, "100%");
/// assert_eq!(odata::decode("a%ff").unwrap_err().position, 1);
/// # Ok::<(), odata::SyntaxError>(())
/// ```
pub fn decode(text: &str) -> Result<Cow<'_, str>, SyntaxError> {
    percent_decode_str(text).decode_utf8().map_err(|error| SyntaxError::new(error.valid_up_to(), SyntaxErrorKind::NotText))
}
