package httpscript

import (
	"fmt"
	"strconv"
	"strings"
)

// A Script is a conversation.
type Script []Exchange

// An Exchange is one request and what is expected of its answer.
type Exchange struct {
	Title   string
	Line    int // of the title, from 1
	Method  string
	Target  string
	Headers []Header
	Body    string
	Status  int
	Expect  []Header
	Answer  string // the part of the body that is expected; "" expects nothing
}

// A Header is a header line. Without is set for a name with a minus sign.
type Header struct {
	Name, Value string
	Without     bool
}

// Parse reads a script. An error names the line.
func Parse(text string) (Script, error) {
	var script Script
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	for i := 0; i < len(lines); {
		title, ok := strings.CutPrefix(lines[i], "###")
		if !ok {
			if line := strings.TrimSpace(lines[i]); line != "" && line[0] != '#' {
				return nil, fmt.Errorf("line %d: an exchange begins with ###", i+1)
			}
			i++
			continue
		}
		start := i
		for i++; i < len(lines) && !strings.HasPrefix(lines[i], "###"); {
			i++
		}
		x := Exchange{Title: strings.TrimSpace(title), Line: start + 1}
		if err := x.parse(lines[start+1 : i]); err != nil {
			return nil, fmt.Errorf("line %d: %s: %w", x.Line, x.Title, err)
		}
		script = append(script, x)
	}
	return script, nil
}

// parse reads the lines between two titles.
func (x *Exchange) parse(lines []string) error {
	at := -1
	for i, line := range lines {
		if strings.HasPrefix(line, "HTTP ") {
			at = i
			break
		}
	}
	if at < 0 {
		return fmt.Errorf("no line HTTP with the status expected")
	}
	first, headers, body, err := parseMessage(lines[:at])
	if err != nil {
		return err
	}
	var found bool
	if x.Method, x.Target, found = strings.Cut(first, " "); !found {
		return fmt.Errorf("the request line %q is not a method and a target", first)
	}
	x.Headers, x.Body = headers, body
	first, x.Expect, x.Answer, err = parseMessage(lines[at:])
	if err != nil {
		return err
	}
	if x.Status, err = strconv.Atoi(strings.TrimSpace(strings.TrimPrefix(first, "HTTP "))); err != nil {
		return fmt.Errorf("the status in %q is not a number", first)
	}
	return nil
}

// parseMessage splits a first line, headers and a body. Comments may stand
// before the body.
func parseMessage(lines []string) (first string, headers []Header, body string, err error) {
	for i, line := range lines {
		switch {
		case strings.HasPrefix(line, "#"):
		case strings.TrimSpace(line) == "":
			if first == "" {
				continue
			}
			return first, headers, strings.TrimSpace(strings.Join(lines[i:], "\n")), nil
		case first == "":
			first = line
		case strings.HasPrefix(line, "-"):
			headers = append(headers, Header{Name: line[1:], Without: true})
		default:
			name, value, ok := strings.Cut(line, ":")
			if !ok {
				return "", nil, "", fmt.Errorf("%q is no header", line)
			}
			headers = append(headers, Header{Name: name, Value: strings.TrimSpace(value)})
		}
	}
	return first, headers, "", nil
}
