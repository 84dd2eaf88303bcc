-- Why: a copy may be asked to bring the former versions of its files along.
ALTER TABLE operation ADD COLUMN with_versions BIGINT NOT NULL DEFAULT 0;
