-- Why: a version is known by its number for good, and what a file holds now has the one after the last. Where the last was
-- deleted, no row of file_version says which it was, and the next would get the number of one that clients may still mean.
CREATE TABLE file_version_last (
    folder BYTEA NOT NULL,
    key    BYTEA NOT NULL,
    number BIGINT NOT NULL,
    PRIMARY KEY (folder, key)
);
