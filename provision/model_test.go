package provision_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// A modelUser is what a naive reading of the rules says of a user.
type modelUser struct {
	login, display   string
	services         []string
	active           bool
	managed          bool
	admin, linkAllow bool
	version          int
}

// A model is a naive Rollcall: a map, and the rules as they are written.
type model struct {
	users map[string]*modelUser
	on    bool
}

func (m *model) byKey(login string) (string, *modelUser) {
	for id, u := range m.users {
		if strings.EqualFold(u.login, login) {
			return id, u
		}
	}
	return "", nil
}

// write applies rules 2, 4, 6 and 9 to a change of a user by the IdP.
func (m *model) write(id string, change func(*modelUser)) int {
	u := m.users[id]
	switch {
	case !m.on:
		return 403
	case u == nil:
		return 404
	case u.admin && !u.managed && !u.linkAllow:
		return 403
	}
	next := *u
	change(&next)
	if holder, _ := m.byKey(next.login); holder != "" && holder != id {
		return 409
	}
	if u.admin && u.active && !next.active && m.administrators() == 1 {
		return 403
	}
	next.managed, next.linkAllow = true, next.linkAllow && u.managed
	if next.login != u.login || next.display != u.display || next.active != u.active || !slices.Equal(next.services, u.services) || !u.managed {
		next.version++
	}
	m.users[id] = &next
	return 200
}

func (m *model) administrators() (n int) {
	for _, u := range m.users {
		if u.admin && u.active {
			n++
		}
	}
	return n
}

func (m *model) remove(id string) int {
	u := m.users[id]
	switch {
	case !m.on:
		return 403
	case u == nil:
		return 404
	case !u.managed, u.admin && u.active && m.administrators() == 1:
		return 403
	}
	delete(m.users, id)
	return 204
}

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

// Random lives of users under random writes of an IdP and of people: after each
// step the service says what the model says, and has logged it.
func TestAgainstModel(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { playModel(t, rand.New(rand.NewPCG(seed, 1))) })
	}
}

func playModel(t *testing.T, r *rand.Rand) {
	s := start(t)
	m := &model{users: map[string]*modelUser{}, on: true}
	var ids []string
	pick := func() string {
		if len(ids) == 0 || r.IntN(20) == 0 {
			return "no-such-id"
		}
		return ids[r.IntN(len(ids))]
	}
	name := func() string { return [...]string{"ann", "Ann", "bob", "BOB", "cy", "dee", "eve", "Fay"}[r.IntN(8)] }
	for step := range 250 {
		var what string
		var got, want int
		last := s.newest().ID
		silent := false
		switch n := r.IntN(20); {
		case n < 5:
			login, display := name(), fmt.Sprint("D", r.IntN(3))
			what = "post " + login
			made, err := s.post(fmt.Sprintf(`{"userName":"%s","displayName":"%s"}`, login, display))
			got = status(err, 201)
			id, there := m.byKey(login)
			switch {
			case !m.on:
				want = 403
			case there == nil:
				want = 201
				m.users[made.ID] = &modelUser{login: login, display: display, active: true, managed: true, version: 1}
				ids = append(ids, made.ID)
			case there.managed:
				want = 409
			case there.admin && !there.linkAllow:
				want = 409
			default:
				if want = m.write(id, func(u *modelUser) { u.login, u.display = login, display }); want == 200 {
					want = 201
				}
			}
		case n < 8:
			id, login := pick(), name()
			active := [...]string{"", `,"active":true`, `,"active":"False"`}[r.IntN(3)]
			what = "put " + id + " " + login + active
			_, err := s.put(id, `{"userName":"`+login+`"`+active+`}`)
			got = status(err, 200)
			want = m.write(id, func(u *modelUser) {
				u.login, u.display, u.services = login, "", nil
				if active != "" {
					u.active = strings.Contains(active, "true")
				}
			})
		case n < 11:
			id, active := pick(), r.IntN(2) == 0
			what = fmt.Sprint("patch ", id, " active ", active)
			_, err := s.patch(id, fmt.Sprintf(`{"op":"Replace","path":"active","value":"%t"}`, active))
			got = status(err, 200)
			want = m.write(id, func(u *modelUser) { u.active = active })
		case n < 13:
			id, login := pick(), name()
			what = "rename " + id + " " + login
			_, err := s.patch(id, `{"op":"replace","value":{"userName":"`+login+`"}}`)
			got = status(err, 200)
			want = m.write(id, func(u *modelUser) { u.login = login })
		case n < 15:
			id := pick()
			services := [][]string{{"a"}, {"a", "b"}, {"c"}}[r.IntN(3)]
			what = fmt.Sprint("services ", id, services)
			_, err := s.patch(id, `{"op":"replace","path":"urn:ietf:params:scim:schemas:extension:rollcall:2.0:User:services","value":"`+strings.Join(services, ",")+`"}`)
			got = status(err, 200)
			want = m.write(id, func(u *modelUser) { u.services = services })
		case n < 16:
			id := pick()
			what = "delete " + id
			got, want = status(s.delete(id), 204), m.remove(id)
		case n < 18:
			login, admin := name(), r.IntN(3) == 0
			if _, there := m.byKey(login); there != nil {
				continue
			}
			what = "add " + login
			if admin {
				p := s.local(login, administrator)
				m.users[p.ID] = &modelUser{login: login, display: p.DisplayName, active: true, admin: true, version: 1}
				ids = append(ids, p.ID)
				break
			}
			p := s.local(login)
			m.users[p.ID] = &modelUser{login: login, display: p.DisplayName, active: true, version: 1}
			ids = append(ids, p.ID)
		case n < 19:
			what = "consent"
			open := s.conflicts(rollcall.ConflictOpen)
			i := slices.IndexFunc(open, func(c *rollcall.Conflict) bool { return c.Type == rollcall.ConflictAdministrator })
			if i < 0 {
				continue
			}
			if u := m.users[open[i].UserID]; u != nil {
				must(t, s.AllowLink(t.Context(), s.cli, open[i].ID))
				if !u.managed && !u.linkAllow {
					u.linkAllow = true
					u.version++
				}
			} else {
				silent = true
			}
		default:
			silent = m.on == (step%3 != 0)
			m.on = step%3 != 0
			what = fmt.Sprint("switch ", m.on)
			must(t, s.SetPropagation(t.Context(), s.cli, m.on))
		}
		if got != want {
			t.Fatalf("step %d: %s: status %d, want %d", step, what, got, want)
		}
		rows, _, err := s.Activities(t.Context(), s.cli, rollcall.ActivityQuery{After: last})
		must(t, err)
		if len(rows) != 1 && !silent {
			t.Fatalf("step %d: %s: %d rows", step, what, len(rows))
		}
		s.compare(t, m, fmt.Sprintf("step %d: %s", step, what))
	}
}

// compare reads all users back and compares them with the model.
func (s *service) compare(t *testing.T, m *model, step string) {
	t.Helper()
	if _, total := s.list(""); total != len(m.users) {
		t.Fatalf("%s: %d users, want %d", step, total, len(m.users))
	}
	for id, want := range m.users {
		p := s.person(id)
		got := modelUser{
			login: p.LoginName, display: p.DisplayName, services: p.Services, active: p.Active,
			managed: p.Managed(), admin: p.Administrator, linkAllow: p.Consent == rollcall.ConsentGiven, version: int(p.Version),
		}
		if fmt.Sprint(got) != fmt.Sprint(*want) {
			t.Fatalf("%s: %s is %+v, want %+v", step, id, got, *want)
		}
	}
}
