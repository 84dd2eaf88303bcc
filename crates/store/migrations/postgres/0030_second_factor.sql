-- Why: a password that leaked is not enough to sign in as who has a second factor.

-- What somebody's codes are reckoned from; it is shown to nobody a second time, but its hash would not do. It counts once a right code
-- has proved that they have it too. `last_step` is the last step of time whose code was taken.
CREATE TABLE second_factor (
    user_id         BYTEA NOT NULL PRIMARY KEY REFERENCES user_account (id),
    secret          BYTEA NOT NULL,
    created_at_us   BIGINT NOT NULL,
    confirmed_at_us BIGINT,
    last_step       BIGINT NOT NULL
);

-- What lets somebody in once each without it.
CREATE TABLE recovery_code (
    user_id BYTEA NOT NULL REFERENCES user_account (id),
    hash    BYTEA NOT NULL,
    PRIMARY KEY (user_id, hash)
);

-- A browser in which the password was right and the code is still to come. It is no session: nobody is signed in by it.
CREATE TABLE sign_in_half (
    hash          BYTEA NOT NULL PRIMARY KEY,
    user_id       BYTEA NOT NULL REFERENCES user_account (id),
    expires_at_us BIGINT NOT NULL
);
CREATE INDEX sign_in_half_user ON sign_in_half (user_id);
CREATE INDEX sign_in_half_expired ON sign_in_half (expires_at_us);

-- Wrong passwords of names that nobody has. They are counted as those of accounts are, so that it takes as long; many names share a
-- row, so that there are never more than so many.
CREATE TABLE sign_in_nobody (
    slot            BIGINT NOT NULL PRIMARY KEY,
    failures        BIGINT NOT NULL,
    locked_until_us BIGINT NOT NULL
);

-- Whether the app named the address when it asked for the code: then it has to name it again.
ALTER TABLE authorization_code ADD COLUMN is_redirect_named BIGINT NOT NULL DEFAULT 0;
