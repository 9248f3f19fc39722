-- What all processes on this database share and nobody else knows.
CREATE TABLE secrets (
	name   TEXT NOT NULL PRIMARY KEY,
	secret BLOB NOT NULL
) STRICT, WITHOUT ROWID;
