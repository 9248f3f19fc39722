package provision

import (
	"errors"
	"strconv"
	"strings"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/sheet"
)

// decide does what a line says, within a transaction. It returns the row for
// the activity log, nil unless the user has changed. The error is one of ours,
// not of the line.
func (im *importer) decide(tx rollcall.Tx, w *work, n *entry) (line ImportLine, row *rollcall.Activity, err error) {
	line = ImportLine{Line: n.line, LoginName: clipped(n.cell[columnLogin], longestSubject)}
	row, added, err := im.perform(tx, w, n)
	switch {
	case err != nil && !refused(err):
		return line, nil, err
	case err != nil:
		line.Outcome, line.Reason = LineWrong, reasonOf(err)
		return line, nil, nil
	case row == nil || row.Result == rollcall.NoChange:
		return line, nil, nil
	}
	line.Outcome = LineChanged
	if added {
		line.Outcome = LineAdded
	}
	for _, c := range row.Changes {
		line.Items = append(line.Items, c.Item)
	}
	return line, row, nil
}

// perform finds the user and adds or changes it.
func (im *importer) perform(tx rollcall.Tx, w *work, n *entry) (row *rollcall.Activity, added bool, err error) {
	if n.misfit != nil {
		return nil, false, n.misfit
	}
	if err := im.known.clash(n); err != nil {
		return nil, false, err
	}
	key, err := rollcall.LoginKey(n.cell[columnLogin])
	if err != nil {
		return nil, false, err
	}
	u, err := w.find(tx, n.line, key)
	if errors.Is(err, rollcall.ErrNotFound) {
		row, err = im.add(tx, w, n)
		return row, true, err
	}
	if err != nil {
		return nil, false, err
	}
	row, err = im.change(tx, w, n, u)
	return row, false, err
}

// add adds the user that a line is about.
func (im *importer) add(tx rollcall.Tx, w *work, n *entry) (*rollcall.Activity, error) {
	if im.sheet == SheetServices || n.newLogin() != "" {
		return nil, rollcall.Fail(rollcall.LineNobody, n.cell[columnLogin])
	}
	in, err := n.input(&[columnCount]string{columnAdministrator: "false"})
	if err != nil {
		return nil, err
	}
	in.LoginName = &n.cell[columnLogin]
	user, changes, err := im.newPerson(w.organization, in)
	if err != nil {
		return nil, err
	}
	row := im.row(im.actor, rollcall.OpUserCreate)
	row.Request.Line = n.line
	row.Subject = clipped(*in.LoginName, longestSubject)
	return row, im.addPerson(tx, row, user, changes, &in)
}

// change changes a user as a line says. What the line has as an export would
// write it is left alone: an IdP may have sent what people can't type.
func (im *importer) change(tx rollcall.Tx, w *work, n *entry, u *rollcall.User) (*rollcall.Activity, error) {
	before, err := w.profile.cells(u)
	if err != nil {
		return nil, err
	}
	if !u.Trashed.IsZero() {
		return nil, rollcall.Fail(rollcall.UserTrashed, before[columnLogin])
	}
	in, err := n.input(&before)
	if err != nil {
		return nil, err
	}
	if in == (PersonInput{}) {
		return nil, nil
	}
	if u.Active && u.Administrator && in.Active != nil && !*in.Active {
		if err := w.spareAdministrator(tx, u, before[columnLogin]); err != nil {
			return nil, err
		}
	}
	in.Override = im.opts.Override
	row := im.row(im.actor, rollcall.OpUserUpdate)
	row.UserID, row.Request.Line = u.ID, n.line
	after, err := im.changePerson(tx, row, w.organization, im.actor, u, &in)
	if err == nil {
		w.count(u, after)
	}
	return row, err
}

// input is what a line asks of a user who is as before says.
func (n *entry) input(before *[columnCount]string) (in PersonInput, err error) {
	text := func(c column) *string {
		if !n.says[c] || same(n.cell[c], before[c]) {
			return nil
		}
		return &n.cell[c]
	}
	if name := n.newLogin(); name != "" && !same(name, before[columnLogin]) {
		in.LoginName = &name
	}
	in.DisplayName, in.Surname = text(columnDisplay), text(columnSurname)
	in.GivenName, in.Email = text(columnGiven), text(columnEmail)
	if codes := text(columnServices); codes != nil {
		list := serviceList(*codes, before[columnServices])
		in.Services = &list
	}
	if in.Active, err = n.truth(columnActive, pathActive, before); err != nil {
		return in, err
	}
	administrator, err := n.truth(columnAdministrator, "administrator", before)
	if err == nil && administrator != nil {
		err = rollcall.Fail(rollcall.LineAdministrator)
	}
	return in, err
}

// same reports whether a cell says what is so already.
func same(cell, before string) bool {
	return strings.TrimSpace(sheet.Typed(cell)) == strings.TrimSpace(sheet.Typed(before))
}

// truth reads a cell of a column of true and false. nil leaves it as it is, and
// so does an empty cell: what is missing never makes a user inactive.
func (n *entry) truth(c column, item string, before *[columnCount]string) (*bool, error) {
	cell := strings.TrimSpace(n.cell[c])
	if !n.says[c] || cell == "" {
		return nil, nil
	}
	var value bool
	switch strings.ToLower(cell) {
	case "true", "1":
		value = true
	case "false", "0":
	default:
		return nil, rollcall.Fail(rollcall.ValueInvalid, item, "it must be true or false")
	}
	if strconv.FormatBool(value) == before[c] {
		return nil, nil
	}
	return &value, nil
}

// serviceList reads codes that are separated by commas. The sign sheet.Keep
// among them stands for those of before.
func serviceList(cell, before string) []string {
	var codes []string
	for code := range strings.SplitSeq(cell, ",") {
		if strings.TrimSpace(code) == sheet.Keep {
			codes = append(codes, strings.Split(before, servicesJoint)...)
			continue
		}
		codes = append(codes, code)
	}
	return codes
}
