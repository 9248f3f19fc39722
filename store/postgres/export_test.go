package postgres

// Attempts is how many times closures of Update were run.
func (s *Store) Attempts() int64 { return s.attempts.Load() }
