package provision

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/rollcall-project/rollcall"
)

// link lets the identity provider's next write link the user.
func (r *resolution) link() error {
	if r.here == nil {
		return rollcall.Fail(rollcall.UserUnknown)
	}
	return r.allowLink(r.tx, r.row, r.here)
}

// rename gives the user here another login name, whatever locks it.
func (r *resolution) rename() error {
	if r.here == nil {
		return rollcall.Fail(rollcall.UserUnknown)
	}
	if key, err := rollcall.LoginKey(strings.TrimSpace(r.value)); err == nil && key == r.here.LoginKey {
		return rollcall.Fail(rollcall.ValueInvalid, pathLoginName, "it is the one the user has now")
	}
	_, err := r.renameLocal(r.tx, r.row, r.here, r.value)
	return err
}

// merge makes one user of the local one here and the identity provider's.
func (r *resolution) merge() error {
	other, err := r.tx.Users().Get(r.actor.Organization, r.conflict.OtherID)
	if err != nil {
		return known(err)
	}
	_, err = r.mergeInto(r.tx, r.row, r.here, other)
	return err
}

// restore takes the user out of the Trash, active as the identity provider wants
// it.
func (r *resolution) restore() error {
	d, err := r.deletion()
	if err != nil {
		return err
	}
	p, err := r.profileOf(r.tx, r.actor.Organization)
	if err != nil {
		return err
	}
	_, err = r.takeBack(r.tx, r.row, p, d.User, true)
	return err
}

// deletion is that of the user, who is still one to the identity provider.
func (r *resolution) deletion() (*rollcall.Deletion, error) {
	d, err := deletionOf(r.tx, r.actor.Organization, r.conflict.UserID)
	if err == nil && d.Gone {
		return nil, rollcall.Fail(rollcall.NotInTrash)
	}
	return d, err
}

// recreate removes the user in the Trash for good, so that its login name is free.
func (r *resolution) recreate() error {
	d, err := r.deletion()
	if err != nil {
		return err
	}
	return r.purge(r.tx, r.row, d)
}

// approve lifts the brake.
func (r *resolution) approve() error {
	o, err := r.tx.Organizations().Get(r.actor.Organization)
	if err != nil {
		return err
	}
	o.Brake.Lifted = r.clock.Now().Add(liftedFor)
	r.row.Changes = []rollcall.Change{{Item: "brakeLifted", After: momentText(o.Brake.Lifted)}}
	return r.tx.Organizations().Update(o)
}

// enable enables the token again, which settles the conflict too.
func (r *resolution) enable() error {
	t, err := getToken(r.tx, r.actor.Organization, r.conflict.OtherID)
	if err != nil {
		return err
	}
	r.row.Changes = []rollcall.Change{{Item: "token", Before: "disabled", After: "enabled"}}
	_, err = r.enableToken(r.tx, r.row, t)
	return err
}

// provide adds the service that was asked for.
func (r *resolution) provide() (err error) {
	code := r.conflict.Subject
	r.more, err = r.addService(r.tx, r.row, code, cmp.Or(strings.TrimSpace(r.value), code), 0)
	return err
}

// seat gives the service the seats that were entered. While somebody waits the
// question stays.
func (r *resolution) seat() error {
	n, err := strconv.Atoi(strings.TrimSpace(r.value))
	if err != nil {
		return rollcall.Fail(rollcall.ValueInvalid, "seats", "it is not a whole number")
	}
	s, err := getService(r.tx, r.actor.Organization, r.conflict.Subject)
	if err != nil {
		return err
	}
	if r.more, err = r.changeService(r.tx, r.row, s, ServiceInput{Seats: &n}); err != nil || r.more {
		return err
	}
	if s, err = getService(r.tx, r.actor.Organization, s.Code); err != nil {
		return err
	}
	r.stays = s.Waiting > 0
	return nil
}
