-- Files lie in layers, as pages do: a folder's row names a chain of lists, and a file is a row of the first list with its key.

-- The name of a drive on its own surface, and the first half of the ids of a folder's files: the random half of the id.
ALTER TABLE drive ADD COLUMN cid BLOB GENERATED ALWAYS AS (substr(id, 9, 8)) VIRTUAL;
CREATE UNIQUE INDEX drive_cid ON drive (cid);

-- What people say of a folder or a notebook. The times are a client's own, and a copy keeps them.
ALTER TABLE node ADD COLUMN fs_created_us INTEGER;
ALTER TABLE node ADD COLUMN fs_modified_us INTEGER;
ALTER TABLE node ADD COLUMN description TEXT;
DROP VIEW live;
CREATE VIEW live AS SELECT * FROM node WHERE state = 0;
ALTER TABLE captured ADD COLUMN fs_created_us INTEGER;
ALTER TABLE captured ADD COLUMN fs_modified_us INTEGER;
ALTER TABLE captured ADD COLUMN description TEXT;

-- `kind`: 0 pages, 1 files.
ALTER TABLE list ADD COLUMN kind INTEGER NOT NULL DEFAULT 0;
ALTER TABLE list_released ADD COLUMN kind INTEGER NOT NULL DEFAULT 0;

-- Only of folders that hold, or held, files. `n`, `bytes`, `file_bound_us` describe the visible files; `top_rows` counts the
-- rows of the open layer. Files that were last changed before `copied_at_us` show that moment, and `copied_by`.
CREATE TABLE folder (
    drive            BLOB NOT NULL,
    id               BLOB NOT NULL,
    space            BLOB GENERATED ALWAYS AS (substr(id, 9, 8)) VIRTUAL,
    head             BLOB REFERENCES list (id),
    is_open          INTEGER NOT NULL,
    n                INTEGER NOT NULL,
    bytes            INTEGER NOT NULL,
    file_bound_us    INTEGER NOT NULL,
    last_modified_us INTEGER NOT NULL,
    last_modified_by BLOB NOT NULL,
    top_rows         INTEGER NOT NULL,
    copied_at_us     INTEGER NOT NULL,
    copied_by        BLOB NOT NULL,
    PRIMARY KEY (drive, id)
) WITHOUT ROWID;
CREATE INDEX folder_head ON folder (head) WHERE head IS NOT NULL;
CREATE UNIQUE INDEX folder_space ON folder (space);
CREATE INDEX folder_changed ON folder (drive, last_modified_us, id);

-- `key` is 8 bytes. A tombstone (`dead`) has no name.
CREATE TABLE file (
    list           BLOB NOT NULL,
    key            BLOB NOT NULL,
    dead           INTEGER NOT NULL,
    content        BLOB,
    bytes          INTEGER NOT NULL,
    name           TEXT NOT NULL,
    name_key       TEXT NOT NULL,
    description    TEXT,
    created_at_us  INTEGER NOT NULL,
    created_by     BLOB NOT NULL,
    modified_at_us INTEGER NOT NULL,
    modified_by    BLOB NOT NULL,
    fs_created_us  INTEGER NOT NULL,
    fs_modified_us INTEGER NOT NULL,
    PRIMARY KEY (list, key)
) WITHOUT ROWID;
CREATE INDEX file_name ON file (list, name_key, key);
CREATE INDEX file_newest ON file (list, modified_at_us, key);
CREATE INDEX file_content ON file (content) WHERE content IS NOT NULL;

-- A file that moved to another folder keeps its id, which its place no longer says.
CREATE TABLE file_alias (
    id     BLOB NOT NULL PRIMARY KEY,
    drive  BLOB NOT NULL,
    folder BLOB NOT NULL,
    key    BLOB NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX file_alias_place ON file_alias (folder, key);

-- Deleted files, by where they were. Without a content: gone for good, and only kept so that clients can be told.
CREATE TABLE file_trash (
    folder         BLOB NOT NULL,
    key            BLOB NOT NULL,
    drive          BLOB NOT NULL,
    content        BLOB,
    bytes          INTEGER NOT NULL,
    name           TEXT NOT NULL,
    description    TEXT,
    created_at_us  INTEGER NOT NULL,
    created_by     BLOB NOT NULL,
    modified_at_us INTEGER NOT NULL,
    modified_by    BLOB NOT NULL,
    fs_created_us  INTEGER NOT NULL,
    fs_modified_us INTEGER NOT NULL,
    deleted_at_us  INTEGER NOT NULL,
    deleted_by     BLOB NOT NULL,
    PRIMARY KEY (folder, key)
) WITHOUT ROWID;
CREATE INDEX file_trash_drive ON file_trash (drive, deleted_at_us, folder, key);
CREATE INDEX file_trash_deleted ON file_trash (deleted_at_us);
CREATE INDEX file_trash_content ON file_trash (content) WHERE content IS NOT NULL;

-- What a file held before, the oldest as number 1. Known by the file's place, so copies do not see them.
CREATE TABLE file_version (
    folder         BLOB NOT NULL,
    key            BLOB NOT NULL,
    number         INTEGER NOT NULL,
    content        BLOB NOT NULL,
    bytes          INTEGER NOT NULL,
    modified_at_us INTEGER NOT NULL,
    modified_by    BLOB NOT NULL,
    PRIMARY KEY (folder, key, number)
) WITHOUT ROWID;
CREATE INDEX file_version_content ON file_version (content);

-- What clients of files know contents by. Goes with the content.
CREATE TABLE content_digest (
    hash      BLOB NOT NULL PRIMARY KEY,
    sha1      BLOB NOT NULL,
    sha256    BLOB NOT NULL,
    quick_xor BLOB NOT NULL,
    crc32     BLOB NOT NULL
) WITHOUT ROWID;
