//! What must hold of a store at rest, whatever was done to it: nothing dangles, nothing is counted wrong.
//!
//! Asked in plain SQL that walks everything, on purpose unlike the statements that are tested.

use store::{Result, Sql, Store, Tx, Value, sql};

/// Returns what is wrong with a store, in words; nothing is the good answer.
///
/// # Panics
/// If the store cannot be read.
#[must_use]
pub fn complaints(store: &Store) -> Vec<String> {
    store.read(|tx| check(tx, EVER)).wait().expect("the store can be read")
}

/// As [`complaints`], and also what should have been collected and was not. For stores that were swept to the end.
///
/// # Panics
/// If the store cannot be read.
#[must_use]
pub fn leftovers(store: &Store) -> Vec<String> {
    store
        .read(|tx| {
            let mut found = check(tx, EVER)?;
            found.extend(check(tx, SWEPT)?);
            Ok::<_, store::Error>(found)
        })
        .wait()
        .expect("the store can be read")
}

/// Returns a number, for counting rows.
///
/// # Panics
/// If the store cannot be read.
#[must_use]
pub fn number(store: &Store, sql: &'static Sql) -> i64 {
    store.read(move |tx| tx.row(sql, &[], |row| row.integer(0))).wait().map(|n: Option<i64>| n.unwrap_or(0)).expect("the store can be read")
}

type Rule = (&'static str, fn() -> &'static Sql);

fn check(tx: &mut Tx<'_>, rules: &[Rule]) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for (words, statement) in rules {
        let none: [Value<'_>; 0] = [];
        let n = tx.row(statement(), &none, |row| row.integer(0))?.unwrap_or(0);
        if n > 0 {
            found.push(format!("{words}: {n}"));
        }
    }
    Ok(found)
}

/// The section rows with the visible rows of their chains.
macro_rules! visible {
    ($label:literal, $rest:literal) => {
        (|| {
            sql!(
                $label,
                concat!(
                    "WITH RECURSIVE chain (section, list, parent, depth) AS ( ",
                    "SELECT s.id, l.id, l.parent, 0 FROM section s JOIN list l ON l.id = s.head ",
                    "UNION ALL SELECT c.section, l.id, l.parent, c.depth + 1 FROM chain c JOIN list l ON l.id = c.parent), ",
                    "top (section, key, depth) AS (SELECT c.section, p.key, MIN(c.depth) FROM chain c JOIN page p ON p.list = c.list ",
                    "GROUP BY c.section, p.key), ",
                    "seen (section, key, bytes, modified, ord, app, content) AS (SELECT t.section, t.key, p.bytes, p.modified_at_us, p.ord, ",
                    "p.app, p.content FROM top t JOIN chain c ON c.section = t.section AND c.depth = t.depth ",
                    "JOIN page p ON p.list = c.list AND p.key = t.key WHERE p.dead = 0), ",
                    "sums (section, n, bytes, newest, ord) AS (SELECT section, COUNT(*), CAST(SUM(bytes) AS BIGINT), MAX(modified), MAX(ord) ",
                    "FROM seen GROUP BY section) ",
                    $rest
                )
            )
        }) as fn() -> &'static Sql
    };
}

/// The folder rows with the visible rows of their chains.
macro_rules! visible_files {
    ($label:literal, $rest:literal) => {
        (|| {
            sql!(
                $label,
                concat!(
                    "WITH RECURSIVE chain (folder, list, parent, depth) AS ( ",
                    "SELECT s.id, l.id, l.parent, 0 FROM folder s JOIN list l ON l.id = s.head ",
                    "UNION ALL SELECT c.folder, l.id, l.parent, c.depth + 1 FROM chain c JOIN list l ON l.id = c.parent), ",
                    "top (folder, key, depth) AS (SELECT c.folder, p.key, MIN(c.depth) FROM chain c JOIN file p ON p.list = c.list ",
                    "GROUP BY c.folder, p.key), ",
                    "seen (folder, key, bytes, modified, name_key) AS (SELECT t.folder, t.key, p.bytes, p.modified_at_us, p.name_key ",
                    "FROM top t JOIN chain c ON c.folder = t.folder AND c.depth = t.depth ",
                    "JOIN file p ON p.list = c.list AND p.key = t.key WHERE p.dead = 0), ",
                    "sums (folder, n, bytes, newest, names) AS (SELECT folder, COUNT(*), CAST(SUM(bytes) AS BIGINT), MAX(modified), ",
                    "COUNT(DISTINCT name_key) FROM seen GROUP BY folder) ",
                    $rest
                )
            )
        }) as fn() -> &'static Sql
    };
}

