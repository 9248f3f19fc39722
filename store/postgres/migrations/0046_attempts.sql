-- Failed attempts to sign in, which all processes on this database count together.
CREATE TABLE attempts (
	key             TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	failures        BIGINT NOT NULL,
	last            BIGINT NOT NULL
);
