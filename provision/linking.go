package provision

import (
	"context"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// linkable refuses the link of a local user that is not to be (rule 4 of
// docs/design.md): administrators and users who were unlinked here need an
// administrator's word, others what the organization's policy says. next is what
// the identity provider wants the user to be.
func (b *backend) linkable(user *rollcall.User, loginName string, next *scim.Resource) error {
	if user.Consent == rollcall.ConsentGiven {
		return nil
	}
	question := rollcall.Conflict{Organization: user.Organization, Type: rollcall.ConflictHere, UserID: user.ID, Subject: loginName}
	policy := b.snapshot.organization.Linking
	switch {
	case user.Administrator:
		question.Type = rollcall.ConflictAdministrator
		return asking(question, rollcall.Fail(rollcall.AdministratorHere, loginName), next)
	case user.Consent == rollcall.ConsentNeeded, policy == rollcall.LinkAsk:
		return asking(question, rollcall.Fail(rollcall.LocalHere, loginName), next)
	case policy == rollcall.LinkNever:
		return &collision{answer: rollcall.Fail(rollcall.LocalStays, loginName)}
	}
	return nil
}

// allowLink is an administrator's word that the next write of an identity
// provider may link a local user.
func (e *Engine) allowLink(tx rollcall.Tx, row *rollcall.Activity, user *rollcall.User) error {
	if user.Managed() || user.Consent == rollcall.ConsentGiven {
		return nil
	}
	after := *user
	after.Consent = rollcall.ConsentGiven
	after.Version++
	return e.changeUser(tx, row, user, &after)
}

// UnlinkPerson makes a managed user a local one again. All values stay, the
// externalId too: it is how an identity provider finds the user again should an
// administrator allow it. Whatever the policy, the next write of an identity
// provider is a question. For administrators.
func (e *Engine) UnlinkPerson(ctx context.Context, a Actor, id string) (*Person, error) {
	row := e.row(a, rollcall.OpUserUnlink)
	row.UserID = clipped(id, maxIDLogged)
	var user *rollcall.User
	var p *profile
	err := e.act(ctx, row, func(tx rollcall.Tx, row *rollcall.Activity) (err error) {
		if p, user, err = e.actedOn(tx, row, a, id); err != nil {
			return err
		}
		switch {
		case !user.Trashed.IsZero():
			return rollcall.Fail(rollcall.UserTrashed, row.Subject)
		case !user.Managed():
			row.Result, row.Reason = rollcall.NoChange, rollcall.Because(rollcall.Unchanged)
			return nil
		}
		after := *user
		after.Source, after.TokenID, after.Consent = rollcall.Local, "", rollcall.ConsentNeeded
		after.Version++
		before := user
		user = &after
		row.Changes = []rollcall.Change{sourceChange(rollcall.IdP, rollcall.Local)}
		return changedMeanwhile(e.changeUser(tx, row, before, user))
	})
	if err != nil {
		return nil, err
	}
	return p.person(user)
}
