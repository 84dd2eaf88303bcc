//! What rows promise each other: whatever one names is there, and shared by nobody who may not share it.

use super::{A_KIND, Finding, id};
use crate::{Result, Sql, Tx, params, sql};

/// A statement that returns ids, and what is wrong with them.
type Rule = (&'static Sql, &'static str);

static DAMAGE: &[Rule] = &[
    // What is discarded is its own owner; whoever is gone still has a row.
    (
        sql!(
            "check.drive_owner",
            "SELECT d.id FROM drive d WHERE d.owner <> d.id \
             AND NOT EXISTS (SELECT 1 FROM user_account u WHERE d.owner_kind = 0 AND u.id = d.owner) \
             AND NOT EXISTS (SELECT 1 FROM user_group g WHERE d.owner_kind = 1 AND g.id = d.owner) \
             AND NOT EXISTS (SELECT 1 FROM site s WHERE d.owner_kind = 2 AND s.id = d.owner) LIMIT $1"
        ),
        "a drive whose owner is missing",
    ),
    (
        sql!("check.drive_discarded", "SELECT d.id FROM drive_discarded x JOIN drive d ON d.id = x.drive WHERE d.owner <> d.id LIMIT $1"),
        "a drive that is somebody's, and discarded",
    ),
    (
        sql!(
            "check.group_reach",
            "WITH RECURSIVE up (start, id, role) AS (SELECT g.id, g.id, CAST(2 AS BIGINT) FROM user_group g \
             UNION SELECT up.start, e.outer_id, CASE WHEN e.role < up.role THEN e.role ELSE up.role END \
             FROM up CROSS JOIN group_in_group e WHERE e.inner_id = up.id), \
             whole (start, id, role) AS (SELECT start, id, MAX(role) FROM up GROUP BY start, id) \
             SELECT x.id FROM (SELECT w.start AS id FROM whole w LEFT JOIN group_reach r ON r.inner_id = w.start AND r.outer_id = w.id \
             AND r.role = w.role WHERE r.role IS NULL \
             UNION SELECT r.inner_id FROM group_reach r LEFT JOIN whole w ON w.start = r.inner_id AND w.id = r.outer_id \
             WHERE w.role IS NULL) x LIMIT $1"
        ),
        "a group of which it is not known right in which it lies",
    ),
    (
        sql!(
            "check.group_circle",
            "SELECT e.inner_id FROM group_in_group e JOIN group_reach r ON r.inner_id = e.outer_id AND r.outer_id = e.inner_id LIMIT $1"
        ),
        "a group that lies in itself",
    ),
    // Of what is deleted, a parent may go for good a little before its children.
    (
        sql!(
            "check.node_parent",
            "SELECT n.id FROM live n WHERE n.parent IS NOT NULL \
             AND NOT EXISTS (SELECT 1 FROM node p WHERE p.drive = n.drive AND p.id = n.parent) LIMIT $1"
        ),
        "a node whose parent is missing",
    ),
    (
        sql!("check.node_live", "SELECT n.id FROM live n JOIN node p ON p.drive = n.drive AND p.id = n.parent WHERE p.state <> 0 LIMIT $1"),
        "a node that is shown, in one that is not",
    ),
    // Of what was removed for good only the node stays a while, held by nobody, so that its end can be told.
    (
        sql!(
            "check.section_row",
            "SELECT n.id FROM node n WHERE n.kind = 5 AND (n.state <> 2 OR n.held_by IS NOT NULL) \
             AND NOT EXISTS (SELECT 1 FROM section s WHERE s.drive = n.drive AND s.id = n.id) LIMIT $1"
        ),
        "a section without the row that names its pages",
    ),
    (
        sql!(
            "check.shortcut_row",
            "SELECT n.id FROM node n WHERE n.kind = 2 AND (n.state <> 2 OR n.held_by IS NOT NULL) \
             AND NOT EXISTS (SELECT 1 FROM shortcut s WHERE s.drive = n.drive AND s.id = n.id) LIMIT $1"
        ),
        "a shortcut without the row that says where it leads",
    ),
    (
        sql!(
            "check.section_head",
            "SELECT s.id FROM section s WHERE s.head IS NOT NULL AND NOT EXISTS (SELECT 1 FROM list l WHERE l.id = s.head) LIMIT $1"
        ),
        "a section whose layer of pages is missing",
    ),
    (
        sql!(
            "check.list_parent",
            "SELECT l.id FROM list l WHERE l.parent IS NOT NULL AND NOT EXISTS (SELECT 1 FROM list p WHERE p.id = l.parent) LIMIT $1"
        ),
        "a layer on top of one that is missing",
    ),
    (
        sql!(
            "check.list_rows",
            "SELECT l.id FROM list l WHERE l.building IS NULL AND l.unused_since_us IS NULL \
             AND NOT EXISTS (SELECT 1 FROM section s WHERE s.head = l.id AND s.is_open = 1) \
             AND NOT EXISTS (SELECT 1 FROM folder f WHERE f.head = l.id AND f.is_open = 1) \
             AND l.rows <> (SELECT COUNT(*) FROM page p WHERE p.list = l.id) + (SELECT COUNT(*) FROM file f WHERE f.list = l.id) LIMIT $1"
        ),
        "a sealed layer that does not hold as many rows as when it was sealed",
    ),
    (
        sql!(
            "check.open_shared",
            "SELECT s.id FROM section s WHERE s.is_open = 1 AND s.head IS NOT NULL AND ( \
             EXISTS (SELECT 1 FROM section t WHERE t.head = s.head AND t.id <> s.id) OR EXISTS (SELECT 1 FROM list l WHERE l.parent = s.head)) \
             LIMIT $1"
        ),
        "a section that writes into a layer which others share",
    ),
    (
        sql!(
            "check.folder_head",
            "SELECT s.id FROM folder s WHERE s.head IS NOT NULL AND NOT EXISTS (SELECT 1 FROM list l WHERE l.id = s.head) LIMIT $1"
        ),
        "a folder whose layer of files is missing",
    ),
    (
        sql!(
            "check.list_kind",
            "SELECT l.id FROM list l WHERE (l.kind <> 0 AND EXISTS (SELECT 1 FROM section s WHERE s.head = l.id)) \
             OR (l.kind <> 1 AND EXISTS (SELECT 1 FROM folder s WHERE s.head = l.id)) \
             OR EXISTS (SELECT 1 FROM list p WHERE p.id = l.parent AND p.kind <> l.kind) LIMIT $1"
        ),
        "a layer that is of another kind than what it belongs to",
    ),
    (
        sql!(
            "check.open_folder_shared",
            "SELECT s.id FROM folder s WHERE s.is_open = 1 AND s.head IS NOT NULL AND ( \
             EXISTS (SELECT 1 FROM folder t WHERE t.head = s.head AND t.id <> s.id) \
             OR EXISTS (SELECT 1 FROM list l WHERE l.parent = s.head)) LIMIT $1"
        ),
        "a folder that writes into a layer which others share",
    ),
    (
        sql!(
            "check.file_bytes",
            "SELECT DISTINCT p.list FROM file p CROSS JOIN content c WHERE c.hash = p.content AND p.bytes <> c.bytes LIMIT $1"
        ),
        "a layer with a file that is not as long as its content",
    ),
    (
        sql!("check.file_content_none", "SELECT DISTINCT p.list FROM file p WHERE p.dead = 0 AND p.content IS NULL LIMIT $1"),
        "a layer with a file that has no content",
    ),
];

