package idp

import (
	"math/rand/v2"
	"net/http"
)

// ping is PingFederate's SCIM provisioner, and PingOne's: everything by PUT, in
// application/json, and a filter without quotes, which is its default
// expression. Deprovisioning disables; it can be set to delete.
//
// Sources: docs.pingidentity.com (settings of the SCIM provisioner); headers
// after a capture of PingFederate 10.1, whose library versions are not known.
// It has no connection test that is known.
type ping struct {
	putter
	neverDeletes
}

func newPing() persona {
	return ping{putter: putter{
		query: func(login string) string { return "filter=" + percentEncode("userName eq "+login) },
		body:  pingUser,
	}}
}

func (ping) traits() traits {
	return traits{
		title:      "PingFederate",
		mapping:    append(basicMapping[:len(basicMapping):len(basicMapping)], "title"),
		externalID: func(rng *rand.Rand, _ string) string { return guid(rng) },
		sticky:     triesAgain,
		rounds:     hourly,
	}
}

func (ping) wire() wire {
	return wire{
		header: http.Header{
			"User-Agent":      {"Apache-HttpClient/4.5.12 (Java/11.0.9)"},
			"Accept":          {"application/json"},
			"Accept-Encoding": {"gzip,deflate"},
			"Connection":      {"Keep-Alive"},
		},
		contentType: "application/json",
	}
}

// pingUser has one value of each type. What is empty is left out, so nothing is
// ever cleared. Where a second address is mapped, both may be flagged as
// primary; see the quirk of that name.
func pingUser(s *session, p *person, _ string) any {
	u := newUserBody(s, p)
	u.Title = orNull(p.Title)
	return u
}

func pingGroup(_ *session, g groupState) any {
	return groupBody{Schemas: []string{groupURN}, DisplayName: g.name, Members: refs(g.members)}
}

// groups are a name and members, put whole. A name has blanks, and so its
// literal is quoted.
func (ping) groups() groupManner {
	return groupManner{
		find:   groupBy(func(name string) string { return "filter=" + percentEncode("displayName eq "+quoted(name)) }),
		body:   pingGroup,
		whole:  true,
		update: putGroup(pingGroup),
	}
}
