//! What bytes are, by what is in them. What a client says of them does not count: a browser would be the one to pay for it.

/// What some bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Such as `image/png`; `application/octet-stream` for what is not known.
    pub media_type: &'static str,
    /// Width and height of an image, where its beginning says them.
    pub pixels: Option<(u32, u32)>,
}

impl Kind {
    /// How many of the first bytes are worth looking at. Photographs may carry a preview and a colour profile before they
    /// say their size.
    pub const HEAD_BYTES: usize = 256 * 1024;

    /// Ink. Its bytes do not say it at their beginning; who takes them for ink has looked at all of them.
    pub const INK: Self = Self { media_type: ::page::INK_MEDIA_TYPE, pixels: None };

    /// Looks at the beginning of some bytes.
    ///
    /// SVG is not among what is known: it is a document with scripts.
    #[must_use]
    pub fn of(head: &[u8]) -> Self {
        let (media_type, pixels) = match head {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => ("image/png", png(head)),
            [0xff, 0xd8, 0xff, ..] => ("image/jpeg", jpeg(head)),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => ("image/gif", pair(le16(head, 6), le16(head, 8))),
            [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => ("image/bmp", bmp(head)),
            [b'I', b'I', 42, 0, ..] => ("image/tiff", tiff(head, le16, le32)),
            [b'M', b'M', 0, 42, ..] => ("image/tiff", tiff(head, be16, be32)),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => ("image/webp", webp(head)),
            [b'%', b'P', b'D', b'F', b'-', ..] => ("application/pdf", None),
            _ => ("application/octet-stream", None),
        };
        Self { media_type, pixels: pixels.filter(|(width, height)| *width > 0 && *height > 0) }
    }

    /// Says whether it is an image.
    #[must_use]
    pub fn is_image(&self) -> bool {
        self.media_type.starts_with("image/")
    }
}

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

/// Goes from segment to segment until one says the size.
fn jpeg(head: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        if *head.get(at)? != 0xff {
            return None;
        }
        match *head.get(at + 1)? {
            // Filling.
            0xff => at += 1,
            // Frames; what lies between them are tables.
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => return pair(be16(head, at + 7), be16(head, at + 5)),
            // The picture itself, and nothing was said.
            0xd9 | 0xda => return None,
            0x01 | 0xd0..=0xd8 => at += 2,
            _ => at = at.checked_add(2)?.checked_add(usize::try_from(be16(head, at + 2)?).ok()?)?,
        }
    }
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

/// Looks for the two tags in the first directory, which may lie anywhere and often beyond the head.
fn tiff(head: &[u8], short: Read, long: Read) -> Option<(u32, u32)> {
    const WIDTH: u32 = 256;
    const HEIGHT: u32 = 257;
    const SHORT: u32 = 3;
    let directory = usize::try_from(long(head, 4)?).ok()?;
    let (mut width, mut height) = (None, None);
    for entry in 0..usize::try_from(short(head, directory)?).ok()? {
        let at = directory.checked_add(2 + 12 * entry)?;
        let tag = short(head, at)?;
        let value = if short(head, at + 2)? == SHORT { short(head, at + 8) } else { long(head, at + 8) };
        match tag {
            WIDTH => width = value,
            HEIGHT => height = value,
            _ => {}
        }
    }
    pair(width, height)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(media_type: &'static str, pixels: Option<(u32, u32)>) -> Kind {
        Kind { media_type, pixels }
    }

    #[test]
    fn images_say_their_size() {
        assert_eq!(Kind::of(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x20\0\0\0\x10\x08"), of("image/png", Some((32, 16))));
        assert_eq!(Kind::of(b"GIF89a\x20\0\x10\0"), of("image/gif", Some((32, 16))));
        assert_eq!(Kind::of(b"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x20\0\0\0\xf0\xff\xff\xff"), of("image/bmp", Some((32, 16))));
        let jpeg = b"\xff\xd8\xff\xe0\0\x04xx\xff\xff\xc2\0\x11\x08\0\x10\0\x20";
        assert_eq!(Kind::of(jpeg), of("image/jpeg", Some((32, 16))));
        let tiff = b"II*\0\x08\0\0\0\x02\0\0\x01\x03\0\x01\0\0\0\x20\0\0\0\x01\x01\x04\0\x01\0\0\0\x10\0\0\0";
        assert_eq!(Kind::of(tiff), of("image/tiff", Some((32, 16))));
        let tiff = b"MM\0*\0\0\0\x08\0\x02\x01\0\0\x03\0\0\0\x01\0\x20\0\0\x01\x01\0\x04\0\0\0\x01\0\0\0\x10";
        assert_eq!(Kind::of(tiff), of("image/tiff", Some((32, 16))));
        let webp = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x1f\0\0\x0f\0\0";
        assert_eq!(Kind::of(webp), of("image/webp", Some((32, 16))));
    }

    #[test]
    fn what_is_cut_short_has_no_size() {
        let whole: [&[u8]; 4] = [
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x20\0\0\0\x10",
            b"\xff\xd8\xff\xe0\0\x04xx\xff\xff\xc2\0\x11\x08\0\x10\0\x20",
            b"MM\0*\0\0\0\x08\0\x02\x01\0\0\x03\0\0\0\x01\0\x20\0\0\x01\x01\0\x04\0\0\0\x01\0\0\0\x10",
            b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x1f\0\0\x0f\0\0",
        ];
        for bytes in whole {
            for length in 0..bytes.len() {
                assert_eq!(Kind::of(&bytes[..length]).pixels, None);
            }
        }
        // Directories and segments that lead out of the file, or in a circle.
        assert_eq!(Kind::of(b"II*\0\xff\xff\xff\xff\x02\0").pixels, None);
        assert_eq!(Kind::of(b"\xff\xd8\xff\xe0\0\0\xff\xe0\0\0\xff").pixels, None);
    }

    #[test]
    fn documents_are_no_images_whatever_they_are_called() {
        for bytes in [&b"<svg xmlns='http://www.w3.org/2000/svg'><script>x()</script></svg>"[..], b"<html>", b"", b"BM", b"GIF87"] {
            assert_eq!(Kind::of(bytes), of("application/octet-stream", None));
        }
        assert_eq!(Kind::of(b"%PDF-1.7"), of("application/pdf", None));
        assert!(!Kind::of(b"%PDF-1.7").is_image());
    }

    #[test]
    fn the_samples_are_what_they_are_called() {
        let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/samples");
        for (name, wanted) in [
            ("images/dinosaur.png", "image/png"),
            ("images/star.svg", "application/octet-stream"),
            ("html/birdwatching/dove.png", "image/png"),
            ("html/birdwatching/favorite-1_th.jpg", "image/jpeg"),
        ] {
            // They lie beside the checkout, where there is one.
            let Ok(bytes) = std::fs::read(format!("{samples}/{name}")) else { continue };
            let kind = Kind::of(&bytes);
            assert_eq!((kind.media_type, kind.pixels.is_some()), (wanted, wanted.starts_with("image/")), "{name}");
        }
    }
}
