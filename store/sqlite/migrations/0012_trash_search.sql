-- Users in the Trash whom their identity provider still sees, by login name.
CREATE INDEX users_trashed ON users (organization_id, login_key, id) WHERE trashed <> 0;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('users', 'users_trashed', '20000 10000 1 1');
ANALYZE sqlite_schema;
