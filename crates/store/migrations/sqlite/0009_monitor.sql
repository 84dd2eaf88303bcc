-- Why: the monitor of a copy is read by whoever knows its address, so the address is a secret of its own beside the
-- operation. Only its hash is kept. It goes with its operation.
CREATE TABLE monitor (
    hash      BLOB NOT NULL PRIMARY KEY,
    operation BLOB NOT NULL REFERENCES operation (id) ON DELETE CASCADE,
    is_legacy INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX monitor_operation ON monitor (operation);
