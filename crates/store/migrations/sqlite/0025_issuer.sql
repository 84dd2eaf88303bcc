-- Why: people who have an account elsewhere come with it, instead of having one more password here.

-- A server elsewhere that vouches for people. `url` is what it calls itself, to the letter. With `client`, people sign in through it;
-- with `audiences`, its access tokens are taken. `secret` is shown to it as it is, so its hash would not do. `scopes` says what each of
-- its scopes is here. `creates` is who gets an account at first sight: nobody for nothing, everybody for `*`, else those whose mail
-- addresses are in these domains. Lists are separated by spaces.
CREATE TABLE issuer (
    id            BLOB NOT NULL PRIMARY KEY,
    name          TEXT NOT NULL,
    name_key      TEXT NOT NULL UNIQUE,
    url           TEXT NOT NULL UNIQUE,
    client        TEXT,
    secret        TEXT,
    authority     TEXT,
    audiences     TEXT NOT NULL,
    scopes        TEXT NOT NULL,
    name_claim    TEXT NOT NULL,
    creates       TEXT NOT NULL,
    changed_at_us INTEGER NOT NULL
) WITHOUT ROWID;

-- Who somebody is here whom an issuer vouches for. It outlives the person, so that who was let go does not come again.
CREATE TABLE outside_identity (
    issuer_id     BLOB NOT NULL REFERENCES issuer (id),
    subject       TEXT NOT NULL,
    user_id       BLOB NOT NULL REFERENCES user_account (id),
    created_at_us INTEGER NOT NULL,
    PRIMARY KEY (issuer_id, subject)
) WITHOUT ROWID;
