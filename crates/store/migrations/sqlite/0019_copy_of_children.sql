-- Why: a copy of what lies in a folder, without the folder, is one operation with many things at the top. What is captured of
-- the folder itself has the kind of a root then: it is never built, and its files are put where the copy goes.
ALTER TABLE operation ADD COLUMN children_only INTEGER NOT NULL DEFAULT 0;
