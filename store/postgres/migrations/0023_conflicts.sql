-- login_name is the subject of a conflict of any type.
CREATE TABLE conflicts (
	organization_id BIGINT NOT NULL,
	id              TEXT COLLATE "C" NOT NULL,
	type            TEXT COLLATE "C" NOT NULL,
	user_id         TEXT COLLATE "C" NOT NULL,
	login_name      TEXT COLLATE "C" NOT NULL,
	other_id        TEXT COLLATE "C" NOT NULL,
	reason          TEXT NOT NULL,
	state           BIGINT NOT NULL,
	attempts        BIGINT NOT NULL,
	first           BIGINT NOT NULL,
	last            BIGINT NOT NULL,
	resolved_by     TEXT NOT NULL,
	sent            TEXT,
	activity_id     TEXT NOT NULL,
	fix             TEXT NOT NULL,
	resolved        BIGINT NOT NULL,
	PRIMARY KEY (organization_id, id)
);
