package sqlite_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/store/sqlite"
)

// crashVariable makes the test binary the process that is killed.
const crashVariable = "ROLLCALL_TEST_CRASH_DATABASE"

func TestMain(m *testing.M) {
	if path := os.Getenv(crashVariable); path != "" {
		crashChild(path)
		return
	}
	os.Exit(m.Run())
}

// crashChild writes users from many goroutines, each with its activity row, and
// says on stdout which are acknowledged, until it is killed.
func crashChild(path string) {
	s, err := sqlite.Open(context.Background(), sqlite.Config{Path: path})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	first, _ := strconv.Atoi(os.Getenv(crashVariable + "_FIRST"))
	var n atomic.Int64
	n.Store(int64(first))
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() {
			for {
				i := int(n.Add(1))
				err := s.Update(context.Background(), func(tx rollcall.Tx) error {
					if err := tx.Users().Insert(benchUser(1, i)); err != nil {
						return err
					}
					return tx.Activities().Insert(benchActivity(1, i))
				})
				if err != nil {
					fmt.Fprintln(os.Stderr, err)
					os.Exit(1)
				}
				os.Stdout.WriteString(strconv.Itoa(i) + "\n") // one write call a line
			}
		})
	}
	group.Wait()
}

func TestAcknowledgedSurvivesKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	made(t, path)
	var acknowledged []int
	for round := range 4 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), crashVariable+"="+path, fmt.Sprintf("%s_FIRST=%d", crashVariable, 1000+100_000*round))
		cmd.Stderr = os.Stderr
		out, err := cmd.StdoutPipe()
		must(t, err)
		must(t, cmd.Start())
		lines := bufio.NewScanner(out)
		for count := 0; lines.Scan(); count++ {
			i, err := strconv.Atoi(lines.Text())
			must(t, err)
			acknowledged = append(acknowledged, i)
			if count == 150+130*round {
				must(t, cmd.Process.Kill()) // what is still in the pipe counts too
			}
		}
		cmd.Wait()
		verify(t, path, acknowledged)
	}
}

// verify expects every acknowledged user with its activity, no user without one
// and no count that is off.
func verify(t *testing.T, path string, acknowledged []int) {
	t.Helper()
	must(t, sqlite.Check(t.Context(), path))
	s, err := sqlite.Open(t.Context(), sqlite.Config{Path: path})
	must(t, err)
	defer s.Close()
	must(t, s.View(t.Context(), func(tx rollcall.Tx) error {
		for _, i := range acknowledged {
			_, err := tx.Users().Get(1, benchID(i))
			_, err2 := tx.Activities().Get(1, benchActivity(1, i).ID)
			if err := errors.Join(err, err2); err != nil {
				t.Errorf("the acknowledged write %d is not whole: %v", i, err)
			}
		}
		users := 0
		_, err := tx.Users().List(rollcall.UserQuery{Organization: 1, Limit: 1 << 20}, func(*rollcall.User) error { users++; return nil })
		if err != nil {
			return err
		}
		rows, _, err := tx.Activities().List(rollcall.ActivityQuery{Organization: 1, Limit: 1 << 20})
		if err != nil {
			return err
		}
		o, err := tx.Organizations().Get(1)
		if err != nil {
			return err
		}
		if users != o.Users || users != len(rows)+100 || len(rows) < len(acknowledged) {
			t.Errorf("%d users, %d counted, %d activities, %d acknowledged", users, o.Users, len(rows), len(acknowledged))
		}
		return nil
	}))
}
