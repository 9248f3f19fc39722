package console

import (
	"errors"
	"net/http"
	"strings"

	"github.com/rollcall-project/rollcall"
)

// A field is one input of a form with all that its reader needs beside it. Its
// name is the item's, as in provision.Lock, so that errors, locks and labels
// find it.
type field struct {
	Name, Label, Value string
	Type               string // of the input; "" is text
	Hint, Error        string
	Lock               string // why it can't be changed; "" when it can
	LockedBy           string // id of a note that says so for several fields, instead of Lock
	Complete           string // what browsers may fill in, as of autocomplete
	Required           bool
	Picks              string // id of the choice that typing here makes
	Origin             origin // of the value that is stored
}

// Locked reports whether the field can be read only.
func (f field) Locked() bool { return f.Lock != "" || f.LockedBy != "" }

// Described names the notes that describe the input, for aria-describedby.
func (f field) Described() string {
	var ids []string
	add := func(text, id string) {
		if text != "" {
			ids = append(ids, id)
		}
	}
	add(f.Error, "e-"+f.Name)
	add(f.Lock, "l-"+f.Name)
	add(f.LockedBy, f.LockedBy)
	add(f.Hint, "h-"+f.Name)
	add(f.Origin.Text, "o-"+f.Name)
	return strings.Join(ids, " ")
}

// A problem is one thing wrong with a form.
type problem struct {
	Field string // "" when it is about the whole form
	Text  string
}

// problems are what is wrong with a posted form; the zero value is nothing.
type problems struct {
	Status int
	List   []problem
}

// code is the status of the page that shows them.
func (p problems) code() int {
	if p.Status == 0 {
		return http.StatusOK
	}
	return p.Status
}

// of is the text beside a field.
func (p problems) of(name string) string {
	for _, problem := range p.List {
		if problem.Field == name {
			return problem.Text
		}
	}
	return ""
}

// problems reads a refusal as the problem of a form that has the fields named.
// It hands back errors that filling in the form differently can't mend.
func (v *visit) problems(err error, fields ...string) (problems, error) {
	if err == nil {
		return problems{Status: http.StatusOK}, nil
	}
	var refusal *rollcall.Error
	if !errors.As(err, &refusal) || !mendable(refusal) {
		return problems{}, err
	}
	text := v.say.What(refusal.Reason)
	if todo := v.say.ToDo(refusal.Reason); todo != "" {
		text += v.say.Text("sentence.space") + todo
	}
	p := problem{Text: text}
	about := fieldOf(refusal.Reason)
	for _, name := range fields {
		if name == about {
			p.Field = name
		}
	}
	return problems{Status: status(err), List: []problem{p}}, nil
}

func mendable(e *rollcall.Error) bool {
	switch e.Reason.Code {
	case "", rollcall.AdministratorsOnly, rollcall.SetupDone, rollcall.LinkInvalid:
		return false
	}
	switch e.Kind {
	case rollcall.KindInternal, rollcall.KindNotFound, rollcall.KindUnavailable:
		return false
	}
	return true
}

// fieldOf is the item that a reason speaks of, "" for none.
func fieldOf(r rollcall.Reason) string {
	switch r.Code {
	case rollcall.LoginNameMissing, rollcall.LoginNameInvalid, rollcall.LoginNameTaken, rollcall.LoginNameInTrash,
		rollcall.LoginNameTakenBy, rollcall.LoginNameLocked:
		return "userName"
	case rollcall.PasswordTooShort, rollcall.PasswordTooLong, rollcall.PasswordWeak:
		return "password"
	case rollcall.PasswordWrong:
		return "current"
	case rollcall.ServiceTaken, rollcall.ServiceCodeInvalid:
		return "code"
	case rollcall.OrganizationNone:
		return "organization"
	case rollcall.SensitiveInvalid, rollcall.SensitiveKey, rollcall.SensitiveMany:
		return "sensitive"
	case rollcall.TokenValidTooLong:
		return "validity"
	case rollcall.LogDaysInvalid:
		return "days"
	case rollcall.ValueMissing, rollcall.ValueTooLong, rollcall.ValueInvalid, rollcall.ItemFromIdP:
		if len(r.Args) > 0 {
			return r.Args[0]
		}
	}
	return ""
}

// A confirmation asks before something is done that can't simply be undone. It
// names the object, says what follows, and its button is the verb.
type confirmation struct {
	Title     string
	Lines     []string
	Warning   string
	Action    string // where the form goes
	Verb      string
	Cancel    string // where else to go
	Override  string // text of the box to tick, "" for none
	Instead   *fix   // what to do rather
	Problems  problems
	Dangerous bool
}

func (v *visit) confirm(c confirmation) error {
	return v.render(c.Problems.code(), "confirm", c.Title, c)
}
