-- Why: a version is known by its number for good, and what a file holds now has the one after the last. Where the last was
-- deleted, no row of file_version says which it was, and the next would get the number of one that clients may still mean.
CREATE TABLE file_version_last (
    folder BLOB NOT NULL,
    key    BLOB NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (folder, key)
) WITHOUT ROWID;
