-- Why: people leave, for a while or for good, and what they made stays theirs by name.

-- `state`: 0 here, 1 suspended, 2 gone. Who is gone has no `name_key` that anybody could be found by, so the name is free again.
ALTER TABLE user_account ADD COLUMN state INTEGER NOT NULL DEFAULT 0;
