CREATE UNIQUE INDEX users_login_key ON users (organization_id, login_key);
