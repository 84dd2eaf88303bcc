-- Why: some folders of a drive have a meaning beside their name, which follows them wherever they go: pictures, music, what an
-- app keeps. The row names the folder and not its place. `app` is empty but for the folders of apps. A row may name a folder
-- that is gone; whoever asks for the meaning next makes another.
CREATE TABLE special_folder (
    drive BYTEA NOT NULL,
    name  TEXT COLLATE "C" NOT NULL,
    app   TEXT COLLATE "C" NOT NULL,
    node  BYTEA NOT NULL,
    PRIMARY KEY (drive, name, app)
);
