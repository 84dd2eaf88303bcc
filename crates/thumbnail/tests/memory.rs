//! What drawing takes is what was reckoned, at most. Each in a process of its own, as the test runner has it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use image::{DynamicImage, ImageFormat, RgbImage, RgbaImage};
use model::PictureHead;
use std::io::Cursor;
use thumbnail::{Size, cost_bytes, draw};

/// Returns the most memory that this process ever had, in bytes.
fn peak_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_ascii_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}

/// Forgets what the most was.
fn forget_peak() -> u64 {
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    peak_bytes()
}

fn noise(width: u32, height: u32) -> RgbImage {
    let mut seed = 7_u32;
    RgbImage::from_fn(width, height, |x, y| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        image::Rgb([(x / 16) as u8, (y / 16) as u8, (seed >> 29) as u8])
    })
}

fn measured(picture: DynamicImage, format: ImageFormat) {
    let mut source = Vec::new();
    picture.write_to(&mut Cursor::new(&mut source), format).unwrap();
    drop(picture);
    let shown = PictureHead::of(&source).unwrap().shown().unwrap();
    let reckoned = cost_bytes(&shown, source.len() as u64).unwrap();
    let source = bytes::Bytes::from(source);
    let before = forget_peak();
    let begun = std::time::Instant::now();
    let sizes = ["large", "medium", "small", "c1920x1920_Crop"].map(|size| Size::parse(size).unwrap());
    let drawn = draw(source.clone(), &sizes).unwrap();
    let took = peak_bytes() - before;
    println!("{format:?} {}x{}, {} bytes: took {took} of {reckoned} bytes, {:?}", shown.width, shown.height, source.len(), begun.elapsed());
    assert!(took <= reckoned, "{format:?} took {took} bytes, and {reckoned} were reckoned");
    for (jpeg, size) in drawn.iter().zip(sizes) {
        let thumbnail = PictureHead::of(jpeg).unwrap().pixels.unwrap();
        assert_eq!(thumbnail, size.of(shown.width, shown.height));
    }
}

#[test]
fn a_jpeg_takes_what_was_reckoned() {
    measured(noise(2_800, 1_900).into(), ImageFormat::Jpeg);
}

#[test]
fn a_png_takes_what_was_reckoned() {
    let deep = image::ImageBuffer::from_fn(2_000, 1_500, |x, y| image::Rgba([x as u16 * 16, y as u16 * 16, 0, u16::MAX - x as u16]));
    let deep = DynamicImage::ImageRgba16(deep);
    measured(deep, ImageFormat::Png);
}

#[test]
fn a_gif_takes_what_was_reckoned() {
    let flat = RgbaImage::from_fn(1_600, 1_200, |x, y| image::Rgba([(x / 64 * 16) as u8, (y / 64 * 16) as u8, 0, 255]));
    measured(flat.into(), ImageFormat::Gif);
}

#[test]
fn a_bmp_takes_what_was_reckoned() {
    measured(noise(1_600, 1_500).into(), ImageFormat::Bmp);
}

#[test]
fn a_webp_takes_what_was_reckoned() {
    measured(noise(1_300, 1_100).into(), ImageFormat::WebP);
}
