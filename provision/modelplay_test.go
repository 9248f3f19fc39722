package provision_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
	"github.com/rollcall-project/rollcall/scim"
)

func status(err error, success int) int {
	var e *scim.Error
	if errors.As(err, &e) {
		return e.Status
	}
	if err != nil {
		return 500
	}
	return success
}

// Random lives of users under random requests of an IdP and of people: after
// each step the service says what the model says, and has logged it. The seeds are
// kept in testdata/fuzz, where the fuzzer adds those that find something.
func FuzzAgainstModel(f *testing.F) {
	f.Fuzz(func(t *testing.T, seed uint64) {
		p := &play{
			service: start(t), model: &model{users: map[string]*modelUser{}, gone: map[string]*modelUser{}, on: true},
			rand: rand.New(rand.NewPCG(seed, 1)),
		}
		for step := range 250 {
			p.step(step)
		}
	})
}

// A play is a service and a model that live the same life.
type play struct {
	*service
	model *model
	rand  *rand.Rand
	ids   []string
}

// pick is somebody: mostly one who is or was there.
func (p *play) pick() string {
	if len(p.ids) == 0 || p.rand.IntN(20) == 0 {
		return "no-such-id"
	}
	return p.ids[p.rand.IntN(len(p.ids))]
}

func (p *play) name() string {
	return [...]string{"ann", "Ann", "bob", "BOB", "cy", "dee", "eve", "Fay"}[p.rand.IntN(8)]
}

// word is something or nothing about active, as JSON and as it is meant.
func (p *play) word() (string, said) {
	switch p.rand.IntN(3) {
	case 0:
		return `,"active":true`, said{true, true}
	case 1:
		return `,"active":"False"`, said{true, false}
	}
	return "", said{}
}

// acts are what can happen, by how often it does.
var acts = []struct {
	weight int
	do     func(*play) (what string, got, want int)
}{
	{6, (*play).post}, {4, (*play).putUser}, {4, (*play).activate}, {2, (*play).renameByIdP}, {2, (*play).assign}, {2, (*play).deleteByIdP},
	{3, (*play).add}, {3, (*play).discard}, {2, (*play).restoreUser}, {1, (*play).purge}, {1, (*play).unlink}, {1, (*play).allow},
	{3, (*play).settle}, {1, (*play).rename}, {1, (*play).flip}, {1, (*play).choose},
}

// silent is the outcome of an act that leaves no row if it changes nothing.
const silent = -1

func (p *play) step(n int) {
	p.t.Helper()
	last := p.newest().ID
	total := 0
	for _, a := range acts {
		total += a.weight
	}
	at := p.rand.IntN(total)
	for _, a := range acts {
		if at -= a.weight; at >= 0 {
			continue
		}
		what, got, want := a.do(p)
		what = fmt.Sprintf("step %d: %s", n, what)
		if got != want {
			p.t.Fatalf("%s: %d, want %d", what, got, want)
		}
		rows, _, err := p.Activities(p.t.Context(), p.cli, rollcall.ActivityQuery{After: last})
		must(p.t, err)
		if len(rows) != 1 && got != silent {
			p.t.Fatalf("%s: %d rows", what, len(rows))
		}
		p.compare(what)
		return
	}
}

// What the IdP asks for: got and want are statuses.

func (p *play) post() (string, int, int) {
	login, display := p.name(), fmt.Sprint("D", p.rand.IntN(3))
	text, word := p.word()
	made, err := p.service.post(fmt.Sprintf(`{"userName":"%s","displayName":"%s"%s}`, login, display, text))
	if err == nil {
		p.ids = append(p.ids, made.ID)
	}
	return "post " + login + text, status(err, 201), p.model.create(login, display, word, made.ID)
}

func (p *play) putUser() (string, int, int) {
	id, login := p.pick(), p.name()
	text, word := p.word()
	_, err := p.put(id, `{"userName":"`+login+`"`+text+`}`)
	return "put " + id + " " + login + text, status(err, 200), p.model.write(id, func(u *modelUser) said {
		u.login, u.display, u.services = login, "", nil
		return word
	})
}

func (p *play) activate() (string, int, int) {
	id, active := p.pick(), p.rand.IntN(2) == 0
	_, err := p.patch(id, fmt.Sprintf(`{"op":"Replace","path":"active","value":"%t"}`, active))
	return fmt.Sprint("patch ", id, " active ", active), status(err, 200),
		p.model.write(id, func(*modelUser) said { return said{true, active} })
}

func (p *play) renameByIdP() (string, int, int) {
	id, login := p.pick(), p.name()
	_, err := p.patch(id, `{"op":"replace","value":{"userName":"`+login+`"}}`)
	return "rename " + id + " " + login, status(err, 200),
		p.model.write(id, func(u *modelUser) said { u.login = login; return said{} })
}

func (p *play) assign() (string, int, int) {
	id := p.pick()
	services := [][]string{{"a"}, {"a", "b"}, {"c"}}[p.rand.IntN(3)]
	_, err := p.patch(id, `{"op":"replace","path":"`+provision.ServicesURN+`:services","value":"`+strings.Join(services, ",")+`"}`)
	return fmt.Sprint("services ", id, services), status(err, 200),
		p.model.write(id, func(u *modelUser) said { u.services = services; return said{} })
}

func (p *play) deleteByIdP() (string, int, int) {
	id := p.pick()
	return "delete " + id, status(p.delete(id), 204), p.model.remove(id)
}

// What people do: 1 is done, 0 refused.

func done(ok bool) int {
	if ok {
		return 1
	}
	return 0
}

