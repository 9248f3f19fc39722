CREATE INDEX activities_refused ON activities (organization_id, id) WHERE result >= 2;
