package e2e

import (
	"testing"

	"github.com/rollcall-project/rollcall"
)

// TestReplay tries a request again from its page: the answer comes under the
// button, is read out, and has left everything as it was; without scripts too.
func TestReplay(t *testing.T) {
	t.Parallel()
	s := start(t)
	must(t, s.Engine.SetPropagation(t.Context(), s.Actor(), true))
	token := s.NewToken(t, s.Organization, "Okta production")
	s.provision(t, token, "ada.lindqvist", "Ada", "Lindqvist")
	rows, _, err := s.Engine.Activities(t.Context(), s.Actor(), rollcall.ActivityQuery{
		Operations: []rollcall.Operation{rollcall.OpUserCreate}, Faces: []rollcall.Face{rollcall.SCIM}, Limit: 1,
	})
	must(t, err)
	must(t, s.Engine.DeletePerson(t.Context(), s.Actor(), rows[0].UserID))

	b := s.administrator(t)
	b.open("/activity/" + rows[0].ID)
	b.click(button("Replay as dry run"))
	b.reads("The user would be restored from the Trash.")
	b.holds(`document.activeElement.id === "answer"`)
	b.fits("a dry run")
	b.accessible("a dry run")
	b.find(button("Run it once more"))
	b.open(s.user(t, "ada.lindqvist"))
	b.reads("In the Trash")

	b.scripts(false)
	b.open("/activity/" + rows[0].ID)
	b.click(button("Replay as dry run"))
	b.reads("The user would be restored from the Trash.")
	b.reload()
	b.reads("The user would be restored from the Trash.")
}
