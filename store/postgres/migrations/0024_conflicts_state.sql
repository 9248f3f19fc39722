CREATE INDEX conflicts_state ON conflicts (organization_id, state, id);
