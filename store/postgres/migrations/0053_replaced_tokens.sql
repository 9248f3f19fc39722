-- The id of the token that a token was created to replace, '' for none.
ALTER TABLE tokens ADD COLUMN replaces TEXT NOT NULL DEFAULT '';
