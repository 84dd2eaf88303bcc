-- Why: of what left a folder, whoever follows a drive has to know all the nodes, and of the files, of which there may be very many,
-- only some at a time. `folder` is what the file lay in, and `name` what it was called there.
CREATE TABLE file_left (
    drive  BLOB NOT NULL,
    at_us  INTEGER NOT NULL,
    file   BLOB NOT NULL,
    folder BLOB NOT NULL,
    name   TEXT NOT NULL,
    PRIMARY KEY (drive, at_us, file, folder)
) WITHOUT ROWID;
CREATE INDEX file_left_old ON file_left (at_us);
INSERT INTO file_left (drive, at_us, file, folder, name) SELECT r.drive, r.at_us, r.item, r.left_parent, r.name FROM relocation r
    WHERE NOT EXISTS (SELECT 1 FROM node n WHERE n.drive = r.drive AND n.id = r.item);
DELETE FROM relocation WHERE NOT EXISTS (SELECT 1 FROM node n WHERE n.drive = relocation.drive AND n.id = relocation.item);
