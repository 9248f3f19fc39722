-- What SQLite's planner is to expect: large organizations, always. Without it the
-- planner takes an organization for about ten rows and walks through all of them
-- where that saves a sort (docs/decisions/0003-sqlite-layout.md). Each row says
-- how many rows there are, and how many are left by each further column.
ANALYZE leases; -- makes sqlite_stat1
DELETE FROM sqlite_stat1;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
	('users', 'users', '200000 100000 1'),
	('users', 'users_login_key', '200000 100000 1'),
	('users', 'users_external_id', '200000 100000 2'),
	('users', 'users_administrators', '20 10'),
	('groups', 'groups', '20000 10000 1'),
	('groups', 'groups_display_key', '20000 10000 1'),
	('groups', 'groups_external_id', '20000 10000 2'),
	('members', 'members', '2000000 1000000 100 1'),
	('members', 'members_member', '2000000 1000000 10'),
	('conflicts', 'conflicts', '20000 10000 1'),
	('conflicts', 'conflicts_state', '20000 10000 3000 1'),
	('conflicts', 'conflicts_user', '20000 10000 4 2'),
	('conflicts', 'conflicts_other', '20000 10000 4'),
	('conflicts', 'conflicts_type', '20000 10000 3000 500 1'),
	('conflicts', 'conflicts_subject', '20000 10000 1000 4 2 1'),
	('trash', 'trash', '20000 10000 1'),
	('trash', 'trash_user', '20000 10000 1'),
	('trash', 'trash_login_key', '20000 10000 2 1'),
	('trash', 'trash_time', '20000 2');
ANALYZE sqlite_schema; -- for the connection that runs this
