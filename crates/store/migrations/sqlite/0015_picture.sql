-- Why: items that are pictures show their size, and thumbnails are offered of those that can be drawn. Both follow from the
-- first bytes of a content, which pass by when it comes in; here they are at hand where a folder is listed. What was stored
-- before says nothing of it.
ALTER TABLE content_digest ADD COLUMN picture_format INTEGER;
ALTER TABLE content_digest ADD COLUMN picture_width INTEGER;
ALTER TABLE content_digest ADD COLUMN picture_height INTEGER;
