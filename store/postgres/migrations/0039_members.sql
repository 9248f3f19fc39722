-- member_id is the id of a user (type 0) or of a group (type 1).
CREATE TABLE members (
	organization_id BIGINT NOT NULL,
	group_id        TEXT COLLATE "C" NOT NULL,
	member_id       TEXT COLLATE "C" NOT NULL,
	type            BIGINT NOT NULL,
	PRIMARY KEY (organization_id, group_id, member_id),
	FOREIGN KEY (organization_id, group_id) REFERENCES groups (organization_id, id) ON DELETE CASCADE
);
