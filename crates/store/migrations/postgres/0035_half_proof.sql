-- Why: a code of a phone does not say when somebody proved the rest to the issuer that vouched for them.

-- When they did; null for what was there before this.
ALTER TABLE sign_in_half ADD COLUMN proved_at_us BIGINT;
