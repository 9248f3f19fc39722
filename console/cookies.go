package console

import (
	"net/http"
	"slices"
	"time"

	"github.com/rollcall-project/rollcall/internal/i18n"
	"github.com/rollcall-project/rollcall/provision"
)

// The cookies beside the session's. None of them is a secret, and none is
// trusted beyond a choice among known values.
const (
	languageCookie = "rollcall-language"
	themeCookie    = "rollcall-theme"
	// shortcutsCookie is "off" where single keys shall do nothing.
	shortcutsCookie = "rollcall-shortcuts"
	zoneCookie      = "rollcall-zone" // set by the script: only the browser knows it
	doneCookie      = "rollcall-done" // what the last action did, shown once
)

// themes are the choices; "" follows the system.
var themes = []string{"", "light", "dark"}

const year = 365 * 24 * time.Hour

// sessionCookie is the name of the session's cookie. The __Host- prefix makes
// browsers take it over TLS and from this host only.
func (c *console) sessionCookie() string {
	if c.Secure {
		return "__Host-rollcall"
	}
	return "rollcall"
}

func cookie(r *http.Request, name string) string {
	c, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}

// setCookie keeps a value for a time; none or less removes it.
func (v *visit) setCookie(name, value string, keep time.Duration) {
	age := int(keep / time.Second)
	if age <= 0 {
		age = -1
	}
	http.SetCookie(v.w, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: age,
		Secure: v.Secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// begin keeps the session in the browser.
func (v *visit) begin(session string) {
	v.setCookie(v.sessionCookie(), session, provision.SessionLifetime)
}

func oneOf(value string, values []string) string {
	if slices.Contains(values, value) {
		return value
	}
	return values[0]
}

// setPreferences keeps language, theme and shortcuts, and returns to the page they were
// chosen on.
func (v *visit) setPreferences() error {
	if l := v.form("language"); l != "" {
		v.setCookie(languageCookie, string(i18n.Match(l, "")), year)
	}
	if v.r.PostForm.Has("theme") {
		v.setCookie(themeCookie, oneOf(v.form("theme"), themes), year)
	}
	if s := v.form("shortcuts"); s != "" {
		v.setCookie(shortcutsCookie, oneOf(s, []string{"on", "off"}), year)
	}
	return v.redirect(local(v.form("return")))
}
