//! Drawing: decode under limits, scale down, turn upright, write as JPEG.

use crate::cost::{COST_BYTES_MAX, SIDE_MAX, cost_bytes};
use crate::size::Size;
use bytes::Bytes;
use image::codecs::bmp::BmpDecoder;
use image::codecs::gif::GifDecoder;
use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, GenericImageView as _, ImageDecoder, Limits, Rgb, RgbImage};
use model::{PictureFormat, PictureHead};
use std::io::Cursor;

/// Bytes of which no thumbnail can be made: no picture, a broken one, or one that would cost too much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Undrawable;

/// How much of a picture is kept. Thumbnails of photographs look the same at more, and are twice as long.
const QUALITY: u8 = 80;

/// What a decoder may take beside the picture itself, in bytes: colour profiles, notes, previews.
const ASIDE_BYTES: u64 = 8 * 1024 * 1024;

/// Draws a picture once for each size, as JPEG. What is not opaque lies on white. Of what moves, the first frame is shown.
///
/// # Errors
/// [`Undrawable`].
pub fn draw(source: Bytes, sizes: &[Size]) -> Result<Vec<Vec<u8>>, Undrawable> {
    let head = PictureHead::of(source.get(..PictureHead::BYTES.min(source.len())).unwrap_or_default()).ok_or(Undrawable)?;
    let picture = head.shown().ok_or(Undrawable)?;
    cost_bytes(&picture, source.len() as u64).ok_or(Undrawable)?;
    let whole = decode(source, &head)?;
    sizes.iter().map(|size| thumbnail(&whole, &head, *size)).collect()
}

/// Decodes the picture that the head promises, as it is written down; another one is refused.
fn decode(source: Bytes, head: &PictureHead) -> Result<DynamicImage, Undrawable> {
    let source = Cursor::new(source);
    match head.format {
        // This decoder counts what stands beside the picture, and not the picture.
        PictureFormat::Png => read(PngDecoder::with_limits(source, limits(ASIDE_BYTES))?, head),
        PictureFormat::Jpeg | PictureFormat::ProgressiveJpeg => read(JpegDecoder::new(source)?, head),
        PictureFormat::Gif => read(GifDecoder::new(source)?, head),
        PictureFormat::Bmp => read(BmpDecoder::new(source)?, head),
        PictureFormat::Webp => read(WebPDecoder::new(source)?, head),
        PictureFormat::Tiff => Err(Undrawable),
    }
}

fn limits(bytes: u64) -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(bytes);
    limits
}

fn read(mut decoder: impl ImageDecoder, head: &PictureHead) -> Result<DynamicImage, Undrawable> {
    // What it may cost was reckoned with the size that the beginning says. Two readers may differ about a file made to deceive.
    if Some(decoder.dimensions()) != head.pixels {
        return Err(Undrawable);
    }
    decoder.set_limits(limits(COST_BYTES_MAX))?;
    Ok(DynamicImage::from_decoder(decoder)?)
}

fn thumbnail(whole: &DynamicImage, head: &PictureHead, size: Size) -> Result<Vec<u8>, Undrawable> {
    // The box is turned instead of the picture, which is larger.
    let size = if head.is_on_its_side() { Size { width: size.height, height: size.width, ..size } } else { size };
    let (width, height) = whole.dimensions();
    let (wide, high) = size.scaled(width, height);
    let scaled = ((wide, high) != (width, height)).then(|| whole.thumbnail_exact(wide, high));
    let (width, height) = size.of(width, height);
    let shown = scaled.as_ref().unwrap_or(whole);
    let mut kept = DynamicImage::ImageRgb8(on_white(shown, (wide - width) / 2, (high - height) / 2, width, height));
    kept.apply_orientation(Orientation::from_exif(head.orientation).unwrap_or(Orientation::NoTransforms));
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode_image(&kept)?;
    Ok(jpeg)
}

/// Returns a part of a picture on white: JPEG knows nothing that shines through.
fn on_white(picture: &DynamicImage, left: u32, top: u32, width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let [r, g, b, alpha] = picture.get_pixel(left + x, top + y).0.map(u32::from);
        let over = |colour: u32| u8::try_from((colour * alpha + 255 * (255 - alpha) + 127) / 255);
        Rgb([r, g, b].map(|colour| over(colour).unwrap_or(u8::MAX)))
    })
}

impl From<image::ImageError> for Undrawable {
    fn from(_: image::ImageError) -> Self {
        Self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ImageFormat, Rgba, RgbaImage};

