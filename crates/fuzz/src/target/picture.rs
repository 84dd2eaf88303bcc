//! Pictures: whatever they say of themselves, a thumbnail is as large as was promised, or there is none.
//!
//! No input of letters is ever a picture, so it says what to do to one: the first byte which, the second how long it stays, and
//! of each three others two where, and one what to put there.

use super::Target;
use bytes::Bytes;
use image::{DynamicImage, ImageFormat, RgbaImage};
use model::PictureHead;
use std::io::Cursor;
use std::sync::LazyLock;
use thumbnail::{Size, cost_bytes, draw};

pub(super) const TARGET: Target = Target {
    name: "picture",
    seeds: &["0~", "1~", "2~", "3~", "4~", "5~", "0~\0\u{10}\0\0\u{11}\0", "1~\0\u{2}~", "3~ab\u{7f}", "2\u{10}"],
    words: &[&["\0\u{6}\u{7f}", "\0\u{8}\0", "\0\u{12}\u{1}", "\0\u{16}\u{7f}", "\0\u{1c}\u{2}", "\0\u{2e}\0", "\u{1}\0\u{7f}", "\0\0\0"]],
    tests: 20_000,
    run: |input| {
        let [which, kept, edits @ ..] = input else { return };
        let picture = &PICTURES[usize::from(*which) % PICTURES.len()];
        // Most stay whole.
        let length = if *kept > 64 { picture.len() } else { picture.len() * usize::from(*kept) / 64 };
        let mut bytes = picture[..length].to_vec();
        for edit in edits.chunks_exact(3) {
            let at = usize::from(edit[0]) << 8 | usize::from(edit[1]);
            if let Some(byte) = bytes.get_mut(at) {
                // Letters are never more than 127.
                *byte = if at % 2 == 0 { edit[2] } else { edit[2] << 1 };
            }
        }
        let sizes = ["small", "c300x20", "c7x1900_Crop"].map(|size| Size::parse(size).unwrap_or_else(|| panic!("{size} is no size")));
        let shown = PictureHead::of(&bytes).and_then(|head| head.shown());
        let length = bytes.len() as u64;
        let Ok(drawn) = draw(Bytes::from(bytes), &sizes) else { return };
        let shown = shown.unwrap_or_else(|| panic!("what is no picture was drawn"));
        assert!(cost_bytes(&shown, length).is_some(), "what was too dear was drawn");
        for (jpeg, size) in drawn.iter().zip(sizes) {
            let pixels = PictureHead::of(jpeg).and_then(|head| head.pixels);
            assert_eq!(pixels, Some(size.of(shown.width, shown.height)), "{size:?}");
        }
    },
};

/// A small picture in each format, and a photograph that was taken sideways.
static PICTURES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let pixel = |x: u32, y: u32| image::Rgba([(x * 5) as u8, (y * 7) as u8, (x ^ y) as u8, 255 - (x % 3) as u8]);
    let picture = DynamicImage::ImageRgba8(RgbaImage::from_fn(40, 30, pixel));
    let formats = [ImageFormat::Png, ImageFormat::Gif, ImageFormat::Bmp, ImageFormat::WebP, ImageFormat::Jpeg];
    let mut pictures: Vec<Vec<u8>> = formats
        .into_iter()
        .map(|format| {
            let picture = if format == ImageFormat::Jpeg { picture.to_rgb8().into() } else { picture.clone() };
            let mut out = Vec::new();
            picture.write_to(&mut Cursor::new(&mut out), format).unwrap_or_else(|error| panic!("{format:?}: {error}"));
            out
        })
        .collect();
    let exif = b"\xff\xe1\0\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let sideways = pictures.last().map(|jpeg| [&jpeg[..2], exif, &jpeg[2..]].concat()).unwrap_or_default();
    pictures.push(sideways);
    pictures
});
