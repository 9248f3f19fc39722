-- Numbers of an organization, spread over slots; their sums count.
CREATE TABLE organization_counts (
	organization_id BIGINT NOT NULL,
	slot            BIGINT NOT NULL,
	users           BIGINT NOT NULL,
	trashed         BIGINT NOT NULL,
	managed         BIGINT NOT NULL,
	revision        BIGINT NOT NULL,
	groups          BIGINT NOT NULL,
	group_revision  BIGINT NOT NULL,
	PRIMARY KEY (organization_id, slot)
);
