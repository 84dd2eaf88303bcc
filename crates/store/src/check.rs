//! Looking for damage: what the rows promise each other, asked again from the ground up.
//!
//! Only reads, in many short transactions, so that a server goes on meanwhile. Each finding is made within one snapshot and
//! therefore true, whatever else was going on. Nothing is mended here: whoever reads a finding decides.

mod folder;

pub use folder::{Folders, folders};

use crate::content::{Body, Hash};
use crate::ids::{RowId, count};
use crate::section::{self, Section};
use crate::{Error, Result, Row, Tx, params, sql};
use model::{DriveId, NodeId, format_guid};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Room that is taken for nothing. Nobody sees it.
    Waste,
    /// Something is shown wrong or cannot be shown.
    Damage,
}

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How much it matters.
    pub weight: Weight,
    /// What it is, naming the rows it is about, never what people wrote.
    pub what: String,
}

impl Finding {
    /// Makes a finding that matters.
    pub fn damage(what: impl Into<String>) -> Self {
        Self { weight: Weight::Damage, what: what.into() }
    }

    /// Makes a finding that only costs room.
    pub fn waste(what: impl Into<String>) -> Self {
        Self { weight: Weight::Waste, what: what.into() }
    }
}

/// The most findings that one statement reports. Where there are more, the first ones say enough.
pub(crate) const A_KIND: u32 = 20;

/// Asks the engine for its own opinion: of the file, and of the references between tables.
///
/// Reads the whole file on SQLite. PostgreSQL checks references by itself and its files by other tools.
pub fn engine(tx: &mut Tx<'_>) -> Result<Vec<Finding>> {
    let mut found = tx.rows(sql!("check.integrity", sqlite: "PRAGMA integrity_check(20)", postgres: "SELECT 'ok'"), &params![], |row| {
        Ok(Finding::damage(format!("the database file: {}", row.text(0)?)))
    })?;
    found.retain(|finding| finding.what != "the database file: ok");
    found.extend(tx.rows(
        sql!(
            "check.references",
            sqlite: "SELECT \"table\", parent, COUNT(*) FROM pragma_foreign_key_check GROUP BY 1, 2",
            postgres: "SELECT conrelid::regclass::text, confrelid::regclass::text, 1::bigint FROM pg_constraint \
                       WHERE contype = 'f' AND NOT convalidated",
        ),
        &params![],
        |row| Ok(Finding::damage(format!("{} rows of `{}` refer to no row of `{}`", row.integer(2)?, row.text_ref(0)?, row.text_ref(1)?))),
    )?);
    Ok(found)
}

/// Returns how many bytes the database takes, as its engine counts them: what it would take with an empty log.
pub fn database_bytes(tx: &mut Tx<'_>) -> Result<u64> {
    let bytes = tx.row(
        sql!(
            "check.database_bytes",
            sqlite: "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
            postgres: "SELECT pg_database_size(current_database())",
        ),
        &params![],
        |row| count(row, 0),
    )?;
    Ok(bytes.unwrap_or(0))
}

/// What a round over some sections saw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sections {
    /// Sections that were looked at.
    pub sections: u64,
    /// Their visible pages.
    pub pages: u64,
    /// What was wrong.
    pub findings: Vec<Finding>,
    /// Where the next round begins; `None` after the last.
    pub next: Option<(DriveId, NodeId)>,
}

/// How many sections a round takes: few enough to stay within the time that a transaction has, even if they are large.
const SECTIONS_A_ROUND: u32 = 16;

/// Counts the visible pages of some sections again, deleted and staged ones included, and compares with what their rows say.
pub fn sections(tx: &mut Tx<'_>, after: Option<(DriveId, NodeId)>) -> Result<Sections> {
    let (drive, id) = after.unwrap_or((DriveId([0; 16]), NodeId([0; 16])));
    let ids = tx.rows(
        sql!("check.sections", "SELECT drive, id FROM section WHERE (drive, id) > ($1, $2) ORDER BY drive, id LIMIT $3"),
        &params![&drive, &id, SECTIONS_A_ROUND],
        |row| Ok((DriveId::read(row, 0)?, NodeId::read(row, 1)?)),
    )?;
    let mut round = Sections::default();
    for (drive, id) in &ids {
        if let Some(section) = section::get(tx, drive, id)? {
            let counted = Counted::of(tx, &section)?;
            round.sections += 1;
            round.pages += counted.n;
            compare(&section, &counted, &mut round.findings);
            apps(tx, &section, &mut round.findings)?;
        }
    }
    round.next = ids.last().copied().filter(|_| ids.len() == SECTIONS_A_ROUND as usize);
    Ok(round)
}

