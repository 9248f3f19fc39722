package i18n_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/i18n"
)

var placeholder = regexp.MustCompile(`\{\d+\}`)

// placeholders are those of a text, sorted, each once.
func placeholders(text string) []string {
	found := placeholder.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

func TestCataloguesAgree(t *testing.T) {
	c := i18n.Load()
	en, ja := c.Printer(i18n.English, nil), c.Printer(i18n.Japanese, nil)
	for _, key := range c.Keys(i18n.English) {
		if strings.HasSuffix(key, ".one") && en.Has(strings.TrimSuffix(key, ".one")+".other") {
			continue // Japanese has one form for all numbers
		}
		if !ja.Has(key) {
			t.Errorf("Japanese has no %q", key)
			continue
		}
		if e, j := placeholders(en.Text(key)), placeholders(ja.Text(key)); !slices.Equal(e, j) {
			t.Errorf("%q has placeholders %v in English, %v in Japanese", key, e, j)
		}
	}
	for _, key := range c.Keys(i18n.Japanese) {
		if !en.Has(key) && !strings.HasPrefix(key, "reason.") && !strings.HasPrefix(key, "why.") {
			t.Errorf("English has no %q", key)
		}
	}
}

// What guides and other products' documentation tell people to look for reads
// exactly so.
func TestWordsOfTheFeature(t *testing.T) {
	p := i18n.Load().Printer(i18n.English, nil)
	for key, want := range map[string]string{
		"layout.administration": "Users & System Administration",
		"provisioning.title":    "Provisioning",
		"token-new.title":       "Create API Token",
		"token-new.verb":        "Create",
		"token.disable":         "Disable",
		"token.delete":          "Delete",
		"switch.label":          "Propagate Provisioning",
		"endpoint.title":        "SCIM endpoint",
		"item.userName":         "Login name",
		"item.emails":           "E-mail address",
		"item.services":         "Available services",
	} {
		if got := p.Text(key); got != want {
			t.Errorf("%q is %q, want %q", key, got, want)
		}
	}
}

// otherWords are other names for what has one already: sign in, e-mail address,
// switch on and off.
var otherWords = regexp.MustCompile(`(?i)\b(log (in|out|on)|email|turn(ed)? .*\bo(n|ff))\b|e-mail$`)

func TestOneWordForOneThing(t *testing.T) {
	c := i18n.Load()
	p := c.Printer(i18n.English, nil)
	for _, key := range c.Keys(i18n.English) {
		if word := otherWords.FindString(p.Text(key)); word != "" {
			t.Errorf("%q says %q", key, word)
		}
	}
}

func TestTextsAreClean(t *testing.T) {
	c := i18n.Load()
	for _, l := range i18n.Languages() {
		p := c.Printer(l, nil)
		for _, key := range c.Keys(l) {
			text := p.Text(key)
			if key != "sentence.space" && key != "list.comma" && text != strings.TrimSpace(text) || strings.Contains(text, "  ") {
				t.Errorf("%s %q has stray spaces: %q", l, key, text)
			}
			if key != "sentence.space" && text == "" {
				t.Errorf("%s %q is empty", l, key)
			}
		}
	}
}

// Every reason has both sentences in Japanese, with the same arguments, or
// neither where English has none; and the catalogue has no reason besides.
func TestReasonsInJapanese(t *testing.T) {
	c := i18n.Load()
	ja := c.Printer(i18n.Japanese, nil)
	wanted := make(map[string]bool)
	for _, code := range rollcall.ReasonCodes() {
		r := rollcall.Because(code)
		for part, english := range map[string]string{".what": r.What(), ".todo": r.ToDo()} {
			key := "reason." + string(code) + part
			wanted[key] = true
			switch {
			case english == "" && ja.Has(key):
				t.Errorf("Japanese has %q, English says nothing", key)
			case english != "" && !ja.Has(key):
				t.Errorf("Japanese has no %q", key)
			case english != "" && !slices.Equal(placeholders(english), placeholders(ja.Text(key))):
				t.Errorf("%q has placeholders %v, want %v", key, placeholders(ja.Text(key)), placeholders(english))
			}
		}
	}
	for _, key := range c.Keys(i18n.Japanese) {
		if strings.HasPrefix(key, "reason.") && !wanted[key] {
			t.Errorf("%q is no reason", key)
		}
	}
}

// Each "why" that Japanese knows is one that the rules give.
func TestWhysAreGiven(t *testing.T) {
	var rules strings.Builder
	for _, pattern := range []string{"../../*.go", "../../provision/*.go", "../../console/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			rules.Write(data)
		}
	}
	for _, key := range i18n.Load().Keys(i18n.Japanese) {
		if why, ok := strings.CutPrefix(key, "why."); ok && !strings.Contains(rules.String(), `"`+why+`"`) {
			t.Errorf("no rule says %q", why)
		}
	}
}
