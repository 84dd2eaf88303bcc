//! What rows promise of contents: that they are there, as long as is said, and what their names say.

use super::{A_KIND, Finding, id};
use crate::content::{Body, Hash};
use crate::ids::count;
use crate::{Result, Tx, params, sql};

/// Looks for pages whose content, now or before, is missing, or of another length, for contents whose images or files are missing, for files,
/// shown, former or deleted, whose content is missing, and for digests of contents that are gone.
pub fn references(tx: &mut Tx<'_>) -> Result<Vec<Finding>> {
    let mut found = tx.rows(
        sql!(
            "check.content_missing",
            "SELECT p.content, COUNT(*) FROM page p WHERE p.content IS NOT NULL \
             AND NOT EXISTS (SELECT 1 FROM content c WHERE c.hash = p.content) GROUP BY p.content LIMIT $1"
        ),
        &params![A_KIND],
        |row| Ok(Finding::damage(format!("content {}: missing, and {} pages show it", Hash(row.array(0)?), row.integer(1)?))),
    )?;
    found.extend(tx.rows(
        sql!(
            "check.version_content",
            "SELECT v.content, COUNT(*) FROM page_version v WHERE NOT EXISTS (SELECT 1 FROM content c WHERE c.hash = v.content) \
             GROUP BY v.content LIMIT $1"
        ),
        &params![A_KIND],
        |row| Ok(Finding::damage(format!("content {}: missing, and {} pages held it before", Hash(row.array(0)?), row.integer(1)?))),
    )?);
    found.extend(tx.rows(
        sql!("check.content_none", "SELECT p.list, COUNT(*) FROM page p WHERE p.dead = 0 AND p.content IS NULL GROUP BY p.list LIMIT $1"),
        &params![A_KIND],
        |row| Ok(Finding::damage(format!("layer {}: {} pages without a content", id(row)?, row.integer(1)?))),
    )?);
    found.extend(tx.rows(
        sql!(
            "check.content_bytes",
            "SELECT p.list, COUNT(*) FROM page p CROSS JOIN content c WHERE c.hash = p.content AND p.dead = 0 AND p.bytes <> c.bytes + \
             (SELECT CAST(COALESCE(SUM(x.bytes), 0) AS BIGINT) FROM content_resource r CROSS JOIN content x \
             WHERE r.content = p.content AND x.hash = r.resource) GROUP BY p.list LIMIT $1"
        ),
        &params![A_KIND],
        |row| {
            Ok(Finding::damage(format!(
                "layer {}: {} pages are not as long as their content with its images and files",
                id(row)?,
                row.integer(1)?
            )))
        },
    )?);
    found.extend(tx.rows(
        sql!(
            "check.resource_missing",
            "SELECT r.resource, COUNT(*) FROM content_resource r \
             WHERE NOT EXISTS (SELECT 1 FROM content c WHERE c.hash = r.resource) GROUP BY r.resource LIMIT $1"
        ),
        &params![A_KIND],
        |row| Ok(Finding::damage(format!("content {}: missing, an image or a file of {} contents", Hash(row.array(0)?), row.integer(1)?))),
    )?);
    found.extend(tx.rows(
        sql!(
            "check.resource_unnamed",
            "SELECT r.content, COUNT(*) FROM content_resource r \
             WHERE NOT EXISTS (SELECT 1 FROM content c WHERE c.hash = r.content) GROUP BY r.content LIMIT $1"
        ),
        &params![A_KIND],
        |row| Ok(Finding::waste(format!("content {}: gone, and {} images or files are kept for it", Hash(row.array(0)?), row.integer(1)?))),
    )?);
    found.extend(tx.rows(
        sql!(
            "check.file_content",
            "SELECT f.content, COUNT(*) FROM (SELECT content FROM file UNION ALL SELECT content FROM file_version \
             UNION ALL SELECT content FROM file_trash) f WHERE f.content IS NOT NULL \
             AND NOT EXISTS (SELECT 1 FROM content c WHERE c.hash = f.content) GROUP BY f.content LIMIT $1"
        ),
        &params![A_KIND],
        |row| Ok(Finding::damage(format!("content {}: missing, and {} files hold it", Hash(row.array(0)?), row.integer(1)?))),
    )?);
    found.extend(tx.rows(
        sql!(
            "check.digest",
            "SELECT d.hash FROM content_digest d WHERE NOT EXISTS (SELECT 1 FROM content c WHERE c.hash = d.hash) LIMIT $1"
        ),
        &params![A_KIND],
        |row| Ok(Finding::waste(format!("content {}: gone, and its digests are kept", Hash(row.array(0)?)))),
    )?);
    Ok(found)
}

/// What a round over some contents saw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// Contents that were looked at.
    pub contents: u64,
    /// Those that lie in blobs: hash, length and blob, for whoever can read blobs.
    pub blobs: Vec<(Hash, u64, String)>,
    /// What was wrong.
    pub findings: Vec<Finding>,
    /// Where the next round begins; `None` after the last.
    pub next: Option<Hash>,
}

/// How many contents a round takes.
const CONTENTS_A_ROUND: u32 = 128;

/// Hashes some contents again and compares with their names.
pub fn contents(tx: &mut Tx<'_>, after: Option<Hash>) -> Result<Contents> {
    let all = tx.rows(
        sql!("check.contents", "SELECT hash, bytes, body, blob FROM content WHERE hash > $1 ORDER BY hash LIMIT $2"),
        &params![&after.unwrap_or(Hash([0; 32])), CONTENTS_A_ROUND],
        |row| {
            let body = match (row.opt_bytes(2)?, row.opt_text(3)?) {
                (Some(bytes), _) => Some(Body::Inline(bytes)),
                (None, blob) => blob.map(Body::Blob),
            };
            Ok((Hash(row.array(0)?), count(row, 1)?, body))
        },
    )?;
    let mut round =
        Contents { next: all.last().map(|(hash, ..)| *hash).filter(|_| all.len() == CONTENTS_A_ROUND as usize), ..Contents::default() };
    for (hash, bytes, body) in all {
        round.contents += 1;
        match body {
            None => round.findings.push(Finding::damage(format!("content {hash}: neither a body nor a blob"))),
            Some(Body::Blob(name)) => round.blobs.push((hash, bytes, name)),
            Some(Body::Inline(body)) if Hash::of(&body) != hash => {
                round.findings.push(Finding::damage(format!("content {hash}: its bytes are not what their name says")));
            }
            Some(Body::Inline(body)) if body.len() as u64 != bytes => {
                round.findings.push(Finding::damage(format!("content {hash}: {} bytes, and its row says {bytes}", body.len())));
            }
            Some(Body::Inline(_)) => {}
        }
    }
    Ok(round)
}

/// Says whether any page names this content, as its body or through it, or did before, or any file holds or held it.
pub fn is_shown(tx: &mut Tx<'_>, hash: &Hash) -> Result<bool> {
    let one = tx.row(
        sql!(
            "check.is_shown",
            "SELECT 1 FROM page WHERE content = $1 UNION ALL SELECT 1 FROM page_version WHERE content = $1 \
             UNION ALL SELECT 1 FROM content_resource WHERE resource = $1 \
             UNION ALL SELECT 1 FROM file WHERE content = $1 UNION ALL SELECT 1 FROM file_version WHERE content = $1 \
             UNION ALL SELECT 1 FROM file_trash WHERE content = $1 LIMIT 1"
        ),
        &params![hash],
        |row| row.integer(0),
    )?;
    Ok(one.is_some())
}