/// What the layers of a section really show.
struct Counted {
    n: u64,
    bytes: u64,
    newest_us: i64,
    ord: i64,
    top_rows: u64,
}

impl Counted {
    fn of(tx: &mut Tx<'_>, section: &Section) -> Result<Self> {
        let counted = tx.row(
            sql!(
                "check.visible",
                "WITH RECURSIVE chain (id, parent, depth) AS ( \
                 SELECT l.id, l.parent, 0 FROM section s CROSS JOIN list l WHERE l.id = s.head AND s.drive = $1 AND s.id = $2 \
                 UNION ALL SELECT l.id, l.parent, c.depth + 1 FROM chain c CROSS JOIN list l WHERE l.id = c.parent AND c.depth < 64) \
                 SELECT COUNT(*), CAST(COALESCE(SUM(p.bytes), 0) AS BIGINT), COALESCE(MAX(p.modified_at_us), 0), COALESCE(MAX(p.ord), 0) \
                 FROM chain c CROSS JOIN page p WHERE p.list = c.id AND p.dead = 0 AND NOT EXISTS ( \
                 SELECT 1 FROM chain d CROSS JOIN page u WHERE u.list = d.id AND d.depth < c.depth AND u.key = p.key)"
            ),
            &params![&section.held.drive, &section.held.id],
            |row| Ok((count(row, 0)?, count(row, 1)?, row.integer(2)?, row.integer(3)?)),
        )?;
        let (n, bytes, newest_us, ord) = counted.unwrap_or_default();
        let top_rows = tx.row(
            sql!("check.top_rows", "SELECT COUNT(*) FROM section s CROSS JOIN page p WHERE p.list = s.head AND s.drive = $1 AND s.id = $2"),
            &params![&section.held.drive, &section.held.id],
            |row| count(row, 0),
        )?;
        Ok(Self { n, bytes, newest_us, ord, top_rows: top_rows.unwrap_or(0) })
    }
}

fn compare(section: &Section, counted: &Counted, findings: &mut Vec<Finding>) {
    let mut differs = |what: &str, said: String, found: String| {
        findings.push(Finding::damage(format!("section 1-{} says {said} {what}, and there are {found}", section.held.id)));
    };
    if section.held.n != counted.n {
        differs("visible pages", section.held.n.to_string(), counted.n.to_string());
    }
    if section.held.bytes != counted.bytes {
        differs("bytes of pages", section.held.bytes.to_string(), counted.bytes.to_string());
    }
    if section.held.is_open && section.held.top_rows != counted.top_rows {
        differs("rows in its open layer", section.held.top_rows.to_string(), counted.top_rows.to_string());
    }
    if section.held.bound.micros() < counted.newest_us {
        findings.push(Finding::damage(format!("section 1-{} has a page that is newer than its bound; lists may miss it", section.held.id)));
    }
    if section.ord_bound < counted.ord {
        findings
            .push(Finding::damage(format!("section 1-{} has a page beyond its last place; the next one may not be last", section.held.id)));
    }
}

/// Compares what a section keeps for each app with the pages that the app created.
fn apps(tx: &mut Tx<'_>, section: &Section, findings: &mut Vec<Finding>) -> Result<()> {
    let wrong = tx.row(
        sql!(
            "check.apps",
            "WITH RECURSIVE chain (id, parent, depth) AS ( \
             SELECT l.id, l.parent, 0 FROM section s CROSS JOIN list l WHERE l.id = s.head AND s.drive = $1 AND s.id = $2 \
             UNION ALL SELECT l.id, l.parent, c.depth + 1 FROM chain c CROSS JOIN list l WHERE l.id = c.parent AND c.depth < 64), \
             real (app, n, newest) AS (SELECT p.app, COUNT(*), MAX(p.modified_at_us) \
             FROM chain c CROSS JOIN page p WHERE p.list = c.id AND p.dead = 0 AND NOT EXISTS ( \
             SELECT 1 FROM chain d CROSS JOIN page u WHERE u.list = d.id AND d.depth < c.depth AND u.key = p.key) GROUP BY p.app), \
             kept (app, n, newest) AS (SELECT app, n, page_bound_us FROM section_app WHERE drive = $1 AND section = $2) \
             SELECT COUNT(*) FROM (SELECT r.app FROM real r LEFT JOIN kept k ON k.app = r.app \
             WHERE k.app IS NULL OR k.n <> r.n OR k.newest < r.newest \
             UNION ALL SELECT k.app FROM kept k LEFT JOIN real r ON r.app = k.app WHERE r.app IS NULL AND k.n <> 0) w"
        ),
        &params![&section.held.drive, &section.held.id],
        |row| row.integer(0),
    )?;
    if let Some(wrong) = wrong.filter(|wrong| *wrong > 0) {
        findings.push(Finding::damage(format!("section 1-{} counts the pages of {wrong} apps wrongly", section.held.id)));
    }
    Ok(())
}

