CREATE TABLE upload_pieces (
	organization_id BIGINT NOT NULL,
	upload_id       TEXT COLLATE "C" NOT NULL,
	part            TEXT COLLATE "C" NOT NULL,
	n               BIGINT NOT NULL,
	piece           BYTEA NOT NULL,
	PRIMARY KEY (organization_id, upload_id, part, n),
	FOREIGN KEY (organization_id, upload_id) REFERENCES uploads (organization_id, id) ON DELETE CASCADE
);
