package scimhttp_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/rollcall-project/rollcall/scim"
	"github.com/rollcall-project/rollcall/scimtest"
)

// The backend of the Example keeps its promises, with everything on.
func TestExampleBackend(t *testing.T) {
	scimtest.Run(t, func(t *testing.T) func() scim.Backend {
		house := newHouse(t, allFeatures)
		return func() scim.Backend { return house }
	})
}

var allFeatures = scim.Features{Patch: true, Filter: true, Sort: true, ETag: true, Cursor: true}

// A defective backend breaks one promise; the zero value breaks none.
type defective struct {
	*house
	create func(ctx context.Context, r *scim.Resource) (scim.Stored, error)
	read   func(scim.Stored) scim.Stored
	list   func(ctx context.Context, t *scim.ResourceType, q *scim.Query, each func(scim.Stored) error) (int, error)
	update func(ctx context.Context, t *scim.ResourceType, id string, e scim.Edit, m scim.Match) (scim.Stored, error)
	delete func(ctx context.Context, t *scim.ResourceType, id string, m scim.Match) error
}

func (d *defective) Create(ctx context.Context, r *scim.Resource) (scim.Stored, error) {
	if d.create != nil {
		return d.create(ctx, r)
	}
	return d.house.Create(ctx, r)
}

func (d *defective) Get(ctx context.Context, t *scim.ResourceType, id string, p scim.Projection) (scim.Stored, error) {
	s, err := d.house.Get(ctx, t, id, p)
	if d.read != nil {
		s = d.read(s)
	}
	return s, err
}

func (d *defective) List(ctx context.Context, t *scim.ResourceType, q *scim.Query, each func(scim.Stored) error) (int, error) {
	if d.list != nil {
		return d.list(ctx, t, q, each)
	}
	return d.house.List(ctx, t, q, each)
}

func (d *defective) Update(ctx context.Context, t *scim.ResourceType, id string, e scim.Edit, m scim.Match) (scim.Stored, error) {
	if d.update != nil {
		return d.update(ctx, t, id, e, m)
	}
	return d.house.Update(ctx, t, id, e, m)
}

func (d *defective) Delete(ctx context.Context, t *scim.ResourceType, id string, m scim.Match) error {
	if d.delete != nil {
		return d.delete(ctx, t, id, m)
	}
	return d.house.Delete(ctx, t, id, m)
}

// yield lets others get in between.
func yield() {
	for range 200 {
		runtime.Gosched()
	}
}

// A backend may leave it to others to read what it has changed.
func TestUnreadBackend(t *testing.T) {
	scimtest.Run(t, func(t *testing.T) func() scim.Backend {
		a := &defective{house: newHouse(t, allFeatures)}
		a.update = func(ctx context.Context, t *scim.ResourceType, id string, e scim.Edit, m scim.Match) (scim.Stored, error) {
			s, err := a.house.Update(ctx, t, id, e, m)
			s.Document = nil
			return s, err
		}
		return func() scim.Backend { return a }
	})
}

