package scim

import (
	"bytes"
	"errors"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// MaxDepth is how deep request JSON may nest.
const MaxDepth = 32

// checkJSON refuses what is not one JSON value in UTF-8, with unique names, of
// bounded depth.
func checkJSON(body []byte) error {
	if !shallow(body) {
		return Errorf(ErrInvalidSyntax, "The request body nests more than %d levels deep.", MaxDepth)
	}
	if jsontext.Value(body).IsValid() {
		return nil
	}
	d := jsontext.NewDecoder(bytes.NewBuffer(body))
	_, err := d.ReadValue()
	if err == nil {
		if _, err = d.ReadToken(); err == nil {
			return Errorf(ErrInvalidSyntax, "The request body goes on after its JSON value ends.")
		}
	}
	var syntax *jsontext.SyntacticError
	switch {
	case len(bytes.TrimSpace(body)) == 0:
		return Errorf(ErrInvalidSyntax, "The request has no body, where a JSON object is needed.")
	case errors.Is(err, jsontext.ErrDuplicateName) && errors.As(err, &syntax):
		return Errorf(ErrInvalidSyntax, "The request body names “%s” twice in one object.", clip(syntax.JSONPointer.LastToken(), 80))
	case errors.Is(err, io.ErrUnexpectedEOF):
		return Errorf(ErrInvalidSyntax, "The request body is not whole: its JSON ends too early.")
	case errors.As(err, &syntax):
		return Errorf(ErrInvalidSyntax, "The request body is not valid JSON at byte %d: %v.", syntax.ByteOffset+1, syntax.Err)
	}
	return Errorf(ErrInvalidSyntax, "The request body is not valid JSON.")
}

// shallow reports whether b nests at most MaxDepth levels deep.
func shallow(b []byte) bool {
	depth, quoted := 0, false
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case c == '"':
			quoted = !quoted
		case quoted && c == '\\':
			i++
		case quoted:
		case c == '{' || c == '[':
			if depth++; depth > MaxDepth {
				return false
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return true
}

// errCorrupt says that a stored document is not what Append wrote.
var errCorrupt = errors.New("scim: the stored document is damaged")

// A scanner reads JSON text that checkJSON has accepted or that Append wrote.
// It makes no copies: strings alias the text. It stays within the text whatever
// that is, but finds not every mistake.
type scanner struct {
	text string
	pos  int
}

// kind is the first byte of the value ahead, 0 at the end of the text.
func (s *scanner) kind() byte {
	for s.pos < len(s.text) {
		c := s.text[s.pos]
		if !blank(c) {
			return c
		}
		s.pos++
	}
	return 0
}

// open enters the object or array ahead.
func (s *scanner) open(bracket byte) error {
	if s.kind() != bracket {
		return errCorrupt
	}
	s.pos++
	return nil
}

// more reports whether another member or element is ahead, else it leaves the
// object or array.
func (s *scanner) more(bracket byte) (bool, error) {
	switch s.kind() {
	case bracket:
		s.pos++
		return false, nil
	case ',':
		s.pos++
		s.kind()
	case 0:
		return false, errCorrupt
	}
	return true, nil
}

// name reads a member's name and the colon.
func (s *scanner) name() (string, error) {
	name, err := s.string()
	if err != nil || s.kind() != ':' {
		return "", errCorrupt
	}
	s.pos++
	return name, nil
}

// string reads the string ahead.
func (s *scanner) string() (string, error) {
	if s.kind() != '"' {
		return "", errCorrupt
	}
	start := s.pos
	escaped := false
	for i := start + 1; i < len(s.text); i++ {
		switch s.text[i] {
		case '\\':
			escaped = true
			i++
		case '"':
			s.pos = i + 1
			if !escaped {
				return s.text[start+1 : i], nil
			}
			b, err := jsontext.AppendUnquote(nil, s.text[start:s.pos])
			if err != nil {
				return "", errCorrupt
			}
			return string(b), nil
		}
	}
	return "", errCorrupt
}

// literal reads a number, true, false or null.
func (s *scanner) literal() (string, error) {
	s.kind()
	start := s.pos
	for s.pos < len(s.text) {
		c := s.text[s.pos]
		if blank(c) || c == ',' || c == '}' || c == ']' || c == ':' || c == '"' || c == '{' || c == '[' {
			break
		}
		s.pos++
	}
	if s.pos == start {
		return "", errCorrupt
	}
	return s.text[start:s.pos], nil
}

// value reads the value ahead as raw text.
func (s *scanner) value() (string, error) {
	kind := s.kind()
	start := s.pos
	if err := s.skip(kind); err != nil {
		return "", err
	}
	return s.text[start:s.pos], nil
}

// skip passes the value ahead, which begins with kind.
func (s *scanner) skip(kind byte) error {
	switch kind {
	case '"':
		_, err := s.string()
		return err
	case '{', '[':
	default:
		_, err := s.literal()
		return err
	}
	depth, quoted := 0, false
	for ; s.pos < len(s.text); s.pos++ {
		switch c := s.text[s.pos]; {
		case c == '"':
			quoted = !quoted
		case quoted && c == '\\':
			s.pos++
		case quoted:
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			if depth--; depth == 0 {
				s.pos++
				return nil
			}
		}
	}
	return errCorrupt
}

// empty reports whether raw stands for no value: null, "", [] or {}.
func empty(raw string) bool {
	switch raw {
	case "null", `""`, "[]", "{}":
		return true
	}
	if len(raw) < 2 || raw[0] != '[' && raw[0] != '{' {
		return false
	}
	for i := 1; i < len(raw)-1; i++ {
		if !blank(raw[i]) {
			return false
		}
	}
	return true
}