static WASTE: &[Rule] = &[
    (
        sql!(
            "check.list_unnamed",
            "SELECT l.id FROM list l WHERE l.unused_since_us IS NULL AND l.building IS NULL \
             AND NOT EXISTS (SELECT 1 FROM section s WHERE s.head = l.id) AND NOT EXISTS (SELECT 1 FROM folder f WHERE f.head = l.id) \
             AND NOT EXISTS (SELECT 1 FROM list c WHERE c.parent = l.id) \
             AND NOT EXISTS (SELECT 1 FROM captured c WHERE c.head = l.id) \
             AND NOT EXISTS (SELECT 1 FROM flatten f WHERE f.list = l.id OR f.target = l.id) LIMIT $1"
        ),
        "a layer that nobody names, and that is not on its way out",
    ),
    (
        sql!(
            "check.page_list",
            "SELECT DISTINCT p.list FROM page p WHERE NOT EXISTS (SELECT 1 FROM list l WHERE l.id = p.list) \
             AND NOT EXISTS (SELECT 1 FROM list_released r WHERE r.list = p.list) LIMIT $1"
        ),
        "pages of a layer that is gone",
    ),
    (
        sql!(
            "check.staged",
            "SELECT n.id FROM node n WHERE n.state = 1 \
             AND NOT EXISTS (SELECT 1 FROM operation o WHERE o.id = n.held_by AND o.state < 2) LIMIT $1"
        ),
        "a staged node of an operation that has ended",
    ),
    (
        sql!(
            "check.permission",
            "SELECT p.node FROM (SELECT drive, node, is_file FROM permission UNION ALL SELECT drive, item, is_file FROM share_link) p \
             WHERE p.is_file = 0 AND NOT EXISTS (SELECT 1 FROM node n WHERE n.drive = p.drive AND n.id = p.node) LIMIT $1"
        ),
        "shares of a node that is gone",
    ),
    // Whether a folder still has the file, its lists would have to be asked; that the folder is there is told by a row.
    (
        sql!(
            "check.permission_file",
            "SELECT p.node FROM (SELECT drive, node, is_file FROM permission UNION ALL SELECT drive, item, is_file FROM share_link) p \
             WHERE p.is_file = 1 AND NOT EXISTS (SELECT 1 FROM file_alias a WHERE a.drive = p.drive AND a.id = p.node) \
             AND NOT EXISTS (SELECT 1 FROM folder f WHERE f.drive = p.drive AND f.space = substr(p.node, 1, 8)) LIMIT $1"
        ),
        "shares of a file whose folder is gone",
    ),
    (
        sql!(
            "check.folder_node",
            "SELECT s.id FROM folder s WHERE NOT EXISTS (SELECT 1 FROM node n WHERE n.drive = s.drive AND n.id = s.id) LIMIT $1"
        ),
        "what a folder shows, and the folder is gone",
    ),
    (
        sql!(
            "check.shortcut_node",
            "SELECT s.id FROM shortcut s \
             WHERE NOT EXISTS (SELECT 1 FROM node n WHERE n.drive = s.drive AND n.id = s.id AND n.kind = 2) LIMIT $1"
        ),
        "where a shortcut leads, and the shortcut is gone",
    ),
    (
        sql!(
            "check.file_list",
            "SELECT DISTINCT p.list FROM file p WHERE NOT EXISTS (SELECT 1 FROM list l WHERE l.id = p.list) \
             AND NOT EXISTS (SELECT 1 FROM list_released r WHERE r.list = p.list) LIMIT $1"
        ),
        "files of a layer that is gone",
    ),
    (
        sql!(
            "check.file_alias",
            "SELECT a.id FROM file_alias a WHERE NOT EXISTS (SELECT 1 FROM folder f WHERE f.drive = a.drive AND f.id = a.folder) LIMIT $1"
        ),
        "a file that moved to a folder that is gone",
    ),
    (
        sql!(
            "check.file_trash",
            "SELECT DISTINCT t.folder FROM file_trash t \
             WHERE NOT EXISTS (SELECT 1 FROM folder f WHERE f.drive = t.drive AND f.id = t.folder) LIMIT $1"
        ),
        "deleted files of a folder that is gone",
    ),
    // Of its section alone: whether it still has the page, its lists would have to be asked.
    (
        sql!(
            "check.page_version",
            "SELECT DISTINCT v.section FROM page_version v WHERE NOT EXISTS (SELECT 1 FROM section s WHERE s.id = v.section) LIMIT $1"
        ),
        "versions of pages of a section that is gone",
    ),
    // A copy that brings versions along writes them before it builds its folders.
    (
        sql!(
            "check.file_version",
            "SELECT v.folder FROM (SELECT folder FROM file_version UNION SELECT folder FROM file_version_last) v \
             WHERE NOT EXISTS (SELECT 1 FROM folder f WHERE f.id = v.folder) \
             AND v.folder NOT IN (SELECT c.copy FROM operation o CROSS JOIN captured c WHERE o.with_versions = 1 AND c.operation = o.id) \
             LIMIT $1"
        ),
        "versions of files of a folder that is gone",
    ),
];

/// Looks for nodes, layers, pages, folders and files that hang in the air.
pub fn structure(tx: &mut Tx<'_>) -> Result<Vec<Finding>> {
    let mut found = Vec::new();
    for (rules, finding) in [(DAMAGE, Finding::damage as fn(String) -> Finding), (WASTE, Finding::waste)] {
        for (statement, what) in rules {
            found.extend(tx.rows(statement, &params![A_KIND], |row| Ok(finding(format!("{}: {what}", id(row)?))))?);
        }
    }
    Ok(found)
}
