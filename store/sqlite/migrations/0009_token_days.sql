-- The longest validity period of new API tokens.
ALTER TABLE organizations ADD COLUMN token_days INTEGER NOT NULL DEFAULT 0; -- 0: none
