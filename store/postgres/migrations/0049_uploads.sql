-- Files that somebody sent and has yet to decide on.
CREATE TABLE uploads (
	organization_id BIGINT NOT NULL,
	id              TEXT COLLATE "C" NOT NULL,
	user_id         TEXT COLLATE "C" NOT NULL,
	expires         BIGINT NOT NULL,
	state           BYTEA NOT NULL,
	PRIMARY KEY (organization_id, id),
	FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
);
