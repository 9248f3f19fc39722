CREATE INDEX conflicts_type ON conflicts (organization_id, state, type, id);
