-- Files that come in fragments. A fragment is an object of the stem, by the number of the attempt that brought it; `runs`
-- says which of them belong to the file. `target` is the folder that takes it under `name`, or without a name the file that
-- gets a new content.
CREATE TABLE upload (
    secret_hash    BLOB NOT NULL PRIMARY KEY,
    stem           TEXT NOT NULL,
    user_id        BLOB NOT NULL REFERENCES user_account (id),
    app            TEXT NOT NULL,
    own_folder     INTEGER NOT NULL,
    drive          BLOB NOT NULL,
    target         BLOB NOT NULL,
    name           TEXT,
    conflict       INTEGER NOT NULL,
    description    TEXT,
    fs_created_us  INTEGER,
    fs_modified_us INTEGER,
    if_match       TEXT,
    is_deferred    INTEGER NOT NULL,
    total_bytes    INTEGER,
    received_bytes INTEGER NOT NULL,
    attempts       INTEGER NOT NULL,
    runs           TEXT NOT NULL,
    created_at_us  INTEGER NOT NULL,
    expires_at_us  INTEGER NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX upload_stem ON upload (stem);
CREATE INDEX upload_user ON upload (user_id);
CREATE INDEX upload_drive ON upload (drive);
CREATE INDEX upload_expires ON upload (expires_at_us);
