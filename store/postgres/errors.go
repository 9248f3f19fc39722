package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/migrate"
	"github.com/rollcall-project/rollcall/store/postgres/internal/wire"
)

var (
	errClosed      = errors.New("postgres: the store is closed")
	errWriteInView = errors.New("postgres: a write inside View")
	// errCareful says that a write that was sent unseen has failed: the closure
	// must be told, at its place.
	errCareful = errors.New("postgres: a write was not possible")
)

// retryAfter is when a caller may hope again after KindUnavailable: what a
// failover takes is longer, a restart shorter.
const retryAfter = 3 * time.Second

func unavailable(cause error) error {
	err := rollcall.Fail(rollcall.DatabaseBusy)
	err.RetryAfter, err.Cause = retryAfter, cause
	return err
}

// SQLSTATEs (PostgreSQL documentation, appendix A).
const (
	stateSerialization = "40001"
	stateDeadlock      = "40P01"
	stateUnique        = "23505"
	stateForeignKey    = "23503"
	stateReadOnly      = "25006"
	stateUnsupported   = "0A000" // of SERIALIZABLE on a standby
	stateDivision      = "22012" // what sqlMust raises
	stateCanceled      = "57014"
	stateNoTable       = "42P01"
)

func state(err error) string {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code
	}
	return ""
}

// demoted reports whether a server takes no writes: it has become a standby, or
// was switched to reading alone.
func demoted(err error) bool {
	s := state(err)
	return s == stateReadOnly || s == stateUnsupported
}

// raced reports whether a transaction has lost a race and can be run again.
func raced(err error) bool {
	s := state(err)
	return s == stateSerialization || s == stateDeadlock
}

// translate makes of a failure what callers can tell apart. Failures of our own
// statements stay as they are: internal.
func translate(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	s := state(err)
	switch {
	case wire.Lost(err), s == stateCanceled:
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return unavailable(err)
	case s == stateUnique:
		return rollcall.ErrTaken
	case s == stateForeignKey:
		return rollcall.ErrNotFound
	}
	switch s[:2] {
	case "08", "53", "57", "58", "XX": // connection, resources, intervention, system, damage
		return unavailable(err)
	}
	return err
}

// describe makes the sentence that Open answers with. The password is not in it.
func describe(c *pgxpool.Config, err error) error {
	var newer *migrate.NewerError
	var changed *migrate.ChangedError
	at := c.ConnConfig
	where := fmt.Sprintf("the PostgreSQL database %q on %s", at.Database, at.Host)
	switch {
	case errors.As(err, &newer), errors.As(err, &changed), errors.Is(err, context.Canceled), errors.Is(err, ErrEmpty):
		return err
	case state(err) == "3D000":
		return fmt.Errorf("%s does not exist; create it first (CREATE DATABASE %s)", where, at.Database)
	case strings.HasPrefix(state(err), "28"):
		return fmt.Errorf("%s does not let the user %q in; check the user name and the password", where, at.User)
	case state(err) == "42501":
		return fmt.Errorf("the user %q may not create tables in %s; make it the owner of the database", at.User, where)
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return fmt.Errorf("%s can't be used: %s", where, pg.Message)
	}
	return fmt.Errorf("%s does not answer; check that it runs and that the address is right (%s)", where, firstLine(err))
}

// firstLine is the cause of a failed connection without the list of all tries.
func firstLine(err error) string {
	var connect *pgconn.ConnectError
	if errors.As(err, &connect) {
		err = connect.Unwrap()
	}
	line, _, _ := strings.Cut(strings.TrimSpace(err.Error()), "\n")
	return line
}
