-- minute is counted since 1970; spread over slots.
CREATE TABLE removals (
	organization_id BIGINT NOT NULL REFERENCES organizations (id),
	minute          BIGINT NOT NULL,
	slot            BIGINT NOT NULL,
	count           BIGINT NOT NULL,
	PRIMARY KEY (organization_id, minute, slot)
);
