-- Why: what somebody wrote on a page can be seen and brought back after it was changed. Known by the section and the key, so copies
-- of a section do not see what its pages held before, and no list is touched for it.
CREATE TABLE page_version (
    section        BLOB NOT NULL,
    key            BLOB NOT NULL,
    number         INTEGER NOT NULL,
    content        BLOB NOT NULL,
    bytes          INTEGER NOT NULL,
    title          TEXT NOT NULL,
    modified_at_us INTEGER NOT NULL,
    modified_by    BLOB,
    changed_at_us  INTEGER NOT NULL,
    changed_by     BLOB NOT NULL,
    PRIMARY KEY (section, key, number)
) WITHOUT ROWID;
CREATE INDEX page_version_content ON page_version (content);
