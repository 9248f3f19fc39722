-- The lists of a user, turned round to be looked up.
CREATE TABLE user_emails (
	organization_id BIGINT NOT NULL,
	email_key       TEXT COLLATE "C" NOT NULL,
	user_id         TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (organization_id, email_key, user_id)
);
