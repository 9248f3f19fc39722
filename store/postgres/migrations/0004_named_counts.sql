-- Numbers of services and forecasts, spread over slots; their sums count.
CREATE TABLE named_counts (
	organization_id BIGINT NOT NULL,
	name            TEXT COLLATE "C" NOT NULL,
	slot            BIGINT NOT NULL,
	n               BIGINT NOT NULL,
	PRIMARY KEY (organization_id, name, slot)
);
