CREATE INDEX trash_login_key ON trash (organization_id, login_key, id) WHERE gone = 1;
