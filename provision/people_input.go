package provision

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// A PersonInput is what a form or the command line says of a user. A nil field
// stays as it is (in AddPerson: unset).
type PersonInput struct {
	LoginName, DisplayName, Surname, GivenName, Email *string
	Active                                            *bool
	Services                                          *[]string
	Administrator                                     *bool

	// Version, if not zero, is the version the caller has seen; the change is
	// refused as UserChanged when the user has changed since.
	Version int64
	// Override is an administrator's decision to change propagated items of a
	// managed user, or a login name, although Propagate Provisioning is on. It is
	// logged.
	Override bool
}

// Limits of the items, in characters. An IdP may send longer names, because a
// user who is left out is worse than a long name.
const (
	MaxDisplayName = 128
	MaxName        = 64 // surname and given name, each
	MaxEmail       = 256
)

// A textInput is one text of a PersonInput.
type textInput struct {
	item  string
	value *string
	limit int
	must  bool // may not be empty
}

// texts are the texts that are the same in the document as in the input.
func (in *PersonInput) texts() []textInput {
	return []textInput{
		{pathLoginName, in.LoginName, rollcall.MaxLoginName, true},
		{pathDisplay, in.DisplayName, MaxDisplayName, true},
		{pathSurname, in.Surname, MaxName, false},
		{pathGivenName, in.GivenName, MaxName, false},
	}
}

// edit makes what the input says of the document of u, and lists the items it
// changes, by the keys of a [Lock]. Values that stay are not checked: an IdP may
// have sent longer ones.
func (p *profile) edit(u *rollcall.User, current *scim.Resource, in *PersonInput) (next *scim.Resource, items []string, err error) {
	next = current.Clone()
	for _, t := range in.texts() {
		if t.value == nil {
			continue
		}
		value := strings.TrimSpace(*t.value)
		if value == next.Get(t.item).Text() {
			if value == "" && t.must {
				return nil, nil, missing(t.item)
			}
			continue
		}
		if err := t.check(value); err != nil {
			return nil, nil, err
		}
		if err := next.Set(t.item, textValue(value)); err != nil {
			return nil, nil, invalid(t.item, err)
		}
		items = append(items, t.item)
	}
	if next, items, err = p.editEmail(next, in.Email, items); err != nil {
		return nil, nil, err
	}
	if in.Active != nil && *in.Active != next.Value(p.paths.active).Bool() {
		if err := next.Set(pathActive, scim.BoolValue(*in.Active)); err != nil {
			return nil, nil, invalid(pathActive, err)
		}
		items = append(items, pathActive)
	}
	return p.editServices(u, next, in.Services, items)
}

// missing refuses an empty text.
func missing(item string) error {
	if item == pathLoginName {
		return rollcall.Fail(rollcall.LoginNameMissing)
	}
	return rollcall.Fail(rollcall.ValueMissing, item)
}

func invalid(item string, err error) error {
	return rollcall.Fail(rollcall.ValueInvalid, item, err.Error())
}

// check checks a text that is new.
func (t *textInput) check(value string) error {
	switch {
	case value == "" && t.must:
		return missing(t.item)
	case t.item == pathLoginName:
		_, err := rollcall.LoginKey(value)
		return err
	case utf8.RuneCountInString(value) > t.limit:
		return rollcall.Fail(rollcall.ValueTooLong, t.item, strconv.Itoa(t.limit))
	case !printable(value):
		return rollcall.Fail(rollcall.ValueInvalid, t.item, "it holds control characters")
	}
	return nil
}

func textValue(s string) scim.Value {
	if s == "" {
		return scim.Value{}
	}
	return scim.StringValue(s)
}

// editEmail changes the e-mail address that people see, and leaves the others.
func (p *profile) editEmail(r *scim.Resource, email *string, items []string) (*scim.Resource, []string, error) {
	if email == nil {
		return r, items, nil
	}
	value := strings.TrimSpace(*email)
	old := mainEmail(r.Value(p.paths.emails))
	if value == old.Get("value").Text() {
		return r, items, nil
	}
	input := textInput{item: pathEmails, limit: MaxEmail}
	if err := input.check(value); err != nil {
		return nil, nil, err
	}
	if local, domain, ok := strings.Cut(value, "@"); value != "" && (!ok || local == "" || domain == "" || strings.ContainsAny(value, " <>,;")) {
		return nil, nil, rollcall.Fail(rollcall.ValueInvalid, pathEmails, "it is not an e-mail address")
	}
	patch, err := p.user.ParsePatch(emailPatch(old, value))
	if err != nil {
		return nil, nil, invalid(pathEmails, err)
	}
	next, _, err := patch.Apply(r)
	if err != nil {
		return nil, nil, invalid(pathEmails, err)
	}
	return next, append(items, pathEmails), nil
}

// emailPatch is the PATCH message that gives one e-mail address a new value,
// adds it, or removes it.
func emailPatch(old scim.Value, value string) []byte {
	var operation string
	path := quote(`emails[value eq ` + quote(old.Get("value").Text()) + `]`)
	switch {
	case old.IsAbsent():
		operation = `{"op":"add","path":"emails","value":[{"value":` + quote(value) + `,"type":"work","primary":true}]}`
	case value == "":
		operation = `{"op":"remove","path":` + path + `}`
	default:
		operation = `{"op":"replace","path":` + path[:len(path)-1] + `.value","value":` + quote(value) + `}`
	}
	return []byte(`{"schemas":["` + scim.PatchOpURN + `"],"Operations":[` + operation + `]}`)
}

// editServices sets the services. A set that stays the same is no change, even
// if the user has it by default.
func (p *profile) editServices(u *rollcall.User, r *scim.Resource, services *[]string, items []string) (*scim.Resource, []string, error) {
	if services == nil {
		return r, items, nil
	}
	var codes []string
	for _, code := range *services {
		if code = serviceKey(code); code != "" {
			codes = append(codes, code)
		}
	}
	codes = set(codes)
	if slices.Equal(codes, u.Services) {
		return r, items, nil
	}
	values := make([]scim.Value, len(codes))
	for i, code := range codes {
		values[i] = scim.StringValue(code)
	}
	if err := r.Set(pathServices, scim.ListValue(values...)); err != nil {
		return nil, nil, invalid(itemServices, err)
	}
	return r, append(items, itemServices), nil
}
