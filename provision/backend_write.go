package provision

import (
	"cmp"
	"context"
	"errors"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// A decision carries out a write inside its transaction, as what logged runs. It
// completes the row of the activity log and returns the resource as it is then,
// or a refusal.
type decision func(tx rollcall.Tx, row *rollcall.Activity) (scim.Stored, error)

// showing is the decision that answers with the user that decide returns.
func (b *backend) showing(t *scim.ResourceType, decide func(tx rollcall.Tx, row *rollcall.Activity) (*rollcall.User, error)) decision {
	return func(tx rollcall.Tx, row *rollcall.Activity) (scim.Stored, error) {
		user, err := decide(tx, row)
		if err != nil {
			return scim.Stored{}, err
		}
		return b.shown(tx, t, user, scim.Projection{})
	}
}

// admit refuses writes that the organization does not take at all. With the
// switch off it is commit that refuses, and only rehearses the decision.
func (b *backend) admit(ctx context.Context, t *scim.ResourceType) error {
	if err := b.renew(ctx); err != nil {
		return err
	}
	if t.Off() != "" {
		return rollcall.Fail(rollcall.GroupsOff)
	}
	return nil
}

// renew looks again whether the token is good and the switch on: a slow body
// may have taken long to arrive, and a refusal is to be confirmed.
func (b *backend) renew(ctx context.Context) error {
	look := b.engine.credentials.find
	if !b.snapshot.organization.Propagation {
		look = b.engine.credentials.confirm
	} else if b.engine.credentials.fresh(b.snapshot) {
		return b.refusal()
	}
	_, s, err := look(ctx, b.call.Token)
	if err != nil {
		return err
	}
	// The types stay those that the request was parsed with.
	fresh := *s
	fresh.profile = b.snapshot.profile
	b.snapshot = &fresh
	return b.refusal()
}

// refusal is why the token is no good by now, or nil.
func (b *backend) refusal() error {
	if refusal := b.snapshot.refusal(b.engine.clock.Now()); refusal != nil {
		return refusal
	}
	return nil
}

// refuse logs a write that was refused before its transaction, and answers it.
func (b *backend) refuse(ctx context.Context, row *rollcall.Activity, refusal error) error {
	decide := func(tx rollcall.Tx, row *rollcall.Activity) (scim.Stored, error) {
		return scim.Stored{}, cmp.Or(nameSubject(tx, row), refusal)
	}
	commit := b.commit
	if errors.Is(refusal, rollcall.ErrUnauthorized) {
		commit = b.write // whatever the switch
	}
	_, err := commit(ctx, row, 0, decide)
	return err
}

// commit runs a write, or only foresees it while the switch is off. status is
// what a success is answered with, unless decide knows better.
func (b *backend) commit(ctx context.Context, template *rollcall.Activity, status int, decide decision) (scim.Stored, error) {
	if !b.snapshot.organization.Propagation {
		return scim.Stored{}, b.foresee(ctx, template, decide)
	}
	return b.write(ctx, template, status, decide)
}

// write runs a decision, logged.
func (b *backend) write(ctx context.Context, template *rollcall.Activity, status int, decide decision) (scim.Stored, error) {
	stored, refusal, err := logged(ctx, b.engine.store, template, decide, func(tx rollcall.Tx, row *rollcall.Activity, refusal error) error {
		if refusal != nil {
			refuseRow(row, refusal)
		} else {
			row.Request.Status = cmp.Or(row.Request.Status, status)
		}
		row.Request.Duration = b.elapsed()
		b.snapshot.masks.row(row)
		return tx.Activities().Insert(row)
	})
	if err != nil {
		return scim.Stored{}, answer(err)
	}
	b.logged = true
	if refusal != nil {
		return scim.Stored{}, answer(refusal)
	}
	return stored, nil
}

// refuseRow says in the row that and why the request was refused.
func refuseRow(row *rollcall.Activity, refusal error) {
	s := asSCIM(refusal)
	row.Result = resultOf(s.Status)
	row.Reason = reasonOf(refusal)
	if row.Reason.Code == "" {
		row.Detail = s.Detail
	}
	row.Changes = nil
	row.Request.Status, row.Request.Type = s.Status, string(s.Type)
}
