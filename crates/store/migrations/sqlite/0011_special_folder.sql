-- Why: some folders of a drive have a meaning beside their name, which follows them wherever they go: pictures, music, what an
-- app keeps. The row names the folder and not its place. `app` is empty but for the folders of apps. A row may name a folder
-- that is gone; whoever asks for the meaning next makes another.
CREATE TABLE special_folder (
    drive BLOB NOT NULL,
    name  TEXT NOT NULL,
    app   TEXT NOT NULL,
    node  BLOB NOT NULL,
    PRIMARY KEY (drive, name, app)
) WITHOUT ROWID;
