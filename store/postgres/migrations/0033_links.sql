-- user_id is NULL for a link that sets up the first administrator.
CREATE TABLE links (
	hash            BYTEA NOT NULL PRIMARY KEY,
	kind            TEXT NOT NULL,
	organization_id BIGINT NOT NULL REFERENCES organizations (id),
	user_id         TEXT COLLATE "C",
	created         BIGINT NOT NULL,
	expires         BIGINT NOT NULL,
	FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
);
