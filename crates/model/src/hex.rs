//! Bytes as hexadecimal digits.

pub(crate) const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// Appends bytes as digits, in lower case.
///
/// ```
/// let mut text = String::from("x");
/// model::push_hex(&mut text, &[0x0a, 0xff]);
/// assert_eq!(text, "x0aff");
/// ```
pub fn push_hex(text: &mut String, bytes: &[u8]) {
    text.reserve(2 * bytes.len());
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
}

/// Reads digits in any letter case, two for each byte of `into` and no others.
///
/// ```
/// let mut bytes = [0; 2];
/// assert_eq!((model::read_hex("0AfF", &mut bytes), bytes), (Some(()), [0x0a, 0xff]));
/// assert_eq!(model::read_hex("+a", &mut [0]), None);
/// ```
pub fn read_hex(text: &str, into: &mut [u8]) -> Option<()> {
    let digits = text.as_bytes();
    if digits.len() != into.len() * 2 {
        return None;
    }
    for (byte, pair) in into.iter_mut().zip(digits.chunks_exact(2)) {
        let high = char::from(pair[0]).to_digit(16)?;
        let low = char::from(pair[1]).to_digit(16)?;
        *byte = u8::try_from(high * 16 + low).ok()?;
    }
    Some(())
}
