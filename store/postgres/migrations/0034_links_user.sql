CREATE INDEX links_user ON links (organization_id, user_id);
