CREATE UNIQUE INDEX groups_display_key ON groups (organization_id, display_key);
