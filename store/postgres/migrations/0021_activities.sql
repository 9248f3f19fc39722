-- record holds what nobody searches by: reason, detail, changes, request.
-- duration is in nanoseconds.
CREATE TABLE activities (
	organization_id BIGINT NOT NULL,
	id              TEXT COLLATE "C" NOT NULL,
	time            BIGINT NOT NULL,
	face            BIGINT NOT NULL,
	operation       TEXT NOT NULL,
	result          BIGINT NOT NULL,
	count           BIGINT NOT NULL,
	actor_id        TEXT NOT NULL,
	user_id         TEXT COLLATE "C" NOT NULL,
	subject         TEXT COLLATE "C" NOT NULL,
	actor_name      TEXT NOT NULL,
	status          BIGINT NOT NULL,
	duration        BIGINT NOT NULL,
	record          TEXT NOT NULL,
	PRIMARY KEY (organization_id, id)
);
