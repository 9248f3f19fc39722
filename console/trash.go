package console

import (
	"errors"
	"net/url"
	"strings"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/i18n"
	"github.com/rollcall-project/rollcall/provision"
)

// trashPerPage is how many users a page of the Trash shows.
const trashPerPage = 50

// A trashPage is the Trash.
type trashPage struct {
	Search        string
	Rows          []trashRow
	Problems      problems
	Newest, Older string // addresses; "" for none
	Zone          string
}

// A trashRow is a user in the Trash.
type trashRow struct {
	ID, Name, LoginName string
	At                  i18n.Stamp
	By                  string
	Gone                bool
	Next                string // what becomes of the user
	Until               i18n.Stamp
}

func (v *visit) newTrashRow(p *provision.TrashedPerson) trashRow {
	row := trashRow{
		ID: p.User.ID, Name: nameOf(p.Person), LoginName: p.Person.LoginName,
		At: v.say.Time(p.Time), By: p.By, Gone: p.Gone, Next: v.say.Text("trash.seen"),
	}
	if p.Gone {
		row.Until = v.say.Day(p.Until())
		row.Next = v.say.Text("trash.until", row.Until.Text)
	}
	return row
}

func (v *visit) showTrash() error { return v.trash(nil) }

// trash lists the users in the Trash, the last deleted first, or those with a
// login name, and says why one was not restored.
func (v *visit) trash(refusal error) error {
	q := v.r.URL.Query()
	page := trashPage{Zone: v.say.ZoneName(v.now), Search: strings.TrimSpace(q.Get("q"))}
	list, err := v.trashFrom(page.Search, q.Get("page"))
	if err != nil {
		return err
	}
	if page.Problems, err = v.problems(refusal); err != nil {
		return err
	}
	if len(list) > trashPerPage {
		list = list[:trashPerPage]
		page.Older = trashPath(page.Search, placeInTrash(page.Search, list[len(list)-1]))
	}
	if q.Get("page") != "" {
		page.Newest = trashPath(page.Search, "")
	}
	for _, p := range list {
		page.Rows = append(page.Rows, v.newTrashRow(p))
	}
	return v.render(page.Problems.code(), "trash", v.say.Text("trash.title"), page)
}

// trashFrom is what a page of the Trash holds, and one more if there are more.
// Its place is the id of a deletion, or in a search the id of a user and the
// login key.
func (v *visit) trashFrom(search, place string) ([]*provision.TrashedPerson, error) {
	if search == "" {
		return v.Engine.Trash(v.r.Context(), v.actor, place, trashPerPage+1)
	}
	id, key, _ := strings.Cut(place, " ")
	return v.Engine.SearchTrash(v.r.Context(), v.actor, search, rollcall.TrashPosition{LoginKey: key, UserID: id}, trashPerPage+1)
}

// placeInTrash is the place of the page behind a user.
func placeInTrash(search string, p *provision.TrashedPerson) string {
	if search == "" {
		return p.ID
	}
	at := p.Position()
	return at.UserID + " " + at.LoginKey
}

func trashPath(search, place string) string {
	q := url.Values{}
	if search != "" {
		q.Set("q", search)
	}
	if place != "" {
		q.Set("page", place)
	}
	if len(q) == 0 {
		return "/users/trash"
	}
	return "/users/trash?" + q.Encode()
}

func (v *visit) restoreUser() error {
	p, err := v.Engine.RestorePerson(v.r.Context(), v.actor, v.r.PathValue("id"))
	if err != nil {
		return v.trash(err)
	}
	return v.done("/users/"+p.ID, "done.user-restored")
}

// askPurgeUser asks before a user is removed for good and says what an identity
// provider notices of it.
func (v *visit) askPurgeUser() error {
	p, err := v.Engine.Trashed(v.r.Context(), v.actor, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	line := v.say.Text("purge.gone")
	if !p.Gone {
		line = v.say.Text("purge.managed")
	}
	return v.confirm(confirmation{
		Title: v.say.Text("purge.title", nameOf(p.Person)), Lines: []string{line, v.say.Text("purge.log")},
		Action: "/users/trash/" + p.User.ID + "/purge", Verb: v.say.Text("purge.verb"),
		Cancel: "/users/trash", Dangerous: true,
	})
}

func (v *visit) purgeUser() error {
	if err := v.Engine.PurgePerson(v.r.Context(), v.actor, v.r.PathValue("id")); err != nil {
		return err
	}
	return v.done("/users/trash", "done.user-purged")
}

// trashed finds the user that a path names in the Trash: nil if it is not there.
func (v *visit) trashed() (*provision.TrashedPerson, error) {
	p, err := v.Engine.Trashed(v.r.Context(), v.actor, v.r.PathValue("id"))
	if errors.Is(err, rollcall.ErrNotFound) {
		return nil, nil
	}
	return p, err
}

// askUnlinkUser asks before a managed user becomes a local one.
func (v *visit) askUnlinkUser() error { return v.unlinking(nil) }

func (v *visit) unlinking(refusal error) error {
	p, err := v.person()
	if err != nil {
		return err
	}
	problems, err := v.problems(refusal)
	if err != nil {
		return err
	}
	return v.confirm(confirmation{
		Title:  v.say.Text("unlink.title", nameOf(p)),
		Lines:  []string{v.say.Text("unlink.consequence"), v.say.Text("unlink.next")},
		Action: "/users/" + p.ID + "/unlink", Verb: v.say.Text("unlink.verb"), Cancel: "/users/" + p.ID, Problems: problems,
	})
}

func (v *visit) unlinkUser() error {
	id := v.r.PathValue("id")
	if _, err := v.Engine.UnlinkPerson(v.r.Context(), v.actor, id); err != nil {
		return v.unlinking(err)
	}
	return v.done("/users/"+id, "done.user-unlinked")
}
