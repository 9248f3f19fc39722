package rollcalltest_test

import (
	"context"
	"os"
	"testing"

	"github.com/rollcall-project/rollcall/idp"
	"github.com/rollcall-project/rollcall/internal/pgtest"
	"github.com/rollcall-project/rollcall/rollcalltest"
	"github.com/rollcall-project/rollcall/store/postgres"
)

var databases pgtest.Shared

func TestMain(m *testing.M) { os.Exit(databases.Main(m)) }

// onPostgres starts a service on a PostgreSQL database of its own.
func onPostgres(t *testing.T) *rollcalltest.Service {
	t.Helper()
	url := databases.Database(t, func(url string) error {
		s, err := postgres.Open(context.Background(), postgres.Config{URL: url})
		if err != nil {
			return err
		}
		return s.Close()
	})
	s, err := postgres.Open(t.Context(), postgres.Config{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return rollcalltest.New(t, rollcalltest.WithStore(s))
}

// On PostgreSQL identity providers meet the same service.
func TestPersonasConvergeOnPostgres(t *testing.T) {
	for _, persona := range []string{"okta-oin", "entra", "pocketid"} {
		t.Run(persona, func(t *testing.T) {
			service := onPostgres(t)
			for _, code := range []string{"mail", "calendar", "files"} {
				if _, err := service.Engine.AddService(t.Context(), service.Actor(), code, code, 0); err != nil {
					t.Fatal(err)
				}
			}
			live(t, service.SCIMURL, service.Token, persona, 1)
			live(t, service.SCIMURL, service.Token, persona, 1) // the same life again
		})
	}
}

func TestQuirksOnPostgres(t *testing.T) {
	service := onPostgres(t)
	for _, quirk := range idp.Quirks() {
		if quirk.Groups {
			continue
		}
		t.Run(quirk.Name, func(t *testing.T) {
			if err := quirk.Play(t.Context(), idp.Config{BaseURL: service.SCIMURL, Token: service.Token}); err != nil {
				t.Error(err)
			}
		})
	}
}
