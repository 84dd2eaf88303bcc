-- Why: a group may be a member of a group, and whoever belongs to the one belongs to the other.

-- `role` is what members of the inner group are in the outer one at most.
CREATE TABLE group_in_group (
    outer_id BLOB NOT NULL REFERENCES user_group (id),
    inner_id BLOB NOT NULL REFERENCES user_group (id),
    role     INTEGER NOT NULL,
    PRIMARY KEY (outer_id, inner_id)
) WITHOUT ROWID;
CREATE INDEX group_in_group_inner ON group_in_group (inner_id);

-- All groups that a group lies in, itself among them, over any number of others: kept, because every look at anything that is shared
-- asks for it. `role` is the least on the way, and of several ways the greatest.
CREATE TABLE group_reach (
    inner_id BLOB NOT NULL REFERENCES user_group (id),
    outer_id BLOB NOT NULL REFERENCES user_group (id),
    role     INTEGER NOT NULL,
    PRIMARY KEY (inner_id, outer_id)
) WITHOUT ROWID;
CREATE INDEX group_reach_outer ON group_reach (outer_id, inner_id);
INSERT INTO group_reach (inner_id, outer_id, role) SELECT id, id, 2 FROM user_group;

-- Who belongs to which groups; more than once, if by more than one way.
CREATE VIEW belongs AS
    SELECT m.user_id, r.outer_id AS group_id, CASE WHEN m.role < r.role THEN m.role ELSE r.role END AS role
    FROM group_member m CROSS JOIN group_reach r WHERE r.inner_id = m.group_id;
