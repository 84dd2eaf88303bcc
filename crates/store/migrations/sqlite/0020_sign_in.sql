-- Why: apps sign people in, and are let in by them, instead of being handed tokens by whoever runs the server.

-- An app that may ask for tokens. `app` is its client id. `scopes` are those that it may ask people for, or nothing for any;
-- `own_scopes` those that it has without a person.
CREATE TABLE registration (
    app             TEXT NOT NULL PRIMARY KEY,
    name            TEXT NOT NULL,
    name_key        TEXT NOT NULL UNIQUE,
    is_confidential INTEGER NOT NULL,
    needs_pkce      INTEGER NOT NULL,
    scopes          TEXT NOT NULL,
    own_scopes      TEXT NOT NULL,
    created_at_us   INTEGER NOT NULL
) WITHOUT ROWID;

-- Where an app may be sent back to, to the letter; on this machine with any port.
CREATE TABLE registration_redirect (
    app TEXT NOT NULL REFERENCES registration (app),
    uri TEXT NOT NULL,
    PRIMARY KEY (app, uri)
) WITHOUT ROWID;

-- The secret itself is nowhere: only its hash.
CREATE TABLE registration_secret (
    app           TEXT NOT NULL REFERENCES registration (app),
    hash          BLOB NOT NULL,
    created_at_us INTEGER NOT NULL,
    PRIMARY KEY (app, hash)
) WITHOUT ROWID;

-- What somebody lets an app do without being asked again.
CREATE TABLE consent (
    user_id       BLOB NOT NULL REFERENCES user_account (id),
    app           TEXT NOT NULL,
    scopes        TEXT NOT NULL,
    changed_at_us INTEGER NOT NULL,
    PRIMARY KEY (user_id, app)
) WITHOUT ROWID;

-- A browser in which somebody is signed in.
CREATE TABLE browser_session (
    hash            BLOB NOT NULL PRIMARY KEY,
    user_id         BLOB NOT NULL REFERENCES user_account (id),
    signed_in_at_us INTEGER NOT NULL,
    expires_at_us   INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX browser_session_user ON browser_session (user_id);
CREATE INDEX browser_session_expired ON browser_session (expires_at_us);

-- One act of letting an app in. Codes, refresh tokens and access tokens hang on it and end with it.
CREATE TABLE app_authorization (
    id              BLOB NOT NULL PRIMARY KEY,
    user_id         BLOB NOT NULL REFERENCES user_account (id),
    app             TEXT NOT NULL,
    scopes          TEXT NOT NULL,
    signed_in_at_us INTEGER NOT NULL,
    created_at_us   INTEGER NOT NULL,
    expires_at_us   INTEGER NOT NULL,
    ended_at_us     INTEGER
) WITHOUT ROWID;
CREATE INDEX app_authorization_user ON app_authorization (user_id, app);
CREATE INDEX app_authorization_expired ON app_authorization (expires_at_us);

CREATE TABLE authorization_code (
    hash             BLOB NOT NULL PRIMARY KEY,
    authorization_id BLOB NOT NULL REFERENCES app_authorization (id),
    redirect_uri     TEXT NOT NULL,
    challenge        TEXT,
    nonce            TEXT,
    expires_at_us    INTEGER NOT NULL,
    used_at_us       INTEGER
) WITHOUT ROWID;
CREATE INDEX authorization_code_of ON authorization_code (authorization_id);

CREATE TABLE refresh_token (
    hash             BLOB NOT NULL PRIMARY KEY,
    authorization_id BLOB NOT NULL REFERENCES app_authorization (id),
    expires_at_us    INTEGER NOT NULL,
    used_at_us       INTEGER
) WITHOUT ROWID;
CREATE INDEX refresh_token_of ON refresh_token (authorization_id);

-- An app on a device without a browser. `state`: 0 waits for somebody, 1 let in, 2 refused.
CREATE TABLE device_request (
    hash             BLOB NOT NULL PRIMARY KEY,
    user_code        TEXT NOT NULL UNIQUE,
    app              TEXT NOT NULL,
    scopes           TEXT NOT NULL,
    state            INTEGER NOT NULL,
    authorization_id BLOB REFERENCES app_authorization (id),
    interval_seconds INTEGER NOT NULL,
    polled_at_us     INTEGER,
    expires_at_us    INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX device_request_expired ON device_request (expires_at_us);
CREATE INDEX device_request_of ON device_request (authorization_id) WHERE authorization_id IS NOT NULL;

ALTER TABLE token ADD COLUMN authorization_id BLOB;
CREATE INDEX token_of ON token (authorization_id) WHERE authorization_id IS NOT NULL;

-- Wrong passwords in a row, and until when none is looked at.
CREATE TABLE sign_in_failure (
    user_id         BLOB NOT NULL PRIMARY KEY REFERENCES user_account (id),
    failures        INTEGER NOT NULL,
    locked_until_us INTEGER NOT NULL
) WITHOUT ROWID;

-- What ID tokens are signed with, as PKCS #8.
CREATE TABLE signing_key (
    id            TEXT NOT NULL PRIMARY KEY,
    algorithm     TEXT NOT NULL,
    secret        BLOB NOT NULL,
    created_at_us INTEGER NOT NULL
) WITHOUT ROWID;
