CREATE INDEX links_expires ON links (expires);
