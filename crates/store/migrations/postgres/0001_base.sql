-- Times are microseconds since 1970 UTC (`_us`), booleans 0 or 1, ids 16 bytes.

CREATE TABLE user_account (
    id            BYTEA NOT NULL PRIMARY KEY,
    name          TEXT COLLATE "C" NOT NULL,
    name_key      TEXT COLLATE "C" NOT NULL UNIQUE,
    password_hash TEXT COLLATE "C",
    created_at_us BIGINT NOT NULL
);

CREATE TABLE user_group (
    id            BYTEA NOT NULL PRIMARY KEY,
    name          TEXT COLLATE "C" NOT NULL,
    name_key      TEXT COLLATE "C" NOT NULL UNIQUE,
    created_at_us BIGINT NOT NULL
);

-- `role`: 0 reader, 1 contributor, 2 owner.
CREATE TABLE group_member (
    group_id BYTEA NOT NULL REFERENCES user_group (id),
    user_id  BYTEA NOT NULL REFERENCES user_account (id),
    role     BIGINT NOT NULL,
    PRIMARY KEY (group_id, user_id)
);
CREATE INDEX group_member_user ON group_member (user_id);

CREATE TABLE site_collection (
    id       BYTEA NOT NULL PRIMARY KEY,
    host_key TEXT COLLATE "C" NOT NULL UNIQUE
);

CREATE TABLE site (
    id            BYTEA NOT NULL PRIMARY KEY,
    collection    BYTEA NOT NULL REFERENCES site_collection (id),
    url           TEXT COLLATE "C" NOT NULL,
    url_key       TEXT COLLATE "C" NOT NULL UNIQUE,
    created_at_us BIGINT NOT NULL
);

CREATE TABLE site_member (
    site_id BYTEA NOT NULL REFERENCES site (id),
    user_id BYTEA NOT NULL REFERENCES user_account (id),
    role    BIGINT NOT NULL,
    PRIMARY KEY (site_id, user_id)
);
CREATE INDEX site_member_user ON site_member (user_id);

-- The token itself is nowhere: only its hash.
CREATE TABLE token (
    hash          BYTEA NOT NULL PRIMARY KEY,
    id            BYTEA NOT NULL UNIQUE,
    user_id       BYTEA NOT NULL REFERENCES user_account (id),
    app           TEXT COLLATE "C" NOT NULL,
    scopes        TEXT COLLATE "C" NOT NULL,
    created_at_us BIGINT NOT NULL,
    expires_at_us BIGINT NOT NULL,
    revoked_at_us BIGINT
);

CREATE INDEX token_user ON token (user_id);
CREATE INDEX token_expired ON token (expires_at_us);

-- `owner_kind`: 0 user, 1 group, 2 site. A drive's root node has the drive's own id.
CREATE TABLE drive (
    id               BYTEA NOT NULL PRIMARY KEY,
    owner_kind       BIGINT NOT NULL,
    owner            BYTEA NOT NULL,
    name             TEXT COLLATE "C" NOT NULL,
    name_key         TEXT COLLATE "C" NOT NULL,
    is_default       BIGINT NOT NULL,
    quota_bytes      BIGINT,
    default_notebook BYTEA,
    default_section  BYTEA,
    created_at_us    BIGINT NOT NULL
);
CREATE UNIQUE INDEX drive_name ON drive (owner, name_key);

