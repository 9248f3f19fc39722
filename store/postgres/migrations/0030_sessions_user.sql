CREATE INDEX sessions_user ON sessions (organization_id, user_id);
