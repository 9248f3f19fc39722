package conformance_test

import (
	"fmt"
	"testing"
)

// P003 P008 P012 P014: pages by cursor hold everyone who stays, once, whatever is
// written between them, and are for the token that asked for them alone.
func TestCursors(t *testing.T) {
	c := connectGrouped(t)
	for i := range 7 {
		c.create(t, fmt.Sprintf(`{"userName": "user%d"}`, i), fmt.Sprintf("u%d", i))
	}
	for i := range 3 {
		c.createGroup(t, fmt.Sprintf(`{"displayName": "group%d", "members": [{"value": "{{u%d}}"}]}`, i, i), fmt.Sprintf("g%d", i))
	}
	const page = "/Users?count=3&cursor="
	c.mustAsk(t, "GET", page, "", 200, `{"totalResults": 7, "itemsPerPage": 3, "startIndex": null, "nextCursor": "{{second}}",
		"Resources": [{"id": "{{u0}}"}, {"id": "{{u1}}"}, {"id": "{{u2}}"}]}`)
	// The one that the page ended with goes, as others do; one comes.
	for _, user := range []string{"u2", "u0", "u4"} {
		c.mustAsk(t, "DELETE", "/Users/{{"+user+"}}", "", 204, "")
	}
	c.create(t, `{"userName": "a newcomer"}`, "u7")
	c.mustAsk(t, "GET", page+"{{second}}", "", 200, `{"totalResults": 5, "itemsPerPage": 3, "nextCursor": "{{third}}",
		"Resources": [{"id": "{{u3}}"}, {"id": "{{u5}}"}, {"id": "{{u6}}"}]}`)
	c.mustAsk(t, "GET", page+"{{third}}", "", 200, `{"totalResults": 5, "itemsPerPage": 1, "nextCursor": null, "Resources": [{"id": "{{u7}}"}]}`)

	// A filter that no column answers.
	const filtered = `/Users?filter=displayName%20ne%20%22x%22&count=4&cursor=`
	c.mustAsk(t, "GET", filtered, "", 200, `{"totalResults": 5, "nextCursor": "{{rest}}", "Resources": [{"id": "{{u1}}"}, {"id": "{{u3}}"}, {"id": "{{u5}}"}, {"id": "{{u6}}"}]}`)
	c.mustAsk(t, "GET", filtered+"{{rest}}", "", 200, `{"totalResults": 5, "nextCursor": null, "Resources": [{"id": "{{u7}}"}]}`)
	c.mustAsk(t, "GET", "/Users?count=4&cursor={{rest}}", "", 400, refused("invalidCursor"))
	c.mustAsk(t, "GET", filtered+"{{rest}}x", "", 400, refused("invalidCursor"))
	c.mustAsk(t, "GET", `/Users?filter=displayName%20ne%20%22x%22&count=5&cursor={{rest}}`, "", 400, refused("invalidCount"))
	c.mustAsk(t, "GET", "/Groups?count=2&cursor=", "", 200, `{"totalResults": 3, "nextCursor": "{{groups}}", "Resources": [{"id": "{{g0}}"}, {"id": "{{g1}}"}]}`)
	c.mustAsk(t, "GET", "/Groups?count=2&cursor={{groups}}", "", 200, `{"totalResults": 3, "nextCursor": null, "Resources": [{"id": "{{g2}}", "members": null}]}`)

	// All types at once, by search: from the users into the groups.
	const search = `{"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], "count": 6, "cursor": "%s"}`
	c.mustAsk(t, "POST", "/.search", fmt.Sprintf(search, ""), 200, `{"totalResults": 8, "itemsPerPage": 6, "nextCursor": "{{all}}"}`)
	c.mustAsk(t, "POST", "/.search", fmt.Sprintf(search, "{{all}}"), 200, `{"totalResults": 8, "nextCursor": null, "Resources": [{"id": "{{g1}}"}, {"id": "{{g2}}"}]}`)

	// Another token gets nothing by it, be it of the same organization or not.
	own := c.session.Headers[0].Value
	same := c.NewToken(t, c.Organization, "second")
	for _, token := range []string{c.session.Vars["other"], same} {
		c.session.Headers[0].Value = "Bearer " + token
		c.mustAsk(t, "GET", page+"{{second}}", "", 400, refused("invalidCursor"))
	}
	c.session.Headers[0].Value = own
	c.mustAsk(t, "GET", page+"{{second}}", "", 200, `{"totalResults": 5}`)
}
