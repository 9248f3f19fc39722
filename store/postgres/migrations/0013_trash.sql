-- login_key, record and document are those of a user who is gone, else empty:
-- the user is in users.
CREATE TABLE trash (
	organization_id BIGINT NOT NULL,
	id              TEXT COLLATE "C" NOT NULL,
	user_id         TEXT COLLATE "C" NOT NULL,
	gone            BIGINT NOT NULL,
	time            BIGINT NOT NULL,
	active          BIGINT NOT NULL,
	deleted_by      TEXT NOT NULL,
	login_key       TEXT COLLATE "C" NOT NULL,
	record          TEXT NOT NULL,
	document        TEXT NOT NULL,
	PRIMARY KEY (organization_id, id)
);
