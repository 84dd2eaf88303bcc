-- Times are microseconds since 1970 UTC (`_us`), booleans 0 or 1, ids 16 bytes.

CREATE TABLE user_account (
    id            BLOB NOT NULL PRIMARY KEY,
    name          TEXT NOT NULL,
    name_key      TEXT NOT NULL UNIQUE,
    password_hash TEXT,
    created_at_us INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE user_group (
    id            BLOB NOT NULL PRIMARY KEY,
    name          TEXT NOT NULL,
    name_key      TEXT NOT NULL UNIQUE,
    created_at_us INTEGER NOT NULL
) WITHOUT ROWID;

-- `role`: 0 reader, 1 contributor, 2 owner.
CREATE TABLE group_member (
    group_id BLOB NOT NULL REFERENCES user_group (id),
    user_id  BLOB NOT NULL REFERENCES user_account (id),
    role     INTEGER NOT NULL,
    PRIMARY KEY (group_id, user_id)
) WITHOUT ROWID;
CREATE INDEX group_member_user ON group_member (user_id);

CREATE TABLE site_collection (
    id       BLOB NOT NULL PRIMARY KEY,
    host_key TEXT NOT NULL UNIQUE
) WITHOUT ROWID;

CREATE TABLE site (
    id            BLOB NOT NULL PRIMARY KEY,
    collection    BLOB NOT NULL REFERENCES site_collection (id),
    url           TEXT NOT NULL,
    url_key       TEXT NOT NULL UNIQUE,
    created_at_us INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE site_member (
    site_id BLOB NOT NULL REFERENCES site (id),
    user_id BLOB NOT NULL REFERENCES user_account (id),
    role    INTEGER NOT NULL,
    PRIMARY KEY (site_id, user_id)
) WITHOUT ROWID;
CREATE INDEX site_member_user ON site_member (user_id);

-- The token itself is nowhere: only its hash.
CREATE TABLE token (
    hash          BLOB NOT NULL PRIMARY KEY,
    id            BLOB NOT NULL UNIQUE,
    user_id       BLOB NOT NULL REFERENCES user_account (id),
    app           TEXT NOT NULL,
    scopes        TEXT NOT NULL,
    created_at_us INTEGER NOT NULL,
    expires_at_us INTEGER NOT NULL,
    revoked_at_us INTEGER
) WITHOUT ROWID;

CREATE INDEX token_user ON token (user_id);
CREATE INDEX token_expired ON token (expires_at_us);

-- `owner_kind`: 0 user, 1 group, 2 site. A drive's root node has the drive's own id.
CREATE TABLE drive (
    id               BLOB NOT NULL PRIMARY KEY,
    owner_kind       INTEGER NOT NULL,
    owner            BLOB NOT NULL,
    name             TEXT NOT NULL,
    name_key         TEXT NOT NULL,
    is_default       INTEGER NOT NULL,
    quota_bytes      INTEGER,
    default_notebook BLOB,
    default_section  BLOB,
    created_at_us    INTEGER NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX drive_name ON drive (owner, name_key);

-- `kind`: 0 root, 1 folder, 3 notebook, 4 section group, 5 section. `state`: 0 live, 1 staged, 2 trashed.
-- `notebook` is the notebook around the node, or the node itself if it is one.
CREATE TABLE node (
    drive          BLOB NOT NULL REFERENCES drive (id),
    id             BLOB NOT NULL,
    parent         BLOB,
    notebook       BLOB,
    kind           INTEGER NOT NULL,
    name           TEXT NOT NULL,
    name_key       TEXT NOT NULL,
    state          INTEGER NOT NULL,
    held_by        BLOB,
    created_at_us  INTEGER NOT NULL,
    created_by     BLOB NOT NULL,
    modified_at_us INTEGER NOT NULL,
    modified_by    BLOB NOT NULL,
    PRIMARY KEY (drive, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX node_id ON node (id);
CREATE UNIQUE INDEX node_name ON node (drive, parent, name_key) WHERE state = 0;
-- `state` stands in these two as a column: a partial index is not covering, and SQLite then walks the whole drive instead.
CREATE INDEX node_child ON node (drive, parent, state, kind, name_key, id);
CREATE INDEX node_kind ON node (drive, state, kind, name_key, id);
-- Trashed and staged nodes, by what holds them: the root of the deleted tree, or the operation that builds them.
CREATE INDEX node_held ON node (held_by) WHERE held_by IS NOT NULL;
CREATE INDEX node_trashed ON node (modified_at_us) WHERE state = 2;
CREATE VIEW live AS SELECT * FROM node WHERE state = 0;

CREATE TABLE permission (
    drive   BLOB NOT NULL,
    node    BLOB NOT NULL,
    user_id BLOB NOT NULL REFERENCES user_account (id),
    role    INTEGER NOT NULL,
    PRIMARY KEY (drive, node, user_id)
) WITHOUT ROWID;
CREATE INDEX permission_user ON permission (user_id);

-- One layer of pages. `rows` is fixed when the layer is sealed. `building` names the flatten that still fills it.
CREATE TABLE list (
    id              BLOB NOT NULL PRIMARY KEY,
    parent          BLOB REFERENCES list (id),
    rows            INTEGER NOT NULL,
    building        BLOB,
    unused_since_us INTEGER
) WITHOUT ROWID;
CREATE INDEX list_parent ON list (parent) WHERE parent IS NOT NULL;
CREATE INDEX list_unused ON list (unused_since_us) WHERE unused_since_us IS NOT NULL;

-- `n`, `bytes`, `page_bound_us` describe the visible pages; `top_rows` counts the rows of the open layer.
CREATE TABLE section (
    drive            BLOB NOT NULL,
    id               BLOB NOT NULL,
    head             BLOB REFERENCES list (id),
    is_open          INTEGER NOT NULL,
    n                INTEGER NOT NULL,
    bytes            INTEGER NOT NULL,
    page_bound_us    INTEGER NOT NULL,
    last_modified_us INTEGER NOT NULL,
    last_modified_by BLOB NOT NULL,
    ord_bound        INTEGER NOT NULL,
    top_rows         INTEGER NOT NULL,
    lineage          BLOB NOT NULL,
    copy_group       BLOB NOT NULL,
    PRIMARY KEY (drive, id)
) WITHOUT ROWID;
CREATE INDEX section_head ON section (head) WHERE head IS NOT NULL;
CREATE INDEX section_newest ON section (drive, page_bound_us DESC, id);
CREATE INDEX section_lineage ON section (copy_group, lineage);

CREATE TABLE section_app (
    drive         BLOB NOT NULL,
    section       BLOB NOT NULL,
    app           TEXT NOT NULL,
    n             INTEGER NOT NULL,
    page_bound_us INTEGER NOT NULL,
    PRIMARY KEY (drive, section, app)
) WITHOUT ROWID;

CREATE TABLE page (
    list           BLOB NOT NULL,
    key            BLOB NOT NULL,
    dead           INTEGER NOT NULL,
    content        BLOB,
    title          TEXT NOT NULL,
    created_at_us  INTEGER NOT NULL,
    modified_at_us INTEGER NOT NULL,
    ord            INTEGER NOT NULL,
    level          INTEGER NOT NULL,
    app            TEXT NOT NULL,
    bytes          INTEGER NOT NULL,
    PRIMARY KEY (list, key)
) WITHOUT ROWID;
CREATE INDEX page_newest ON page (list, modified_at_us DESC, key DESC) WHERE dead = 0;
CREATE INDEX page_content ON page (content) WHERE content IS NOT NULL;

-- A body lies in `body` if it is small, else in the blob that `blob` names.
CREATE TABLE content (
    hash          BLOB NOT NULL PRIMARY KEY,
    bytes         INTEGER NOT NULL,
    blob          TEXT,
    body          BLOB,
    created_at_us INTEGER NOT NULL
);
CREATE INDEX content_blob ON content (blob) WHERE blob IS NOT NULL;

-- Contents that lost a reference and may have lost the last.
CREATE TABLE content_released (
    hash        BLOB NOT NULL PRIMARY KEY,
    since_us    INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX content_released_since ON content_released (since_us);
-- Blobs whose row is gone and whose bytes must follow.
CREATE TABLE blob_released (
    blob TEXT NOT NULL PRIMARY KEY
) WITHOUT ROWID;

-- Lists whose row is gone and whose pages must follow.
CREATE TABLE list_released (
    list BLOB NOT NULL PRIMARY KEY
) WITHOUT ROWID;

-- A list that is being replaced by an equivalent one. Pins both.
CREATE TABLE flatten (
    list           BLOB NOT NULL PRIMARY KEY,
    target         BLOB NOT NULL,
    cursor_key     BLOB,
    is_built       INTEGER NOT NULL,
    rows           INTEGER NOT NULL
) WITHOUT ROWID;

-- `state`: 0 not started, 1 running, 2 completed, 3 failed. `source_key` is set when a page is copied.
CREATE TABLE operation (
    id             BLOB NOT NULL PRIMARY KEY,
    caller         BLOB NOT NULL,
    app            TEXT NOT NULL,
    own_pages_only INTEGER NOT NULL,
    correlation    TEXT NOT NULL,
    source_drive   BLOB NOT NULL,
    source         BLOB NOT NULL,
    source_key     BLOB,
    target_drive   BLOB NOT NULL,
    target         BLOB NOT NULL,
    name           TEXT,
    name_rule      INTEGER NOT NULL,
    conflict       INTEGER NOT NULL,
    state          INTEGER NOT NULL,
    is_planned     INTEGER NOT NULL,
    done           INTEGER NOT NULL,
    total          INTEGER NOT NULL,
    attempt        INTEGER NOT NULL,
    not_before_us  INTEGER NOT NULL,
    lease_until_us INTEGER NOT NULL,
    lease_epoch    INTEGER NOT NULL,
    error          TEXT,
    error_detail   TEXT,
    result         BLOB,
    result_key     BLOB,
    created_at_us  INTEGER NOT NULL,
    acted_at_us    INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX operation_runnable ON operation (not_before_us, id) WHERE state < 2;
CREATE INDEX operation_ended ON operation (acted_at_us) WHERE state >= 2;

-- What a copy in several steps saw at its one instant. `head` pins the list.
CREATE TABLE captured (
    operation     BLOB NOT NULL,
    seq           INTEGER NOT NULL,
    source        BLOB NOT NULL,
    copy          BLOB NOT NULL,
    copy_parent   BLOB,
    kind          INTEGER NOT NULL,
    name          TEXT NOT NULL,
    name_key      TEXT NOT NULL,
    head          BLOB REFERENCES list (id),
    n             INTEGER,
    bytes         INTEGER,
    page_bound_us INTEGER,
    ord_bound     INTEGER,
    lineage       BLOB,
    PRIMARY KEY (operation, seq)
) WITHOUT ROWID;
CREATE INDEX captured_head ON captured (head) WHERE head IS NOT NULL;
CREATE TABLE captured_app (
    operation     BLOB NOT NULL,
    seq           INTEGER NOT NULL,
    app           TEXT NOT NULL,
    n             INTEGER NOT NULL,
    page_bound_us INTEGER NOT NULL,
    PRIMARY KEY (operation, seq, app)
) WITHOUT ROWID;

-- `outcome` says what a keyed request made, so that its repetition can answer the same.
CREATE TABLE idempotency (
    caller        BLOB NOT NULL,
    key           TEXT NOT NULL,
    request_hash  BLOB NOT NULL,
    outcome       BLOB NOT NULL,
    created_at_us INTEGER NOT NULL,
    PRIMARY KEY (caller, key)
) WITHOUT ROWID;
CREATE INDEX idempotency_created ON idempotency (created_at_us);
