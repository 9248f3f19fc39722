package idp

import "context"

// Some IdPs don't ask for one user at a time: they read the whole directory of
// the server before they write to it, and some delete afterwards whom they
// don't know.

// A surveyor reads what the server has before a phase's writes.
type surveyor interface {
	survey(ctx context.Context, s *session) error
}

// A sweeper deletes, after a phase's writes, what the IdP doesn't know; known
// tells it whose external ids it does.
type sweeper interface {
	sweep(ctx context.Context, s *session, known map[string]bool) error
}

// synchronize makes a phase's writes between the persona's survey and its
// sweep. When the survey fails, so does everything in the phase.
func (r *run) synchronize(ctx context.Context, write func() error) error {
	if p, ok := r.persona.(surveyor); ok {
		r.unread = p.survey(ctx, r.session)
	}
	if err := write(); err != nil {
		return err
	}
	p, ok := r.persona.(sweeper)
	if !ok {
		return nil
	}
	if r.unread != nil {
		r.unswept = true
		return nil
	}
	err := p.sweep(ctx, r.session, r.knownExternalIDs())
	r.unswept = err != nil
	return r.fatal(ctx, err)
}

func (r *run) knownExternalIDs() map[string]bool {
	known := make(map[string]bool)
	for _, a := range r.life.accounts {
		if a.assigned && !a.gone {
			known[a.ExternalID] = true
		}
	}
	for _, g := range r.life.groups {
		if !g.gone {
			known[g.ExternalID] = true
		}
	}
	return known
}
