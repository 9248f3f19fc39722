CREATE INDEX trash_time ON trash (time) WHERE gone = 1;