/// What holds at any moment.
const EVER: &[Rule] = &[
    (
        "folders whose `n` is not their visible files",
        visible_files!("audit.files", "SELECT COUNT(*) FROM folder s LEFT JOIN sums v ON v.folder = s.id WHERE s.n <> COALESCE(v.n, 0)"),
    ),
    (
        "folders whose `bytes` are not their files'",
        visible_files!(
            "audit.file_bytes",
            "SELECT COUNT(*) FROM folder s LEFT JOIN sums v ON v.folder = s.id WHERE s.bytes <> COALESCE(v.bytes, 0)"
        ),
    ),
    (
        "folders with a file newer than their bound",
        visible_files!("audit.file_bound", "SELECT COUNT(*) FROM folder s JOIN sums v ON v.folder = s.id WHERE v.newest > s.file_bound_us"),
    ),
    ("files of one name in a folder", visible_files!("audit.file_names", "SELECT COUNT(*) FROM sums v WHERE v.names <> v.n")),
    (
        "files that have a node's name",
        visible_files!(
            "audit.file_node_names",
            "SELECT COUNT(*) FROM seen v JOIN live n ON n.parent = v.folder AND n.name_key = v.name_key"
        ),
    ),
    ("chains of files that are too long", visible_files!("audit.file_depth", "SELECT COUNT(*) FROM chain WHERE depth >= 8")),
    ("files whose content is gone", || {
        sql!(
            "audit.file_content",
            "SELECT COUNT(*) FROM (SELECT content FROM file p WHERE NOT EXISTS (SELECT 1 FROM list_released r WHERE r.list = p.list) UNION ALL SELECT content FROM file_version UNION ALL SELECT content FROM file_trash) f WHERE f.content IS NOT NULL AND NOT EXISTS (SELECT 1 FROM content c WHERE c.hash = f.content)"
        )
    }),
    ("open heads of folders that somebody else refers to", || {
        sql!(
            "audit.open_folder",
            "SELECT COUNT(*) FROM folder s WHERE s.is_open = 1 AND ((SELECT COUNT(*) FROM folder o WHERE o.head = s.head) + (SELECT COUNT(*) FROM list c WHERE c.parent = s.head) + (SELECT COUNT(*) FROM captured c WHERE c.head = s.head)) <> 1"
        )
    }),
    ("open heads of folders whose rows are miscounted", || {
        sql!(
            "audit.folder_rows",
            "SELECT COUNT(*) FROM folder s WHERE s.is_open = 1 AND s.top_rows <> (SELECT COUNT(*) FROM file p WHERE p.list = s.head)"
        )
    }),
    ("folders without a node", || {
        sql!(
            "audit.folder",
            "SELECT COUNT(*) FROM folder s WHERE NOT EXISTS (SELECT 1 FROM node n WHERE n.drive = s.drive AND n.id = s.id)"
        )
    }),
    ("files of no list", || {
        sql!(
            "audit.no_list",
            "SELECT COUNT(*) FROM file p WHERE NOT EXISTS (SELECT 1 FROM list l WHERE l.id = p.list) AND NOT EXISTS (SELECT 1 FROM list_released r WHERE r.list = p.list)"
        )
    }),
    ("deleted files, versions and moved files of folders that are gone", || {
        sql!(
            "audit.file_places",
            "SELECT COUNT(*) FROM (SELECT folder FROM file_trash UNION ALL SELECT folder FROM file_version UNION ALL SELECT folder FROM file_alias) p WHERE NOT EXISTS (SELECT 1 FROM folder f WHERE f.id = p.folder) AND NOT EXISTS (SELECT 1 FROM captured c WHERE c.copy = p.folder)"
        )
    }),
    (
        "sections whose `n` is not their visible pages",
        visible!("audit.n", "SELECT COUNT(*) FROM section s LEFT JOIN sums v ON v.section = s.id WHERE s.n <> COALESCE(v.n, 0)"),
    ),
    (
        "sections whose `bytes` are not their pages'",
        visible!(
            "audit.bytes",
            "SELECT COUNT(*) FROM section s LEFT JOIN sums v ON v.section = s.id WHERE s.bytes <> COALESCE(v.bytes, 0)"
        ),
    ),
    (
        "sections with a page newer than their bound",
        visible!("audit.bound", "SELECT COUNT(*) FROM section s JOIN sums v ON v.section = s.id WHERE v.newest > s.page_bound_us"),
    ),
    (
        "sections with a page beyond their order's bound",
        visible!("audit.ord", "SELECT COUNT(*) FROM section s JOIN sums v ON v.section = s.id WHERE v.ord > s.ord_bound"),
    ),
    (
        "sections whose count for an app is wrong",
        visible!(
            "audit.app",
            "SELECT COUNT(*) FROM section_app a WHERE a.n <> (SELECT COUNT(*) FROM seen v WHERE v.section = a.section AND v.app = a.app)"
        ),
    ),
    (
        "visible pages whose app the section does not count",
        visible!(
            "audit.app_missing",
            "SELECT COUNT(*) FROM seen v WHERE NOT EXISTS (SELECT 1 FROM section_app a WHERE a.section = v.section AND a.app = v.app AND a.n > 0)"
        ),
    ),
    ("chains that are too long", visible!("audit.depth", "SELECT COUNT(*) FROM chain WHERE depth >= 8")),
    ("rows whose content is gone", || {
        sql!(
            "audit.content",
            "SELECT COUNT(*) FROM page p WHERE p.dead = 0 AND NOT EXISTS (SELECT 1 FROM content c WHERE c.hash = p.content) AND NOT EXISTS (SELECT 1 FROM list_released r WHERE r.list = p.list)"
        )
    }),
    ("versions whose content is gone", || {
        sql!(
            "audit.version_content",
            "SELECT COUNT(*) FROM page_version v WHERE NOT EXISTS (SELECT 1 FROM content c WHERE c.hash = v.content)"
        )
    }),
    (
        "versions of pages that are not shown",
        visible!(
            "audit.versions",
            "SELECT COUNT(*) FROM page_version p WHERE NOT EXISTS (SELECT 1 FROM seen v WHERE v.section = p.section AND v.key = p.key)"
        ),
    ),
    ("pages with more versions than they may have", || {
        sql!(
            "audit.versions_max",
            "SELECT COUNT(*) FROM (SELECT section, key FROM page_version GROUP BY section, key HAVING COUNT(*) > 100) p"
        )
    }),
    ("images and files whose bytes are gone", || {
        sql!(
            "audit.resource",
            "SELECT COUNT(*) FROM content_resource r WHERE NOT EXISTS (SELECT 1 FROM content c WHERE c.hash = r.resource)"
        )
    }),
    ("images and files of contents that are gone", || {
        sql!(
            "audit.resource_content",
            "SELECT COUNT(*) FROM content_resource r WHERE NOT EXISTS (SELECT 1 FROM content c WHERE c.hash = r.content)"
        )
    }),
    ("visible pages that are not as long as their content and its images and files", || {
        sql!(
            "audit.page_bytes",
            "SELECT COUNT(*) FROM page p WHERE p.dead = 0 AND EXISTS (SELECT 1 FROM content c WHERE c.hash = p.content) AND p.bytes <> (SELECT CAST(COALESCE(SUM(c.bytes), 0) AS BIGINT) FROM content c WHERE c.hash = p.content OR c.hash IN (SELECT r.resource FROM content_resource r WHERE r.content = p.content))"
        )
    }),
    ("sections whose head is gone", || {
        sql!(
            "audit.head",
            "SELECT COUNT(*) FROM section s WHERE s.head IS NOT NULL AND NOT EXISTS (SELECT 1 FROM list l WHERE l.id = s.head)"
        )
    }),
    ("lists whose parent is gone", || {
        sql!(
            "audit.parent",
            "SELECT COUNT(*) FROM list c WHERE c.parent IS NOT NULL AND NOT EXISTS (SELECT 1 FROM list l WHERE l.id = c.parent)"
        )
    }),
    ("open heads that somebody else refers to", || {
        sql!(
            "audit.open",
            "SELECT COUNT(*) FROM section s WHERE s.is_open = 1 AND ((SELECT COUNT(*) FROM section o WHERE o.head = s.head) + (SELECT COUNT(*) FROM list c WHERE c.parent = s.head) + (SELECT COUNT(*) FROM captured c WHERE c.head = s.head)) <> 1"
        )
    }),
    ("open heads whose rows are miscounted", || {
        sql!(
            "audit.top_rows",
            "SELECT COUNT(*) FROM section s WHERE s.is_open = 1 AND s.top_rows <> (SELECT COUNT(*) FROM page p WHERE p.list = s.head)"
        )
    }),
    ("sealed lists whose rows are miscounted", || {
        sql!(
            "audit.rows",
            "SELECT COUNT(*) FROM list l WHERE l.building IS NULL AND NOT EXISTS (SELECT 1 FROM section s WHERE s.head = l.id AND s.is_open = 1) AND NOT EXISTS (SELECT 1 FROM folder s WHERE s.head = l.id AND s.is_open = 1) AND l.rows <> (SELECT COUNT(*) FROM page p WHERE p.list = l.id) + (SELECT COUNT(*) FROM file p WHERE p.list = l.id)"
        )
    }),
    ("section nodes without a section", || {
        sql!(
            "audit.node",
            "SELECT COUNT(*) FROM node n WHERE n.kind = 5 AND (n.state <> 2 OR n.held_by IS NOT NULL) \
             AND NOT EXISTS (SELECT 1 FROM section s WHERE s.drive = n.drive AND s.id = n.id)"
        )
    }),
    ("sections without a node", || {
        sql!(
            "audit.section",
            "SELECT COUNT(*) FROM section s WHERE NOT EXISTS (SELECT 1 FROM node n WHERE n.drive = s.drive AND n.id = s.id)"
        )
    }),
    ("live nodes whose parent is not live", || {
        sql!(
            "audit.tree",
            "SELECT COUNT(*) FROM live n WHERE n.parent IS NOT NULL AND NOT EXISTS (SELECT 1 FROM live p WHERE p.drive = n.drive AND p.id = n.parent)"
        )
    }),
    ("nodes that name another notebook than the one around them", || {
        sql!(
            "audit.notebook",
            "SELECT COUNT(*) FROM live n LEFT JOIN live p ON p.drive = n.drive AND p.id = n.parent WHERE n.notebook IS DISTINCT FROM CASE WHEN n.kind < 3 THEN NULL WHEN n.kind = 3 THEN n.id ELSE p.notebook END"
        )
    }),
    ("staged nodes of no operation", || {
        sql!(
            "audit.staged",
            "SELECT COUNT(*) FROM node n WHERE n.state = 1 AND NOT EXISTS (SELECT 1 FROM operation o WHERE o.id = n.held_by AND o.state < 2)"
        )
    }),
    ("captured nodes of no operation", || {
        sql!(
            "audit.captured",
            "SELECT COUNT(*) FROM captured c WHERE NOT EXISTS (SELECT 1 FROM operation o WHERE o.id = c.operation AND o.state < 2)"
        )
    }),
    ("captured counts of no operation", || {
        sql!(
            "audit.captured_app",
            "SELECT COUNT(*) FROM captured_app c WHERE NOT EXISTS (SELECT 1 FROM operation o WHERE o.id = c.operation AND o.state < 2)"
        )
    }),
    ("pages of no list", || {
        sql!(
            "audit.pages",
            "SELECT COUNT(*) FROM page p WHERE NOT EXISTS (SELECT 1 FROM list l WHERE l.id = p.list) AND NOT EXISTS (SELECT 1 FROM list_released r WHERE r.list = p.list)"
        )
    }),
    ("flattens of no list", || {
        sql!(
            "audit.flatten",
            "SELECT COUNT(*) FROM flatten f WHERE NOT EXISTS (SELECT 1 FROM list l WHERE l.id = f.list) OR NOT EXISTS (SELECT 1 FROM list l WHERE l.id = f.target)"
        )
    }),
    ("building lists of no flatten", || {
        sql!(
            "audit.building",
            "SELECT COUNT(*) FROM list l WHERE l.building IS NOT NULL AND NOT EXISTS (SELECT 1 FROM flatten f WHERE f.target = l.id)"
        )
    }),
];

