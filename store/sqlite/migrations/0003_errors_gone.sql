-- The Trash, seats, policies, the brake, forecasts and leases:
-- docs/decisions/0003-sqlite-layout.md.

ALTER TABLE organizations ADD COLUMN linking INTEGER NOT NULL DEFAULT 0;
ALTER TABLE organizations ADD COLUMN restoring INTEGER NOT NULL DEFAULT 0;
ALTER TABLE organizations ADD COLUMN service_source INTEGER NOT NULL DEFAULT 0;
ALTER TABLE organizations ADD COLUMN brake_at_least INTEGER NOT NULL DEFAULT 0;
ALTER TABLE organizations ADD COLUMN brake_percent INTEGER NOT NULL DEFAULT 0;
ALTER TABLE organizations ADD COLUMN brake_lifted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE organizations ADD COLUMN trashed INTEGER NOT NULL DEFAULT 0; -- how many users
ALTER TABLE organizations ADD COLUMN managed INTEGER NOT NULL DEFAULT 0; -- how many users who are active
UPDATE organizations SET managed = (SELECT COUNT(*) FROM users
	WHERE organization_id = organizations.id AND source = 1 AND active = 1);

-- They lie behind the document. Of most users they are NULL and 0, which take no
-- room in a row, so that reading them doesn't read the document.
ALTER TABLE users ADD COLUMN defaults TEXT; -- NULL: none
ALTER TABLE users ADD COLUMN trashed INTEGER NOT NULL DEFAULT 0;

ALTER TABLE services ADD COLUMN is_default INTEGER NOT NULL DEFAULT 0;
ALTER TABLE services ADD COLUMN granted INTEGER NOT NULL DEFAULT 0; -- how many users have a seat
ALTER TABLE services ADD COLUMN waiting INTEGER NOT NULL DEFAULT 0; -- how many users wait for one

-- A row is a seat: state is 0 none, 1 granted, 2 waiting, since is of the state,
-- and place is where in the queue a user waits.
ALTER TABLE user_services ADD COLUMN by_default INTEGER NOT NULL DEFAULT 0; -- it is one of users.defaults
ALTER TABLE user_services ADD COLUMN state INTEGER NOT NULL DEFAULT 0;
ALTER TABLE user_services ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE user_services ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
CREATE INDEX user_services_queue ON user_services (organization_id, code, place) WHERE state = 2;
-- Nobody waited so far: who was active had what is there, whatever the seats.
UPDATE user_services SET state = 1, since = max(
	(SELECT created FROM users u WHERE u.organization_id = user_services.organization_id AND u.id = user_id),
	(SELECT created FROM services s WHERE s.organization_id = user_services.organization_id AND s.code = user_services.code))
WHERE EXISTS (SELECT 1 FROM users u WHERE u.organization_id = user_services.organization_id AND u.id = user_id AND u.active = 1)
	AND EXISTS (SELECT 1 FROM services s WHERE s.organization_id = user_services.organization_id AND s.code = user_services.code);
UPDATE services SET granted = (SELECT COUNT(*) FROM user_services us
	WHERE us.organization_id = services.organization_id AND us.code = services.code AND us.state = 1);

-- login_key, record and document are those of a user who is gone, else empty:
-- the user is in users.
CREATE TABLE trash (
	organization_id INTEGER NOT NULL REFERENCES organizations (id),
	id              TEXT    NOT NULL,
	user_id         TEXT    NOT NULL,
	gone            INTEGER NOT NULL,
	time            INTEGER NOT NULL,
	active          INTEGER NOT NULL,
	deleted_by      TEXT    NOT NULL,
	login_key       TEXT    NOT NULL,
	record          TEXT    NOT NULL,
	document        TEXT    NOT NULL,
	PRIMARY KEY (organization_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX trash_user ON trash (organization_id, user_id);
CREATE INDEX trash_login_key ON trash (organization_id, login_key, id) WHERE gone = 1;
CREATE INDEX trash_time ON trash (time) WHERE gone = 1;

-- minute is counted since 1970.
CREATE TABLE removals (
	organization_id INTEGER NOT NULL REFERENCES organizations (id),
	minute          INTEGER NOT NULL,
	count           INTEGER NOT NULL,
	PRIMARY KEY (organization_id, minute)
) STRICT, WITHOUT ROWID;
CREATE INDEX removals_minute ON removals (minute);

CREATE TABLE forecasts (
	organization_id INTEGER NOT NULL REFERENCES organizations (id),
	subject         TEXT    NOT NULL,
	forecast        TEXT    NOT NULL,
	PRIMARY KEY (organization_id, subject)
) STRICT, WITHOUT ROWID;
CREATE TABLE forecast_counts (
	organization_id INTEGER NOT NULL REFERENCES organizations (id),
	forecast        TEXT    NOT NULL,
	count           INTEGER NOT NULL, -- how many subjects
	PRIMARY KEY (organization_id, forecast)
) STRICT, WITHOUT ROWID;

CREATE TABLE leases (
	name   TEXT    NOT NULL PRIMARY KEY,
	holder TEXT    NOT NULL,
	until  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- login_name is the subject of a conflict of any type.
ALTER TABLE conflicts ADD COLUMN sent TEXT; -- NULL: nothing
ALTER TABLE conflicts ADD COLUMN activity_id TEXT NOT NULL DEFAULT '';
ALTER TABLE conflicts ADD COLUMN fix TEXT NOT NULL DEFAULT '';
ALTER TABLE conflicts ADD COLUMN resolved INTEGER NOT NULL DEFAULT 0;
UPDATE conflicts SET resolved = last WHERE state = 1;
CREATE INDEX conflicts_type ON conflicts (organization_id, state, type, id);
CREATE INDEX conflicts_subject ON conflicts (organization_id, type, user_id, login_name, id);
