package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"github.com/rollcall-project/rollcall/internal/activityjson"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall/idp"
)

// A ready is a server that an identity provider can provision.
type ready struct {
	*testServer
	data  string
	token string
}

func startReady(t *testing.T, args ...string) *ready {
	t.Helper()
	r := &ready{data: filepath.Join(t.TempDir(), "data")}
	r.begin(t, args...)
	return r
}

// begin starts the server and makes it ready.
func (r *ready) begin(t *testing.T, args ...string) {
	t.Helper()
	r.start(t, args...)
	r.token = strings.TrimSpace(r.rollcall(t, "token", "create", "--notes", "test"))
	r.rollcall(t, "propagation", "on")
	r.await(t, func() bool { // the server sees the switch
		status, _, err := ask("DELETE", r.SCIM+"/Users/nobody", r.token)
		return err == nil && status == http.StatusNotFound
	})
}

func (r *ready) start(t *testing.T, args ...string) {
	t.Helper()
	s, err := startServer(t.TempDir(), r.data, args...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.kill)
	r.testServer = s
}

// rollcall runs another command on the data directory.
func (r *ready) rollcall(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.Command("rollcall", append(args, "--data", r.data)...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("rollcall %s: %v\n%s", strings.Join(args, " "), err, &stderr)
	}
	return string(out)
}

// await asks until the answer is yes.
func (r *ready) await(t *testing.T, yes func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !yes(); {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain; the server says:\n%s", r.stderr.String())
		}
	}
}

// An acknowledger remembers the users whose creation was acknowledged.
type acknowledger struct {
	mu   sync.Mutex
	ids  []string
	many chan struct{} // closed at the count
	at   int
}

