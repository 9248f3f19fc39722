package scimhttp

import (
	"net/http"

	"github.com/rollcall-project/rollcall/scim"
)

// serveBulk serves a bulk request (RFC 7644 §3.7). Once it is understood the
// answer is 200, with an entry for each operation that was carried out, in the
// order of the request.
func (x *exchange) serveBulk() error {
	if !x.features.Bulk {
		return errNoBulk
	}
	if x.r.Method != http.MethodPost {
		return x.methodNotAllowed(allowSearch)
	}
	if err := x.readBody(int64(x.features.MaxBulkPayload)); err != nil {
		return err
	}
	bulk, err := scim.ParseBulk(x.call.Body, x.features.MaxBulkOperations)
	if err != nil {
		return err
	}
	j := newJob(x, bulk)
	for i := range j.tasks {
		j.run(&j.tasks[i])
	}
	if err := x.r.Context().Err(); err != nil {
		return err
	}
	x.buf = append(x.buf, `{"schemas":["`+scim.BulkResponseURN+`"],"Operations":[`...)
	for i := range j.tasks {
		if r := &j.tasks[i].result; r.Status != 0 {
			x.buf = r.Append(x.buf)
		}
	}
	x.buf = append(x.buf, "]}"...)
	return x.respond(answer{status: http.StatusOK})
}
