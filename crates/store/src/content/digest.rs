//! The digests by which clients of drives know a content, kept as long as the content is.

use crate::node::set::{IDS, ids, with};
use crate::{Digests, Hash, Result, Tx, params, sql};

/// Keeps the digests of a content, which are a function of it: writing them again changes nothing.
pub fn put(tx: &mut Tx<'_>, hash: &Hash, digests: &Digests) -> Result<()> {
    tx.insert(
        sql!(
            "content_digest.put",
            "INSERT INTO content_digest (hash, sha1, sha256, quick_xor, crc32) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING"
        ),
        &params![hash, &digests.sha1, &digests.sha256, &digests.quick_xor, &digests.crc32],
    )?;
    Ok(())
}

/// Returns the digests of a content. `None` for what only pages hold.
pub fn get(tx: &mut Tx<'_>, hash: &Hash) -> Result<Option<Digests>> {
    tx.row(sql!("content_digest.get", "SELECT sha1, sha256, quick_xor, crc32 FROM content_digest WHERE hash = $1"), &params![hash], |row| {
        Ok(Digests { sha1: row.array(0)?, sha256: row.array(1)?, quick_xor: row.array(2)?, crc32: row.array(3)? })
    })
}

/// Returns the digests of some contents that files hold.
pub fn of_all(tx: &mut Tx<'_>, hashes: &[Hash]) -> Result<Vec<(Hash, Digests)>> {
    let mut found = Vec::with_capacity(hashes.len());
    for some in hashes.chunks(IDS) {
        found.extend(tx.rows(
            sql!(
                "content_digest.of_all",
                concat!("SELECT sha1, sha256, quick_xor, crc32, hash FROM content_digest WHERE hash IN ", ids!())
            ),
            &with(some, []),
            |row| {
                let digests = Digests { sha1: row.array(0)?, sha256: row.array(1)?, quick_xor: row.array(2)?, crc32: row.array(3)? };
                Ok((Hash(row.array(4)?), digests))
            },
        )?);
    }
    Ok(found)
}

pub(super) fn forget(tx: &mut Tx<'_>, hash: &Hash) -> Result<()> {
    tx.run(sql!("content_digest.forget", "DELETE FROM content_digest WHERE hash = $1"), &params![hash])?;
    Ok(())
}
