-- Why: what others share is reached from one's own drive, without being in it.

-- A node of the kind 2 is a shortcut: its name and its place are its own, and this row says what it leads to. No reference holds
-- that: it may go, or be shared no more, and the shortcut stays.
CREATE TABLE shortcut (
    drive        BLOB NOT NULL,
    id           BLOB NOT NULL,
    target_drive BLOB NOT NULL,
    target       BLOB NOT NULL,
    PRIMARY KEY (drive, id)
) WITHOUT ROWID;
