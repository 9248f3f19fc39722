CREATE TABLE tokens (
	organization_id BIGINT NOT NULL REFERENCES organizations (id),
	id              TEXT COLLATE "C" NOT NULL,
	hash            BYTEA NOT NULL UNIQUE,
	hint            TEXT NOT NULL,
	notes           TEXT NOT NULL,
	created         BIGINT NOT NULL,
	created_by      TEXT NOT NULL,
	expires         BIGINT NOT NULL,
	disabled        BIGINT NOT NULL,
	last_used       BIGINT NOT NULL,
	last_agent      TEXT NOT NULL,
	PRIMARY KEY (organization_id, id)
);
