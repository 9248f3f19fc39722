package idp

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
)

// domain is the mail domain of the model directory's people.
const domain = "example.com"

// directory invents people. The same seed and prefix invent the same people in
// the same order.
type directory struct {
	rng    *rand.Rand
	prefix string
	traits traits
	codes  []string // codes of the services to hand out
	logins singles
	emails singles
	groups singles
}

func newDirectory(seed uint64, prefix string, t traits, codes []string) *directory {
	h := fnv.New64a()
	h.Write([]byte(prefix))
	return &directory{
		rng:    rand.New(rand.NewPCG(seed, h.Sum64())),
		prefix: prefix,
		traits: t,
		codes:  codes,
		logins: make(singles),
		emails: make(singles),
		groups: make(singles),
	}
}

// hire invents one more person.
func (d *directory) hire() person {
	r := roots[d.rng.IntN(len(roots))]
	given, family := pick(d.rng, r.given), pick(d.rng, r.family)
	p := person{
		GivenName:  given.written,
		FamilyName: family.written,
		Locale:     r.locale,
		Title:      pick(d.rng, titles),
		Department: pick(d.rng, departments),
		Office:     pick(d.rng, offices),
		Phone:      fmt.Sprintf("+1 202 555 01%02d", d.rng.IntN(100)),
		Services:   d.services(),
		Password:   d.password(),
		Active:     true,
	}
	p.DisplayName = r.display(p.GivenName, p.FamilyName)
	p.Login = d.login(given.latin, family.latin)
	p.Email = d.email(p.Login)
	p.ExternalID = d.traits.externalID(d.rng, p.Login)
	return p
}

// login makes a login name that nobody has: mostly plain, some in mixed case,
// some of guests, some with a plus tag, where the IdP has such names.
func (d *directory) login(given, family string) string {
	local, host := given+"."+family, domain
	switch roll := d.rng.IntN(24); {
	case roll < 3:
		local, host = titleCase(given)+"."+titleCase(family), "Example.COM"
	case roll == 3 && d.traits.guests:
		local, host = local+"_example.net#EXT#", "tenant.example.com"
	case roll == 4 && d.traits.plusLogins:
		local += "+app"
	}
	return d.logins.take(func(number string) string { return d.prefix + local + number + "@" + host })
}

// email is the login name's own address, some with a plus tag.
func (d *directory) email(login string) string {
	local, _, _ := strings.Cut(login, "@")
	local, _, _ = strings.Cut(local, "#")
	tag := ""
	if d.rng.IntN(12) == 0 && !strings.Contains(local, "+") {
		tag = "+news"
	}
	return d.emails.take(func(number string) string {
		if number != "" {
			number = "." + number
		}
		return local + tag + number + "@" + domain
	})
}

// singles are names that are taken, in lower case, each with the number up to
// which those that begin so are: few names are shared by many people.
type singles map[string]int

// take takes the first free one of a name without a number, and with 2, 3 and so
// on.
func (s singles) take(numbered func(number string) string) string {
	plain := strings.ToLower(numbered(""))
	for n := max(s[plain], 1); ; n++ {
		name := numbered("")
		if n > 1 {
			name = numbered(strconv.Itoa(n))
		}
		if key := strings.ToLower(name); s[key] == 0 {
			s[key] = 1
			s[plain] = n
			return name
		}
	}
}

// services picks one to three codes, in the order of the catalogue.
func (d *directory) services() []string {
	want := min(1+d.rng.IntN(3), len(d.codes))
	if d.traits.oneService {
		want = min(want, 1)
	}
	var codes []string
	for i, code := range d.codes {
		// Each remaining code is as likely as the others to be picked.
		if d.rng.IntN(len(d.codes)-i) < want-len(codes) {
			codes = append(codes, code)
		}
	}
	return codes
}

// otherServices picks anew until the codes differ, where they can.
func (d *directory) otherServices(now []string) []string {
	codes := d.services()
	for len(d.codes) > 1 && slices.Equal(codes, now) {
		codes = d.services()
	}
	if d.traits.keepServices {
		codes = slices.Compact(slices.Sorted(slices.Values(slices.Concat(now, codes))))
	}
	return codes
}

func (d *directory) password() string { return letters(d.rng, 12) }

// marry gives the person another family name, and the login name, display name
// and address that go with it.
func (d *directory) marry(p *person) {
	r := rootOf(p.Locale)
	old := p.FamilyName
	family := pick(d.rng, r.family)
	for family.written == old {
		family = pick(d.rng, r.family)
	}
	given := latinOf(r.given, p.GivenName)
	p.FamilyName = family.written
	p.DisplayName = r.display(p.GivenName, p.FamilyName)
	p.Login = d.login(given, family.latin)
	p.Email = d.email(p.Login)
}

// promote changes what changes most in a working life.
func (d *directory) promote(p *person) {
	p.Title = other(d.rng, titles, p.Title)
	if d.rng.IntN(2) == 0 {
		p.Department = other(d.rng, departments, p.Department)
	}
	if d.rng.IntN(3) == 0 {
		p.Office = other(d.rng, offices, p.Office)
	}
	// The name as colleagues see it: every server keeps that, so each profile
	// update is to be seen at the end.
	p.DisplayName = rootOf(p.Locale).display(p.GivenName, p.FamilyName) + " (" + p.Title + ")"
}

func pick[T any](rng *rand.Rand, from []T) T { return from[rng.IntN(len(from))] }

func other(rng *rand.Rand, from []string, not string) string {
	for {
		if s := pick(rng, from); s != not {
			return s
		}
	}
}

// letters makes n random letters and digits.
func letters(rng *rand.Rand, n int) string {
	const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	b := make([]byte, n)
	for i := range b {
		b[i] = alphabet[rng.IntN(len(alphabet))]
	}
	return string(b)
}

// hexadecimal makes n random hexadecimal digits.
func hexadecimal(rng *rand.Rand, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = "0123456789abcdef"[rng.IntN(16)]
	}
	return string(b)
}

// guid makes a random UUID of version 4, as object ids of Entra ID are.
func guid(rng *rand.Rand) string {
	hi, lo := rng.Uint64(), rng.Uint64()
	return fmt.Sprintf("%08x-%04x-4%03x-%04x-%012x",
		hi>>32, hi>>16&0xffff, hi&0xfff, 0x8000|lo>>48&0x3fff, lo&0xffffffffffff)
}

func titleCase(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
