-- Not by active, which changes often: an update of no indexed column is cheaper.
CREATE INDEX users_administrators ON users (organization_id, id) WHERE administrator = 1;
