-- Why: people are let in to run the server from a browser.

ALTER TABLE user_account ADD COLUMN is_admin INTEGER NOT NULL DEFAULT 0;
CREATE INDEX user_account_admin ON user_account (id) WHERE is_admin = 1;
