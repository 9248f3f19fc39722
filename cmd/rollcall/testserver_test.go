package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
)

// A testServer is `rollcall serve` in a process of its own.
type testServer struct {
	URL     string // of the console, without a slash at the end
	SCIM    string
	SetUp   string // the set-up link, "" if none was printed
	Metrics string // "" if none are served

	process *exec.Cmd
	stderr  lockedBuffer
	ended   chan error
}

// startServer starts a server on a data directory and returns when it says where
// it is, which is when it listens.
func startServer(workDir, dataDir string, args ...string) (*testServer, error) {
	s := &testServer{ended: make(chan error, 1)}
	s.process = exec.Command("rollcall", append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...)
	s.process.Dir = workDir
	s.process.Env = append(os.Environ(), "ROLLCALL_DATA="+dataDir)
	s.process.Stderr = &s.stderr
	out, err := s.process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.process.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		label, value := cutLabel(lines.Text())
		switch label {
		case "Console":
			s.URL = strings.TrimSuffix(value, "/")
		case "Set-up link":
			s.SetUp = value
		case "SCIM endpoint":
			s.SCIM = value
		case "Metrics":
			s.Metrics = value
		}
		if label == "Stop" {
			go func() {
				io.Copy(io.Discard, out)
				s.ended <- s.process.Wait()
			}()
			return s, nil
		}
	}
	err = s.process.Wait()
	return nil, fmt.Errorf("the server did not start: %v\n%s", err, s.stderr.String())
}

func cutLabel(line string) (label, value string) {
	label, value, _ = strings.Cut(strings.TrimSpace(line), "  ")
	return label, strings.TrimSpace(value)
}

// stop sends a signal and waits for the end.
func (s *testServer) stop(signal os.Signal) error {
	if err := s.process.Process.Signal(signal); err != nil {
		return err
	}
	err := <-s.ended
	s.ended <- err // for a second call
	return err
}

func (s *testServer) kill() { _ = s.stop(syscall.SIGKILL) }

type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}
