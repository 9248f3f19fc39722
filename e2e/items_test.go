package e2e

import (
	"net/http"
	"strings"
	"testing"
)

// TestPropagatedItems switches a further item on.
func TestPropagatedItems(t *testing.T) {
	t.Parallel()
	s := start(t)
	token := s.NewToken(t, s.Organization, "Okta production")
	b := s.administrator(t)
	b.click(propagates)
	b.reads("Propagate Provisioning is on.")
	schemas := func() string {
		_, answer := s.scim(t, token, http.MethodGet, "/Schemas", "")
		return answer
	}
	if strings.Contains(schemas(), `"title"`) {
		t.Error("job titles are propagated from the start")
	}
	b.click(link("Change Propagated items"))
	b.find(dialog("Propagated items"))
	b.fits("dialog Propagated items")
	b.click(checkbox("Job title"))
	b.click(button("Save"))
	b.gone(dialog("Propagated items"))
	b.reads("The propagated items are saved.")
	if !strings.Contains(schemas(), `"title"`) {
		t.Error("job titles are not in the schemas after they were switched on")
	}
}
