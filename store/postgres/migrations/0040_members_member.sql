CREATE INDEX members_member ON members (organization_id, member_id);
