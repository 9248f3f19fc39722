package idp

import (
	"context"
	"testing"
)

// Every persona can be led step by step, and a user lost on the server's side
// is made anew with the step after.
func TestSolo(t *testing.T) {
	eachPersona(t, func(t *testing.T, persona string) {
		f, url := newFake(t, keepsAll)
		s, err := NewSolo(t.Context(), persona, Config{BaseURL: url, Token: "secret", Sleep: new(naps).sleep}, "ann@example.com")
		if err != nil {
			t.Fatal(err)
		}
		for i, step := range []func(context.Context) error{
			s.Assign,
			func(ctx context.Context) error { return s.SetDisplayName(ctx, "Ann Lee") },
			func(ctx context.Context) error { return s.Rename(ctx, "ann.lee@example.com") },
			func(ctx context.Context) error { return s.SetActive(ctx, false) },
			func(ctx context.Context) error { return s.SetActive(ctx, true) },
			func(ctx context.Context) error {
				if persona != "authentik" { // which matches nobody: it can't find what it lost
					s.Forget()
				}
				return s.Assign(ctx)
			},
		} {
			if err := step(t.Context()); err != nil {
				t.Fatalf("step %d: %v", i, err)
			}
			if s.ID() == "" {
				t.Fatalf("step %d: not linked", i)
			}
			if all, err := s.Differences(t.Context()); err != nil || len(all) > 0 {
				t.Fatalf("step %d: %+v, %v", i, all, err)
			}
		}
		if f.count() != 1 {
			t.Errorf("%d users", f.count())
		}
		if err := s.Delete(t.Context()); err != nil {
			t.Fatal(err)
		}
		if (s.ID() == "") != (f.count() == 0) {
			t.Errorf("%d users, linked to %q", f.count(), s.ID())
		}
	})
}
