package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
)

// The kinds of servers that this program is, when it starts itself.
const (
	asRollcall = "rollcall"
	asBare     = "bare"
)

// An order tells a server what to be. It comes on its standard input.
type order struct {
	Name     string // of its files in Dir
	Dir      string
	Database string // "" is SQLite, in Dir
	Users    int    // to store
	Profile  string
	Sample   *sample
}

// An opening is what a server tells once it serves, on its standard output.
type opening struct {
	Kind  string // "bare", "sqlite", "postgres"
	Addr  string
	Token string
	IDs   []string // of users, at most maxIDs
}

// A stock is what an operation needs to know of a server's users.
type stock struct {
	token string
	ids   []string
	total int
}

// A child is a server process.
type child struct {
	opening
	stock
	users int
	cmd   *exec.Cmd
	input io.Closer
}

// startChild starts this program as a server and waits until it serves. It ends
// when its standard input does, so it never outlives its parent.
func startChild(ctx context.Context, kind string, o order) (*child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	c := &child{cmd: exec.CommandContext(ctx, self, "-serve", kind)}
	c.cmd.Stderr = os.Stderr
	in, err := c.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	c.input = in
	if err = json.NewEncoder(in).Encode(o); err == nil {
		err = json.NewDecoder(out).Decode(&c.opening)
	}
	if err != nil {
		c.stop()
		return nil, fmt.Errorf("the server of the kind %s did not start: %w", kind, err)
	}
	c.stock = stock{c.Token, c.IDs, o.Users}
	return c, nil
}

// stop ends the process and waits for it.
func (c *child) stop() {
	c.input.Close()
	_ = c.cmd.Wait()
}

// serveAs is the other end of startChild.
func serveAs(ctx context.Context, kind string, in io.Reader, out io.Writer) error {
	var o order
	stdin := bufio.NewReader(in)
	if err := json.NewDecoder(stdin).Decode(&o); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		defer cancel()
		_, _ = io.Copy(io.Discard, in)
	}()
	if kind == asBare {
		return serveBare(ctx, o, out)
	}
	return serveRollcall(ctx, o, out)
}

// listen serves the handler on loopback until the context ends.
func listen(ctx context.Context, o opening, h http.Handler, out io.Writer) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	srv := &http.Server{Handler: h}
	stop := context.AfterFunc(ctx, func() { srv.Close() })
	defer stop()
	o.Addr = l.Addr().String()
	if err := json.NewEncoder(out).Encode(o); err != nil {
		return err
	}
	if err := srv.Serve(l); err != http.ErrServerClosed {
		return err
	}
	return nil
}
