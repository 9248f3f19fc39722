-- Times are milliseconds since 1970, UTC; 0 says never. Lists are JSON arrays, flags
-- 0 and 1. Texts that are keys compare bytewise. Why the tables are cut like this:
-- docs/decisions/0005-postgresql.md.
CREATE TABLE organizations (
	id              BIGINT PRIMARY KEY,
	created         BIGINT NOT NULL,
	slug            TEXT COLLATE "C" NOT NULL UNIQUE,
	name            TEXT NOT NULL,
	propagation     BIGINT NOT NULL,
	narrowed        BIGINT NOT NULL,
	items           TEXT NOT NULL,
	linking         BIGINT NOT NULL,
	restoring       BIGINT NOT NULL,
	service_source  BIGINT NOT NULL,
	brake_at_least  BIGINT NOT NULL,
	brake_percent   BIGINT NOT NULL,
	brake_lifted    BIGINT NOT NULL,
	log_days        BIGINT NOT NULL,
	sensitive       TEXT NOT NULL
);
