package storetest

import (
	"errors"
	"testing"

	"github.com/rollcall-project/rollcall"
)

// Every noun, asked for through the other organization, is not there; and the
// same names live side by side in both.
var tenancyTests = map[string]func(*testing.T, *fixture){
	"OthersFindNothing": func(t *testing.T, f *fixture) {
		f.fill(t, f.org)
		for name, fn := range map[string]func(rollcall.Tx) error{
			"Users.Get": func(tx rollcall.Tx) error { _, err := tx.Users().Get(f.other, id(1)); return err },
			"Users.ByLoginKey": func(tx rollcall.Tx) error {
				_, err := tx.Users().ByLoginKey(f.other, user(f.org, 1).LoginKey)
				return err
			},
			"Users.Delete":        func(tx rollcall.Tx) error { return tx.Users().Delete(f.other, id(1), 1) },
			"Users.Update":        func(tx rollcall.Tx) error { u := user(f.other, 1); u.Version = 2; return tx.Users().Update(u) },
			"Groups.Get":          func(tx rollcall.Tx) error { _, err := tx.Groups().Get(f.other, groupID(1)); return err },
			"Groups.ByDisplayKey": func(tx rollcall.Tx) error { _, err := tx.Groups().ByDisplayKey(f.other, "group 1"); return err },
			"Groups.Update":       func(tx rollcall.Tx) error { g := group(f.other, 1); g.Version = 2; return tx.Groups().Update(g) },
			"Groups.Delete":       func(tx rollcall.Tx) error { return tx.Groups().Delete(f.other, groupID(1), 1) },
			"Trash.Get":           func(tx rollcall.Tx) error { _, err := tx.Trash().Get(f.other, id(2)); return err },
			"Trash.Last":          func(tx rollcall.Tx) error { _, err := tx.Trash().Last(f.other, full(f.org, 2).LoginKey); return err },
			"Trash.Delete":        func(tx rollcall.Tx) error { return tx.Trash().Delete(f.other, id(2)) },
			"Services.Get":        func(tx rollcall.Tx) error { _, err := tx.Services().Get(f.other, "mail"); return err },
			"Services.Update": func(tx rollcall.Tx) error {
				return tx.Services().Update(&rollcall.Service{Organization: f.other, Code: "mail"})
			},
			"Tokens.Get":             func(tx rollcall.Tx) error { _, err := tx.Tokens().Get(f.other, id(1)); return err },
			"Tokens.Update":          func(tx rollcall.Tx) error { return tx.Tokens().Update(token(f.other, 1)) },
			"Tokens.Delete":          func(tx rollcall.Tx) error { return tx.Tokens().Delete(f.other, id(1)) },
			"Tokens.Touch":           func(tx rollcall.Tx) error { return tx.Tokens().Touch(f.other, id(1), start, "") },
			"Activities.Get":         func(tx rollcall.Tx) error { _, err := tx.Activities().Get(f.other, activityID(1)); return err },
			"Activities.LastRequest": func(tx rollcall.Tx) error { _, err := tx.Activities().LastRequest(f.other); return err },
			"Conflicts.Get":          func(tx rollcall.Tx) error { _, err := tx.Conflicts().Get(f.other, id(1)); return err },
			"Conflicts.Update":       func(tx rollcall.Tx) error { return tx.Conflicts().Update(conflict(f.other, 1)) },
			"Conflicts.Find": func(tx rollcall.Tx) error {
				_, err := tx.Conflicts().Find(f.other, rollcall.ConflictRename, id(100), "Aoi@example.com")
				return err
			},
			"Passwords.Get":   func(tx rollcall.Tx) error { _, err := tx.Passwords().Get(f.other, id(1)); return err },
			"Passwords.Set":   func(tx rollcall.Tx) error { return tx.Passwords().Set(f.other, id(1), "x") },
			"Sessions.Insert": func(tx rollcall.Tx) error { return tx.Sessions().Insert(session(f.other, 9)) },
		} {
			t.Run(name, func(t *testing.T) { f.refused(t, rollcall.ErrNotFound, fn) })
		}
		f.update(t, func(tx rollcall.Tx) error { return tx.Groups().Insert(group(f.other, 2)) })
		f.update(t, func(tx rollcall.Tx) error {
			added, unknown, err := tx.Groups().AddMembers(f.other, groupID(2), []string{id(1), groupID(1)})
			equal(t, "members from the other organization", len(added), 0)
			equal(t, "who is unknown there", unknown, []string{id(1), groupID(1)})
			removed, err2 := tx.Groups().RemoveMembers(f.other, groupID(1), []string{id(1)})
			equal(t, "removed from a group of the other organization", len(removed), 0)
			return errors.Join(err, err2, tx.Groups().Leave(f.other, id(1), start), tx.Groups().Delete(f.other, groupID(2), 1))
		})
		equal(t, "members", len(f.members(t, 1)), 1)
		f.update(t, func(tx rollcall.Tx) error {
			state, err := tx.Seats().Take(f.other, "mail", id(1), start)
			left, err2 := tx.Seats().Leave(f.other, "mail", id(1))
			users, err3 := tx.Seats().Grant(f.other, "mail", start, 9)
			n, err4 := tx.Seats().Enroll(f.other, "mail", start, 9)
			equal(t, "what seats do from the other organization", []int{int(state), int(left), len(users), n}, []int{0, 0, 0, 0})
			return errors.Join(err, err2, err3, err4, tx.Forecasts().Clear(f.other))
		})
		equal(t, "the seats", f.counts(t, "mail"), [3]int{1, 1, 0})
		equal(t, "the forecasts", f.forecasts(t, f.org), map[rollcall.Forecast]int{rollcall.WouldLink: 1})
		lists := func(tx rollcall.Tx) (int, error) {
			ids, total, err := listIDs(tx, rollcall.UserQuery{Organization: f.other, Limit: 9, WithTotal: true})
			groups, err8 := tx.Groups().List(rollcall.GroupQuery{Organization: f.other, Limit: 9, WithTotal: true}, func(*rollcall.Group) error { return nil })
			err9 := tx.Groups().Members(rollcall.MemberQuery{Organization: f.other, Group: groupID(1)}, func(*rollcall.Member) error { groups++; return nil })
			err10 := tx.Groups().Of(f.other, id(1), func(*rollcall.Group, bool) error { groups++; return nil })
			administrators, err2 := tx.Users().Administrators(f.other, 9)
			services, err3 := tx.Services().List(f.other)
			tokens, err4 := tx.Tokens().List(f.other)
			rows, _, err5 := tx.Activities().List(rollcall.ActivityQuery{Organization: f.other, Limit: 9})
			open, err6 := tx.Conflicts().List(f.other, rollcall.ConflictOpen, "", "", 9)
			count, err7 := tx.Conflicts().Count(f.other, rollcall.ConflictOpen, 9)
			deletions, err11 := tx.Trash().List(f.other, "", 9)
			seats, err12 := tx.Seats().Of(f.other, id(1))
			queue, err13 := tx.Seats().Waiting(f.other, "mail", "", 9)
			removals, _, err14 := tx.Removals().Count(f.other, start)
			forecasts, err15 := tx.Forecasts().Counts(f.other)
			return len(ids) + total + groups + administrators + len(services) + len(tokens) + len(rows) + len(open) + count +
					len(deletions) + len(seats) + len(queue) + removals + len(forecasts),
				errors.Join(err, err2, err3, err4, err5, err6, err7, err8, err9, err10, err11, err12, err13, err14, err15)
		}
		equal(t, "what lists show of the other organization", read(t, f, lists), 0)
		for _, filter := range []string{`emails.value eq "a@example.com"`, `externalId eq "00uExternal"`, servicesURN + `:services eq "mail"`, `userName co "user"`, `displayName ne "x"`} {
			ids, total := f.findIn(t, f.other, filter)
			equal(t, "what "+filter+" finds in the other organization", len(ids)+total, 0)
		}
	},
	"TheSameNamesLiveSideBySide": func(t *testing.T, f *fixture) {
		f.fill(t, f.org)
		f.fill(t, f.other)
		f.update(t, func(tx rollcall.Tx) error {
			return errors.Join(
				tx.Sessions().DeleteOf(f.other, id(1)),
				tx.Links().DeleteOf(f.other, rollcall.LinkSignIn, id(1)),
				tx.Users().Delete(f.other, id(1), 1))
		})
		f.view(t, func(tx rollcall.Tx) error {
			_, err := tx.Sessions().ByHash(session(f.org, int(f.org)).Hash)
			_, err2 := tx.Links().Get(link(f.org, int(f.org), rollcall.LinkSignIn).Hash)
			_, err3 := tx.Passwords().Get(f.org, id(1))
			service, err4 := tx.Services().Get(f.org, "mail")
			if err := errors.Join(err, err2, err3, err4); err != nil {
				return err
			}
			equal(t, "who wants mail and has it", []int{service.Assigned, service.Granted}, []int{1, 1})
			return nil
		})
		equal(t, "users here", f.users(t, f.org), 1)
		equal(t, "users there", f.users(t, f.other), 0)
		equal(t, "the deletion here", f.deletion(t, 2), gone(f.org, 2))
		equal(t, "the population here", f.population(t, f.org), [3]int{1, 1, 1})
		equal(t, "the population there", f.population(t, f.other), [3]int{0, 0, 0})
		ids, _ := f.find(t, `emails.value eq "a@example.com"`)
		equal(t, "users found", ids, []string{id(1)})
	},
}

