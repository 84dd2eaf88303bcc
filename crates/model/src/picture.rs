//! What a picture's beginning says of it: its format and its size. Whether the rest is a picture too, only who draws it knows.

/// How a picture is written down. What else there is, SVG among it, is not known: that is a document with scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PictureFormat {
    /// PNG.
    Png,
    /// JPEG, in one pass.
    Jpeg,
    /// JPEG, in several passes, each over all of the picture.
    ProgressiveJpeg,
    /// GIF.
    Gif,
    /// BMP.
    Bmp,
    /// WebP.
    Webp,
    /// TIFF.
    Tiff,
}

/// A picture as it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Picture {
    /// How it is written down.
    pub format: PictureFormat,
    /// Its width, in pixels; at least 1.
    pub width: u32,
    /// Its height, in pixels; at least 1.
    pub height: u32,
}

/// The beginning of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PictureHead {
    /// How it is written down.
    pub format: PictureFormat,
    /// Width and height as they are written down, where the beginning says them; both at least 1.
    pub pixels: Option<(u32, u32)>,
    /// How it is to be turned before it is shown: 1 to 8, where 1 is not at all. Source: Exif 2.3, "Orientation". Cameras write
    /// it into JPEG, and only there it is looked for.
    pub orientation: u8,
}

impl PictureHead {
    /// How many of the first bytes are worth looking at. Photographs may carry a preview and a colour profile before they
    /// say their size.
    pub const BYTES: usize = 256 * 1024;

