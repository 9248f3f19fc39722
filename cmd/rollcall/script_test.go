package main

import (
	"crypto/tls"
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	_ "modernc.org/sqlite" // to spoil databases
)

type serversKey struct{}

func servers(ts *testscript.TestScript) map[string]*testServer {
	return ts.Value(serversKey{}).(map[string]*testServer)
}

// cmdServe starts a server: serve ARGS... It sets $URL, $ADDRESS (its host and
// port), $SCIM and $SETUP.
// A script has one server a data directory.
func cmdServe(ts *testscript.TestScript, neg bool, args []string) {
	if url := ts.Getenv("ROLLCALL_DATABASE"); url != "" {
		args = append(args, "--database", url)
	}
	s, err := startServer(ts.MkAbs("."), ts.Getenv("ROLLCALL_DATA"), args...)
	if neg || err != nil {
		ts.Fatalf("serve: %v", err)
	}
	servers(ts)[ts.Getenv("ROLLCALL_DATA")] = s
	ts.Defer(s.kill)
	ts.Setenv("URL", s.URL)
	_, address, _ := strings.Cut(s.URL, "//")
	ts.Setenv("ADDRESS", address)
	ts.Setenv("SCIM", s.SCIM)
	ts.Setenv("SETUP", s.SetUp)
}

// cmdHalt stops the server: halt [-SIGNAL]. The status must be 0, or with !
// another one.
func cmdHalt(ts *testscript.TestScript, neg bool, args []string) {
	signal := os.Signal(syscall.SIGTERM)
	if len(args) == 1 {
		signal = map[string]os.Signal{"-INT": os.Interrupt, "-KILL": syscall.SIGKILL, "-TERM": syscall.SIGTERM}[args[0]]
	}
	s := servers(ts)[ts.Getenv("ROLLCALL_DATA")]
	if err := s.stop(signal); (err != nil) != neg {
		ts.Fatalf("the server ended with %v\n%s", err, s.stderr.String())
	}
	ts.Logf("server's log:\n%s", s.stderr.String())
}

// cmdExits runs a command that must end with the status: exits STATUS COMMAND...
func cmdExits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits STATUS COMMAND...")
	}
	status := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit, ok := err.(*exec.ExitError)
		if !ok {
			ts.Fatalf("%v", err)
		}
		status = exit.ExitCode()
	}
	if strconv.Itoa(status) != args[0] {
		ts.Fatalf("status %d, want %s", status, args[0])
	}
}

// cmdCapture keeps the output of the last command, or what the group of a
// pattern matches of it first: capture NAME [PATTERN].
func cmdCapture(ts *testscript.TestScript, _ bool, args []string) {
	out := strings.TrimSpace(ts.ReadFile("stdout"))
	if len(args) > 1 {
		match := regexp.MustCompile(args[1]).FindStringSubmatch(out)
		if len(match) != 2 {
			ts.Fatalf("no match for %q in:\n%s", args[1], out)
		}
		out = match[1]
	}
	ts.Setenv(args[0], out)
}

// patience bounds the wait of `http -until`. Another process's change is seen
// within 2 s; the rest is for machines that are busy.
const patience = 10 * time.Second

// cmdHTTP sends a request: http [-until] [-token TOKEN] [-body FILE] METHOD
// STATUS URL [PATTERN]. With -until it asks again until the status comes.
func cmdHTTP(ts *testscript.TestScript, neg bool, args []string) {
	until, token, body := false, "", ""
	if len(args) > 0 && args[0] == "-until" {
		until, args = true, args[1:]
	}
	if len(args) > 1 && args[0] == "-token" {
		token, args = args[1], args[2:]
	}
	if len(args) > 1 && args[0] == "-body" {
		body, args = ts.ReadFile(args[1]), args[2:]
	}
	if neg || len(args) < 3 {
		ts.Fatalf("usage: http [-until] [-token TOKEN] [-body FILE] METHOD STATUS URL [PATTERN]")
	}
	method, want, url := args[0], args[1], args[2]
	for deadline := time.Now().Add(patience); ; {
		status, answer, err := send(method, url, token, body)
		switch {
		case err != nil:
			ts.Fatalf("http: %v", err)
		case strconv.Itoa(status) == want:
			if len(args) > 3 && !regexp.MustCompile(args[3]).MatchString(answer) {
				ts.Fatalf("no match for %q in:\n%s", args[3], answer)
			}
			return
		case !until || time.Now().After(deadline):
			ts.Fatalf("status %d, want %s:\n%s", status, want, answer)
		}
	}
}

// client trusts every certificate: scripts make their own.
var client = &http.Client{
	Transport:     &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// ask sends a request without a body.
func ask(method, url, token string) (int, string, error) { return send(method, url, token, "") }

// send returns the status, and header and body as text.
func send(method, url, token, body string) (int, string, error) {
	req, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/scim+json")
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := client.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	return resp.StatusCode, fmt.Sprint(resp.Header, "\n", string(text)), err
}

// masks replace what differs from run to run by something of the same length.
var masks = []struct {
	pattern *regexp.Regexp
	mask    string
}{
	{regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}`), "0UUIDUUI-DUUI-DUUI-DUUI-DUUIDUUIDUUI"},
	{regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`), "YYYY-MM-DDThh:mm:ssZ"},
	{regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`), "YYYY-MM-DDThh:mm:ss.mmmZ"},
	{regexp.MustCompile(`rollcall_scim_\w{4}…\w{4}`), "rollcall_scim_xxxx…xxxx"},
}

// cmdMask writes a file, masked, to the file masked: mask FILE.
func cmdMask(ts *testscript.TestScript, _ bool, args []string) {
	text := ts.ReadFile(args[0])
	for _, m := range masks {
		text = m.pattern.ReplaceAllString(text, m.mask)
	}
	ts.Check(os.WriteFile(ts.MkAbs("masked"), []byte(text), 0o600))
}

// cmdPostgres makes a database, and all commands behind it use it: postgres.
func cmdPostgres(ts *testscript.TestScript, _ bool, _ []string) {
	url, err := databases.Create("")
	ts.Check(err)
	ts.Setenv("ROLLCALL_DATABASE", url)
}

// cmdSQL changes a database file: sql FILE STATEMENT.
func cmdSQL(ts *testscript.TestScript, _ bool, args []string) {
	db, err := sql.Open("sqlite", ts.MkAbs(args[0]))
	ts.Check(err)
	defer db.Close()
	_, err = db.Exec(args[1])
	ts.Check(err)
}
