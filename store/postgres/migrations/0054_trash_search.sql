-- Users in the Trash whom their identity provider still sees, by login name.
CREATE INDEX users_trashed ON users (organization_id, login_key, id) WHERE trashed <> 0;
