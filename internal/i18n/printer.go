package i18n

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rollcall-project/rollcall"
)

// A Printer says things in one language and time zone. It is safe for
// concurrent use.
type Printer struct {
	language Language
	texts    map[string]string
	zone     *time.Location
}

// Language is the language it speaks.
func (p *Printer) Language() Language { return p.language }

// Has reports whether the catalogue has the key.
func (p *Printer) Has(key string) bool {
	_, ok := p.texts[key]
	return ok
}

// Text is the text of a key with {0}, {1} … replaced by args. An unknown key
// is its own text, so that a page never breaks on one.
func (p *Printer) Text(key string, args ...any) string {
	text, ok := p.texts[key]
	if !ok {
		return key
	}
	return fill(text, args)
}

// Count is the text for n things: key.one for 1 where the language tells them
// apart, else key.other. {0} is n, args follow from {1}.
func (p *Printer) Count(key string, n int, args ...any) string {
	form := key + ".other"
	if n == 1 && p.Has(key+".one") {
		form = key + ".one"
	}
	return p.Text(form, append([]any{n}, args...)...)
}

// Number is n with its thousands apart.
func (p *Printer) Number(n int) string { return group(n) }

// fill replaces all placeholders in one pass, so that a value that looks like a
// placeholder stays as it is.
func fill(text string, args []any) string {
	if len(args) == 0 {
		return text
	}
	pairs := make([]string, 0, 2*len(args))
	for i, a := range args {
		s := ""
		switch a := a.(type) {
		case string:
			s = a
		case int:
			s = group(a)
		default:
			s = fmt.Sprint(a)
		}
		pairs = append(pairs, "{"+strconv.Itoa(i)+"}", s)
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

func group(n int) string {
	s := strconv.Itoa(n)
	start := 0
	if n < 0 {
		start = 1
	}
	for i := len(s) - 3; i > start; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// What says what happened.
func (p *Printer) What(r rollcall.Reason) string { return p.reason(r, ".what", rollcall.Reason.What) }

// ToDo says what the reader can do, or "".
func (p *Printer) ToDo(r rollcall.Reason) string { return p.reason(r, ".todo", rollcall.Reason.ToDo) }

func (p *Printer) reason(r rollcall.Reason, part string, english func(rollcall.Reason) string) string {
	r.Args = p.items(r)
	text, ok := p.texts["reason."+string(r.Code)+part]
	if !ok {
		return english(r)
	}
	args := make([]any, len(r.Args))
	for i, a := range r.Args {
		args[i] = a
	}
	return fill(text, args)
}

func first(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[0]
}

// items says the arguments of a reason in the reader's words: an item by its
// label (identity providers read "name.familyName", people read "Surname"), why
// a value is wrong in the reader's language, and a day as the reader writes it.
func (p *Printer) items(r rollcall.Reason) []string {
	args := slices.Clone(r.Args)
	say := func(i int, prefix string) {
		if i < len(args) && p.Has(prefix+args[i]) {
			args[i] = p.Text(prefix + args[i])
		}
	}
	switch r.Code {
	case rollcall.ValueMissing, rollcall.ValueTooLong, rollcall.ItemFromIdP:
		say(0, "item.")
	case rollcall.ValueInvalid:
		say(0, "item.")
		say(1, "why.")
	case rollcall.LoginNameInvalid:
		say(1, "why.")
	case rollcall.TokenExpired, rollcall.TokenDisabled:
		if day, err := time.Parse(time.DateOnly, first(args)); err == nil {
			args[0] = day.Format(layouts[p.language].day)
		}
	case rollcall.DeletedHere, rollcall.TokenDisabledUsed, rollcall.TokenExpiredUsed, rollcall.TokenValidTooLong:
		if len(args) > 1 {
			if day, err := time.Parse(time.DateOnly, args[1]); err == nil {
				args[1] = day.Format(layouts[p.language].day)
			}
		}
	}
	return args
}
