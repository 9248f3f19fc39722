package rollcalltest_test

import (
	"fmt"
	"io"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/rollcall-project/rollcall/rollcalltest"
)

// One organization pushes with 64 connections while another asks for one thing
// after the other. How many answers the busy one gets while the quiet one waits
// for its own does not depend on the machine, as times do.
func TestBusyNeighbour(t *testing.T) {
	s := rollcalltest.New(t)
	quiet := s.AddOrganization(t, "quiet")
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 100}}
	create := func(token, name string) {
		r, err := http.NewRequest("POST", s.SCIMURL+"/Users", strings.NewReader(
			`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"`+name+`"}`))
		if err != nil {
			t.Error(err)
			return
		}
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("Content-Type", "application/scim+json")
		resp, err := client.Do(r)
		if err != nil {
			t.Error(err)
			return
		}
		defer resp.Body.Close()
		_, _ = io.Copy(io.Discard, resp.Body)
		if resp.StatusCode != http.StatusCreated {
			t.Errorf("%s: %s", name, resp.Status)
		}
	}

	var answered atomic.Int64
	var busy sync.WaitGroup
	stop := make(chan struct{})
	for i := range 64 {
		busy.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-stop:
					return
				default:
					create(s.Token, fmt.Sprintf("busy%d-%d", i, n))
					answered.Add(1)
				}
			}
		})
	}
	for answered.Load() < 200 { // all are at work
		runtime.Gosched()
	}
	overtaken := make([]int, 100)
	for i := range overtaken {
		before := answered.Load()
		create(quiet.Token, fmt.Sprintf("quiet%d", i))
		overtaken[i] = int(answered.Load() - before)
	}
	close(stop)
	busy.Wait()
	slices.Sort(overtaken)
	t.Logf("answers to the busy one while the quiet one waits: half at most %d, 99 %% at most %d", overtaken[50], overtaken[98])
	if overtaken[50] > 48 {
		t.Errorf("the quiet one waits for %d answers to the busy one, in the middle", overtaken[50])
	}
}
