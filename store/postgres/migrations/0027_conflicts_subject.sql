CREATE INDEX conflicts_subject ON conflicts (organization_id, user_id, type, login_name, id);
