package pgtest

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"
)

// A Shared is a cluster that the tests of a package share. It starts with the
// first test that needs it. The zero Shared is ready.
type Shared struct {
	once    sync.Once
	cluster *Cluster
	err     error
	serial  atomic.Int64

	template sync.Once
	failed   error
}

// Cluster returns the cluster. Where there is no PostgreSQL the test is skipped,
// or fails when the environment says CI=true.
func (s *Shared) Cluster(t testing.TB) *Cluster {
	t.Helper()
	s.once.Do(func() { s.cluster, s.err = Start() })
	switch {
	case errors.Is(s.err, ErrMissing) && os.Getenv("CI") != "true":
		t.Skip(s.err)
	case s.err != nil:
		t.Fatal(s.err)
	}
	return s.cluster
}

// Database makes a database for one test, which is dropped with the cluster, and
// returns its address. Once, before the first, prepare makes what all begin
// with.
func (s *Shared) Database(t testing.TB, prepare func(url string) error) string {
	t.Helper()
	c := s.Cluster(t)
	s.template.Do(func() {
		if s.failed = c.Exec("postgres", "CREATE DATABASE prepared"); s.failed == nil && prepare != nil {
			s.failed = prepare(c.URL("prepared"))
		}
	})
	if s.failed != nil {
		t.Fatal(s.failed)
	}
	return s.create(t, c, "TEMPLATE prepared")
}

// Empty makes a database without anything in it.
func (s *Shared) Empty(t testing.TB) string {
	t.Helper()
	return s.create(t, s.Cluster(t), "")
}

func (s *Shared) create(t testing.TB, c *Cluster, with string) string {
	t.Helper()
	name := fmt.Sprintf("test%d", s.serial.Add(1))
	if err := c.Exec("postgres", "CREATE DATABASE "+name+" "+with); err != nil {
		t.Fatal(err)
	}
	return c.URL(name)
}

// Main runs the tests of a package and stops the cluster: os.Exit(s.Main(m)).
func (s *Shared) Main(m *testing.M) int {
	defer func() {
		if s.cluster != nil {
			s.cluster.Stop()
		}
	}()
	return m.Run()
}
