-- Which token a token was created to replace.
ALTER TABLE tokens ADD COLUMN replaces TEXT NOT NULL DEFAULT ''; -- id, '' for none
