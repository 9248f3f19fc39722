package httpscript

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A Session is where a script is played.
type Session struct {
	Addr    string   // host and port, plain HTTP
	Headers []Header // sent with every request that does not name them itself
	Vars    Vars     // filled by the script; must not be nil
}

// Run plays every script that matches the pattern, each as a subtest in the
// session that start makes for it. A script ends at its first failure.
func Run(t *testing.T, pattern string, start func(t *testing.T) Session) {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no script matches %s: %v", pattern, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), filepath.Ext(file)), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			script, err := Parse(string(text))
			if err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			session := start(t)
			for _, x := range script {
				if err := session.Play(x); err != nil {
					t.Fatalf("%s:%d: %s: %v", file, x.Line, x.Title, err)
				}
			}
		})
	}
}

// Play sends the request and compares the answer.
func (s *Session) Play(x Exchange) error {
	request, err := s.request(x)
	if err != nil {
		return err
	}
	conn, err := net.Dial("tcp", s.Addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, request); err != nil {
		return err
	}
	answer, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: x.Method})
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	return s.compare(x, answer, string(body))
}

// request is the text that goes over the wire.
func (s *Session) request(x Exchange) (string, error) {
	body, err := s.Vars.expand(x.Body)
	if err != nil {
		return "", err
	}
	var head strings.Builder
	fmt.Fprintf(&head, "%s %s HTTP/1.1\n", x.Method, x.Target)
	headers := append([]Header{{Name: "Host", Value: s.Addr}, {Name: "Connection", Value: "close"}}, s.Headers...)
	if body != "" {
		headers = append(headers, Header{Name: "Content-Length", Value: fmt.Sprint(len(body))})
	}
	for _, h := range headers {
		if !names(x.Headers, h.Name) {
			fmt.Fprintf(&head, "%s: %s\n", h.Name, h.Value)
		}
	}
	for _, h := range x.Headers {
		if !h.Without {
			fmt.Fprintf(&head, "%s: %s\n", h.Name, h.Value)
		}
	}
	text, err := s.Vars.expand(head.String())
	return strings.ReplaceAll(text, "\n", "\r\n") + "\r\n" + body, err
}

func names(headers []Header, name string) bool {
	for _, h := range headers {
		if strings.EqualFold(h.Name, name) {
			return true
		}
	}
	return false
}

func (s *Session) compare(x Exchange, answer *http.Response, body string) error {
	if answer.StatusCode != x.Status {
		return fmt.Errorf("got status %d, want %d: %s", answer.StatusCode, x.Status, body)
	}
	for _, h := range x.Expect {
		values := answer.Header.Values(h.Name)
		switch {
		case h.Without && len(values) > 0:
			return fmt.Errorf("got header %s: %s, want none", h.Name, values[0])
		case h.Without:
		case len(values) == 0:
			return fmt.Errorf("the header %s is missing", h.Name)
		default:
			if err := s.Vars.match(h.Value, strings.Join(values, ", ")); err != nil {
				return fmt.Errorf("header %s: %w", h.Name, err)
			}
		}
	}
	if x.Answer == "" {
		return nil
	}
	return s.Vars.matchJSON(x.Answer, body)
}
