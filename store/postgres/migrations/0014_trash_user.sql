CREATE UNIQUE INDEX trash_user ON trash (organization_id, user_id);
