-- One row: generation grows with each change of organizations, services and
-- tokens; organizations is the last id given to one.
CREATE TABLE installation (
	id              BIGINT PRIMARY KEY,
	generation      BIGINT NOT NULL,
	organizations   BIGINT NOT NULL
);
