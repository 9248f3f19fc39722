-- Times are milliseconds since 1970, UTC; 0 says never. Lists are JSON arrays.
-- Why the tables are cut like this: docs/decisions/0003-sqlite-layout.md.

CREATE TABLE organizations (
	id          INTEGER PRIMARY KEY AUTOINCREMENT,
	slug        TEXT    NOT NULL UNIQUE,
	name        TEXT    NOT NULL,
	created     INTEGER NOT NULL,
	propagation INTEGER NOT NULL,
	items       TEXT    NOT NULL,
	narrowed    INTEGER NOT NULL, -- an item was taken off items
	users       INTEGER NOT NULL DEFAULT 0, -- how many
	revision    INTEGER NOT NULL DEFAULT 0  -- grows with each write of a user
) STRICT;

-- One row, that grows with each change of organizations, services and tokens.
CREATE TABLE generation (
	id    INTEGER PRIMARY KEY CHECK (id = 1),
	value INTEGER NOT NULL
) STRICT;
INSERT INTO generation (id, value) VALUES (1, 1);

-- The document comes last, so that a scan of the columns stops before it.
CREATE TABLE users (
	organization_id INTEGER NOT NULL REFERENCES organizations (id),
	id              TEXT    NOT NULL,
	login_key       TEXT    NOT NULL,
	external_id     TEXT,             -- NULL: none
	active          INTEGER NOT NULL,
	source          INTEGER NOT NULL,
	administrator   INTEGER NOT NULL,
	link_allowed    INTEGER NOT NULL,
	version         INTEGER NOT NULL,
	created         INTEGER NOT NULL,
	modified        INTEGER NOT NULL,
	token_id        TEXT    NOT NULL,
	emails          TEXT    NOT NULL,
	services        TEXT    NOT NULL,
	document        TEXT    NOT NULL,
	PRIMARY KEY (organization_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX users_login_key ON users (organization_id, login_key);
CREATE INDEX users_external_id ON users (organization_id, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX users_administrators ON users (organization_id) WHERE administrator = 1 AND active = 1;

-- The two lists of a user, turned round to be looked up. They are written with
-- users.emails and users.services and read only to find a user's id.
CREATE TABLE user_emails (
	organization_id INTEGER NOT NULL,
	email_key       TEXT    NOT NULL,
	user_id         TEXT    NOT NULL,
	PRIMARY KEY (organization_id, email_key, user_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE user_services (
	organization_id INTEGER NOT NULL,
	code            TEXT    NOT NULL,
	user_id         TEXT    NOT NULL,
	PRIMARY KEY (organization_id, code, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE services (
	organization_id INTEGER NOT NULL REFERENCES organizations (id),
	code            TEXT    NOT NULL,
	name            TEXT    NOT NULL,
	seats           INTEGER NOT NULL,
	created         INTEGER NOT NULL,
	assigned        INTEGER NOT NULL, -- how many users want it
	PRIMARY KEY (organization_id, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE tokens (
	organization_id INTEGER NOT NULL REFERENCES organizations (id),
	id              TEXT    NOT NULL,
	hash            BLOB    NOT NULL UNIQUE,
	hint            TEXT    NOT NULL,
	notes           TEXT    NOT NULL,
	created         INTEGER NOT NULL,
	created_by      TEXT    NOT NULL,
	expires         INTEGER NOT NULL,
	disabled        INTEGER NOT NULL,
	last_used       INTEGER NOT NULL,
	last_agent      TEXT    NOT NULL,
	PRIMARY KEY (organization_id, id)
) STRICT, WITHOUT ROWID;

-- record holds what nobody searches by: reason, detail, changes, request.
CREATE TABLE activities (
	organization_id INTEGER NOT NULL,
	id              TEXT    NOT NULL,
	time            INTEGER NOT NULL,
	face            INTEGER NOT NULL,
	operation       TEXT    NOT NULL,
	result          INTEGER NOT NULL,
	count           INTEGER NOT NULL,
	actor_id        TEXT    NOT NULL,
	user_id         TEXT    NOT NULL,
	subject         TEXT    NOT NULL,
	actor_name      TEXT    NOT NULL,
	record          TEXT    NOT NULL,
	PRIMARY KEY (organization_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX activities_user ON activities (organization_id, user_id, id) WHERE user_id <> '';

CREATE TABLE conflicts (
	organization_id INTEGER NOT NULL REFERENCES organizations (id),
	id              TEXT    NOT NULL,
	type            TEXT    NOT NULL,
	user_id         TEXT    NOT NULL,
	login_name      TEXT    NOT NULL,
	other_id        TEXT    NOT NULL,
	reason          TEXT    NOT NULL,
	state           INTEGER NOT NULL,
	attempts        INTEGER NOT NULL,
	first           INTEGER NOT NULL,
	last            INTEGER NOT NULL,
	resolved_by     TEXT    NOT NULL,
	PRIMARY KEY (organization_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX conflicts_state ON conflicts (organization_id, state, id);
CREATE INDEX conflicts_user ON conflicts (organization_id, user_id, type);
CREATE INDEX conflicts_other ON conflicts (organization_id, other_id);

CREATE TABLE passwords (
	organization_id INTEGER NOT NULL,
	user_id         TEXT    NOT NULL,
	hash            TEXT    NOT NULL,
	PRIMARY KEY (organization_id, user_id),
	FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
	hash            BLOB    NOT NULL PRIMARY KEY,
	organization_id INTEGER NOT NULL,
	user_id         TEXT    NOT NULL,
	created         INTEGER NOT NULL,
	last_seen       INTEGER NOT NULL,
	expires         INTEGER NOT NULL,
	user_agent      TEXT    NOT NULL,
	remote_addr     TEXT    NOT NULL,
	FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_user ON sessions (organization_id, user_id);
CREATE INDEX sessions_last_seen ON sessions (last_seen);
CREATE INDEX sessions_expires ON sessions (expires);

-- user_id is NULL for a link that sets up the first administrator.
CREATE TABLE links (
	hash            BLOB    NOT NULL PRIMARY KEY,
	kind            TEXT    NOT NULL,
	organization_id INTEGER NOT NULL REFERENCES organizations (id),
	user_id         TEXT,
	created         INTEGER NOT NULL,
	expires         INTEGER NOT NULL,
	FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX links_user ON links (organization_id, user_id, kind);
CREATE INDEX links_expires ON links (expires);
