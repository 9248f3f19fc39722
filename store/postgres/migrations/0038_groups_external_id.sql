CREATE INDEX groups_external_id ON groups (organization_id, external_id, id) WHERE external_id IS NOT NULL;
