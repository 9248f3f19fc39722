package postgres_test

import (
	"bytes"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/rollcall-project/rollcall"
)

const socket = ".s.PGSQL.5432"

// A cutter stands between a store and the server. Armed, it lets the next COMMIT
// through and cuts the connection in place of the answer.
type cutter struct {
	server string // directory of the server's socket
	armed  atomic.Bool
	cuts   atomic.Int32
}

// cut starts a cutter and returns the address of the database through it.
func cut(t *testing.T, address string) (*cutter, string) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	c := &cutter{server: u.Query().Get("host")}
	dir, err := os.MkdirTemp("", "cut") // short: a socket's path has 107 characters at most
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("unix", filepath.Join(dir, socket))
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	t.Cleanup(func() {
		l.Close()
		group.Wait()
		os.RemoveAll(dir)
	})
	group.Go(func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			group.Go(func() { c.relay(client) })
		}
	})
	return c, strings.Replace(address, c.server, dir, 1)
}

func (c *cutter) relay(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("unix", filepath.Join(c.server, socket))
	if err != nil {
		return
	}
	defer server.Close()
	var silent atomic.Bool
	go func() {
		buf := make([]byte, 64<<10)
		for {
			n, err := server.Read(buf)
			if err != nil || silent.Load() { // the answer to COMMIT is lost
				client.Close()
				return
			}
			if _, err := client.Write(buf[:n]); err != nil {
				return
			}
		}
	}()
	buf := make([]byte, 64<<10)
	for {
		n, err := client.Read(buf)
		if err != nil {
			return
		}
		if bytes.Contains(buf[:n], []byte("COMMIT\x00")) && c.armed.CompareAndSwap(true, false) {
			silent.Store(true)
			c.cuts.Add(1)
		}
		if _, err := io.Copy(server, bytes.NewReader(buf[:n])); err != nil {
			return
		}
	}
}

// A transaction whose COMMIT is not answered is known by its row of the log.
func TestCommitWithoutAnswer(t *testing.T) {
	address := fresh(t)
	direct := open(t, address)
	defer direct.Close()
	org := newOrganization(t, direct)
	c, through := cut(t, address)
	s := open(t, through)
	defer s.Close()
	c.armed.Store(true)
	if err := create(s, org, 1); err != nil {
		t.Errorf("create: %v", err)
	}
	if c.cuts.Load() != 1 {
		t.Fatal("no answer was lost; the test proves nothing")
	}
	if err := direct.View(t.Context(), func(tx rollcall.Tx) error {
		_, err := tx.Users().Get(org, newUser(org, 1).ID)
		return err
	}); err != nil {
		t.Errorf("Get: %v", err)
	}
}
