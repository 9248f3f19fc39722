-- Files that somebody sent and has yet to decide on, and their pieces.
CREATE TABLE uploads (
	organization_id INTEGER NOT NULL,
	id              TEXT    NOT NULL,
	user_id         TEXT    NOT NULL,
	expires         INTEGER NOT NULL,
	state           BLOB    NOT NULL,
	PRIMARY KEY (organization_id, id),
	FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX uploads_user ON uploads (organization_id, user_id);
CREATE INDEX uploads_expires ON uploads (expires);
CREATE TABLE upload_pieces (
	organization_id INTEGER NOT NULL,
	upload_id       TEXT    NOT NULL,
	part            TEXT    NOT NULL,
	n               INTEGER NOT NULL,
	piece           BLOB    NOT NULL,
	PRIMARY KEY (organization_id, upload_id, part, n),
	FOREIGN KEY (organization_id, upload_id) REFERENCES uploads (organization_id, id) ON DELETE CASCADE
) STRICT;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
	('uploads', 'sqlite_autoindex_uploads_1', '20 4 1'),
	('uploads', 'uploads_user', '20 4 2'),
	('uploads', 'uploads_expires', '20 2'),
	('upload_pieces', 'sqlite_autoindex_upload_pieces_1', '400 80 20 10 1');
ANALYZE sqlite_schema; -- for the connection that runs this
