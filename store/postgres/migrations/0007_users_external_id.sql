CREATE INDEX users_external_id ON users (organization_id, external_id, id) WHERE external_id IS NOT NULL;
