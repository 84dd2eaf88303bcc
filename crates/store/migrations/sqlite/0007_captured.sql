-- The copy of the notebook around a captured node, where the tree has notebooks in it.
ALTER TABLE captured ADD COLUMN copy_notebook BLOB;
