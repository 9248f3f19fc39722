CREATE INDEX removals_minute ON removals (minute);
