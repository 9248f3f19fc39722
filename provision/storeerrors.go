package provision

import (
	"errors"

	"github.com/rollcall-project/rollcall"
)

// What a store says, in sentences of the domain. Other errors stay as they are.

// absent is the reason that stands for the store's ErrNotFound.
func absent(err error, reason rollcall.ReasonCode, args ...string) error {
	if errors.Is(err, rollcall.ErrNotFound) {
		return rollcall.Fail(reason, args...)
	}
	return err
}

func known(err error) error      { return absent(err, rollcall.UserUnknown) }
func knownGroup(err error) error { return absent(err, rollcall.GroupUnknown) }
func inTrash(err error) error    { return absent(err, rollcall.NotInTrash) }
func linkGone(err error) error   { return absent(err, rollcall.LinkInvalid) }

// ignoreMissing is for what need not be there.
func ignoreMissing(err error) error {
	if errors.Is(err, rollcall.ErrNotFound) {
		return nil
	}
	return err
}

// changedMeanwhile gives the store's ErrStale the sentence for people.
func changedMeanwhile(err error) error {
	if errors.Is(err, rollcall.ErrStale) {
		return rollcall.Fail(rollcall.UserChanged)
	}
	return err
}
