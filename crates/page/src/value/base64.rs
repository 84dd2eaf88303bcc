//! Base64 as it stands in `data:` addresses.

/// Decodes the common alphabet and the one for addresses; blanks are skipped, and padding may be missing.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let letters = text.trim_end_matches(|char: char| char == '=' || char.is_ascii_whitespace());
    let padding = text[letters.len()..].bytes().filter(|byte| *byte == b'=').count();
    let mut out = Vec::with_capacity(letters.len() / 4 * 3 + 3);
    let (mut bits, mut held) = (0_u32, 0_u32);
    for byte in letters.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
        bits = bits << 6 | u32::from(value(byte)?);
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push(u8::try_from(bits >> held & 0xff).ok()?);
        }
    }
    // One letter alone is no byte, and bits that are left over say nothing.
    let whole = held < 6 && bits & ((1 << held) - 1) == 0;
    (whole && padding <= 2 && !out.is_empty()).then_some(out)
}

const fn value(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn letters_become_bytes() {
        assert_eq!(decode("TG9vc2VsZWFm"), Some(b"Looseleaf".to_vec()));
        assert_eq!(decode("TG 9v\nc2U= "), Some(b"Loose".to_vec()));
        assert_eq!(decode("TG9vcw"), Some(b"Loos".to_vec()));
        assert_eq!(decode("_-8="), Some(vec![0xff, 0xef]));
        for wrong in ["", "=", "A", "AAAAA", "AB", "TG9v===", "TG=v", "TG9v!", "TG9vä"] {
            assert_eq!(decode(wrong), None, "{wrong}");
        }
    }
}
