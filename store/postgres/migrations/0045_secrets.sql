-- What all processes on this database share and nobody else knows.
CREATE TABLE secrets (
	name            TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	secret          BYTEA NOT NULL
);
