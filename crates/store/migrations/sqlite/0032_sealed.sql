-- Why: whoever gets hold of a copy of the database is not to sign in with it, nor sign anything in the server's name.

-- Which key a secret is sealed by, as bytes that say nothing of the key; null for what a program before this one wrote, until the next
-- one that opens the database seals it.
ALTER TABLE server_secret ADD COLUMN sealed_by BLOB;
ALTER TABLE signing_key ADD COLUMN sealed_by BLOB;
ALTER TABLE second_factor ADD COLUMN sealed_by BLOB;
ALTER TABLE issuer ADD COLUMN sealed_by BLOB;

-- What is sealed is no text.
UPDATE issuer SET secret = CAST(secret AS BLOB);

-- The key that secrets are sealed by from now on: one row. `is_done` once all that lay there otherwise is sealed by it.
CREATE TABLE seal (
    only_row      INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    key_id        BLOB NOT NULL,
    is_done       INTEGER NOT NULL,
    changed_at_us INTEGER NOT NULL
) WITHOUT ROWID;
