CREATE TABLE sessions (
	hash            BYTEA NOT NULL PRIMARY KEY,
	organization_id BIGINT NOT NULL,
	user_id         TEXT COLLATE "C" NOT NULL,
	created         BIGINT NOT NULL,
	last_seen       BIGINT NOT NULL,
	expires         BIGINT NOT NULL,
	user_agent      TEXT NOT NULL,
	remote_addr     TEXT NOT NULL,
	FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
);
