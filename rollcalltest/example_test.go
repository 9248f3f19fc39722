package rollcalltest_test

import (
	"net/http"
	"testing"

	"github.com/rollcall-project/rollcall/rollcalltest"
)

// A product's test of its own SCIM client begins like this.
func TestService(t *testing.T) {
	service := rollcalltest.New(t)
	req, err := http.NewRequest("GET", service.SCIMURL+"/Users", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+service.Token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Errorf("status %d", resp.StatusCode)
	}
}