    /// Looks at the beginning of some bytes. `None` for what is no picture.
    #[must_use]
    pub fn of(head: &[u8]) -> Option<Self> {
        use PictureFormat as F;
        let mut orientation = UPRIGHT;
        let (format, pixels) = match head {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => (F::Png, png(head)),
            [0xff, 0xd8, 0xff, ..] => {
                let found = jpeg(head);
                orientation = found.orientation;
                (if found.is_progressive { F::ProgressiveJpeg } else { F::Jpeg }, found.pixels)
            }
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => (F::Gif, pair(le16(head, 6), le16(head, 8))),
            [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => (F::Bmp, bmp(head)),
            [b'I', b'I', 42, 0, ..] => (F::Tiff, tiff(head, le16, le32)),
            [b'M', b'M', 0, 42, ..] => (F::Tiff, tiff(head, be16, be32)),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => (F::Webp, webp(head)),
            _ => return None,
        };
        let pixels = pixels.filter(|(width, height)| *width > 0 && *height > 0);
        Some(Self { format, pixels, orientation })
    }

    /// Returns the picture as it is shown: turned as it says. `None` where the beginning does not say its size.
    #[must_use]
    pub fn shown(&self) -> Option<Picture> {
        let (width, height) = self.pixels?;
        let (width, height) = if self.is_on_its_side() { (height, width) } else { (width, height) };
        Some(Picture { format: self.format, width, height })
    }

    /// Says whether width and height change places when it is turned.
    #[must_use]
    pub const fn is_on_its_side(&self) -> bool {
        self.orientation >= 5
    }
}

/// Not turned at all.
const UPRIGHT: u8 = 1;

fn array<const N: usize>(head: &[u8], at: usize) -> Option<[u8; N]> {
    head.get(at..at.checked_add(N)?)?.try_into().ok()
}

fn le16(head: &[u8], at: usize) -> Option<u32> {
    array(head, at).map(|bytes| u16::from_le_bytes(bytes).into())
}

fn be16(head: &[u8], at: usize) -> Option<u32> {
    array(head, at).map(|bytes| u16::from_be_bytes(bytes).into())
}

fn le32(head: &[u8], at: usize) -> Option<u32> {
    array(head, at).map(u32::from_le_bytes)
}

fn be32(head: &[u8], at: usize) -> Option<u32> {
    array(head, at).map(u32::from_be_bytes)
}

fn pair(width: Option<u32>, height: Option<u32>) -> Option<(u32, u32)> {
    Some((width?, height?))
}

fn png(head: &[u8]) -> Option<(u32, u32)> {
    (head.get(12..16)? == b"IHDR").then(|| pair(be32(head, 16), be32(head, 20))).flatten()
}

fn bmp(head: &[u8]) -> Option<(u32, u32)> {
    match le32(head, 14)? {
        12 => pair(le16(head, 18), le16(head, 20)),
        // A negative height means that the rows stand the other way round.
        _ => pair(le32(head, 18), le32(head, 22).map(|height| height.cast_signed().unsigned_abs())),
    }
}

struct Jpeg {
    pixels: Option<(u32, u32)>,
    is_progressive: bool,
    orientation: u8,
}

/// Goes from segment to segment until one says the size.
fn jpeg(head: &[u8]) -> Jpeg {
    let mut found = Jpeg { pixels: None, is_progressive: false, orientation: UPRIGHT };
    // Where it breaks off, what was found before stands.
    let _ = walk(head, &mut found);
    found
}

fn walk(head: &[u8], found: &mut Jpeg) -> Option<()> {
    let mut at = 2;
    loop {
        if *head.get(at)? != 0xff {
            return None;
        }
        match *head.get(at + 1)? {
            // Filling.
            0xff => at += 1,
            // Frames; what lies between them are tables.
            frame @ (0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf) => {
                found.pixels = pair(be16(head, at + 7), be16(head, at + 5));
                // Each four of them are the ways to write a frame down, and this is the third.
                found.is_progressive = matches!(frame, 0xc2 | 0xc6 | 0xca | 0xce);
                return Some(());
            }
            // The picture itself, and nothing was said.
            0xd9 | 0xda => return None,
            0x01 | 0xd0..=0xd8 => at += 2,
            marker => {
                let length = usize::try_from(be16(head, at + 2)?).ok()?;
                let next = at.checked_add(2)?.checked_add(length)?;
                if marker == 0xe1 {
                    found.orientation = head.get(at + 4..next).and_then(orientation).unwrap_or(found.orientation);
                }
                at = next;
            }
        }
    }
}

/// Reads what Exif data says: a TIFF file without a picture.
fn orientation(exif: &[u8]) -> Option<u8> {
    const ORIENTATION: u32 = 0x0112;
    let head = exif.strip_prefix(b"Exif\0\0")?;
    let found = match head {
        [b'I', b'I', 42, 0, ..] => entries(head, le16, le32, [ORIENTATION]),
        [b'M', b'M', 0, 42, ..] => entries(head, be16, be32, [ORIENTATION]),
        _ => None,
    };
    found?[0].and_then(|value| u8::try_from(value).ok()).filter(|value| (UPRIGHT..=8).contains(value))
}

fn webp(head: &[u8]) -> Option<(u32, u32)> {
    match head.get(12..16)? {
        b"VP8 " => pair(le16(head, 26).map(|width| width & 0x3fff), le16(head, 28).map(|height| height & 0x3fff)),
        b"VP8L" => le32(head, 21).map(|bits| ((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1)),
        b"VP8X" => {
            let [w0, w1, w2, h0, h1, h2] = array(head, 24)?;
            Some((u32::from_le_bytes([w0, w1, w2, 0]) + 1, u32::from_le_bytes([h0, h1, h2, 0]) + 1))
        }
        _ => None,
    }
}

type Read = fn(&[u8], usize) -> Option<u32>;

fn tiff(head: &[u8], short: Read, long: Read) -> Option<(u32, u32)> {
    const WIDTH: u32 = 256;
    const HEIGHT: u32 = 257;
    let [width, height] = entries(head, short, long, [WIDTH, HEIGHT])?;
    pair(width, height)
}

/// Looks for some tags in the first directory, which may lie anywhere and often beyond the head.
fn entries<const N: usize>(head: &[u8], short: Read, long: Read, tags: [u32; N]) -> Option<[Option<u32>; N]> {
    const SHORT: u32 = 3;
    let directory = usize::try_from(long(head, 4)?).ok()?;
    let mut found = [None; N];
    for entry in 0..usize::try_from(short(head, directory)?).ok()? {
        let at = directory.checked_add(2 + 12 * entry)?;
        let tag = short(head, at)?;
        let value = if short(head, at + 2)? == SHORT { short(head, at + 8) } else { long(head, at + 8) };
        for (wanted, into) in tags.iter().zip(&mut found) {
            if tag == *wanted {
                *into = value;
            }
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use PictureFormat as F;

    fn of(head: &[u8]) -> Option<(F, Option<(u32, u32)>)> {
        PictureHead::of(head).map(|head| (head.format, head.pixels))
    }

    #[test]
    fn images_say_their_size() {
        let size = Some((32, 16));
        assert_eq!(of(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x20\0\0\0\x10\x08"), Some((F::Png, size)));
        assert_eq!(of(b"GIF89a\x20\0\x10\0"), Some((F::Gif, size)));
        assert_eq!(of(b"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x20\0\0\0\xf0\xff\xff\xff"), Some((F::Bmp, size)));
        assert_eq!(of(b"\xff\xd8\xff\xe0\0\x04xx\xff\xff\xc2\0\x11\x08\0\x10\0\x20"), Some((F::ProgressiveJpeg, size)));
        assert_eq!(of(b"\xff\xd8\xff\xe0\0\x04xx\xff\xff\xc0\0\x11\x08\0\x10\0\x20"), Some((F::Jpeg, size)));
        let tiff = b"II*\0\x08\0\0\0\x02\0\0\x01\x03\0\x01\0\0\0\x20\0\0\0\x01\x01\x04\0\x01\0\0\0\x10\0\0\0";
        assert_eq!(of(tiff), Some((F::Tiff, size)));
        let tiff = b"MM\0*\0\0\0\x08\0\x02\x01\0\0\x03\0\0\0\x01\0\x20\0\0\x01\x01\0\x04\0\0\0\x01\0\0\0\x10";
        assert_eq!(of(tiff), Some((F::Tiff, size)));
        assert_eq!(of(b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x1f\0\0\x0f\0\0"), Some((F::Webp, size)));
    }

    /// A photograph whose camera lay on its side.
    const TURNED: &[u8] = b"\xff\xd8\xff\xe1\0\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0\
        \xff\xc0\0\x11\x08\0\x10\0\x20";

    #[test]
    fn a_photograph_is_shown_upright() {
        let head = PictureHead::of(TURNED).unwrap();
        assert_eq!((head.pixels, head.orientation), (Some((32, 16)), 6));
        assert_eq!(head.shown(), Some(Picture { format: F::Jpeg, width: 16, height: 32 }));
        // What no orientation is, is none.
        for odd in [0, 9, 0xff] {
            let mut bytes = TURNED.to_vec();
            bytes[31] = odd;
            assert_eq!(PictureHead::of(&bytes).unwrap().orientation, UPRIGHT, "{odd}");
        }
    }

    #[test]
    fn what_is_cut_short_has_no_size() {
        let whole: [&[u8]; 5] = [
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x20\0\0\0\x10",
            b"\xff\xd8\xff\xe0\0\x04xx\xff\xff\xc2\0\x11\x08\0\x10\0\x20",
            TURNED,
            b"MM\0*\0\0\0\x08\0\x02\x01\0\0\x03\0\0\0\x01\0\x20\0\0\x01\x01\0\x04\0\0\0\x01\0\0\0\x10",
            b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x1f\0\0\x0f\0\0",
        ];
        for bytes in whole {
            for length in 0..bytes.len() {
                assert_eq!(PictureHead::of(&bytes[..length]).and_then(|head| head.pixels), None);
            }
        }
        // Directories and segments that lead out of the file, or in a circle.
        for circle in
            [&b"II*\0\xff\xff\xff\xff\x02\0"[..], b"\xff\xd8\xff\xe0\0\0\xff\xe0\0\0\xff", b"\xff\xd8\xff\xe1\0\0\xff\xe1\0\0\xff"]
        {
            assert_eq!(PictureHead::of(circle).unwrap().pixels, None);
        }
    }

    #[test]
    fn documents_are_no_pictures() {
        for bytes in [&b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..], b"<html>", b"", b"BM", b"GIF87", b"%PDF-1.7"] {
            assert_eq!(PictureHead::of(bytes), None);
        }
    }
}
