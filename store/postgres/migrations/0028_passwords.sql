CREATE TABLE passwords (
	organization_id BIGINT NOT NULL,
	user_id         TEXT COLLATE "C" NOT NULL,
	hash            TEXT NOT NULL,
	PRIMARY KEY (organization_id, user_id),
	FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
);
