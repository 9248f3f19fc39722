CREATE INDEX uploads_user ON uploads (organization_id, user_id);
