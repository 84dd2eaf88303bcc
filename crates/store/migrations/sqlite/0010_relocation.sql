-- Why: clients ask what changed since a moment, and everything is told by the moments that rows carry, except these two: what
-- an item left when it was moved, and that a tree came at once, out of the recycle bin or out of a copy in several steps.
-- `left_parent` is 16 zero bytes for the latter. Kept as long as what is deleted.
CREATE TABLE relocation (
    drive       BLOB NOT NULL,
    at_us       INTEGER NOT NULL,
    item        BLOB NOT NULL,
    left_parent BLOB NOT NULL,
    name        TEXT NOT NULL,
    PRIMARY KEY (drive, at_us, item, left_parent)
) WITHOUT ROWID;
CREATE INDEX relocation_old ON relocation (at_us);
