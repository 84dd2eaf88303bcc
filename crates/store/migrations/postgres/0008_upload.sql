-- Files that come in fragments. A fragment is an object of the stem, by the number of the attempt that brought it; `runs`
-- says which of them belong to the file. `target` is the folder that takes it under `name`, or without a name the file that
-- gets a new content.
CREATE TABLE upload (
    secret_hash    BYTEA NOT NULL PRIMARY KEY,
    stem           TEXT COLLATE "C" NOT NULL,
    user_id        BYTEA NOT NULL REFERENCES user_account (id),
    app            TEXT COLLATE "C" NOT NULL,
    own_folder     BIGINT NOT NULL,
    drive          BYTEA NOT NULL,
    target         BYTEA NOT NULL,
    name           TEXT COLLATE "C",
    conflict       BIGINT NOT NULL,
    description    TEXT COLLATE "C",
    fs_created_us  BIGINT,
    fs_modified_us BIGINT,
    if_match       TEXT COLLATE "C",
    is_deferred    BIGINT NOT NULL,
    total_bytes    BIGINT,
    received_bytes BIGINT NOT NULL,
    attempts       BIGINT NOT NULL,
    runs           TEXT COLLATE "C" NOT NULL,
    created_at_us  BIGINT NOT NULL,
    expires_at_us  BIGINT NOT NULL
);
CREATE UNIQUE INDEX upload_stem ON upload (stem);
CREATE INDEX upload_user ON upload (user_id);
CREATE INDEX upload_drive ON upload (drive);
CREATE INDEX upload_expires ON upload (expires_at_us);
