-- Full-text search over the contents of pages. A content is indexed once, however many pages show it, so a copy is found as
-- soon as it is there.
CREATE TABLE search_document (
    id      INTEGER NOT NULL PRIMARY KEY,
    content BLOB NOT NULL
);
CREATE UNIQUE INDEX search_document_content ON search_document (content);

-- Holds no text, only where words stand; the texts are in the contents. What goes in is cut into words already: `ascii`
-- leaves every letter beyond ASCII alone and cuts at the blanks.
CREATE VIRTUAL TABLE search_word USING fts5 (title, body, content = '', contentless_delete = 1, tokenize = 'ascii');

-- Contents from before there was an index, and those that are to be indexed anew.
CREATE TABLE search_pending (
    content BLOB NOT NULL PRIMARY KEY
) WITHOUT ROWID;
INSERT INTO search_pending SELECT DISTINCT content FROM page WHERE content IS NOT NULL;