func (p *play) add() (string, int, int) {
	login, admin := p.name(), p.rand.IntN(3) == 0
	display := "Local " + login
	made, err := p.AddPerson(p.t.Context(), p.cli, provision.PersonInput{LoginName: &login, DisplayName: &display, Administrator: &admin})
	_, there := p.model.byKey(login)
	if err == nil {
		p.ids = append(p.ids, made.ID)
		p.model.users[made.ID] = &modelUser{login: login, display: display, active: true, admin: admin, version: 1}
	}
	return "add " + login, done(err == nil), done(there == nil)
}

func (p *play) discard() (string, int, int) {
	id := p.pick()
	return "discard " + id, done(p.DeletePerson(p.t.Context(), p.cli, id) == nil), done(p.model.discard(id))
}

func (p *play) restoreUser() (string, int, int) {
	id := p.pick()
	_, err := p.RestorePerson(p.t.Context(), p.cli, id)
	return "restore " + id, done(err == nil), done(p.model.restoreUser(id))
}

func (p *play) purge() (string, int, int) {
	id := p.pick()
	return "purge " + id, done(p.PurgePerson(p.t.Context(), p.cli, id) == nil), done(p.model.purge(id))
}

func (p *play) unlink() (string, int, int) {
	id := p.pick()
	_, err := p.UnlinkPerson(p.t.Context(), p.cli, id)
	return "unlink " + id, done(err == nil), done(p.model.unlink(id))
}

func (p *play) allow() (string, int, int) {
	id := p.pick()
	return "allow " + id, done(p.Consent(p.t.Context(), p.cli, id) == nil), done(p.model.allow(id))
}

func (p *play) rename() (string, int, int) {
	id, login := p.pick(), p.name()
	err := p.change(p.cli, id, provision.PersonInput{LoginName: &login, Override: true})
	return "override " + id + " " + login, done(err == nil), done(p.model.rename(id, login))
}

func (p *play) flip() (string, int, int) {
	p.model.on = !p.model.on
	must(p.t, p.SetPropagation(p.t.Context(), p.cli, p.model.on))
	return fmt.Sprint("switch ", p.model.on), 1, 1
}

func (p *play) choose() (string, int, int) {
	p.model.linking = [...]rollcall.LinkPolicy{rollcall.LinkAlways, rollcall.LinkAsk, rollcall.LinkNever}[p.rand.IntN(3)]
	p.model.restore = [...]rollcall.RestorePolicy{rollcall.RestoreAlways, rollcall.RestoreAsk}[p.rand.IntN(2)]
	p.policies(p.model.linking, p.model.restore)
	return fmt.Sprint("policies ", p.model.linking, p.model.restore), silent, silent
}

// settle decides one of the open conflicts about users, in any of the ways there
// are.
func (p *play) settle() (string, int, int) {
	open := slices.DeleteFunc(p.conflicts(rollcall.ConflictOpen), func(c *rollcall.Conflict) bool { return c.UserID == "" })
	if len(open) == 0 {
		return "no conflict", silent, silent
	}
	c := open[p.rand.IntN(len(open))]
	fixes := p.question(c.ID).Fixes
	fix, login := fixes[p.rand.IntN(len(fixes))].Code, p.name()
	err := p.decide(c.ID, fix, login)
	return fmt.Sprint(c.Type, " of ", c.UserID, " ", fix, " ", login), done(err == nil), done(p.model.settle(c, fix, login))
}

// compare reads everything back and compares it with the model.
func (p *play) compare(step string) {
	p.t.Helper()
	if _, total := p.list(""); total != len(p.model.users) {
		p.t.Fatalf("%s: %d users, want %d", step, total, len(p.model.users))
	}
	for id, want := range p.model.users {
		u := p.person(id)
		got := modelUser{
			login: u.LoginName, display: u.DisplayName, services: u.Services, active: u.Active, managed: u.Managed(), admin: u.Administrator,
			consent: u.Consent, trashed: !u.Trashed.IsZero(), version: int(u.Version), comesBack: want.comesBack,
		}
		if fmt.Sprint(got) != fmt.Sprint(*want) {
			p.t.Fatalf("%s: %s is %+v, want %+v", step, id, got, *want)
		}
	}
	p.compareTrash(step)
	for _, c := range p.conflicts(rollcall.ConflictOpen) {
		u := p.model.users[c.UserID]
		switch c.Type {
		case rollcall.ConflictDeleted:
			if u == nil || !u.trashed {
				p.t.Fatalf("%s: asks about %s, who is not in the Trash", step, c.UserID)
			}
		case rollcall.ConflictHere, rollcall.ConflictAdministrator:
			if u == nil || u.managed {
				p.t.Fatalf("%s: asks about %s, who is not local", step, c.UserID)
			}
		}
	}
}

func (p *play) compareTrash(step string) {
	p.t.Helper()
	all, err := p.Trash(p.t.Context(), p.cli, "", 200)
	must(p.t, err)
	trashed := len(p.model.gone)
	for _, u := range p.model.users {
		if u.trashed {
			trashed++
		}
	}
	if len(all) != trashed {
		p.t.Fatalf("%s: %d in the Trash, want %d", step, len(all), trashed)
	}
	for _, d := range all {
		want := p.model.users[d.Person.ID]
		if d.Gone {
			want = p.model.gone[d.Person.ID]
		}
		if want == nil || want.comesBack != d.Active || want.login != d.Person.LoginName || int(d.Person.Version) != want.version {
			p.t.Fatalf("%s: in the Trash %+v, want %+v", step, d, want)
		}
	}
}
