package e2e

import (
	"net/http"
	"testing"

	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/chromedp"
)

// TestSwitchShowsWhatTheServerSays holds the request up: until it is answered
// the switch stays where it is. Turning off is asked about first.
func TestSwitchShowsWhatTheServerSays(t *testing.T) {
	t.Parallel()
	s := start(t)
	token := s.NewToken(t, s.Organization, "test")
	b := s.administrator(t)

	paused := chromedp.Events(b.ctx, fetch.RequestPaused)
	command(b, fetch.Enable, fetch.EnableParams{Patterns: []*fetch.RequestPattern{{URLPattern: "*/provisioning/on"}}})
	b.click(propagates)
	for request, err := range paused {
		b.must(err)
		if on := b.checked(propagates); on != "false" {
			t.Errorf("before the server's answer the switch is at %q", on)
		}
		command(b, fetch.ContinueRequest, fetch.ContinueRequestParams{RequestID: request.RequestID})
		break
	}
	b.reads("Propagate Provisioning is on.")
	if on := b.checked(propagates); on != "true" {
		t.Errorf("after the server's answer the switch is at %q", on)
	}
	s.provision(t, token, "ada.lindqvist", "Ada", "Lindqvist")

	ask := dialog("Switch Propagate Provisioning off?")
	b.click(propagates)
	b.find(ask)
	b.fits("dialog Switch off")
	b.reads("All users stay as they are.")
	b.click(link("Cancel"))
	b.gone(ask)
	if on := b.checked(propagates); on != "true" {
		t.Errorf("after Cancel the switch is at %q", on)
	}
	b.click(propagates)
	b.click(button("Switch off"))
	b.reads("Propagate Provisioning is off.")
	if on := b.checked(propagates); on != "false" {
		t.Errorf("after it was turned off the switch is at %q", on)
	}
	if status, _ := s.scim(t, token, http.MethodPost, "/Users", person("bo.berg", "Bo", "Berg")); status != http.StatusForbidden {
		t.Errorf("with the switch off, creating a user is answered %d", status)
	}
	b.reload()
	b.find(link("Provisioning: Off · last request just now"))
}
