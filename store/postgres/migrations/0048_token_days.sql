-- The longest validity period of new API tokens; 0: none.
ALTER TABLE organizations ADD COLUMN token_days BIGINT NOT NULL DEFAULT 0;
