-- What pages hold beside their text: images and files, by number within the page's content.

-- `content` names a page's body, `resource` the content that holds the bytes. The rows of a body go with it.
CREATE TABLE content_resource (
    content    BLOB NOT NULL,
    number     INTEGER NOT NULL,
    resource   BLOB NOT NULL,
    media_type TEXT NOT NULL,
    file_name  TEXT,
    PRIMARY KEY (content, number)
) WITHOUT ROWID;
CREATE INDEX content_resource_resource ON content_resource (resource);

-- Random keys that all processes of a server share, each made when it is first needed.
CREATE TABLE server_secret (
    purpose       TEXT NOT NULL PRIMARY KEY,
    secret        BLOB NOT NULL,
    created_at_us INTEGER NOT NULL
) WITHOUT ROWID;
