-- Groups and who is in them: docs/decisions/0003-sqlite-layout.md.

ALTER TABLE organizations ADD COLUMN groups INTEGER NOT NULL DEFAULT 0;         -- how many
ALTER TABLE organizations ADD COLUMN group_revision INTEGER NOT NULL DEFAULT 0; -- grows with each write of a group or its members

CREATE TABLE groups (
	organization_id INTEGER NOT NULL REFERENCES organizations (id),
	id              TEXT    NOT NULL,
	display_key     TEXT    NOT NULL,
	external_id     TEXT,             -- NULL: none
	version         INTEGER NOT NULL,
	created         INTEGER NOT NULL,
	modified        INTEGER NOT NULL,
	members         INTEGER NOT NULL, -- how many
	document        TEXT    NOT NULL, -- without members
	PRIMARY KEY (organization_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX groups_display_key ON groups (organization_id, display_key);
CREATE INDEX groups_external_id ON groups (organization_id, external_id) WHERE external_id IS NOT NULL;

-- member_id is the id of a user (type 0) or of a group (type 1).
CREATE TABLE members (
	organization_id INTEGER NOT NULL,
	group_id        TEXT    NOT NULL,
	member_id       TEXT    NOT NULL,
	type            INTEGER NOT NULL,
	PRIMARY KEY (organization_id, group_id, member_id),
	FOREIGN KEY (organization_id, group_id) REFERENCES groups (organization_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX members_member ON members (organization_id, member_id);
