package storetest

import (
	"context"
	"errors"
	"runtime"
	"testing"

	"github.com/rollcall-project/rollcall"
)

var transactionTests = map[string]func(*testing.T, *fixture){
	"AnErrorTakesAllBack": func(t *testing.T, f *fixture) {
		mine := errors.New("mine")
		err := f.Update(context.Background(), func(tx rollcall.Tx) error {
			if err := tx.Users().Insert(user(f.org, 1)); err != nil {
				return err
			}
			if err := tx.Activities().Insert(activity(f.org, 1)); err != nil {
				return err
			}
			return mine
		})
		if err != mine {
			t.Errorf("Update returned %v, want the closure's own error", err)
		}
		f.refused(t, rollcall.ErrNotFound, func(tx rollcall.Tx) error { _, err := tx.Users().Get(f.org, id(1)); return err })
		f.refused(t, rollcall.ErrNotFound, func(tx rollcall.Tx) error { _, err := tx.Activities().Get(f.org, activityID(1)); return err })
		if n := f.users(t, f.org); n != 0 {
			t.Errorf("%d users counted after the rollback", n)
		}
	},
	"AFailedStatementLeavesTheRest": func(t *testing.T, f *fixture) {
		f.addUsers(t, f.org, 1, 2)
		f.update(t, func(tx rollcall.Tx) error {
			twin := user(f.org, 2)
			twin.LoginKey = user(f.org, 1).LoginKey
			if err := tx.Users().Insert(twin); !errors.Is(err, rollcall.ErrTaken) {
				t.Errorf("Insert of a taken login key: %v", err)
			}
			return tx.Activities().Insert(activity(f.org, 1))
		})
		read(t, f, func(tx rollcall.Tx) (*rollcall.Activity, error) { return tx.Activities().Get(f.org, activityID(1)) })
		if n := f.users(t, f.org); n != 1 {
			t.Errorf("%d users counted, want 1", n)
		}
	},
	"OwnWritesAreSeen": func(t *testing.T, f *fixture) {
		f.update(t, func(tx rollcall.Tx) error {
			if err := tx.Users().Insert(user(f.org, 1)); err != nil {
				return err
			}
			ids, total, err := listIDs(tx, rollcall.UserQuery{Organization: f.org, Limit: 10, WithTotal: true})
			equal(t, "the list", ids, []string{id(1)})
			equal(t, "the total", total, 1)
			return err
		})
	},
	"AViewIsASnapshot": func(t *testing.T, f *fixture) {
		f.addUsers(t, f.org, 1, 3)
		f.view(t, func(tx rollcall.Tx) error {
			if _, err := tx.Users().Get(f.org, id(1)); err != nil {
				return err
			}
			f.addUsers(t, f.org, 3, 5)
			ids, total, err := listIDs(tx, rollcall.UserQuery{Organization: f.org, Limit: 10, WithTotal: true})
			equal(t, "the list", ids, []string{id(1), id(2)})
			equal(t, "the total", total, 2)
			return err
		})
	},
	"AWriteInsideAViewFails": func(t *testing.T, f *fixture) {
		err := f.View(context.Background(), func(tx rollcall.Tx) error { return tx.Users().Insert(user(f.org, 1)) })
		if err == nil {
			t.Error("View let a write pass")
		}
		if n := f.users(t, f.org); n != 0 {
			t.Errorf("%d users counted", n)
		}
	},
	"ALookAnswers": func(t *testing.T, f *fixture) {
		f.addUsers(t, f.org, 1, 3)
		look := func(want error, ask func(rollcall.Tx) error) {
			t.Helper()
			if err := f.Look(context.Background(), ask); !errors.Is(err, want) {
				t.Errorf("Look: %v, want %v", err, want)
			}
		}
		look(nil, func(tx rollcall.Tx) error {
			u, err := tx.Users().Get(f.org, id(2))
			if err == nil {
				equal(t, "the user", u, user(f.org, 2))
			}
			return err
		})
		look(rollcall.ErrNotFound, func(tx rollcall.Tx) error { _, err := tx.Users().Get(f.org, id(3)); return err })
		look(nil, func(tx rollcall.Tx) error {
			for n := 1; n <= 2; n++ { // further questions are answered
				q := rollcall.UserQuery{Organization: f.org, Limit: 1, Start: n - 1, WithTotal: true}
				ids, total, err := listIDs(tx, q)
				if err != nil {
					return err
				}
				equal(t, "the page", ids, []string{id(n)})
				equal(t, "the total", total, 2)
			}
			return nil
		})
		if err := f.Look(context.Background(), func(tx rollcall.Tx) error { return tx.Users().Insert(user(f.org, 3)) }); err == nil {
			t.Error("Look let a write pass")
		}
		equal(t, "the users", f.users(t, f.org), 2)
	},
	"ACancelledContextRunsNothing": func(t *testing.T, f *fixture) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		ran := func(rollcall.Tx) error { t.Error("the closure ran"); return nil }
		if err := f.Update(ctx, ran); !errors.Is(err, context.Canceled) {
			t.Errorf("Update: %v", err)
		}
		if err := f.View(ctx, ran); !errors.Is(err, context.Canceled) {
			t.Errorf("View: %v", err)
		}
		if err := f.Look(ctx, ran); !errors.Is(err, context.Canceled) {
			t.Errorf("Look: %v", err)
		}
	},
	"APanicIsTheCallers": func(t *testing.T, f *fixture) {
		for name, run := range map[string]func(context.Context, func(rollcall.Tx) error) error{"Update": f.Update, "View": f.View, "Look": f.Look} {
			func() {
				defer func() {
					if p := recover(); p != "boom" {
						t.Errorf("%s: recovered %v, want the closure's panic", name, p)
					}
				}()
				run(context.Background(), func(tx rollcall.Tx) error {
					if name == "Update" {
						if err := tx.Users().Insert(user(f.org, 1)); err != nil {
							return err
						}
					}
					panic("boom")
				})
			}()
		}
		f.refused(t, rollcall.ErrNotFound, func(tx rollcall.Tx) error { _, err := tx.Users().Get(f.org, id(1)); return err })
	},
	"AClosureMayEndItsGoroutine": func(t *testing.T, f *fixture) {
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			f.Update(context.Background(), func(tx rollcall.Tx) error {
				if err := tx.Users().Insert(user(f.org, 1)); err != nil {
					return err
				}
				runtime.Goexit() // as testing.T.FailNow does
				return nil
			})
		}()
		<-ended
		f.addUsers(t, f.org, 2, 3)
		equal(t, "the number of users", f.users(t, f.org), 1)
	},
	"GenerationGrowsWithChanges": generationGrows,
	"PingAndClose": func(t *testing.T, f *fixture) {
		if err := f.Ping(context.Background()); err != nil {
			t.Errorf("Ping: %v", err)
		}
		if err := f.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
		nothing := func(rollcall.Tx) error { return nil }
		for name, err := range map[string]error{
			"Ping":   f.Ping(context.Background()),
			"View":   f.View(context.Background(), nothing),
			"Look":   f.Look(context.Background(), nothing),
			"Update": f.Update(context.Background(), nothing),
		} {
			if !errors.Is(err, rollcall.ErrUnavailable) {
				t.Errorf("%s after Close: %v, want KindUnavailable", name, err)
			}
		}
		f.Store = f.open(t, f.dir)
	},
}

