-- Why: people look into the recycle bin of a drive, and see what was deleted, not what went along with it.
CREATE INDEX node_trash_top ON node (drive, modified_at_us) WHERE state = 2 AND held_by = id;
