CREATE INDEX activities_user ON activities (organization_id, user_id, id) WHERE user_id <> '';