-- `kind`: 0 root, 1 folder, 3 notebook, 4 section group, 5 section. `state`: 0 live, 1 staged, 2 trashed.
-- `notebook` is the notebook around the node, or the node itself if it is one.
CREATE TABLE node (
    drive          BYTEA NOT NULL REFERENCES drive (id),
    id             BYTEA NOT NULL,
    parent         BYTEA,
    notebook       BYTEA,
    kind           BIGINT NOT NULL,
    name           TEXT COLLATE "C" NOT NULL,
    name_key       TEXT COLLATE "C" NOT NULL,
    state          BIGINT NOT NULL,
    held_by        BYTEA,
    created_at_us  BIGINT NOT NULL,
    created_by     BYTEA NOT NULL,
    modified_at_us BIGINT NOT NULL,
    modified_by    BYTEA NOT NULL,
    PRIMARY KEY (drive, id)
);
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
    drive   BYTEA NOT NULL,
    node    BYTEA NOT NULL,
    user_id BYTEA NOT NULL REFERENCES user_account (id),
    role    BIGINT NOT NULL,
    PRIMARY KEY (drive, node, user_id)
);
CREATE INDEX permission_user ON permission (user_id);

-- One layer of pages. `rows` is fixed when the layer is sealed. `building` names the flatten that still fills it.
CREATE TABLE list (
    id              BYTEA NOT NULL PRIMARY KEY,
    parent          BYTEA REFERENCES list (id),
    rows            BIGINT NOT NULL,
    building        BYTEA,
    unused_since_us BIGINT
);
CREATE INDEX list_parent ON list (parent) WHERE parent IS NOT NULL;
CREATE INDEX list_unused ON list (unused_since_us) WHERE unused_since_us IS NOT NULL;

-- `n`, `bytes`, `page_bound_us` describe the visible pages; `top_rows` counts the rows of the open layer.
CREATE TABLE section (
    drive            BYTEA NOT NULL,
    id               BYTEA NOT NULL,
    head             BYTEA REFERENCES list (id),
    is_open          BIGINT NOT NULL,
    n                BIGINT NOT NULL,
    bytes            BIGINT NOT NULL,
    page_bound_us    BIGINT NOT NULL,
    last_modified_us BIGINT NOT NULL,
    last_modified_by BYTEA NOT NULL,
    ord_bound        BIGINT NOT NULL,
    top_rows         BIGINT NOT NULL,
    lineage          BYTEA NOT NULL,
    copy_group       BYTEA NOT NULL,
    PRIMARY KEY (drive, id)
);
CREATE INDEX section_head ON section (head) WHERE head IS NOT NULL;
CREATE INDEX section_newest ON section (drive, page_bound_us DESC, id);
CREATE INDEX section_lineage ON section (copy_group, lineage);

CREATE TABLE section_app (
    drive         BYTEA NOT NULL,
    section       BYTEA NOT NULL,
    app           TEXT COLLATE "C" NOT NULL,
    n             BIGINT NOT NULL,
    page_bound_us BIGINT NOT NULL,
    PRIMARY KEY (drive, section, app)
);

CREATE TABLE page (
    list           BYTEA NOT NULL,
    key            BYTEA NOT NULL,
    dead           BIGINT NOT NULL,
    content        BYTEA,
    title          TEXT COLLATE "C" NOT NULL,
    created_at_us  BIGINT NOT NULL,
    modified_at_us BIGINT NOT NULL,
    ord            BIGINT NOT NULL,
    level          BIGINT NOT NULL,
    app            TEXT COLLATE "C" NOT NULL,
    bytes          BIGINT NOT NULL,
    PRIMARY KEY (list, key)
);
CREATE INDEX page_newest ON page (list, modified_at_us DESC, key DESC) WHERE dead = 0;
CREATE INDEX page_content ON page (content) WHERE content IS NOT NULL;

-- A body lies in `body` if it is small, else in the blob that `blob` names.
CREATE TABLE content (
    hash          BYTEA NOT NULL PRIMARY KEY,
    bytes         BIGINT NOT NULL,
    blob          TEXT COLLATE "C",
    body          BYTEA,
    created_at_us BIGINT NOT NULL
);
CREATE INDEX content_blob ON content (blob) WHERE blob IS NOT NULL;

