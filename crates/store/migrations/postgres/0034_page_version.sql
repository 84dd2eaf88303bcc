-- Why: what somebody wrote on a page can be seen and brought back after it was changed. Known by the section and the key, so copies
-- of a section do not see what its pages held before, and no list is touched for it.
CREATE TABLE page_version (
    section        BYTEA NOT NULL,
    key            BYTEA NOT NULL,
    number         BIGINT NOT NULL,
    content        BYTEA NOT NULL,
    bytes          BIGINT NOT NULL,
    title          TEXT NOT NULL,
    modified_at_us BIGINT NOT NULL,
    modified_by    BYTEA,
    changed_at_us  BIGINT NOT NULL,
    changed_by     BYTEA NOT NULL,
    PRIMARY KEY (section, key, number)
);
CREATE INDEX page_version_content ON page_version (content);
