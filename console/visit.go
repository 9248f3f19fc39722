package console

import (
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/i18n"
	"github.com/rollcall-project/rollcall/provision"
)

// A visit is one request: what handlers need to answer it, found once.
type visit struct {
	*console
	w     http.ResponseWriter
	r     *http.Request
	id    string // of the request; on error pages and in the activity log
	now   time.Time
	say   *i18n.Printer
	theme string
	// shortcuts says whether single keys do something.
	shortcuts bool
	alone     bool // the page belongs to a one-time link, not to who is signed in

	// Empty for visitors who have not signed in.
	session string
	actor   provision.Actor
	me      *provision.Person
	status  *provision.PropagationStatus // once asked for
}

// open begins a visit of nobody in particular.
func (c *console) open(w http.ResponseWriter, r *http.Request) *visit {
	id := uuid.Must(uuid.NewV7()).String()
	w.Header().Set("X-Request-Id", id)
	language := i18n.Match(cookie(r, languageCookie), r.Header.Get("Accept-Language"))
	return &visit{
		console: c, w: w, r: r, id: id,
		now:   c.Clock.Now(),
		say:   c.catalog.Printer(language, i18n.Zone(cookie(r, zoneCookie))),
		theme: oneOf(cookie(r, themeCookie), themes), shortcuts: cookie(r, shortcutsCookie) != "off",
	}
}

// serve answers one request of a route.
func (c *console) serve(w http.ResponseWriter, r *http.Request, route route) {
	v := c.open(w, r)
	err := v.recognise()
	if err == nil {
		err = v.admit(route.access)
	}
	if err == nil && r.Method == http.MethodPost {
		err = v.readForm()
	}
	if err == nil {
		err = route.handle(v)
	}
	if err != nil {
		v.fail(err)
	}
}

// recognise finds who is behind the session cookie. Nobody is no error.
func (v *visit) recognise() error {
	session := cookie(v.r, v.sessionCookie())
	if session == "" || strings.HasPrefix(v.r.URL.Path, "/assets/") {
		return nil
	}
	actor, me, err := v.Engine.Who(v.r.Context(), session)
	if errors.Is(err, rollcall.ErrUnauthorized) {
		return nil
	}
	if err != nil {
		return err
	}
	b := v.browser()
	actor.RequestID, actor.UserAgent, actor.RemoteAddr = b.RequestID, b.UserAgent, b.RemoteAddr
	v.session, v.actor, v.me = session, actor, me
	return nil
}

// admit lets in whom a route is for.
func (v *visit) admit(a access) error {
	switch {
	case a == anybody:
		return nil
	case v.me == nil:
		return rollcall.ErrUnauthorized
	case a == administrator && !v.actor.Administrator:
		return rollcall.Fail(rollcall.AdministratorsOnly)
	}
	return nil
}

func (v *visit) readForm() error {
	err := v.r.ParseForm()
	if big := (*http.MaxBytesError)(nil); errors.As(err, &big) {
		return errFormTooLarge
	}
	if err != nil {
		return errBadForm
	}
	return nil
}

func (v *visit) browser() provision.Browser {
	host, _, err := net.SplitHostPort(v.r.RemoteAddr)
	if err != nil {
		host = v.r.RemoteAddr
	}
	return provision.Browser{UserAgent: v.r.UserAgent(), RemoteAddr: host, RequestID: v.id}
}

// form is a value of the posted form without surrounding space.
func (v *visit) form(name string) string { return strings.TrimSpace(v.r.PostFormValue(name)) }

// redirect sends the browser on with a GET.
func (v *visit) redirect(to string) error {
	http.Redirect(v.w, v.r, to, http.StatusSeeOther)
	return nil
}

// done ends an action: the page that follows says what was done, once.
func (v *visit) done(to, key string) error {
	v.setCookie(doneCookie, key, time.Minute)
	return v.redirect(to)
}

// local is a path of this console to go to, or "/": never another site.
func local(path string) string {
	u, err := url.Parse(path)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil ||
		!strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return "/"
	}
	return path
}
