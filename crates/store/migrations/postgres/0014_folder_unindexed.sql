-- Why: nothing reads folders by their moments: what changed is told by walking the nodes. Every file that is written, and every
-- folder that is copied, paid for this index.
DROP INDEX folder_changed;