-- Contents that lost a reference and may have lost the last.
CREATE TABLE content_released (
    hash        BYTEA NOT NULL PRIMARY KEY,
    since_us    BIGINT NOT NULL
);
CREATE INDEX content_released_since ON content_released (since_us);
-- Blobs whose row is gone and whose bytes must follow.
CREATE TABLE blob_released (
    blob TEXT COLLATE "C" NOT NULL PRIMARY KEY
);

-- Lists whose row is gone and whose pages must follow.
CREATE TABLE list_released (
    list BYTEA NOT NULL PRIMARY KEY
);

-- A list that is being replaced by an equivalent one. Pins both.
CREATE TABLE flatten (
    list           BYTEA NOT NULL PRIMARY KEY,
    target         BYTEA NOT NULL,
    cursor_key     BYTEA,
    is_built       BIGINT NOT NULL,
    rows           BIGINT NOT NULL
);

-- `state`: 0 not started, 1 running, 2 completed, 3 failed. `source_key` is set when a page is copied.
CREATE TABLE operation (
    id             BYTEA NOT NULL PRIMARY KEY,
    caller         BYTEA NOT NULL,
    app            TEXT COLLATE "C" NOT NULL,
    own_pages_only BIGINT NOT NULL,
    correlation    TEXT COLLATE "C" NOT NULL,
    source_drive   BYTEA NOT NULL,
    source         BYTEA NOT NULL,
    source_key     BYTEA,
    target_drive   BYTEA NOT NULL,
    target         BYTEA NOT NULL,
    name           TEXT COLLATE "C",
    name_rule      BIGINT NOT NULL,
    conflict       BIGINT NOT NULL,
    state          BIGINT NOT NULL,
    is_planned     BIGINT NOT NULL,
    done           BIGINT NOT NULL,
    total          BIGINT NOT NULL,
    attempt        BIGINT NOT NULL,
    not_before_us  BIGINT NOT NULL,
    lease_until_us BIGINT NOT NULL,
    lease_epoch    BIGINT NOT NULL,
    error          TEXT COLLATE "C",
    error_detail   TEXT COLLATE "C",
    result         BYTEA,
    result_key     BYTEA,
    created_at_us  BIGINT NOT NULL,
    acted_at_us    BIGINT NOT NULL
);
CREATE INDEX operation_runnable ON operation (not_before_us, id) WHERE state < 2;
CREATE INDEX operation_ended ON operation (acted_at_us) WHERE state >= 2;

-- What a copy in several steps saw at its one instant. `head` pins the list.
CREATE TABLE captured (
    operation     BYTEA NOT NULL,
    seq           BIGINT NOT NULL,
    source        BYTEA NOT NULL,
    copy          BYTEA NOT NULL,
    copy_parent   BYTEA,
    kind          BIGINT NOT NULL,
    name          TEXT COLLATE "C" NOT NULL,
    name_key      TEXT COLLATE "C" NOT NULL,
    head          BYTEA REFERENCES list (id),
    n             BIGINT,
    bytes         BIGINT,
    page_bound_us BIGINT,
    ord_bound     BIGINT,
    lineage       BYTEA,
    PRIMARY KEY (operation, seq)
);
CREATE INDEX captured_head ON captured (head) WHERE head IS NOT NULL;
CREATE TABLE captured_app (
    operation     BYTEA NOT NULL,
    seq           BIGINT NOT NULL,
    app           TEXT COLLATE "C" NOT NULL,
    n             BIGINT NOT NULL,
    page_bound_us BIGINT NOT NULL,
    PRIMARY KEY (operation, seq, app)
);

-- `outcome` says what a keyed request made, so that its repetition can answer the same.
CREATE TABLE idempotency (
    caller        BYTEA NOT NULL,
    key           TEXT COLLATE "C" NOT NULL,
    request_hash  BYTEA NOT NULL,
    outcome       BYTEA NOT NULL,
    created_at_us BIGINT NOT NULL,
    PRIMARY KEY (caller, key)
);
CREATE INDEX idempotency_created ON idempotency (created_at_us);