func (a *acknowledger) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil || resp.StatusCode != http.StatusCreated {
		return resp, err
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	resp.Body.Close()
	resp.Body = io.NopCloser(bytes.NewReader(body))
	var user struct{ ID string }
	if err := json.Unmarshal(body, &user); err != nil {
		return nil, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.ids = append(a.ids, user.ID); len(a.ids) == a.at {
		close(a.many)
	}
	return resp, nil
}

// TestKilled kills the server in the middle of a simulation. Every acknowledged
// user is there afterwards, with its row of the activity log, and the same life
// converges when it is lived again.
func TestKilled(t *testing.T) {
	r := startReady(t, "--rate-limit", "off")
	address := strings.TrimPrefix(r.URL, "http://")
	acknowledged := &acknowledger{many: make(chan struct{}), at: 40}
	life := func(transport http.RoundTripper) (idp.Report, error) {
		s, err := idp.New("okta-oin", idp.Config{
			BaseURL: r.SCIM, Token: r.token, Users: 80, Parallel: 4,
			Client: &http.Client{Transport: transport}, Sleep: idp.SleepAtMost(time.Millisecond),
		})
		if err != nil {
			t.Fatal(err)
		}
		return s.Run(t.Context())
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		report, err := life(acknowledged)
		if err == nil && report.Converged {
			t.Error("the simulation converged although the server was killed")
		}
	}()
	<-acknowledged.many
	r.kill()
	<-done

	r.start(t, "--rate-limit", "off", "--listen", address)
	created := createdUsers(t, r.rollcall(t, "activity", "--json", "--limit", "0"))
	for _, id := range acknowledged.ids {
		if status, _, err := ask("GET", r.SCIM+"/Users/"+id, r.token); err != nil || status != http.StatusOK {
			t.Errorf("GET of the acknowledged user %s: %d, %v", id, status, err)
		}
		if !created[id] {
			t.Errorf("no row of the activity log for the acknowledged user %s", id)
		}
	}
	report, err := life(http.DefaultTransport)
	if err != nil || !report.Converged {
		var text strings.Builder
		report.WriteTo(&text)
		t.Errorf("lived again: %v\n%s", err, &text)
	}
	r.rollcall(t, "migrate") // looks the file through
}

func createdUsers(t *testing.T, activities string) map[string]bool {
	t.Helper()
	created := map[string]bool{}
	for dec := json.NewDecoder(strings.NewReader(activities)); ; {
		var row activityjson.Row
		err := dec.Decode(&row)
		if err == io.EOF {
			return created
		}
		if err != nil {
			t.Fatal(err)
		}
		if row.Operation == "user.create" && row.Result == "success" {
			created[row.UserID] = true
		}
	}
}

// TestDrains stops the server while a request's body is still on its way. The
// request is served to its end.
func TestDrains(t *testing.T) {
	r := startReady(t)
	conn, err := net.Dial("tcp", strings.TrimPrefix(r.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	body := `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"slow","displayName":"Slow"}`
	fmt.Fprintf(conn, "POST /scim/v2/Users HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/scim+json\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n", r.token, len(body))
	// The server asks for the body: it has begun with the request.
	answers := bufio.NewReader(conn)
	line, err := answers.ReadString('\n')
	if err != nil || !strings.Contains(line, "100") {
		t.Fatalf("instead of 100 Continue: %q, %v", line, err)
	}
	if _, err := answers.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	if err := r.process.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	r.await(t, func() bool { // it takes no new connection
		other, err := net.Dial("tcp", conn.RemoteAddr().String())
		if err == nil {
			other.Close()
		}
		return err != nil
	})
	if _, err := io.WriteString(conn, body); err != nil {
		t.Fatal(err)
	}
	resp, err := http.ReadResponse(answers, nil)
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != http.StatusCreated {
		t.Errorf("status %d, want 201", resp.StatusCode)
	}
	resp.Body.Close()
	if err := <-r.ended; err != nil {
		t.Errorf("the server ended with %v\n%s", err, r.stderr.String())
	}
	r.ended <- nil // for the clean-up
	if users := r.rollcall(t, "user", "list"); !strings.Contains(users, "slow") {
		t.Errorf("the user is not there:\n%s", users)
	}
}

// TestDrainDelay sees /readyz fail while requests are still served, and the
// second signal end the process at once.
func TestDrainDelay(t *testing.T) {
	r := startReady(t, "--drain-delay", "1h")
	if err := r.process.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	r.await(t, func() bool {
		status, _, err := ask("GET", r.URL+"/readyz", "")
		if err != nil {
			t.Fatal(err)
		}
		return status == http.StatusServiceUnavailable
	})
	if status, _, err := ask("GET", r.SCIM+"/Users", r.token); err != nil || status != http.StatusOK {
		t.Errorf("while it waits: %d, %v; want 200", status, err)
	}
	if err := r.stop(os.Interrupt); err == nil {
		t.Error("the second signal ended the process with status 0")
	}
}

// TestCursorOutlivesTheServer turns a page after a restart: the key that cursors
// are sealed with is in the database, where all servers find it.
func TestCursorOutlivesTheServer(t *testing.T) {
	r := startReady(t)
	r.rollcall(t, "seed", "--users", "5")
	var page struct {
		NextCursor string
		Resources  []struct{ UserName string }
	}
	turn := func(cursor string) {
		t.Helper()
		page.NextCursor, page.Resources = "", nil
		status, body, err := ask("GET", r.SCIM+"/Users?count=3&cursor="+cursor, r.token)
		if err == nil {
			_, text, _ := strings.Cut(body, "\n") // behind the header
			err = json.Unmarshal([]byte(text), &page)
		}
		if err != nil || status != http.StatusOK {
			t.Fatalf("a page: %d, %v\n%s", status, err, body)
		}
	}
	turn("")
	if err := r.stop(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	r.start(t)
	turn(page.NextCursor)
	if len(page.Resources) != 2 || page.Resources[0].UserName != "user3@1.example.com" {
		t.Errorf("the second page has %v", page.Resources)
	}
}
