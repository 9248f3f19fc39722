package console

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/rollcall-project/rollcall"
)

// Failures of the console's own; all others come from the engine.
var (
	errNoPage       = &pageError{http.StatusNotFound, "error.no-page"}
	errWrongMethod  = &pageError{http.StatusMethodNotAllowed, "error.wrong-method"}
	errCrossSite    = &pageError{http.StatusForbidden, "error.cross-site"}
	errFormTooLarge = &pageError{http.StatusRequestEntityTooLarge, "error.form-too-large"}
	errBadForm      = &pageError{http.StatusBadRequest, "error.bad-form"}
)

// A pageError is a failure with a text of the catalogue.
type pageError struct {
	status int
	key    string
}

func (e *pageError) Error() string { return e.key }

// statuses maps the kinds of failures to the status of a page.
var statuses = map[rollcall.Kind]int{
	rollcall.KindInvalid:      http.StatusUnprocessableEntity,
	rollcall.KindUnauthorized: http.StatusUnauthorized,
	rollcall.KindForbidden:    http.StatusForbidden,
	rollcall.KindNotFound:     http.StatusNotFound,
	rollcall.KindTaken:        http.StatusConflict,
	rollcall.KindStale:        http.StatusConflict,
	rollcall.KindLimited:      http.StatusTooManyRequests,
	rollcall.KindUnavailable:  http.StatusServiceUnavailable,
}

// A failurePage is what somebody reads when a page can't be shown.
type failurePage struct {
	Status      int
	What, ToDo  string
	RequestID   string
	Back        string // where to go from here
	BackIsLogin bool
}

// status is the status of an error; 500 for those nobody foresaw.
func status(err error) int {
	var own *pageError
	var known *rollcall.Error
	switch {
	case errors.As(err, &own):
		return own.status
	case errors.As(err, &known) && statuses[known.Kind] != 0:
		return statuses[known.Kind]
	}
	return http.StatusInternalServerError
}

// fail answers with the page of an error. Who must sign in first is sent to do
// so and comes back. Errors that nobody foresaw are logged and say nothing.
func (v *visit) fail(err error) {
	code := status(err)
	if code == http.StatusUnauthorized && v.me == nil {
		_ = v.redirect("/login" + v.wayBack())
		return
	}
	if code >= http.StatusInternalServerError {
		v.Logger.ErrorContext(v.r.Context(), "page failed",
			"request", v.id, "method", v.r.Method, "pattern", v.r.Pattern, "error", err)
	}
	var known *rollcall.Error
	if errors.As(err, &known) && known.RetryAfter > 0 {
		v.w.Header().Set("Retry-After", strconv.Itoa(int((known.RetryAfter+time.Second-1)/time.Second)))
	}
	page := failurePage{Status: code, RequestID: v.id, Back: "/", BackIsLogin: v.me == nil}
	page.What, page.ToDo = v.explain(err, code)
	if err := v.render(code, "failure", v.say.Text("error.title", code), page); err != nil {
		v.Logger.ErrorContext(v.r.Context(), "error page failed", "request", v.id, "error", err)
		http.Error(v.w, rollcall.ErrInvalid.Error(), code)
	}
}

// wayBack carries the page that was asked for through sign-in. Only pages can
// be come back to; a form that was sent meanwhile is not sent again.
func (v *visit) wayBack() string {
	if v.r.Method != http.MethodGet || v.r.URL.Path == "/" {
		return ""
	}
	return "?" + url.Values{"next": {v.r.URL.RequestURI()}}.Encode()
}

// explain says what happened and what to do in the visitor's language.
func (v *visit) explain(err error, code int) (what, todo string) {
	var own *pageError
	if errors.As(err, &own) {
		return v.say.Text(own.key + ".what"), v.say.Text(own.key + ".todo")
	}
	var known *rollcall.Error
	if code < http.StatusInternalServerError && errors.As(err, &known) && known.Reason.Code != "" {
		return v.say.What(known.Reason), v.say.ToDo(known.Reason)
	}
	switch code {
	case http.StatusNotFound:
		return v.explain(errNoPage, code)
	case http.StatusServiceUnavailable:
		busy := rollcall.Because(rollcall.DatabaseBusy)
		return v.say.What(busy), v.say.ToDo(busy)
	}
	return v.say.Text("error.internal.what"), v.say.Text("error.internal.todo")
}
