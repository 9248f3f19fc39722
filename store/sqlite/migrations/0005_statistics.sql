-- What SQLite's planner can't know of tables that are still empty: an
-- organization has many users, few of which share a key. Without it, a look-up by
-- externalId in the order of ids reads all users instead of an index.
-- Statistics stay as they are written here; nothing runs ANALYZE.

ANALYZE sqlite_schema; -- creates sqlite_stat1
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
	('users',  'users',                '1000000 100000 1'),
	('users',  'users_login_key',      '1000000 100000 1'),
	('users',  'users_external_id',    '1000000 100000 2 1'),
	('users',  'users_administrators', '10 5 1'),
	('groups', 'groups',               '100000 10000 1'),
	('groups', 'groups_display_key',   '100000 10000 1'),
	('groups', 'groups_external_id',   '100000 10000 2 1');
ANALYZE sqlite_schema; -- and has them read
