-- Files lie in layers, as pages do: a folder's row names a chain of lists, and a file is a row of the first list with its key.

-- The name of a drive on its own surface, and the first half of the ids of a folder's files: the random half of the id.
ALTER TABLE drive ADD COLUMN cid BYTEA NOT NULL GENERATED ALWAYS AS (substr(id, 9, 8)) STORED;
CREATE UNIQUE INDEX drive_cid ON drive (cid);

-- What people say of a folder or a notebook. The times are a client's own, and a copy keeps them.
ALTER TABLE node ADD COLUMN fs_created_us BIGINT;
ALTER TABLE node ADD COLUMN fs_modified_us BIGINT;
ALTER TABLE node ADD COLUMN description TEXT COLLATE "C";
CREATE OR REPLACE VIEW live AS SELECT * FROM node WHERE state = 0;
ALTER TABLE captured ADD COLUMN fs_created_us BIGINT;
ALTER TABLE captured ADD COLUMN fs_modified_us BIGINT;
ALTER TABLE captured ADD COLUMN description TEXT COLLATE "C";

-- `kind`: 0 pages, 1 files.
ALTER TABLE list ADD COLUMN kind BIGINT NOT NULL DEFAULT 0;
ALTER TABLE list_released ADD COLUMN kind BIGINT NOT NULL DEFAULT 0;

-- Only of folders that hold, or held, files. `n`, `bytes`, `file_bound_us` describe the visible files; `top_rows` counts the
-- rows of the open layer. Files that were last changed before `copied_at_us` show that moment, and `copied_by`.
CREATE TABLE folder (
    drive            BYTEA NOT NULL,
    id               BYTEA NOT NULL,
    space            BYTEA NOT NULL GENERATED ALWAYS AS (substr(id, 9, 8)) STORED,
    head             BYTEA REFERENCES list (id),
    is_open          BIGINT NOT NULL,
    n                BIGINT NOT NULL,
    bytes            BIGINT NOT NULL,
    file_bound_us    BIGINT NOT NULL,
    last_modified_us BIGINT NOT NULL,
    last_modified_by BYTEA NOT NULL,
    top_rows         BIGINT NOT NULL,
    copied_at_us     BIGINT NOT NULL,
    copied_by        BYTEA NOT NULL,
    PRIMARY KEY (drive, id)
);
CREATE INDEX folder_head ON folder (head) WHERE head IS NOT NULL;
CREATE UNIQUE INDEX folder_space ON folder (space);
CREATE INDEX folder_changed ON folder (drive, last_modified_us, id);

-- `key` is 8 bytes. A tombstone (`dead`) has no name.
CREATE TABLE file (
    list           BYTEA NOT NULL,
    key            BYTEA NOT NULL,
    dead           BIGINT NOT NULL,
    content        BYTEA,
    bytes          BIGINT NOT NULL,
    name           TEXT COLLATE "C" NOT NULL,
    name_key       TEXT COLLATE "C" NOT NULL,
    description    TEXT COLLATE "C",
    created_at_us  BIGINT NOT NULL,
    created_by     BYTEA NOT NULL,
    modified_at_us BIGINT NOT NULL,
    modified_by    BYTEA NOT NULL,
    fs_created_us  BIGINT NOT NULL,
    fs_modified_us BIGINT NOT NULL,
    PRIMARY KEY (list, key)
);
CREATE INDEX file_name ON file (list, name_key, key);
CREATE INDEX file_newest ON file (list, modified_at_us, key);
CREATE INDEX file_content ON file (content) WHERE content IS NOT NULL;

-- A file that moved to another folder keeps its id, which its place no longer says.
CREATE TABLE file_alias (
    id     BYTEA NOT NULL PRIMARY KEY,
    drive  BYTEA NOT NULL,
    folder BYTEA NOT NULL,
    key    BYTEA NOT NULL
);
CREATE UNIQUE INDEX file_alias_place ON file_alias (folder, key);

-- Deleted files, by where they were. Without a content: gone for good, and only kept so that clients can be told.
CREATE TABLE file_trash (
    folder         BYTEA NOT NULL,
    key            BYTEA NOT NULL,
    drive          BYTEA NOT NULL,
    content        BYTEA,
    bytes          BIGINT NOT NULL,
    name           TEXT COLLATE "C" NOT NULL,
    description    TEXT COLLATE "C",
    created_at_us  BIGINT NOT NULL,
    created_by     BYTEA NOT NULL,
    modified_at_us BIGINT NOT NULL,
    modified_by    BYTEA NOT NULL,
    fs_created_us  BIGINT NOT NULL,
    fs_modified_us BIGINT NOT NULL,
    deleted_at_us  BIGINT NOT NULL,
    deleted_by     BYTEA NOT NULL,
    PRIMARY KEY (folder, key)
);
CREATE INDEX file_trash_drive ON file_trash (drive, deleted_at_us, folder, key);
CREATE INDEX file_trash_deleted ON file_trash (deleted_at_us);
CREATE INDEX file_trash_content ON file_trash (content) WHERE content IS NOT NULL;

-- What a file held before, the oldest as number 1. Known by the file's place, so copies do not see them.
CREATE TABLE file_version (
    folder         BYTEA NOT NULL,
    key            BYTEA NOT NULL,
    number         BIGINT NOT NULL,
    content        BYTEA NOT NULL,
    bytes          BIGINT NOT NULL,
    modified_at_us BIGINT NOT NULL,
    modified_by    BYTEA NOT NULL,
    PRIMARY KEY (folder, key, number)
);
CREATE INDEX file_version_content ON file_version (content);

-- What clients of files know contents by. Goes with the content.
CREATE TABLE content_digest (
    hash      BYTEA NOT NULL PRIMARY KEY,
    sha1      BYTEA NOT NULL,
    sha256    BYTEA NOT NULL,
    quick_xor BYTEA NOT NULL,
    crc32     BYTEA NOT NULL
);
