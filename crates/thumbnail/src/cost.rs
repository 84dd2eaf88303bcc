//! What drawing a picture may cost, known from its beginning.

use model::{Picture, PictureFormat};

/// The longest file that is drawn, in bytes. Photographs of today's cameras are a third of it.
pub const BYTES_MAX: u64 = 32 * 1024 * 1024;

/// The longest side of a picture that is drawn, in pixels.
pub const SIDE_MAX: u32 = 32_768;

/// The most memory that drawing one picture may take, in bytes. It is also what all that are drawn at one time may take, so that
/// a crowd that looks at photographs stays below 128 MiB. Enough for photographs of 24 million pixels.
pub const COST_BYTES_MAX: u64 = 112 * 1024 * 1024;

/// Returns how much memory drawing takes at most, in bytes; `None` for what is not drawn.
#[must_use]
pub fn cost_bytes(picture: &Picture, bytes: u64) -> Option<u64> {
    const MIB: u64 = 1024 * 1024;
    let Picture { format, width, height } = *picture;
    if bytes > BYTES_MAX || width.max(height) > SIDE_MAX {
        return None;
    }
    // Of each pixel of the picture, and of the largest thumbnail: as the picture is decoded, on white, and turned.
    let (a_pixel, output) = match format {
        // Colours as they are shown. A few rows are worked on at a time.
        PictureFormat::Jpeg => (3, 30 * MIB),
        // Besides, the coefficients of all of it, two bytes for each colour.
        PictureFormat::ProgressiveJpeg => (3 + 6, 30 * MIB),
        // Up to four colours of two bytes.
        PictureFormat::Png => (8, 40 * MIB),
        // The frame and the canvas that it is drawn on, four bytes each, and the numbers of the colours.
        PictureFormat::Gif => (4 + 4 + 1, 40 * MIB),
        PictureFormat::Bmp => (4, 40 * MIB),
        // Colours, and what they are made of.
        PictureFormat::Webp => (4 + 6, 40 * MIB),
        // No decoder of ours reads it.
        PictureFormat::Tiff => return None,
    };
    let cost = u64::from(width) * u64::from(height) * a_pixel + bytes + output;
    (cost <= COST_BYTES_MAX).then_some(cost)
}

/// Says whether a picture is drawn, as far as its beginning tells.
#[must_use]
pub fn can_be_drawn(picture: &Picture, bytes: u64) -> bool {
    cost_bytes(picture, bytes).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bombs_are_known_by_their_beginning() {
        let cost = |format, width, height, bytes| cost_bytes(&Picture { format, width, height }, bytes);
        assert!(cost(PictureFormat::Jpeg, 6_000, 4_000, 12_000_000).is_some());
        assert!(cost(PictureFormat::ProgressiveJpeg, 3_840, 2_160, 4_000_000).is_some());
        assert!(cost(PictureFormat::Png, 3_840, 2_160, 4_000_000).is_some());
        for (format, width, height, bytes) in [
            (PictureFormat::Png, 50_000, 50_000, 1_000),
            (PictureFormat::Gif, u32::MAX, u32::MAX, 100),
            (PictureFormat::Bmp, 40_000, 1, 100),
            (PictureFormat::Jpeg, 100, 100, BYTES_MAX + 1),
            (PictureFormat::Tiff, 1, 1, 100),
        ] {
            assert_eq!(cost(format, width, height, bytes), None, "{format:?} {width}");
        }
    }
}
