CREATE INDEX sessions_last_seen ON sessions (last_seen);
