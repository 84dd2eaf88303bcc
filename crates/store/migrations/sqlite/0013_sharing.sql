-- Why: a file is shared by itself too, and anything by an address instead of with people.

-- With `is_file`, `node` holds a file's id. Both are 16 bytes, and no node has a file's.
ALTER TABLE permission ADD COLUMN is_file INTEGER NOT NULL DEFAULT 0;
CREATE INDEX permission_file ON permission (drive, node) WHERE is_file = 1;

-- Addresses by which an item is open. The address is made of the id by a key of the server's, so no row holds it.
-- `scope`: 0 whoever has it, 1 people of this server, 2 people with a permission. `role` as in `permission`.
CREATE TABLE share_link (
    id            BLOB NOT NULL PRIMARY KEY,
    drive         BLOB NOT NULL REFERENCES drive (id),
    item          BLOB NOT NULL,
    is_file       INTEGER NOT NULL,
    role          INTEGER NOT NULL,
    scope         INTEGER NOT NULL,
    app           TEXT NOT NULL,
    password_hash TEXT,
    created_at_us INTEGER NOT NULL,
    created_by    BLOB NOT NULL,
    expires_at_us INTEGER
) WITHOUT ROWID;
CREATE INDEX share_link_item ON share_link (drive, item);
CREATE INDEX share_link_expires ON share_link (expires_at_us) WHERE expires_at_us IS NOT NULL;