    const RED: Rgba<u8> = Rgba([250, 10, 10, 255]);
    const NOTHING: Rgba<u8> = Rgba([0, 0, 0, 0]);

    /// Red on the left, and nothing on the right.
    fn picture(format: ImageFormat) -> Vec<u8> {
        let picture = RgbaImage::from_fn(80, 40, |x, _| if x < 40 { RED } else { NOTHING });
        let mut out = Vec::new();
        let picture = DynamicImage::ImageRgba8(picture);
        let picture = if format == ImageFormat::Jpeg { DynamicImage::ImageRgb8(picture.to_rgb8()) } else { picture };
        picture.write_to(&mut Cursor::new(&mut out), format).unwrap();
        out
    }

    fn drawn(source: Vec<u8>, size: &str) -> Result<RgbImage, Undrawable> {
        let drawn = draw(source.into(), &[Size::parse(size).unwrap()])?;
        Ok(image::load_from_memory_with_format(&drawn[0], ImageFormat::Jpeg).unwrap().to_rgb8())
    }

    fn is_red(Rgb([r, g, b]): Rgb<u8>) -> bool {
        r > 200 && g < 60 && b < 60
    }

    fn is_white(Rgb([r, g, b]): Rgb<u8>) -> bool {
        r > 240 && g > 240 && b > 240
    }

    #[test]
    fn every_format_is_drawn_on_white() {
        for format in [ImageFormat::Png, ImageFormat::Gif, ImageFormat::WebP, ImageFormat::Bmp] {
            let small = drawn(picture(format), "c40x40").unwrap();
            assert_eq!(small.dimensions(), (40, 20), "{format:?}");
            assert!(is_red(*small.get_pixel(5, 10)) && is_white(*small.get_pixel(35, 10)), "{format:?}");
        }
        assert!(is_red(*drawn(picture(ImageFormat::Jpeg), "c40x40").unwrap().get_pixel(5, 10)));
        // Cut from both sides: the middle stays.
        let cut = drawn(picture(ImageFormat::Png), "c20x20_Crop").unwrap();
        assert!(is_red(*cut.get_pixel(3, 10)) && is_white(*cut.get_pixel(16, 10)));
    }

    #[test]
    fn a_photograph_is_drawn_upright() {
        let jpeg = picture(ImageFormat::Jpeg);
        // Turned by a quarter, what is on the left comes to the top, or to the bottom.
        for (orientation, red_y) in [(6, 5), (8, 35)] {
            let exif = [b"\xff\xe1\0\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".as_slice(), &[orientation], &[0; 6]];
            let turned = [&jpeg[..2], &exif.concat(), &jpeg[2..]].concat();
            let small = drawn(turned, "c40x40").unwrap();
            assert_eq!(small.dimensions(), (20, 40));
            assert!(is_red(*small.get_pixel(10, red_y)) && !is_red(*small.get_pixel(10, 40 - red_y)), "{orientation}");
        }
    }

    #[test]
    fn what_is_broken_is_not_drawn() {
        for format in [ImageFormat::Png, ImageFormat::Gif, ImageFormat::WebP, ImageFormat::Bmp, ImageFormat::Jpeg] {
            let whole = picture(format);
            for length in (0..whole.len()).step_by(whole.len() / 40 + 1) {
                // Some decoders show what there is of it. None falls over.
                let _ = drawn(whole[..length].to_vec(), "small");
            }
            // A size that is not that of the picture.
            let mut lying = whole.clone();
            let at = match format {
                ImageFormat::Png => 18,
                ImageFormat::Gif => 6,
                ImageFormat::WebP => 22,
                ImageFormat::Bmp => 18,
                _ => continue,
            };
            lying[at] ^= 0x10;
            let _ = drawn(lying, "small");
        }
        for none in [b"".as_slice(), b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7"] {
            assert_eq!(drawn(none.to_vec(), "small"), Err(Undrawable));
        }
    }

    #[test]
    fn a_second_size_counts_for_nothing() {
        // One frame is looked at first, and another one would be drawn.
        let jpeg = picture(ImageFormat::Jpeg);
        let frame = b"\xff\xc0\0\x11\x08\x40\0\x40\0\x03\x01\x22\0\x02\x11\x01\x03\x11\x01";
        assert_eq!(drawn([&jpeg[..2], frame, &jpeg[2..]].concat(), "small"), Err(Undrawable));
    }
}
