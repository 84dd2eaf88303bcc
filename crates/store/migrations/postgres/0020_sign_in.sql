-- Why: apps sign people in, and are let in by them, instead of being handed tokens by whoever runs the server.

-- An app that may ask for tokens. `app` is its client id. `scopes` are those that it may ask people for, or nothing for any;
-- `own_scopes` those that it has without a person.
CREATE TABLE registration (
    app             TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name            TEXT COLLATE "C" NOT NULL,
    name_key        TEXT COLLATE "C" NOT NULL UNIQUE,
    is_confidential BIGINT NOT NULL,
    needs_pkce      BIGINT NOT NULL,
    scopes          TEXT COLLATE "C" NOT NULL,
    own_scopes      TEXT COLLATE "C" NOT NULL,
    created_at_us   BIGINT NOT NULL
);

-- Where an app may be sent back to, to the letter; on this machine with any port.
CREATE TABLE registration_redirect (
    app TEXT COLLATE "C" NOT NULL REFERENCES registration (app),
    uri TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (app, uri)
);

-- The secret itself is nowhere: only its hash.
CREATE TABLE registration_secret (
    app           TEXT COLLATE "C" NOT NULL REFERENCES registration (app),
    hash          BYTEA NOT NULL,
    created_at_us BIGINT NOT NULL,
    PRIMARY KEY (app, hash)
);

-- What somebody lets an app do without being asked again.
CREATE TABLE consent (
    user_id       BYTEA NOT NULL REFERENCES user_account (id),
    app           TEXT COLLATE "C" NOT NULL,
    scopes        TEXT COLLATE "C" NOT NULL,
    changed_at_us BIGINT NOT NULL,
    PRIMARY KEY (user_id, app)
);

-- A browser in which somebody is signed in.
CREATE TABLE browser_session (
    hash            BYTEA NOT NULL PRIMARY KEY,
    user_id         BYTEA NOT NULL REFERENCES user_account (id),
    signed_in_at_us BIGINT NOT NULL,
    expires_at_us   BIGINT NOT NULL
);
CREATE INDEX browser_session_user ON browser_session (user_id);
CREATE INDEX browser_session_expired ON browser_session (expires_at_us);

-- One act of letting an app in. Codes, refresh tokens and access tokens hang on it and end with it.
CREATE TABLE app_authorization (
    id              BYTEA NOT NULL PRIMARY KEY,
    user_id         BYTEA NOT NULL REFERENCES user_account (id),
    app             TEXT COLLATE "C" NOT NULL,
    scopes          TEXT COLLATE "C" NOT NULL,
    signed_in_at_us BIGINT NOT NULL,
    created_at_us   BIGINT NOT NULL,
    expires_at_us   BIGINT NOT NULL,
    ended_at_us     BIGINT
);
CREATE INDEX app_authorization_user ON app_authorization (user_id, app);
CREATE INDEX app_authorization_expired ON app_authorization (expires_at_us);

CREATE TABLE authorization_code (
    hash             BYTEA NOT NULL PRIMARY KEY,
    authorization_id BYTEA NOT NULL REFERENCES app_authorization (id),
    redirect_uri     TEXT COLLATE "C" NOT NULL,
    challenge        TEXT COLLATE "C",
    nonce            TEXT COLLATE "C",
    expires_at_us    BIGINT NOT NULL,
    used_at_us       BIGINT
);
CREATE INDEX authorization_code_of ON authorization_code (authorization_id);

CREATE TABLE refresh_token (
    hash             BYTEA NOT NULL PRIMARY KEY,
    authorization_id BYTEA NOT NULL REFERENCES app_authorization (id),
    expires_at_us    BIGINT NOT NULL,
    used_at_us       BIGINT
);
CREATE INDEX refresh_token_of ON refresh_token (authorization_id);

-- An app on a device without a browser. `state`: 0 waits for somebody, 1 let in, 2 refused.
CREATE TABLE device_request (
    hash             BYTEA NOT NULL PRIMARY KEY,
    user_code        TEXT COLLATE "C" NOT NULL UNIQUE,
    app              TEXT COLLATE "C" NOT NULL,
    scopes           TEXT COLLATE "C" NOT NULL,
    state            BIGINT NOT NULL,
    authorization_id BYTEA REFERENCES app_authorization (id),
    interval_seconds BIGINT NOT NULL,
    polled_at_us     BIGINT,
    expires_at_us    BIGINT NOT NULL
);
CREATE INDEX device_request_expired ON device_request (expires_at_us);
CREATE INDEX device_request_of ON device_request (authorization_id) WHERE authorization_id IS NOT NULL;

ALTER TABLE token ADD COLUMN authorization_id BYTEA;
CREATE INDEX token_of ON token (authorization_id) WHERE authorization_id IS NOT NULL;

-- Wrong passwords in a row, and until when none is looked at.
CREATE TABLE sign_in_failure (
    user_id         BYTEA NOT NULL PRIMARY KEY REFERENCES user_account (id),
    failures        BIGINT NOT NULL,
    locked_until_us BIGINT NOT NULL
);

-- What ID tokens are signed with, as PKCS #8.
CREATE TABLE signing_key (
    id            TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    algorithm     TEXT COLLATE "C" NOT NULL,
    secret        BYTEA NOT NULL,
    created_at_us BIGINT NOT NULL
);
