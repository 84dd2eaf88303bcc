-- Full-text search over the contents of pages. A content is indexed once, however many pages show it, so a copy is found as
-- soon as it is there.
CREATE TABLE search_document (
    content BYTEA NOT NULL PRIMARY KEY,
    words   TSVECTOR NOT NULL
);
CREATE INDEX search_document_words ON search_document USING GIN (words);

-- Contents from before there was an index, and those that are to be indexed anew.
CREATE TABLE search_pending (
    content BYTEA NOT NULL PRIMARY KEY
);
INSERT INTO search_pending SELECT DISTINCT content FROM page WHERE content IS NOT NULL;
