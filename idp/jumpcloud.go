package idp

import (
	"context"
	"math/rand/v2"
)

// jumpcloud is JumpCloud's custom SCIM integration. Activating it creates a
// user and a group and deletes them again; afterwards, people who lose the
// application are deactivated, and groups that lose it are deleted.
//
// Sources: JumpCloud's help for the custom SCIM integration. Not stated there,
// and so a plain client's choice: the key that people are matched by, the
// update of users (PUT), headers and retries. The removal of members by value
// list rests on one report.
type jumpcloud struct {
	putter
	neverDeletes
}

func newJumpCloud() persona {
	return jumpcloud{putter: putter{
		query: func(login string) string { return "filter=" + percentEncode("userName eq "+quoted(login)) },
		body:  func(s *session, p *person, _ string) any { return newUserBody(s, p) },
	}}
}

func (jumpcloud) traits() traits {
	return traits{
		title:      "JumpCloud",
		mapping:    basicMapping,
		externalID: func(rng *rand.Rand, _ string) string { return hexadecimal(rng, 24) },
		noServices: true,
		sticky:     triesAgain,
		rounds:     hourly,
	}
}

func (jumpcloud) wire() wire { return plainWire() }

// test is the activation. A test user that an earlier activation left behind is
// deleted as well. A server that takes no groups passes all the same.
func (j jumpcloud) test(ctx context.Context, s *session, probe string) error {
	p := person{
		Login: "activation-test-" + probe + "@" + domain, GivenName: "Activation", FamilyName: "Test",
		DisplayName: "Activation Test", Email: "activation-test-" + probe + "@" + domain, Active: true,
	}
	id, err := j.assign(ctx, s, &p)
	if err == nil {
		err = s.erase(ctx, userPath(id))
	}
	if err != nil || !s.groups {
		return err
	}
	group, err := s.create(ctx, "/Groups", newGroupBody(s, groupState{name: "activation-test-" + probe}))
	if err != nil {
		s.log("the activation goes on without groups: " + err.Error())
		return nil
	}
	return s.erase(ctx, groupPath(group))
}

func (jumpcloud) groups() groupManner {
	return groupManner{
		find:      groupBy(func(name string) string { return "filter=" + percentEncode("displayName eq "+quoted(name)) }),
		body:      newGroupBody,
		whole:     true,
		skipEmpty: true,
		update:    patchGroup("", memberOperations),
	}
}
