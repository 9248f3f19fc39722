-- A row is a seat: state is 0 none, 1 granted, 2 waiting, since is of the state,
-- and place is where in the queue a user waits.
CREATE TABLE user_services (
	organization_id BIGINT NOT NULL,
	code            TEXT COLLATE "C" NOT NULL,
	user_id         TEXT COLLATE "C" NOT NULL,
	by_default      BIGINT NOT NULL,
	state           BIGINT NOT NULL,
	since           BIGINT NOT NULL,
	place           BIGINT NOT NULL,
	PRIMARY KEY (organization_id, code, user_id)
);
