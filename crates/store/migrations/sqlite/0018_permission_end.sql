-- Why: a permission may end by itself. Who has more for a while has what is left when that has ended, so there may be one of each
-- role, and the key has the role.
CREATE TABLE permission_next (
    drive         BLOB NOT NULL,
    node          BLOB NOT NULL,
    principal     BLOB NOT NULL REFERENCES principal (id),
    role          INTEGER NOT NULL,
    is_file       INTEGER NOT NULL,
    expires_at_us INTEGER,
    PRIMARY KEY (drive, node, principal, role)
) WITHOUT ROWID;
INSERT INTO permission_next (drive, node, principal, role, is_file) SELECT drive, node, principal, role, is_file FROM permission;
DROP TABLE permission;
ALTER TABLE permission_next RENAME TO permission;
CREATE INDEX permission_principal ON permission (principal);
CREATE INDEX permission_file ON permission (drive, node) WHERE is_file = 1;
CREATE INDEX permission_expires ON permission (expires_at_us) WHERE expires_at_us IS NOT NULL;
