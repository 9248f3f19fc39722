CREATE TABLE groups (
	organization_id BIGINT NOT NULL,
	id              TEXT COLLATE "C" NOT NULL,
	display_key     TEXT COLLATE "C" NOT NULL,
	external_id     TEXT COLLATE "C",
	version         BIGINT NOT NULL,
	created         BIGINT NOT NULL,
	modified        BIGINT NOT NULL,
	members         BIGINT NOT NULL,
	document        TEXT NOT NULL,
	PRIMARY KEY (organization_id, id)
);
