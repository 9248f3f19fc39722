-- How the log is searched and counted: docs/decisions/0003-sqlite-layout.md.

ALTER TABLE organizations ADD COLUMN log_days  INTEGER NOT NULL DEFAULT 0; -- 0: the default, -1: for good
ALTER TABLE organizations ADD COLUMN sensitive TEXT    NOT NULL DEFAULT '[]';

-- Searched by, so no longer kept in record.
ALTER TABLE activities ADD COLUMN status   INTEGER NOT NULL DEFAULT 0; -- HTTP status, 0: none
ALTER TABLE activities ADD COLUMN duration INTEGER NOT NULL DEFAULT 0; -- nanoseconds
UPDATE activities SET
	status   = coalesce(json_extract(record, '$.request.status'), 0),
	duration = coalesce(json_extract(record, '$.request.duration'), 0);

-- Thinner logs: of what people did, and of what went wrong. A write that
-- succeeds for an identity provider is in neither.
CREATE INDEX activities_people  ON activities (organization_id, id) WHERE face <> 0;
CREATE INDEX activities_refused ON activities (organization_id, id) WHERE result >= 2;

-- Requests of identity providers, by result.
CREATE TABLE activity_hours (
	organization_id INTEGER NOT NULL,
	hour            INTEGER NOT NULL, -- hours since 1970
	success         INTEGER NOT NULL,
	no_change       INTEGER NOT NULL,
	failed          INTEGER NOT NULL,
	rejected        INTEGER NOT NULL,
	last_id         TEXT    NOT NULL, -- the newest of them in activities
	PRIMARY KEY (organization_id, hour)
) STRICT, WITHOUT ROWID;
INSERT INTO activity_hours
	SELECT organization_id, time / 3600000,
		sum(CASE result WHEN 0 THEN count ELSE 0 END), sum(CASE result WHEN 1 THEN count ELSE 0 END),
		sum(CASE result WHEN 2 THEN count ELSE 0 END), sum(CASE result WHEN 3 THEN count ELSE 0 END), max(id)
	FROM activities WHERE face = 0 GROUP BY 1, 2;
