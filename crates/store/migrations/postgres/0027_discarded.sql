-- Why: what is discarded with its group, site or library is nobody's at once, however much it is; the recycle bin takes it piece by
-- piece afterwards. Such a drive is its own owner.
CREATE TABLE drive_discarded (
    drive BYTEA NOT NULL PRIMARY KEY REFERENCES drive (id)
);
