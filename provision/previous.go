package provision

import (
	"errors"

	"github.com/rollcall-project/rollcall"
)

// previous names in the row of a new user the user of the same login name who
// was deleted last, so that whoever keeps data under that id can move it over
// (rule 5 of docs/design.md).
func previous(tx rollcall.Tx, row *rollcall.Activity, user *rollcall.User) error {
	d, err := tx.Trash().Last(user.Organization, user.LoginKey)
	if errors.Is(err, rollcall.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if row.Reason.Code == "" {
		row.Reason = rollcall.Because(rollcall.CreatedAgain, date(d.Time))
	}
	row.Changes = append(row.Changes, rollcall.Change{Item: "previousId", After: d.User.ID})
	return nil
}
