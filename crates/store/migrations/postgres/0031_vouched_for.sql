-- Why: what came by an issuer ends with it, also what apps were given; and apps may know by what somebody signed in.

-- Which issuer vouched for who signed in, and by what they proved it here, separated by spaces. What was there before this counts as
-- not by an issuer, and nobody knows by what.
ALTER TABLE browser_session ADD COLUMN issuer_id BYTEA;
ALTER TABLE browser_session ADD COLUMN methods TEXT NOT NULL DEFAULT '';
ALTER TABLE sign_in_half ADD COLUMN issuer_id BYTEA;
ALTER TABLE app_authorization ADD COLUMN issuer_id BYTEA;
ALTER TABLE app_authorization ADD COLUMN methods TEXT NOT NULL DEFAULT '';
CREATE INDEX app_authorization_issuer ON app_authorization (issuer_id, user_id) WHERE issuer_id IS NOT NULL;

-- Whether a refresh token was brought once more right after it was brought.
ALTER TABLE refresh_token ADD COLUMN is_used_again BIGINT NOT NULL DEFAULT 0;

-- Who somebody was here for whom an issuer vouched that is not trusted any more: if it is again, who was let go does not come again.
CREATE TABLE outside_past (
    url           TEXT NOT NULL,
    subject       TEXT NOT NULL,
    user_id       BYTEA NOT NULL REFERENCES user_account (id),
    created_at_us BIGINT NOT NULL,
    PRIMARY KEY (url, subject)
);
