CREATE INDEX conflicts_other ON conflicts (organization_id, other_id);
