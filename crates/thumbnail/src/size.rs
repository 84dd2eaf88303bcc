//! How large a thumbnail is.

/// The longest side of a thumbnail, in pixels: that of the largest one by name.
pub const SIZE_SIDE_MAX: u16 = 1_920;

/// The box that a thumbnail is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Size {
    /// Its width, in pixels: 1 to [`SIZE_SIDE_MAX`].
    pub width: u16,
    /// Its height, likewise.
    pub height: u16,
    /// Whether the picture fills the box, and what lies beyond is cut off; else all of it is shown in the box.
    pub is_cropped: bool,
}

/// The sizes that have names. Source: "thumbnailSet resource type"; the squares from "Retrieve thumbnails for a file", "Size
/// options".
const NAMED: [(&str, Size); 6] = [
    ("small", square(48, true)),
    ("medium", square(176, false)),
    ("large", square(1_920, false)),
    ("smallSquare", square(96, true)),
    ("mediumSquare", square(176, true)),
    ("largeSquare", square(800, true)),
];

const fn square(side: u16, is_cropped: bool) -> Size {
    Size { width: side, height: side, is_cropped }
}

impl Size {
    /// The names of the sizes that a set has without being asked for more.
    pub const OF_SET: [&'static str; 3] = ["small", "medium", "large"];

    /// Reads a size as clients spell it: a name, or `c{width}x{height}` with or without `_Crop`. Letter case counts.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if let Some((_, size)) = NAMED.iter().find(|(name, _)| *name == text) {
            return Some(*size);
        }
        let rest = text.strip_prefix('c')?;
        let (rest, is_cropped) = rest.strip_suffix("_Crop").map_or((rest, false), |rest| (rest, true));
        let (width, height) = rest.split_once('x')?;
        Some(Self { width: side(width)?, height: side(height)?, is_cropped })
    }

    /// Returns the width and height of a thumbnail of a picture: never larger than the picture is.
    #[must_use]
    pub fn of(self, width: u32, height: u32) -> (u32, u32) {
        let (wide, high) = self.scaled(width, height);
        let (box_width, box_height) = self.within(width.into(), height.into());
        let at_most = |side: u32, most: u64| u32::try_from(most).map_or(side, |most| side.min(most));
        (at_most(wide, box_width), at_most(high, box_height))
    }

    /// Returns the box: a smaller one of the same shape, where the picture does not fill it as it is.
    fn within(self, width: u64, height: u64) -> (u64, u64) {
        let (box_width, box_height) = (u64::from(self.width), u64::from(self.height));
        if !self.is_cropped || (width >= box_width && height >= box_height) {
            (box_width, box_height)
        } else if width * box_height <= height * box_width {
            (width, (box_height * width / box_width).max(1))
        } else {
            ((box_width * height / box_height).max(1), height)
        }
    }

    /// Returns what the whole picture is scaled to, before anything is cut off.
    pub(crate) fn scaled(self, width: u32, height: u32) -> (u32, u32) {
        let (wide, high) = (u64::from(width), u64::from(height));
        let (box_width, box_height) = self.within(wide, high);
        // Which of the two sides says how much it is scaled: the one that fills the box first, or last.
        let is_by_width = (box_width * high <= box_height * wide) != self.is_cropped;
        let (to, from) = if is_by_width { (box_width, wide) } else { (box_height, high) };
        if to >= from {
            return (width, height);
        }
        let scale = |side: u64| u32::try_from((side * to + from / 2) / from).unwrap_or(u32::MAX).max(1);
        (scale(wide), scale(high))
    }
}

fn side(digits: &str) -> Option<u16> {
    let is_plain = digits.starts_with(|first| matches!(first, '1'..='9')) && digits.bytes().all(|digit| digit.is_ascii_digit());
    digits.parse().ok().filter(|side| is_plain && *side <= SIZE_SIDE_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(size: &str, width: u32, height: u32) -> (u32, u32) {
        Size::parse(size).unwrap().of(width, height)
    }

    #[test]
    fn a_picture_fits_or_fills_its_box() {
        assert_eq!(of("medium", 4_000, 3_000), (176, 132));
        assert_eq!(of("medium", 3_000, 4_000), (132, 176));
        assert_eq!(of("small", 4_000, 3_000), (48, 48));
        assert_eq!(of("mediumSquare", 4_000, 3_000), (176, 176));
        assert_eq!(of("c300x100", 4_000, 3_000), (133, 100));
        assert_eq!(of("c300x100_Crop", 4_000, 3_000), (300, 100));
        // A line stays one.
        assert_eq!(of("medium", 30_000, 1), (176, 1));
        assert_eq!(of("small", 1, 30_000), (1, 1));
    }

    #[test]
    fn nothing_is_made_larger() {
        assert_eq!(of("large", 640, 480), (640, 480));
        // What is cut keeps the shape that was asked for.
        assert_eq!(of("small", 20, 100), (20, 20));
        assert_eq!(of("c500x500_Crop", 300, 200), (200, 200));
        assert_eq!(of("c300x100_Crop", 200, 500), (200, 66));
    }

    #[test]
    fn what_is_no_size_is_none() {
        assert_eq!(Size::parse("c1920x1"), Some(Size { width: 1_920, height: 1, is_cropped: false }));
        for odd in
            ["", "Small", "tiny", "source", "c", "c1x", "cx1", "c0x1", "c1x0", "c1921x1", "c01x1", "c+1x1", "c1x1_crop", "c1x1x1", "1x1"]
        {
            assert_eq!(Size::parse(odd), None, "{odd}");
        }
    }
}