// fill stores one of everything.
func (f *fixture) fill(t *testing.T, org rollcall.OrganizationID) {
	t.Helper()
	f.update(t, func(tx rollcall.Tx) error {
		return errors.Join(
			tx.Services().Insert(&rollcall.Service{Organization: org, Code: "mail", Created: start}),
			tx.Users().Insert(full(org, 1)),
			takeOne(tx, org),
			tx.Trash().Insert(gone(org, 2)),
			tx.Removals().Add(org, start),
			tx.Forecasts().Put(org, "ann", rollcall.WouldLink),
			tx.Groups().Insert(group(org, 1)),
			addOne(tx, org),
			tx.Tokens().Insert(token(org, 1)),
			tx.Activities().Insert(activity(org, 1)),
			tx.Conflicts().Insert(conflict(org, 1)),
			tx.Passwords().Set(org, id(1), "x"),
			tx.Sessions().Insert(session(org, int(org))),
			tx.Links().Insert(link(org, int(org), rollcall.LinkSignIn)))
	})
}

// takeOne gives the user of fill a seat of its service.
func takeOne(tx rollcall.Tx, org rollcall.OrganizationID) error {
	_, err := tx.Seats().Take(org, "mail", id(1), start)
	return err
}

// addOne makes the user of fill a member of its group.
func addOne(tx rollcall.Tx, org rollcall.OrganizationID) error {
	_, _, err := tx.Groups().AddMembers(org, groupID(1), []string{id(1)})
	return err
}
