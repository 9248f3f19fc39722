package provision

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// A Sheet is a kind of CSV file.
type Sheet uint8

// The kinds. Both say which user a line is about by the login name.
const (
	SheetUsers    Sheet = iota // login name, new login name, display name … one user a line
	SheetServices              // login name and the codes of the user's services
)

// A column is what the cells of one column of a sheet say.
type column uint8

const (
	columnLogin column = iota
	columnNewLogin
	columnDisplay
	columnSurname
	columnGiven
	columnEmail
	columnActive
	columnAdministrator
	columnServices
	columnCount // how many there are
)

// columnNames are the names of columns: the one that exports write, and others
// that imports know, too. Files outlive versions and go from one language to
// another, so the names written never change.
var columnNames = [columnCount][]string{
	columnLogin:         {"Login name", "User name", "ログイン名"},
	columnNewLogin:      {"New login name", "新しいログイン名", "新ログイン名"},
	columnDisplay:       {"Display name", "表示名"},
	columnSurname:       {"Surname", "Family name", "Last name", "姓"},
	columnGiven:         {"Given name", "First name", "名"},
	columnEmail:         {"E-mail address", "E-mail", "メールアドレス"},
	columnActive:        {"Active", "使用状態"},
	columnAdministrator: {"Administrator", "管理者"},
	columnServices:      {"Services", "Available services", "利用するサービス", "サービス"},
}

// columns are the columns of the sheet, in the order that exports write.
func (s Sheet) columns() []column {
	if s == SheetServices {
		return []column{columnLogin, columnServices}
	}
	return []column{
		columnLogin, columnNewLogin, columnDisplay, columnSurname, columnGiven,
		columnEmail, columnActive, columnAdministrator,
	}
}

// header is the first line of the sheet.
func (s Sheet) header() []string {
	var names []string
	for _, c := range s.columns() {
		names = append(names, columnNames[c][0])
	}
	return names
}

// readHeader says what the columns of a file are. They may come in any order,
// and all but the login name may be missing: what has no column stays as it is.
func (s Sheet) readHeader(cells []string) ([]column, error) {
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	known := strings.Join(s.header(), ", ")
	var found []column
	for _, cell := range cells {
		i := slices.IndexFunc(s.columns(), func(c column) bool { return c.named(cell) })
		if i < 0 {
			return nil, rollcall.Fail(rollcall.ColumnUnknown, clipped(cell, 64), known)
		}
		c := s.columns()[i]
		if slices.Contains(found, c) {
			return nil, rollcall.Fail(rollcall.ColumnTwice, columnNames[c][0])
		}
		found = append(found, c)
	}
	if !slices.Contains(found, columnLogin) {
		return nil, rollcall.Fail(rollcall.ColumnMissing, columnNames[columnLogin][0], known)
	}
	return found, nil
}

// named reports whether the text names the column, whatever its letter case and
// signs: "Login name", "login_name" and "loginName" are one.
func (c column) named(text string) bool {
	key := headerKey(text)
	return slices.ContainsFunc(columnNames[c], func(name string) bool { return headerKey(name) == key })
}

func headerKey(text string) string {
	return rollcall.TextKey(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, text))
}

// servicesJoint stands between the codes in a cell.
const servicesJoint = ", "

// cells are the user as an export says it. The new login name is left empty.
func (p *profile) cells(u *rollcall.User) (c [columnCount]string, err error) {
	r, err := p.user.Decode(u.Document)
	if err != nil {
		return c, err
	}
	p.fillCells(&c, u, r)
	return c, nil
}

func (p *profile) fillCells(c *[columnCount]string, u *rollcall.User, r *scim.Resource) {
	c[columnLogin] = r.Value(p.paths.loginName).Text()
	c[columnDisplay] = r.Value(p.paths.displayName).Text()
	c[columnSurname] = r.Value(p.paths.surname).Text()
	c[columnGiven] = r.Value(p.paths.givenName).Text()
	c[columnEmail] = mainEmail(r.Value(p.paths.emails)).Get("value").Text()
	c[columnActive] = strconv.FormatBool(u.Active)
	c[columnAdministrator] = strconv.FormatBool(u.Administrator)
	c[columnServices] = strings.Clone(strings.Join(u.Services, servicesJoint))
}
