-- Why: a password that leaked is not enough to sign in as who has a second factor.

-- What somebody's codes are reckoned from; it is shown to nobody a second time, but its hash would not do. It counts once a right code
-- has proved that they have it too. `last_step` is the last step of time whose code was taken.
CREATE TABLE second_factor (
    user_id         BLOB NOT NULL PRIMARY KEY REFERENCES user_account (id),
    secret          BLOB NOT NULL,
    created_at_us   INTEGER NOT NULL,
    confirmed_at_us INTEGER,
    last_step       INTEGER NOT NULL
) WITHOUT ROWID;

-- What lets somebody in once each without it.
CREATE TABLE recovery_code (
    user_id BLOB NOT NULL REFERENCES user_account (id),
    hash    BLOB NOT NULL,
    PRIMARY KEY (user_id, hash)
) WITHOUT ROWID;

-- A browser in which the password was right and the code is still to come. It is no session: nobody is signed in by it.
CREATE TABLE sign_in_half (
    hash          BLOB NOT NULL PRIMARY KEY,
    user_id       BLOB NOT NULL REFERENCES user_account (id),
    expires_at_us INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX sign_in_half_user ON sign_in_half (user_id);
CREATE INDEX sign_in_half_expired ON sign_in_half (expires_at_us);

-- Wrong passwords of names that nobody has. They are counted as those of accounts are, so that it takes as long; many names share a
-- row, so that there are never more than so many.
CREATE TABLE sign_in_nobody (
    slot            INTEGER NOT NULL PRIMARY KEY,
    failures        INTEGER NOT NULL,
    locked_until_us INTEGER NOT NULL
);

-- Whether the app named the address when it asked for the code: then it has to name it again.
ALTER TABLE authorization_code ADD COLUMN is_redirect_named INTEGER NOT NULL DEFAULT 0;