// users is the number of users that the organization says it has.
func (f *fixture) users(t *testing.T, org rollcall.OrganizationID) int {
	t.Helper()
	return read(t, f, func(tx rollcall.Tx) (*rollcall.Organization, error) { return tx.Organizations().Get(org) }).Users
}

func generationGrows(t *testing.T, f *fixture) {
	generation := func() int64 {
		return read(t, f, func(tx rollcall.Tx) (int64, error) { return tx.Generation() })
	}
	token, service := token(f.org, 1), &rollcall.Service{Organization: f.org, Code: "mail", Created: start}
	for _, step := range []struct {
		name  string
		grows bool
		fn    func(rollcall.Tx) error
	}{
		{"an organization is added", true, func(tx rollcall.Tx) error {
			return tx.Organizations().Insert(&rollcall.Organization{Slug: "third", Created: start})
		}},
		{"an organization changes", true, func(tx rollcall.Tx) error {
			return tx.Organizations().Update(&rollcall.Organization{ID: f.org, Slug: "default", Propagation: true})
		}},
		{"a service is added", true, func(tx rollcall.Tx) error { return tx.Services().Insert(service) }},
		{"a service changes", true, func(tx rollcall.Tx) error { return tx.Services().Update(service) }},
		{"a token is added", true, func(tx rollcall.Tx) error { return tx.Tokens().Insert(token) }},
		{"a token changes", true, func(tx rollcall.Tx) error { return tx.Tokens().Update(token) }},
		{"a token is used", false, func(tx rollcall.Tx) error { return tx.Tokens().Touch(f.org, token.ID, start, "x") }},
		{"a user is added", false, func(tx rollcall.Tx) error { return tx.Users().Insert(user(f.org, 1)) }},
		{"a request is logged", false, func(tx rollcall.Tx) error { return tx.Activities().Insert(activity(f.org, 1)) }},
		{"a token is deleted", true, func(tx rollcall.Tx) error { return tx.Tokens().Delete(f.org, token.ID) }},
	} {
		before := generation()
		f.update(t, step.fn)
		if after := generation(); (after > before) != step.grows || after < before {
			t.Errorf("when %s the generation goes from %d to %d", step.name, before, after)
		}
	}
}
