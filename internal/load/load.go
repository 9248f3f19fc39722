package load

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"sync"
	"time"
)

// A Plan says what to send.
type Plan struct {
	Addr        string // host:port on loopback
	Connections int    // kept open for the whole run; at least 1
	// Duration is counted from when all connections are open. Then no new request
	// is sent, but for the first of each connection.
	Duration time.Duration
	// Request appends the n-th request of a connection to dst. It is called by
	// one goroutine per connection.
	Request func(dst []byte, connection, n int) []byte
	// Status is the HTTP status that every answer must have.
	Status int
}

// A Result is what a run measured.
type Result struct {
	Requests int
	Elapsed  time.Duration
	P50, P99 time.Duration
}

// Rate is requests per second.
func (r Result) Rate() float64 { return float64(r.Requests) / r.Elapsed.Seconds() }

// Run carries out the plan. It stops at the first answer that is not as planned.
func Run(ctx context.Context, p Plan) (Result, error) {
	host, _, err := net.SplitHostPort(p.Addr)
	if err != nil {
		return Result{}, err
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return Result{}, fmt.Errorf("load runs against loopback only, and %s is not", host)
	}
	conns, err := connect(ctx, p)
	defer func() {
		for _, conn := range conns {
			conn.Close()
		}
	}()
	if err != nil {
		return Result{}, err
	}
	var (
		wg    sync.WaitGroup
		took  = make([][]time.Duration, p.Connections)
		fails = make([]error, p.Connections)
		start = time.Now()
	)
	for c, conn := range conns {
		wg.Go(func() { took[c], fails[c] = drive(ctx, p, conn, c, start.Add(p.Duration)) })
	}
	wg.Wait()
	if err := errors.Join(fails...); err != nil {
		return Result{}, err
	}
	all := slices.Concat(took...)
	slices.Sort(all)
	r := Result{Requests: len(all), Elapsed: time.Since(start)}
	if len(all) > 0 {
		r.P50, r.P99 = all[len(all)/2], all[len(all)*99/100]
	}
	return r, nil
}

// connect opens the plan's connections. Those that it returns are the caller's
// to close, with an error, too.
func connect(ctx context.Context, p Plan) (conns []net.Conn, err error) {
	var d net.Dialer
	for range p.Connections {
		conn, err := d.DialContext(ctx, "tcp", p.Addr)
		if err != nil {
			return conns, err
		}
		conns = append(conns, conn)
	}
	return conns, nil
}

// drive sends requests one after another over one connection until the time is
// up, and returns how long each took.
func drive(ctx context.Context, p Plan, conn net.Conn, c int, until time.Time) ([]time.Duration, error) {
	answers := bufio.NewReaderSize(conn, 64<<10)
	took := make([]time.Duration, 0, 1<<16)
	var request []byte
	for n := 0; ctx.Err() == nil; n++ {
		sent := time.Now()
		if n > 0 && sent.After(until) {
			return took, nil
		}
		request = p.Request(request[:0], c, n)
		if _, err := conn.Write(request); err != nil {
			return nil, err
		}
		status, err := readAnswer(answers)
		if err != nil {
			return nil, fmt.Errorf("answer %d on connection %d: %w", n, c, err)
		}
		if status != p.Status {
			return nil, fmt.Errorf("answer %d on connection %d has status %d, not %d", n, c, status, p.Status)
		}
		took = append(took, time.Since(sent))
	}
	return took, ctx.Err()
}

var contentLength = []byte("content-length:")

// readAnswer reads one HTTP/1.1 answer that has a Content-Length and drops its
// body.
func readAnswer(r *bufio.Reader) (status int, err error) {
	line, err := r.ReadSlice('\n')
	if err != nil {
		return 0, err
	}
	if len(line) < 12 || !bytes.HasPrefix(line, []byte("HTTP/1.1 ")) {
		return 0, fmt.Errorf("not an HTTP/1.1 answer: %q", line)
	}
	if status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, err
	}
	length := -1
	for {
		if line, err = r.ReadSlice('\n'); err != nil {
			return 0, err
		}
		if len(line) <= 2 {
			break
		}
		if len(line) > len(contentLength) && bytes.EqualFold(line[:len(contentLength)], contentLength) {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(line[len(contentLength):]))); err != nil {
				return 0, err
			}
		}
	}
	if length < 0 {
		return 0, errors.New("the answer has no Content-Length")
	}
	_, err = io.CopyN(io.Discard, r, int64(length))
	return status, err
}
