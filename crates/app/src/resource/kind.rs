//! What bytes are, by what is in them. What a client says of them does not count: a browser would be the one to pay for it.

use model::{PictureFormat, PictureHead};

/// What some bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Such as `image/png`; `application/octet-stream` for what is not known.
    pub media_type: &'static str,
    /// Width and height of an image, where its beginning says them.
    pub pixels: Option<(u32, u32)>,
}

impl Kind {
    /// How many of the first bytes are worth looking at.
    pub const HEAD_BYTES: usize = PictureHead::BYTES;

    /// Ink. Its bytes do not say it at their beginning; who takes them for ink has looked at all of them.
    pub const INK: Self = Self { media_type: ::page::INK_MEDIA_TYPE, pixels: None };

    /// Looks at the beginning of some bytes.
    ///
    /// SVG is not among what is known: it is a document with scripts.
    #[must_use]
    pub fn of(head: &[u8]) -> Self {
        match PictureHead::of(head) {
            Some(picture) => Self { media_type: media_type(picture.format), pixels: picture.pixels },
            None if head.starts_with(b"%PDF-") => Self { media_type: "application/pdf", pixels: None },
            None => Self { media_type: "application/octet-stream", pixels: None },
        }
    }

    /// Says whether it is an image.
    #[must_use]
    pub fn is_image(&self) -> bool {
        self.media_type.starts_with("image/")
    }
}

const fn media_type(format: PictureFormat) -> &'static str {
    match format {
        PictureFormat::Png => "image/png",
        PictureFormat::Jpeg | PictureFormat::ProgressiveJpeg => "image/jpeg",
        PictureFormat::Gif => "image/gif",
        PictureFormat::Bmp => "image/bmp",
        PictureFormat::Webp => "image/webp",
        PictureFormat::Tiff => "image/tiff",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(media_type: &'static str, pixels: Option<(u32, u32)>) -> Kind {
        Kind { media_type, pixels }
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
