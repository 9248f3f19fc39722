-- Requests of identity providers, by result, spread over slots; their sums
-- count. hour is counted since 1970; last_id is the newest of them in activities.
CREATE TABLE activity_hours (
	organization_id BIGINT NOT NULL,
	hour            BIGINT NOT NULL,
	slot            BIGINT NOT NULL,
	success         BIGINT NOT NULL,
	no_change       BIGINT NOT NULL,
	failed          BIGINT NOT NULL,
	rejected        BIGINT NOT NULL,
	last_id         TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (organization_id, hour, slot)
);
