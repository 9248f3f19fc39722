package scim

import (
	"strconv"
	"strings"
)

// A Bulk is a bulk request (RFC 7644 §3.7).
type Bulk struct {
	FailOnErrors int // stop after so many failures; 0: never
	Operations   []BulkOperation
}

// A BulkOperation is one request of a bulk, as it was sent: nothing says yet
// that it makes sense.
type BulkOperation struct {
	Method  string // in upper case
	BulkID  string // how other operations of the bulk call what this one creates
	Version string // a precondition, as in If-Match
	Path    string // below the base URI
	Data    string // JSON; "" when there is none
}

// ParseBulk parses a bulk request under the rules for all request bodies. More
// than limit operations are ErrTooLarge, with a detail that names the limit.
func ParseBulk(body []byte, limit int) (*Bulk, error) {
	if err := checkJSON(body); err != nil {
		return nil, err
	}
	text := string(body)
	if first(text) != '{' {
		return nil, Errorf(ErrInvalidSyntax, "The request body must be a JSON object.")
	}
	var schemas, failOnErrors, operations string
	err := pick(text, []string{"schemas", "failOnErrors", "Operations"}, []*string{&schemas, &failOnErrors, &operations})
	if err != nil {
		return nil, err
	}
	if !lists(schemas, BulkRequestURN) {
		return nil, Errorf(ErrInvalidSyntax, "The request is not a bulk request: schemas must list %s.", BulkRequestURN)
	}
	if first(operations) != '[' {
		return nil, Errorf(ErrInvalidSyntax, "The bulk request needs Operations, an array.")
	}
	b := &Bulk{}
	if b.FailOnErrors, err = parseFailOnErrors(failOnErrors); err != nil {
		return nil, err
	}
	err = elementsOf(operations, func(raw string) error {
		if len(b.Operations) == limit {
			return Errorf(ErrTooLarge, "The bulk request has more than %d operations, which is the limit (maxOperations). Send fewer at a time.", limit)
		}
		op, err := parseBulkOperation(raw)
		b.Operations = append(b.Operations, op)
		return err
	})
	if err != nil {
		return nil, err
	}
	return b, nil
}

// parseFailOnErrors reads a number, or one that came as a string. What is below
// one sets no bound.
func parseFailOnErrors(raw string) (int, error) {
	if raw == "" || raw == "null" {
		return 0, nil
	}
	n, ok := Value{kind: Number, text: strings.Trim(raw, `"`)}.Int()
	if !ok {
		return 0, Errorf(ErrInvalidValue, "failOnErrors must be an integer.")
	}
	return int(min(max(n, 0), 1<<30)), nil
}

func parseBulkOperation(raw string) (op BulkOperation, err error) {
	if first(raw) != '{' {
		return op, Errorf(ErrInvalidSyntax, "Each of Operations must be an object.")
	}
	var method, bulkID, version, path string
	err = pick(raw, []string{"method", "bulkId", "version", "path", "data"}, []*string{&method, &bulkID, &version, &path, &op.Data})
	if err != nil {
		return op, err
	}
	op.Method, op.BulkID = strings.ToUpper(unquoted(method)), unquoted(bulkID)
	op.Version, op.Path = unquoted(version), unquoted(path)
	if op.Data == "null" {
		op.Data = ""
	}
	return op, nil
}

// unquoted is the text of a raw string; of anything else "".
func unquoted(raw string) string {
	s := scanner{text: raw}
	text, err := s.string()
	if err != nil {
		return ""
	}
	return text
}

// A BulkResult is how one operation ended, as an entry of the answer.
type BulkResult struct {
	Method, BulkID    string
	Version, Location string
	Status            int
	Response          []byte // the error of one that failed; else nil
}

// Failed reports whether the operation did not do what it was to do.
func (r *BulkResult) Failed() bool { return r.Status >= 300 }

// Append appends the entry as JSON (RFC 7644 §3.7.3, erratum 7916), with a comma
// before it where dst holds one already.
func (r *BulkResult) Append(dst []byte) []byte {
	w := writer{dst}
	w.open('{')
	w.key("method").string(r.Method)
	w.optional("bulkId", r.BulkID)
	w.optional("version", r.Version)
	w.optional("location", r.Location)
	w.key("status").string(strconv.Itoa(r.Status))
	if r.Response != nil {
		w.key("response")
		w.buf = append(w.buf, r.Response...)
	}
	w.close('}')
	return w.buf
}
