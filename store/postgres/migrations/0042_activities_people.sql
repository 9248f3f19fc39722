-- Thinner logs: of what people did, and of what went wrong. A write that
-- succeeds for an identity provider is in neither.
CREATE INDEX activities_people ON activities (organization_id, id) WHERE face <> 0;
