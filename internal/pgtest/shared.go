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
	there, err := s.There()
	switch {
	case err != nil:
		t.Fatal(err)
	case !there:
		t.Skip(ErrMissing)
	}
	return s.cluster
}

// Own starts a cluster for one test alone, which may halt it. It stops with the
// test. Where there is no PostgreSQL the test is skipped, or fails when the
// environment says CI=true.
func Own(t testing.TB) *Cluster {
	t.Helper()
	c, err := Start()
	switch {
	case skippable(err):
		t.Skip(err)
	case err != nil:
		t.Fatal(err)
	}
	t.Cleanup(c.Stop)
	return c
}

func skippable(err error) bool { return errors.Is(err, ErrMissing) && os.Getenv("CI") != "true" }

// There reports whether there is a cluster. That there is no PostgreSQL is an
// error only when the environment says CI=true.
func (s *Shared) There() (bool, error) {
	s.once.Do(func() { s.cluster, s.err = Start() })
	if skippable(s.err) {
		return false, nil
	}
	return s.err == nil, s.err
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
	return s.make(t, "TEMPLATE prepared")
}

// Empty makes a database without anything in it.
func (s *Shared) Empty(t testing.TB) string {
	t.Helper()
	s.Cluster(t)
	return s.make(t, "")
}

func (s *Shared) make(t testing.TB, with string) string {
	t.Helper()
	url, err := s.Create(with)
	if err != nil {
		t.Fatal(err)
	}
	return url
}

// Create makes a database, with what CREATE DATABASE takes behind the name, where
// There has found a cluster.
func (s *Shared) Create(with string) (url string, err error) {
	name := fmt.Sprintf("test%d", s.serial.Add(1))
	return s.cluster.URL(name), s.cluster.Exec("postgres", "CREATE DATABASE "+name+" "+with)
}

// Main runs the tests of a package and stops the cluster: os.Exit(s.Main(m)).
func (s *Shared) Main(m *testing.M) int {
	defer s.Stop()
	return m.Run()
}

// Stop stops the cluster, if there is one.
func (s *Shared) Stop() {
	if s.cluster != nil {
		s.cluster.Stop()
	}
}
