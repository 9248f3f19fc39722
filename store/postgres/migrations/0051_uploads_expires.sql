CREATE INDEX uploads_expires ON uploads (expires);
