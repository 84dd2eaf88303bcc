-- Why: whoever runs the server has to be able to say who did what.

-- The id rises with time. Without `actor`, it was the operator on the command line, or somebody who is unknown.
CREATE TABLE audit (
    id          BYTEA NOT NULL PRIMARY KEY,
    at_us       BIGINT NOT NULL,
    actor       BYTEA,
    app         TEXT COLLATE "C" NOT NULL,
    act         TEXT COLLATE "C" NOT NULL,
    subject     TEXT COLLATE "C" NOT NULL,
    status      BIGINT NOT NULL,
    came_from   TEXT COLLATE "C" NOT NULL,
    correlation BYTEA NOT NULL
);
CREATE INDEX audit_actor ON audit (actor, id) WHERE actor IS NOT NULL;
