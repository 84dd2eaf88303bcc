//! The digests by which clients of drives know a content, kept as long as the content is.

use crate::node::set::{IDS, ids, with};
use crate::{Digests, Hash, Result, Row, Tx, params, sql};
use model::{Picture, PictureFormat};

/// Keeps the digests of a content, which are a function of it: writing them again changes nothing.
pub fn put(tx: &mut Tx<'_>, hash: &Hash, digests: &Digests) -> Result<()> {
    tx.insert(
        sql!(
            "content_digest.put",
            "INSERT INTO content_digest (hash, sha1, sha256, quick_xor, crc32, picture_format, picture_width, picture_height) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING"
        ),
        &params![
            hash,
            &digests.sha1,
            &digests.sha256,
            &digests.quick_xor,
            &digests.crc32,
            digests.picture.map(|picture| format_number(picture.format)),
            digests.picture.map(|picture| i64::from(picture.width)),
            digests.picture.map(|picture| i64::from(picture.height))
        ],
    )?;
    Ok(())
}

/// Returns the digests of a content. `None` for what only pages hold.
pub fn get(tx: &mut Tx<'_>, hash: &Hash) -> Result<Option<Digests>> {
    tx.row(
        sql!(
            "content_digest.get",
            "SELECT sha1, sha256, quick_xor, crc32, picture_format, picture_width, picture_height FROM content_digest WHERE hash = $1"
        ),
        &params![hash],
        read,
    )
}

/// Returns the digests of some contents that files hold.
pub fn of_all(tx: &mut Tx<'_>, hashes: &[Hash]) -> Result<Vec<(Hash, Digests)>> {
    let mut found = Vec::with_capacity(hashes.len());
    for some in hashes.chunks(IDS) {
        found.extend(tx.rows(
            sql!(
                "content_digest.of_all",
                concat!(
                    "SELECT sha1, sha256, quick_xor, crc32, picture_format, picture_width, picture_height, hash \
                     FROM content_digest WHERE hash IN ",
                    ids!()
                )
            ),
            &with(some, []),
            |row| Ok((Hash(row.array(7)?), read(row)?)),
        )?);
    }
    Ok(found)
}

fn read(row: &Row<'_>) -> Result<Digests> {
    let pixels = |at| Ok(row.opt_integer(at)?.and_then(|pixels| u32::try_from(pixels).ok()));
    let picture = match (row.opt_integer(4)?.and_then(format_of), pixels(5)?, pixels(6)?) {
        (Some(format), Some(width), Some(height)) => Some(Picture { format, width, height }),
        _ => None,
    };
    Ok(Digests { sha1: row.array(0)?, sha256: row.array(1)?, quick_xor: row.array(2)?, crc32: row.array(3)?, picture })
}

const FORMATS: [(i64, PictureFormat); 7] = [
    (1, PictureFormat::Png),
    (2, PictureFormat::Jpeg),
    (3, PictureFormat::ProgressiveJpeg),
    (4, PictureFormat::Gif),
    (5, PictureFormat::Bmp),
    (6, PictureFormat::Webp),
    (7, PictureFormat::Tiff),
];

fn format_number(format: PictureFormat) -> i64 {
    FORMATS.iter().find(|(_, known)| *known == format).map_or(0, |(number, _)| *number)
}

fn format_of(number: i64) -> Option<PictureFormat> {
    FORMATS.iter().find(|(known, _)| *known == number).map(|(_, format)| *format)
}

pub(super) fn forget(tx: &mut Tx<'_>, hash: &Hash) -> Result<()> {
    tx.run(sql!("content_digest.forget", "DELETE FROM content_digest WHERE hash = $1"), &params![hash])?;
    Ok(())
}
