-- Failed attempts to sign in, which all processes on this database count together.
CREATE TABLE attempts (
	key      TEXT    NOT NULL PRIMARY KEY,
	failures INTEGER NOT NULL,
	last     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX attempts_last ON attempts (last);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
	('attempts', 'attempts', '10000 1'),
	('attempts', 'attempts_last', '10000 2');
ANALYZE sqlite_schema; -- for the connection that runs this
