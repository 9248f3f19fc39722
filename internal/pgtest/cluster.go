package pgtest

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"
)

// A Cluster is a PostgreSQL server.
type Cluster struct {
	bin    string // directory of the programs
	dir    string // removed by Stop
	server *exec.Cmd
	ended  chan error
	runAs  *account
}

// ErrMissing says that there is no PostgreSQL on this machine.
var ErrMissing = errors.New("no PostgreSQL server was found (/usr/lib/postgresql/*/bin/initdb); install the package postgresql")

// user is the database's superuser.
const user = "rollcall"

// Start makes a cluster and starts its server. It does not sync to the disk, so
// that tests are fast: the data ends with the test.
func Start() (_ *Cluster, err error) {
	bin, err := find()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "pgtest") // short: a socket's path has 107 characters at most
	if err != nil {
		return nil, err
	}
	c := &Cluster{bin: bin, dir: dir}
	defer func() {
		if err != nil {
			c.Stop()
		}
	}()
	if c.runAs, err = unprivileged(); err != nil {
		return nil, err
	}
	if err := c.runAs.own(dir); err != nil {
		return nil, err
	}
	out, err := c.command("initdb", "--pgdata", c.data(), "--username", user, "--auth", "trust",
		"--encoding", "UTF8", "--locale", "C", "--no-sync", "--no-instructions").CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("initdb: %w: %s", err, bytes.TrimSpace(out))
	}
	return c, c.Run()
}

// Standby makes a cluster that follows c, and starts its server. Stop it.
func (c *Cluster) Standby() (_ *Cluster, err error) {
	dir, err := os.MkdirTemp("", "pgtest")
	if err != nil {
		return nil, err
	}
	s := &Cluster{bin: c.bin, dir: dir, runAs: c.runAs}
	defer func() {
		if err != nil {
			s.Stop()
		}
	}()
	if err := s.runAs.own(dir); err != nil {
		return nil, err
	}
	if err := c.Do("pg_basebackup", "--pgdata", s.data(), "--write-recovery-conf", "--checkpoint", "fast", "--no-sync"); err != nil {
		return nil, err
	}
	return s, s.Run()
}

// Promote makes a standby take writes.
func (c *Cluster) Promote() error {
	out, err := c.command("pg_ctl", "promote", "-w", "-D", c.data()).CombinedOutput()
	if err != nil {
		return fmt.Errorf("pg_ctl promote: %w: %s", err, bytes.TrimSpace(out))
	}
	return nil
}

// Dir is where the server's socket is: what "host" is in an address.
func (c *Cluster) Dir() string { return c.dir }

// find looks for the programs where Debian has them, the newest first, and in
// the path.
func find() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb") // the pattern is sound
	if len(found) > 0 {
		return filepath.Dir(slices.Max(found)), nil
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	return "", ErrMissing
}

func (c *Cluster) data() string { return filepath.Join(c.dir, "data") }

func (c *Cluster) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(c.bin, name), args...)
	cmd.Dir = c.dir
	c.runAs.apply(cmd)
	return cmd
}

// URL is the address of a database of the cluster.
func (c *Cluster) URL(database string) string {
	return fmt.Sprintf("postgres://%s@/%s?host=%s&sslmode=disable", user, database, c.dir)
}

// Run starts the server after a Halt.
func (c *Cluster) Run() error {
	cmd := c.command("postgres", "-D", c.data(), "-k", c.dir, "-c", "listen_addresses=",
		"-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=on", "-c", "max_connections=200",
		"-c", "shared_buffers=32MB", "-c", "autovacuum_naptime=5s")
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	c.server, c.ended = cmd, ended
	deadline := time.Now().Add(30 * time.Second)
	for {
		select {
		case <-ended:
			c.server = nil
			return fmt.Errorf("the PostgreSQL server ended: %s", bytes.TrimSpace(output.Bytes()))
		case <-time.After(20 * time.Millisecond):
		}
		conn, err := net.Dial("unix", filepath.Join(c.dir, ".s.PGSQL.5432"))
		if err == nil {
			conn.Close()
			if c.ready() {
				return nil
			}
		}
		if time.Now().After(deadline) {
			return errors.New("the PostgreSQL server does not answer")
		}
	}
}

func (c *Cluster) ready() bool {
	return c.command("pg_isready", "-h", c.dir, "-q").Run() == nil
}

// Halt ends the server as a crash does, or in order. Run starts it again.
func (c *Cluster) Halt(crash bool) {
	if c.server == nil {
		return
	}
	how := os.Signal(os.Interrupt) // fast shutdown: connections are cut, what is committed is kept
	if crash {
		how = quit
	}
	_ = c.server.Process.Signal(how) // it may have ended
	<-c.ended
	c.server = nil
}

// Stop ends the server and removes the cluster.
func (c *Cluster) Stop() {
	c.Halt(true)
	os.RemoveAll(c.dir)
}

// Exec executes a statement in a database by the server's own client.
func (c *Cluster) Exec(database, sql string) error {
	return c.Do("psql", "-d", database, "-v", "ON_ERROR_STOP=1", "-qc", sql)
}

// Do runs another of the server's own clients, such as pg_dump, with its
// directory as the current one.
func (c *Cluster) Do(program string, args ...string) error {
	out, err := c.command(program, append([]string{"-h", c.dir, "-U", user}, args...)...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w: %s", program, err, bytes.TrimSpace(out))
	}
	return nil
}