/// What holds once everything is swept and no operation is under way.
const SWEPT: &[Rule] = &[
    ("lists that nobody names", || {
        sql!(
            "audit.lists",
            "SELECT COUNT(*) FROM list l WHERE NOT EXISTS (SELECT 1 FROM section s WHERE s.head = l.id) AND NOT EXISTS (SELECT 1 FROM folder s WHERE s.head = l.id) AND NOT EXISTS (SELECT 1 FROM list c WHERE c.parent = l.id) AND NOT EXISTS (SELECT 1 FROM captured c WHERE c.head = l.id)"
        )
    }),
    ("contents that nothing names", || {
        sql!(
            "audit.contents",
            "SELECT COUNT(*) FROM content c WHERE NOT EXISTS (SELECT 1 FROM page p WHERE p.content = c.hash) AND NOT EXISTS (SELECT 1 FROM page_version v WHERE v.content = c.hash) AND NOT EXISTS (SELECT 1 FROM content_resource r WHERE r.resource = c.hash) AND NOT EXISTS (SELECT 1 FROM file f WHERE f.content = c.hash) AND NOT EXISTS (SELECT 1 FROM file_version v WHERE v.content = c.hash) AND NOT EXISTS (SELECT 1 FROM file_trash t WHERE t.content = c.hash)"
        )
    }),
    ("nodes in the recycle bin", || sql!("audit.trash", "SELECT COUNT(*) FROM node WHERE state <> 0")),
    ("released lists", || sql!("audit.released", "SELECT COUNT(*) FROM list_released")),
    ("released contents", || sql!("audit.released_contents", "SELECT COUNT(*) FROM content_released")),
    ("deleted files", || sql!("audit.file_trash", "SELECT COUNT(*) FROM file_trash")),
    ("digests of contents that are gone", || {
        sql!("audit.digests", "SELECT COUNT(*) FROM content_digest d WHERE NOT EXISTS (SELECT 1 FROM content c WHERE c.hash = d.hash)")
    }),
    ("flattens", || sql!("audit.flattens", "SELECT COUNT(*) FROM flatten")),
    ("captured nodes", || sql!("audit.all_captured", "SELECT COUNT(*) FROM captured")),
    ("suspected lists", || sql!("audit.suspects", "SELECT COUNT(*) FROM list WHERE unused_since_us IS NOT NULL")),
    ("places that moved pages left in sections that are gone", || {
        sql!(
            "audit.aliases",
            "SELECT COUNT(*) FROM page_alias a WHERE NOT EXISTS (SELECT 1 FROM section s WHERE s.id = a.section) OR NOT EXISTS (SELECT 1 FROM section s WHERE s.id = a.to_section)"
        )
    }),
    ("permissions on nothing", || {
        sql!(
            "audit.permissions",
            "SELECT COUNT(*) FROM (SELECT drive, node, is_file FROM permission UNION ALL SELECT drive, item, is_file FROM share_link) p WHERE CASE WHEN p.is_file = 0 THEN NOT EXISTS (SELECT 1 FROM node n WHERE n.drive = p.drive AND n.id = p.node) ELSE NOT EXISTS (SELECT 1 FROM file_alias a WHERE a.id = p.node) AND NOT EXISTS (SELECT 1 FROM folder f WHERE f.space = substr(p.node, 1, 8)) END"
        )
    }),
];
