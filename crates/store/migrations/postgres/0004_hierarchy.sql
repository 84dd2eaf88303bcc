-- Order among siblings, groups as members of permissions, what somebody opened lately.

-- Siblings of a kind stand by rising `ord`, and by name where it is equal. A new node takes its moment, so it stands last.
ALTER TABLE node ADD COLUMN ord BIGINT NOT NULL DEFAULT 0;
UPDATE node SET ord = created_at_us;
CREATE OR REPLACE VIEW live AS SELECT * FROM node WHERE state = 0;
ALTER TABLE captured ADD COLUMN ord BIGINT NOT NULL DEFAULT 0;

-- Where links to a page lead that was moved to another section, under a fresh key.
CREATE TABLE page_alias (
    section    BYTEA NOT NULL,
    key        BYTEA NOT NULL,
    to_section BYTEA NOT NULL,
    to_key     BYTEA NOT NULL,
    PRIMARY KEY (section, key)
);
CREATE INDEX page_alias_to ON page_alias (to_section, to_key);

-- Whom a permission can be given to: people and groups, numbered together for the ids of permissions.
CREATE TABLE principal (
    id       BYTEA NOT NULL PRIMARY KEY,
    number   BIGINT NOT NULL UNIQUE,
    is_group BIGINT NOT NULL
);
INSERT INTO principal (id, number, is_group)
    SELECT id, ROW_NUMBER() OVER (ORDER BY created_at_us, id), is_group FROM (
        SELECT id, created_at_us, 0 AS is_group FROM user_account
        UNION ALL SELECT id, created_at_us, 1 FROM user_group) everybody;

CREATE TABLE permission_next (
    drive     BYTEA NOT NULL,
    node      BYTEA NOT NULL,
    principal BYTEA NOT NULL REFERENCES principal (id),
    role      BIGINT NOT NULL,
    PRIMARY KEY (drive, node, principal)
);
INSERT INTO permission_next (drive, node, principal, role) SELECT drive, node, user_id, role FROM permission;
DROP TABLE permission;
ALTER TABLE permission_next RENAME TO permission;
CREATE INDEX permission_principal ON permission (principal);

-- When somebody last opened a notebook. Kept coarsely, and only for the newest of each person.
CREATE TABLE recent (
    user_id      BYTEA NOT NULL REFERENCES user_account (id),
    notebook     BYTEA NOT NULL,
    opened_at_us BIGINT NOT NULL,
    PRIMARY KEY (user_id, notebook)
);
CREATE INDEX recent_newest ON recent (user_id, opened_at_us DESC, notebook);
