package idp

import (
	"context"
	"fmt"
	"math/rand/v2"
)

// onelogin is OneLogin's SCIM provisioner. Its look-ups end in & and its PUTs
// in ?, it names no User-Agent and no Accept, and its bodies come from a
// template that administrators edit, which writes "" for what is unset.
//
// Sources: a server's log of its requests; developers.onelogin.com/scim for the
// template and the actions on deletion, of which "Delete" is played here. How
// its connection test looks, and what it does about 429, is not known. That
// groups go by PATCH is documented, the form of the operations is not.
type onelogin struct {
	putter
	deletes
}

func newOneLogin() persona {
	return onelogin{putter: putter{
		query: func(login string) string { return "filter=userName+eq+" + percentEncode(quoted(login)) + "&" },
		body:  oneloginUser,
		mark:  "?",
	}}
}

func (onelogin) traits() traits {
	return traits{
		title:   "OneLogin",
		mapping: append(basicMapping[:len(basicMapping):len(basicMapping)], "title", "locale", pathDepartment),
		// The number of the OneLogin user.
		externalID: func(rng *rand.Rand, _ string) string { return fmt.Sprint(100_000_000 + rng.IntN(100_000_000)) },
		deletes:    true,
		sticky:     triesAgain,
		rounds:     hourly,
	}
}

func (onelogin) wire() wire { return plainWire() }

// oneloginEnterpriseURN is how old templates, still in use, call the enterprise
// extension in schemas.
const oneloginEnterpriseURN = "urn:scim:schemas:extension:enterprise:1.0"

func oneloginUser(s *session, p *person, _ string) any {
	u := newUserBody(s, p)
	u.Schemas = append(u.Schemas, oneloginEnterpriseURN)
	u.Title, u.Locale = &p.Title, &p.Locale
	u.Phones = []bodyValue{{Value: p.Phone}}
	u.Enterprise = &bodyWork{p.Department}
	return u
}

func (onelogin) groups() groupManner {
	return groupManner{
		find: groupBy(func(name string) string {
			return "filter=displayName+eq+" + percentEncode(quoted(name)) + "&"
		}),
		body: emptyGroupBody,
		update: func(ctx context.Context, s *session, g groupState) error {
			return patchGroup("?", memberOperations)(ctx, s, g)
		},
	}
}
