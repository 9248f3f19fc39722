CREATE TABLE services (
	organization_id BIGINT NOT NULL REFERENCES organizations (id),
	code            TEXT COLLATE "C" NOT NULL,
	created         BIGINT NOT NULL,
	name            TEXT NOT NULL,
	seats           BIGINT NOT NULL,
	is_default      BIGINT NOT NULL,
	PRIMARY KEY (organization_id, code)
);