// defects are named for the subtest that must notice them.
var defects = map[string]func(*defective){
	"Create": func(d *defective) { // the answer holds what is not kept
		d.create = func(ctx context.Context, r *scim.Resource) (scim.Stored, error) {
			whole := r.Clone()
			if err := r.Set("displayName", scim.Value{}); err != nil {
				return d.house.Create(ctx, r)
			}
			s, err := d.house.Create(ctx, r)
			whole.SetID(s.ID)
			s.Document = whole.Append(nil)
			return s, err
		}
	},
	"Put": func(d *defective) { // omitted attributes stay
		d.update = func(ctx context.Context, t *scim.ResourceType, id string, e scim.Edit, m scim.Match) (scim.Stored, error) {
			if s, err := d.house.Get(ctx, t, id, scim.Projection{}); err == nil && e.Input() != nil {
				current, _ := t.Decode(s.Document)
				if merged, err := scim.Merge(current, e.Input()); err == nil {
					e = merged.Edit()
				}
			}
			return d.house.Update(ctx, t, id, e, m)
		}
	},
	"PutSame": func(d *defective) { // every write is a version
		var mu sync.Mutex
		writes := map[string]string{}
		d.read = func(s scim.Stored) scim.Stored {
			mu.Lock()
			defer mu.Unlock()
			s.Version += writes[s.ID]
			return s
		}
		d.update = func(ctx context.Context, t *scim.ResourceType, id string, e scim.Edit, m scim.Match) (scim.Stored, error) {
			s, err := d.house.Update(ctx, t, id, e, m)
			mu.Lock()
			writes[id] += "x"
			mu.Unlock()
			return d.read(s), err
		}
	},
	"PatchWhole": func(d *defective) { // a refused change leaves traces
		d.update = func(ctx context.Context, t *scim.ResourceType, id string, e scim.Edit, m scim.Match) (scim.Stored, error) {
			s, err := d.house.Update(ctx, t, id, e, m)
			if errors.Is(err, scim.ErrMutability) {
				half, _ := t.ParsePatch([]byte(`{"schemas":["` + scim.PatchOpURN + `"],"Operations":[{"op":"remove","path":"displayName"},{"op":"remove","path":"serial"}]}`))
				d.house.Update(ctx, t, id, half.Edit(), scim.Match{})
			}
			return s, err
		}
	},
	"Delete": func(d *defective) { // deleted resources are still listed
		var mu sync.Mutex
		gone := map[string]bool{}
		d.read = func(s scim.Stored) scim.Stored { return s }
		d.delete = func(ctx context.Context, t *scim.ResourceType, id string, m scim.Match) error {
			mu.Lock()
			defer mu.Unlock()
			if _, err := d.house.Get(ctx, t, id, scim.Projection{}); err != nil || gone[id] {
				return scim.ErrNotFound
			}
			gone[id] = true
			return nil
		}
	},
	"Projection": func(d *defective) { // the version depends on what is read
		reads := 0
		d.read = func(s scim.Stored) scim.Stored {
			reads++
			s.Version += strings.Repeat("x", reads/3)
			return s
		}
	},
	"IfMatch": func(d *defective) {
		d.update = func(ctx context.Context, t *scim.ResourceType, id string, e scim.Edit, _ scim.Match) (scim.Stored, error) {
			return d.house.Update(ctx, t, id, e, scim.Match{})
		}
	},
	"Unique": func(d *defective) {
		d.create = func(ctx context.Context, r *scim.Resource) (scim.Stored, error) {
			s, err := d.house.Create(ctx, r)
			if errors.Is(err, scim.ErrUniqueness) {
				return scim.Stored{ID: "twin", Document: r.Append(nil)}, nil
			}
			return s, err
		}
	},
	"UniqueRace": func(d *defective) { // looks before it leaps
		d.create = func(ctx context.Context, r *scim.Resource) (scim.Stored, error) {
			f, err := r.Type().ParseFilter("userName eq " + r.Get("userName").String())
			if err != nil {
				return scim.Stored{}, err
			}
			n, err := d.house.List(ctx, r.Type(), &scim.Query{Filter: f}, nil)
			if err != nil || n > 0 {
				return scim.Stored{}, scim.ErrUniqueness
			}
			yield()
			s, err := d.house.Create(ctx, r)
			if errors.Is(err, scim.ErrUniqueness) {
				return scim.Stored{ID: "twin", Document: r.Append(nil)}, nil
			}
			return s, err
		}
	},
	"Pages": func(d *defective) { // the total is that of the page
		d.list = func(ctx context.Context, t *scim.ResourceType, q *scim.Query, each func(scim.Stored) error) (total int, err error) {
			n := 0
			total, err = d.house.List(ctx, t, q, func(s scim.Stored) error { n++; return each(s) })
			if q.Count > 0 {
				total = n
			}
			return total, err
		}
	},
	"Filters": func(d *defective) { // ne counts as eq
		d.list = func(ctx context.Context, t *scim.ResourceType, q *scim.Query, each func(scim.Stored) error) (int, error) {
			if q.Filter != nil {
				wrong, err := t.ParseFilter(strings.ReplaceAll(q.Filter.String(), " ne ", " eq "))
				if err == nil {
					q.Filter = wrong
				}
			}
			return d.house.List(ctx, t, q, each)
		}
	},
	"Sorting": func(d *defective) {
		d.list = func(ctx context.Context, t *scim.ResourceType, q *scim.Query, each func(scim.Stored) error) (int, error) {
			q.Sort = nil
			return d.house.List(ctx, t, q, each)
		}
	},
	"Cursors": func(d *defective) {
		d.list = func(ctx context.Context, t *scim.ResourceType, q *scim.Query, each func(scim.Stored) error) (int, error) {
			q.After = ""
			return d.house.List(ctx, t, q, each)
		}
	},
	"IfMatchRace": func(d *defective) { checkThenAct(d) },
	"LostUpdate":  func(d *defective) { checkThenAct(d) },
	"Crowd": func(d *defective) { // two at a time are one too many
		var busy sync.Mutex
		d.create = func(ctx context.Context, r *scim.Resource) (scim.Stored, error) {
			alone := busy.TryLock()
			s, err := d.house.Create(ctx, r)
			if !alone && err == nil {
				d.house.Delete(ctx, r.Type(), s.ID, scim.Match{})
				return s, nil
			}
			yield()
			if alone {
				busy.Unlock()
			}
			return s, err
		}
	},
}

// checkThenAct makes Update two steps.
func checkThenAct(d *defective) {
	d.update = func(ctx context.Context, t *scim.ResourceType, id string, e scim.Edit, m scim.Match) (scim.Stored, error) {
		s, err := d.house.Get(ctx, t, id, scim.Projection{})
		if err != nil {
			return s, err
		}
		next, changed, err := s.Edit(t, e, m)
		if err != nil || !changed {
			return s, err
		}
		yield()
		return d.house.Update(ctx, t, id, next.Edit(), scim.Match{})
	}
}

const plantedDefect = "SCIMTEST_DEFECT"

// TestDefective is run by TestScimtestFails, in a process of its own.
func TestDefective(t *testing.T) {
	plant := defects[os.Getenv(plantedDefect)]
	if plant == nil {
		return
	}
	scimtest.Run(t, func(t *testing.T) func() scim.Backend {
		d := &defective{house: newHouse(t, allFeatures)}
		plant(d)
		return func() scim.Backend { return d }
	})
}

// What proves a backend must notice when it is broken.
func TestScimtestFails(t *testing.T) {
	for defect := range defects {
		t.Run(defect, func(t *testing.T) {
			t.Parallel()
			cmd := exec.Command(os.Args[0], "-test.run=^TestDefective$/^User$/^"+defect+"$")
			cmd.Env = append(os.Environ(), plantedDefect+"="+defect)
			out, err := cmd.CombinedOutput()
			if err == nil || !strings.Contains(string(out), "--- FAIL: TestDefective/User/"+defect) {
				t.Errorf("nobody noticed: %v\n%s", err, out)
			}
			if strings.Contains(string(out), "panic:") {
				t.Errorf("it failed by a panic:\n%s", out)
			}
		})
	}
}