/// Looks for nodes, layers and pages that hang in the air.
pub fn structure(tx: &mut Tx<'_>) -> Result<Vec<Finding>> {
    let mut found = Vec::new();
    let mut damage = |tx: &mut Tx<'_>, sql, what: &str| -> Result<()> {
        found.extend(tx.rows(sql, &params![A_KIND], |row| Ok(Finding::damage(format!("{}: {what}", id(row)?))))?);
        Ok(())
    };
    // Of what is deleted, a parent may go for good a little before its children.
    damage(
        tx,
        sql!(
            "check.node_parent",
            "SELECT n.id FROM live n WHERE n.parent IS NOT NULL \
             AND NOT EXISTS (SELECT 1 FROM node p WHERE p.drive = n.drive AND p.id = n.parent) LIMIT $1"
        ),
        "a node whose parent is missing",
    )?;
    damage(
        tx,
        sql!("check.node_live", "SELECT n.id FROM live n JOIN node p ON p.drive = n.drive AND p.id = n.parent WHERE p.state <> 0 LIMIT $1"),
        "a node that is shown, in one that is not",
    )?;
    // Of what was removed for good only the node stays a while, held by nobody, so that its end can be told.
    damage(
        tx,
        sql!(
            "check.section_row",
            "SELECT n.id FROM node n WHERE n.kind = 5 AND (n.state <> 2 OR n.held_by IS NOT NULL) \
             AND NOT EXISTS (SELECT 1 FROM section s WHERE s.drive = n.drive AND s.id = n.id) LIMIT $1"
        ),
        "a section without the row that names its pages",
    )?;
    damage(
        tx,
        sql!(
            "check.section_head",
            "SELECT s.id FROM section s WHERE s.head IS NOT NULL AND NOT EXISTS (SELECT 1 FROM list l WHERE l.id = s.head) LIMIT $1"
        ),
        "a section whose layer of pages is missing",
    )?;
    damage(
        tx,
        sql!(
            "check.list_parent",
            "SELECT l.id FROM list l WHERE l.parent IS NOT NULL AND NOT EXISTS (SELECT 1 FROM list p WHERE p.id = l.parent) LIMIT $1"
        ),
        "a layer on top of one that is missing",
    )?;
    damage(
        tx,
        sql!(
            "check.list_rows",
            "SELECT l.id FROM list l WHERE l.building IS NULL AND l.unused_since_us IS NULL \
             AND NOT EXISTS (SELECT 1 FROM section s WHERE s.head = l.id AND s.is_open = 1) \
             AND NOT EXISTS (SELECT 1 FROM folder f WHERE f.head = l.id AND f.is_open = 1) \
             AND l.rows <> (SELECT COUNT(*) FROM page p WHERE p.list = l.id) + (SELECT COUNT(*) FROM file f WHERE f.list = l.id) LIMIT $1"
        ),
        "a sealed layer that does not hold as many rows as when it was sealed",
    )?;
    damage(
        tx,
        sql!(
            "check.open_shared",
            "SELECT s.id FROM section s WHERE s.is_open = 1 AND s.head IS NOT NULL AND ( \
             EXISTS (SELECT 1 FROM section t WHERE t.head = s.head AND t.id <> s.id) OR EXISTS (SELECT 1 FROM list l WHERE l.parent = s.head)) \
             LIMIT $1"
        ),
        "a section that writes into a layer which others share",
    )?;
    waste(tx, &mut found)?;
    found.extend(folder::structure(tx)?);
    Ok(found)
}

