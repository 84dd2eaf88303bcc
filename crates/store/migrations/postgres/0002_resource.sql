-- What pages hold beside their text: images and files, by number within the page's content.

-- `content` names a page's body, `resource` the content that holds the bytes. The rows of a body go with it.
CREATE TABLE content_resource (
    content    BYTEA NOT NULL,
    number     BIGINT NOT NULL,
    resource   BYTEA NOT NULL,
    media_type TEXT COLLATE "C" NOT NULL,
    file_name  TEXT COLLATE "C",
    PRIMARY KEY (content, number)
);
CREATE INDEX content_resource_resource ON content_resource (resource);

-- Random keys that all processes of a server share, each made when it is first needed.
CREATE TABLE server_secret (
    purpose       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    secret        BYTEA NOT NULL,
    created_at_us BIGINT NOT NULL
);
