CREATE TABLE leases (
	name            TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	holder          TEXT NOT NULL,
	until           BIGINT NOT NULL
);
