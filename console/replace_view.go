package console

import (
	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/i18n"
)

// A replacementPage is how far the replacement of a token has come.
type replacementPage struct {
	Old, New tokenRow
	Endpoint string
	Guides   []stepLink
	Path     string
	Used     bool // the identity provider has used the new token
	First    i18n.Stamp
	Retired  bool   // the old token is refused
	Warning  string // the old token was used after the new one
}

func (v *visit) newReplacementPage(old, fresh *rollcall.Token) replacementPage {
	page := replacementPage{
		Old: v.newTokenRow(old), New: v.newTokenRow(fresh), Endpoint: v.endpoint(v.r), Guides: v.guideLinks(),
		Path: replacementPath(old.ID, fresh.ID), Used: !fresh.LastUsed.IsZero(), First: v.say.Ago(fresh.LastUsed, v.now),
		Retired: old.Status(v.now) != rollcall.TokenActive,
	}
	if old.LastUsed.After(fresh.LastUsed) {
		page.Warning = v.usedLately(productOr(old.LastAgent, old.Notes), old.LastUsed)
	}
	return page
}

// successor is the token that was created to replace another one, the newest of
// those that are enabled, or nil.
func successor(t *rollcall.Token, all []*rollcall.Token) *rollcall.Token {
	for _, other := range all {
		if other.Replaces == t.ID && other.Disabled.IsZero() {
			return other
		}
	}
	return nil
}

// tokenAlerts are the tokens that end soon or have just ended, while they are in use
// and not yet replaced. Those that end within three days are told everywhere,
// the others on the pages where an administrator looks after tokens.
func (v *visit) tokenAlerts(tokens []*rollcall.Token) []alert {
	var all []alert
	for _, t := range tokens {
		left := t.Expires.Sub(v.now)
		if t.Expires.IsZero() || !t.Disabled.IsZero() || left > expirySoon || left < -expiryShown || left <= 0 && t.LastUsed.IsZero() {
			continue
		}
		next := successor(t, tokens)
		if next != nil && !next.LastUsed.IsZero() {
			continue
		}
		a := alert{Tone: "bad", Path: "/provisioning/tokens/" + t.ID + "/replace", Label: v.say.Text("fix.replace-token")}
		if next != nil {
			a.Path = replacementPath(t.ID, next.ID)
		}
		switch {
		case left <= 0:
			a.Text = v.say.Text("alert.expired", t.Notes, v.say.Day(t.Expires).Text)
		case left > expiryUrgent && v.r.URL.Path != "/" && v.r.URL.Path != "/provisioning":
			continue
		default:
			a.Text = v.say.Text("alert.expires", t.Notes, v.say.Left(t.Expires, v.now))
			if left > expiryUrgent {
				a.Tone = "warn"
			}
		}
		all = append(all, a)
	}
	return all
}
