//! Pictures that phones read. Source: ISO/IEC 18004.

use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write as _;

/// How much is left empty on each side, in dots, so that readers find it.
const QUIET: usize = 4;

/// Returns a text as a picture, to stand in a page. `None` for one that is too long.
pub(super) fn svg(text: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let (width, side) = (code.width(), code.width() + 2 * QUIET);
    let mut dots = String::new();
    for (at, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            // Writing to memory does not fail.
            let _ = write!(dots, "M{} {}h1v1h-1z", at % width + QUIET, at / width + QUIET);
        }
    }
    Some(format!(
        "<svg class=\"qr\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" role=\"img\" \
         aria-label=\"A code to take a picture of\" shape-rendering=\"crispEdges\"><path fill=\"#000\" d=\"{dots}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_becomes_a_picture_with_a_margin() {
        let svg = svg("otpauth://totp/x").unwrap();
        // Version 2 has 25 dots a side; the first finder pattern begins at its corner.
        assert!(svg.contains("viewBox=\"0 0 33 33\"") && svg.contains("d=\"M4 4h1v1h-1z"), "{svg}");
        assert_eq!(self::svg(&"x".repeat(4_000)), None);
    }
}