fn waste(tx: &mut Tx<'_>, found: &mut Vec<Finding>) -> Result<()> {
    let mut waste = |tx: &mut Tx<'_>, sql, what: &str| -> Result<()> {
        found.extend(tx.rows(sql, &params![A_KIND], |row| Ok(Finding::waste(format!("{}: {what}", id(row)?))))?);
        Ok(())
    };
    waste(
        tx,
        sql!(
            "check.list_unnamed",
            "SELECT l.id FROM list l WHERE l.unused_since_us IS NULL AND l.building IS NULL \
             AND NOT EXISTS (SELECT 1 FROM section s WHERE s.head = l.id) AND NOT EXISTS (SELECT 1 FROM folder f WHERE f.head = l.id) \
             AND NOT EXISTS (SELECT 1 FROM list c WHERE c.parent = l.id) \
             AND NOT EXISTS (SELECT 1 FROM captured c WHERE c.head = l.id) \
             AND NOT EXISTS (SELECT 1 FROM flatten f WHERE f.list = l.id OR f.target = l.id) LIMIT $1"
        ),
        "a layer that nobody names, and that is not on its way out",
    )?;
    waste(
        tx,
        sql!(
            "check.page_list",
            "SELECT DISTINCT p.list FROM page p WHERE NOT EXISTS (SELECT 1 FROM list l WHERE l.id = p.list) \
             AND NOT EXISTS (SELECT 1 FROM list_released r WHERE r.list = p.list) LIMIT $1"
        ),
        "pages of a layer that is gone",
    )?;
    waste(
        tx,
        sql!(
            "check.staged",
            "SELECT n.id FROM node n WHERE n.state = 1 \
             AND NOT EXISTS (SELECT 1 FROM operation o WHERE o.id = n.held_by AND o.state < 2) LIMIT $1"
        ),
        "a staged node of an operation that has ended",
    )?;
    waste(
        tx,
        sql!(
            "check.permission",
            "SELECT p.node FROM (SELECT drive, node, is_file FROM permission UNION ALL SELECT drive, item, is_file FROM share_link) p \
             WHERE p.is_file = 0 AND NOT EXISTS (SELECT 1 FROM node n WHERE n.drive = p.drive AND n.id = p.node) LIMIT $1"
        ),
        "shares of a node that is gone",
    )?;
    // Whether a folder still has the file, its lists would have to be asked; that the folder is there is told by a row.
    waste(
        tx,
        sql!(
            "check.permission_file",
            "SELECT p.node FROM (SELECT drive, node, is_file FROM permission UNION ALL SELECT drive, item, is_file FROM share_link) p \
             WHERE p.is_file = 1 AND NOT EXISTS (SELECT 1 FROM file_alias a WHERE a.drive = p.drive AND a.id = p.node) \
             AND NOT EXISTS (SELECT 1 FROM folder f WHERE f.drive = p.drive AND f.space = substr(p.node, 1, 8)) LIMIT $1"
        ),
        "shares of a file whose folder is gone",
    )
}

fn id(row: &Row<'_>) -> Result<String> {
    row.array::<16>(0).map(|bytes| format_guid(&bytes))
}

/// Looks for pages whose content is missing or of another length, and for contents whose images or files are missing.
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
    found.extend(folder::references(tx)?);
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

/// Says whether any page names this content, as its body or through it, or any file holds or held it.
pub fn is_shown(tx: &mut Tx<'_>, hash: &Hash) -> Result<bool> {
    let one = tx.row(
        sql!(
            "check.is_shown",
            "SELECT 1 FROM page WHERE content = $1 UNION ALL SELECT 1 FROM content_resource WHERE resource = $1 \
             UNION ALL SELECT 1 FROM file WHERE content = $1 UNION ALL SELECT 1 FROM file_version WHERE content = $1 \
             UNION ALL SELECT 1 FROM file_trash WHERE content = $1 LIMIT 1"
        ),
        &params![hash],
        |row| row.integer(0),
    )?;
    Ok(one.is_some())
}

/// Says what it means that a blob could not be read; `None` if it is the disk's fault and says nothing about the blob.
pub fn blob_finding(name: &str, error: &Error) -> Option<Finding> {
    match error {
        Error::Corrupt { cause, .. } => Some(Finding::damage(format!("blob {name}: {cause:?}"))),
        _ => None,
    }
}
