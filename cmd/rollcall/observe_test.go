package main

import (
	"bufio"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// TestFollow reads what other processes do as it happens, each row once.
func TestFollow(t *testing.T) {
	r := startReady(t)
	follow := exec.Command("rollcall", "activity", "--follow", "--limit", "1", "--data", r.data)
	out, err := follow.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := follow.Start(); err != nil {
		t.Fatal(err)
	}
	defer follow.Process.Kill()
	lines := bufio.NewScanner(out)
	var seen []string
	next := func(want string) {
		t.Helper()
		for lines.Scan() {
			if seen = append(seen, lines.Text()); strings.Contains(lines.Text(), want) {
				return
			}
		}
		t.Fatalf("the output ended before a line with %q", want)
	}
	next("Z  ") // the newest row when it began
	r.rollcall(t, "user", "add", "ann")
	next("success    user.create")
	if _, _, err := ask("GET", r.SCIM+"/Users/unknown", r.token); err != nil {
		t.Fatal(err)
	}
	next("failed     user.read") // a row of the server's
	r.rollcall(t, "user", "delete", "ann")
	next("success    user.delete")
	if err := follow.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() {
		seen = append(seen, lines.Text())
	}
	if err := follow.Wait(); err != nil {
		t.Errorf("interrupted, it ended with %v", err)
	}
	all := strings.Join(seen, "\n")
	for _, operation := range []string{"success    user.create", "failed     user.read", "success    user.delete"} {
		if n := strings.Count(all, operation); n != 1 {
			t.Errorf("%s was printed %d times:\n%s", operation, n, all)
		}
	}
	if strings.Contains(all, "token.create") {
		t.Errorf("it printed rows that are older than --limit asks for:\n%s", all)
	}
}

// TestLogs looks at what a server tells on standard error and at /metrics.
func TestLogs(t *testing.T) {
	r := startReady(t, "--access-log", "--log-format", "json", "--metrics-listen", "127.0.0.1:0")
	for _, target := range []string{
		r.SCIM + `/Users?filter=userName%20eq%20%22secret-name%22`,
		r.URL + "/link/secret-link", r.URL + "/readyz?secret-probe",
	} {
		if _, _, err := ask("GET", target, r.token); err != nil {
			t.Fatal(err)
		}
	}
	status, metrics, err := ask("GET", r.Metrics, "")
	if err != nil || status != http.StatusOK {
		t.Fatalf("/metrics: %d, %v", status, err)
	}
	for _, want := range []string{
		`rollcall_http_requests_total{code="200",method="GET",route="scim"} 1`,
		`rollcall_http_requests_total{code="404",method="GET",route="console"} 1`,
		`rollcall_http_requests_total{code="200",method="GET",route="health"} 1`,
		`rollcall_http_request_duration_seconds_count{route="console"} 1`,
		`rollcall_build_info{version=`, "go_goroutines ", "process_open_fds ",
	} {
		if !strings.Contains(metrics, want) {
			t.Errorf("/metrics lacks %s", want)
		}
	}
	if err := r.stop(syscall.SIGTERM); err != nil {
		t.Errorf("the server ended with %v", err)
	}
	if rows := r.rollcall(t, "activity"); !strings.Contains(rows, "user.list") {
		t.Errorf("the last reads were not logged:\n%s", rows)
	}
	log := r.stderr.String()
	if strings.Contains(log, "secret-") {
		t.Errorf("the log tells secrets:\n%s", log)
	}
	for line := range strings.Lines(log) {
		if !json.Valid([]byte(line)) {
			t.Errorf("no JSON: %s", line)
		}
	}
	for _, want := range []string{`"route":"/scim/v2/Users"`, `"route":"GET /link/{secret}"`, `"msg":"stopped"`} {
		if !strings.Contains(log, want) {
			t.Errorf("the log lacks %s:\n%s", want, log)
		}
	}
}
