-- Why: whoever runs the server has to be able to say who did what.

-- The id rises with time. Without `actor`, it was the operator on the command line, or somebody who is unknown.
CREATE TABLE audit (
    id          BLOB NOT NULL PRIMARY KEY,
    at_us       INTEGER NOT NULL,
    actor       BLOB,
    app         TEXT NOT NULL,
    act         TEXT NOT NULL,
    subject     TEXT NOT NULL,
    status      INTEGER NOT NULL,
    came_from   TEXT NOT NULL,
    correlation BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX audit_actor ON audit (actor, id) WHERE actor IS NOT NULL;
