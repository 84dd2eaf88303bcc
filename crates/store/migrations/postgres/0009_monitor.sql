-- Why: the monitor of a copy is read by whoever knows its address, so the address is a secret of its own beside the
-- operation. Only its hash is kept. It goes with its operation.
CREATE TABLE monitor (
    hash      BYTEA NOT NULL PRIMARY KEY,
    operation BYTEA NOT NULL REFERENCES operation (id) ON DELETE CASCADE,
    is_legacy BIGINT NOT NULL
);
CREATE INDEX monitor_operation ON monitor (operation);
