CREATE TABLE forecasts (
	organization_id BIGINT NOT NULL,
	subject         TEXT COLLATE "C" NOT NULL,
	forecast        TEXT NOT NULL,
	PRIMARY KEY (organization_id, subject)
);
