-- Why: an app may act without a person, and what it makes, asks for and is given names whoever did it. So it has an account too, which
-- owns nothing, opens by no password and is in no list of people. `app` is its client id; none for people.
ALTER TABLE user_account ADD COLUMN app TEXT;
CREATE UNIQUE INDEX user_account_app ON user_account (app) WHERE app IS NOT NULL;
