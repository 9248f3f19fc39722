CREATE INDEX attempts_last ON attempts (last);
