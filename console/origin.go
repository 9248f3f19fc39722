package console

import (
	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/i18n"
	"github.com/rollcall-project/rollcall/provision"
)

// An origin says where a value comes from and since when it is so.
type origin struct {
	Text string     // "" where there is nothing to say
	Time i18n.Stamp // of the change; empty where Text says it
	Path string     // of the request behind it, for administrators
}

// origins finds where the values of a person come from.
func (v *visit) origins(p *provision.Person) (func(path string) origin, error) {
	found, err := v.Engine.Origins(v.r.Context(), v.actor, p)
	if err != nil {
		return nil, err
	}
	there := make(map[string]bool, len(p.Items))
	for _, item := range p.Items {
		there[item.Path] = true
	}
	return func(path string) origin {
		at := found.Of(path)
		if at.By == nil && !there[path] {
			return origin{} // nobody ever said a value
		}
		return v.newOrigin(at)
	}, nil
}

func (v *visit) newOrigin(o provision.Origin) origin {
	switch {
	case o.By == nil && o.Before.IsZero():
		return origin{Text: v.say.Text("origin.unknown")}
	case o.By == nil:
		return origin{Text: v.say.Text("origin.before", v.say.Time(o.Before).Text)}
	}
	at := origin{Text: v.originText(o.By), Time: v.say.Ago(o.By.Time, v.now)}
	if v.actor.Administrator {
		at.Path = "/activity/" + o.By.ID
	}
	return at
}

// originText names who made the request: to administrators by the token or the
// login name, to others as much as they know of them.
func (v *visit) originText(by *rollcall.Activity) string {
	if by.Face == rollcall.SCIM {
		if v.actor.Administrator {
			return v.say.Text("origin.scim", by.ActorName)
		}
		return v.say.Text("origin.scim", productOr(by.Request.UserAgent, v.say.Text("source.idp")))
	}
	var who string
	switch {
	case by.Face == rollcall.CommandLine:
		who = v.say.Text("origin.command-line")
	case by.Face == rollcall.System:
		who = v.say.Text("origin.system")
	case by.ActorID == v.actor.UserID:
		who = v.say.Text("origin.you")
	case v.actor.Administrator:
		who = by.ActorName
	default:
		who = v.say.Text("origin.administrator")
	}
	if by.Request.Line > 0 {
		return v.say.Text("origin.csv", by.Request.Line, who)
	}
	return v.say.Text("origin.people", who)
}
