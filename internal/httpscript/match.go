package httpscript

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var variable = regexp.MustCompile(`\{\{(\w+)\}\}`)

// Vars are the variables of a script.
type Vars map[string]string

// expand puts in the values of the variables.
func (v Vars) expand(text string) (string, error) {
	var unknown error
	out := variable.ReplaceAllStringFunc(text, func(ref string) string {
		value, ok := v[ref[2:len(ref)-2]]
		if !ok {
			unknown = fmt.Errorf("%s has no value", ref)
		}
		return value
	})
	return out, unknown
}

// match compares a text with a pattern, and keeps what new variables matched.
func (v Vars) match(pattern, got string) error {
	refs := variable.FindAllStringSubmatchIndex(pattern, -1)
	if refs == nil {
		if pattern != got {
			return fmt.Errorf("got %q, want %q", got, pattern)
		}
		return nil
	}
	var expr strings.Builder
	var free []string
	end := 0
	for _, ref := range refs {
		name := pattern[ref[2]:ref[3]]
		expr.WriteString(regexp.QuoteMeta(pattern[end:ref[0]]))
		if value, ok := v[name]; ok {
			expr.WriteString(regexp.QuoteMeta(value))
		} else {
			expr.WriteString("(.+)")
			free = append(free, name)
		}
		end = ref[1]
	}
	expr.WriteString(regexp.QuoteMeta(pattern[end:]))
	found := regexp.MustCompile("(?s)^" + expr.String() + "$").FindStringSubmatch(got)
	if found == nil {
		shown, _ := v.expandKnown(pattern)
		return fmt.Errorf("got %q, want %q", got, shown)
	}
	for i, name := range free {
		if name == "_" {
			continue
		}
		if earlier, ok := v[name]; ok && earlier != found[i+1] {
			return fmt.Errorf("{{%s}} is both %q and %q", name, earlier, found[i+1])
		}
		v[name] = found[i+1]
	}
	return nil
}

// expandKnown puts in the values there are, for messages.
func (v Vars) expandKnown(text string) (string, bool) {
	whole := true
	return variable.ReplaceAllStringFunc(text, func(ref string) string {
		if value, ok := v[ref[2:len(ref)-2]]; ok {
			return value
		}
		whole = false
		return ref
	}), whole
}

// matchJSON compares a document with the part of it that is expected.
func (v Vars) matchJSON(want, got string) error {
	w, err := decode(want)
	if err != nil {
		return fmt.Errorf("the expected body is no JSON: %w", err)
	}
	g, err := decode(got)
	if err != nil {
		return fmt.Errorf("the body is no JSON: %w: %q", err, got)
	}
	if err := v.matchValue("body", w, g); err != nil {
		return fmt.Errorf("%w, in %s", err, got)
	}
	return nil
}

func decode(text string) (any, error) {
	in := json.NewDecoder(strings.NewReader(text))
	in.UseNumber()
	var value any
	if err := in.Decode(&value); err != nil {
		return nil, err
	}
	if in.More() {
		return nil, fmt.Errorf("text after the JSON value")
	}
	return value, nil
}

func (v Vars) matchValue(at string, want, got any) error {
	switch w := want.(type) {
	case map[string]any:
		return v.matchObject(at, w, got)
	case []any:
		return v.matchArray(at, w, got)
	case string:
		g, ok := got.(string)
		if !ok {
			if !variable.MatchString(w) || got == nil {
				return mismatch(at, want, got)
			}
			g = encode(got) // a variable matches a number or a whole object too
		}
		if err := v.match(w, g); err != nil {
			return fmt.Errorf("%s: %w", at, err)
		}
		return nil
	}
	if want != got {
		return mismatch(at, want, got)
	}
	return nil
}

func (v Vars) matchObject(at string, want map[string]any, got any) error {
	g, ok := got.(map[string]any)
	if !ok {
		return mismatch(at, want, got)
	}
	names := make([]string, 0, len(want))
	for name := range want {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if err := v.matchValue(at+"."+name, want[name], g[name]); err != nil {
			return err
		}
	}
	return nil
}

func (v Vars) matchArray(at string, want []any, got any) error {
	g, ok := got.([]any)
	if !ok {
		return mismatch(at, want, got)
	}
	if n := len(want); n > 0 && want[n-1] == "..." {
		want = want[:n-1]
		g = g[:min(len(g), len(want))]
	}
	if len(want) != len(g) {
		return mismatch(at, want, got)
	}
	for i := range want {
		if err := v.matchValue(fmt.Sprintf("%s[%d]", at, i), want[i], g[i]); err != nil {
			return err
		}
	}
	return nil
}

func mismatch(at string, want, got any) error {
	return fmt.Errorf("%s: got %s, want %s", at, encode(got), encode(want))
}

func encode(value any) string {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		return err.Error()
	}
	return strings.TrimSpace(out.String())
}
