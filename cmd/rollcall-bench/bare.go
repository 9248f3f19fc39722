package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
)

// A sample is one answer of Rollcall, for the bare handler to repeat.
type sample struct {
	Status int
	Header http.Header
	Body   []byte
}

// sampleRound is used by nothing else.
const sampleRound = -1

// sample sends one request of an operation and keeps the answer.
func (c *child) sample(ctx context.Context, op operation) (*sample, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", c.Addr)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	if _, err := conn.Write(op.request(nil, c.stock, sampleRound, 0, 0)); err != nil {
		return nil, err
	}
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != op.status {
		return nil, fmt.Errorf("status %d: %s", answer.StatusCode, body)
	}
	answer.Header.Del("Date") // net/http writes it for both
	return &sample{answer.StatusCode, answer.Header, body}, nil
}

// serveBare serves the sample's bytes, and reads what it is sent, which is the
// least that any server must do.
func serveBare(ctx context.Context, o order, out io.Writer) error {
	return listen(ctx, opening{Kind: asBare}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		h := w.Header()
		for name, values := range o.Sample.Header {
			h[name] = values
		}
		w.WriteHeader(o.Sample.Status)
		_, _ = w.Write(o.Sample.Body)
	}), out)
}
