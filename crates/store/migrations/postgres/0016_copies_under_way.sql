-- Why: how many copies somebody has under way is asked with each new one; only few rows are of this kind at a time.
CREATE INDEX operation_under_way ON operation (caller) WHERE state < 2;
