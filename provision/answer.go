package provision

import (
	"errors"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// An answered is an error of the domain in the words of SCIM. It unwraps to
// both: scimhttp answers the one, the activity log explains the other.
type answered struct {
	scim   scim.Error
	domain *rollcall.Error
}

func (a *answered) Error() string   { return a.scim.Detail }
func (a *answered) Unwrap() []error { return []error{&a.scim, a.domain} }

// answers maps kinds to what an IdP is told. Conflicts of names are 409 on
// every method (clients expect it although RFC 7644 Table 9 stands under 400).
var answers = [...]scim.Error{
	rollcall.KindInvalid:      *scim.ErrInvalidValue,
	rollcall.KindUnauthorized: *scim.ErrUnauthorized,
	rollcall.KindForbidden:    *scim.ErrForbidden,
	rollcall.KindNotFound:     *scim.ErrNotFound,
	rollcall.KindTaken:        *scim.ErrUniqueness,
	rollcall.KindStale:        *scim.ErrStale,
	rollcall.KindLimited:      *scim.ErrTooMany,
	rollcall.KindUnavailable:  {Status: 503},
}

// answer says a domain error in the words of SCIM. Other errors stay as they
// are; scimhttp answers them as 500 without their text.
func answer(err error) error {
	var d *rollcall.Error
	if !errors.As(err, &d) || d.Kind == rollcall.KindInternal {
		return err
	}
	a := &answered{scim: answers[d.Kind], domain: d}
	if d.Reason.Code != "" {
		a.scim.Detail = d.Error()
	} else if a.scim.Detail == "" {
		a.scim.Detail = rollcall.Because(rollcall.DatabaseBusy).String()
	}
	a.scim.RetryAfter = d.RetryAfter
	return a
}

// refused reports whether err is an answer to the client rather than a failure
// of ours.
func refused(err error) bool {
	var d *rollcall.Error
	if errors.As(err, &d) {
		return d.Kind != rollcall.KindInternal && d.Kind != rollcall.KindUnavailable
	}
	var s *scim.Error
	return errors.As(err, &s)
}

// asSCIM is the answer that err leads to, with status 500 for what is ours.
func asSCIM(err error) scim.Error {
	var s *scim.Error
	if errors.As(answer(err), &s) {
		return *s
	}
	return scim.Error{Status: 500}
}

// reasonOf is why err happened, if it is of the domain.
func reasonOf(err error) rollcall.Reason {
	var d *rollcall.Error
	if errors.As(err, &d) {
		return d.Reason
	}
	return rollcall.Reason{}
}

// resultOf tells a request that was not let in from one that was wrong.
func resultOf(status int) rollcall.Result {
	switch status {
	case 401, 403, 429:
		return rollcall.Rejected
	}
	if status >= 400 {
		return rollcall.Failed
	}
	return rollcall.Success
}

// isForbidden reports whether err is a matter of rights rather than of input.
func isForbidden(err error) bool {
	return errors.Is(err, rollcall.ErrForbidden) || errors.Is(err, rollcall.ErrUnauthorized)
}
