package provision

import (
	"errors"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// A collision is a refusal because of a user who is here already and is not the
// identity provider's to take. A create is answered 409, which makes clients
// look for the user; other requests name the user themselves, so that they are
// forbidden.
type collision struct {
	answer   *rollcall.Error
	question *rollcall.Conflict // put to administrators; nil: none
}

func (c *collision) Error() string { return c.answer.Error() }
func (c *collision) Unwrap() error { return c.answer }

// asking is a collision that puts a question to administrators. next is what the
// identity provider wants the user to be.
func asking(question rollcall.Conflict, answer *rollcall.Error, next *scim.Resource) *collision {
	question.Reason, question.Sent = answer.Reason, next.Append(nil)
	return &collision{answer, &question}
}

// question puts the question behind a collision, if there is one, and returns
// what the request is answered. Other errors it returns as they are.
func (b *backend) question(tx rollcall.Tx, row *rollcall.Activity, err error) error {
	var c *collision
	if !errors.As(err, &c) {
		return err
	}
	if c.question != nil {
		if err := b.engine.askAbout(tx, row, *c.question); err != nil {
			return err
		}
	}
	if b.call.Method == "POST" {
		return c.answer
	}
	return &rollcall.Error{Kind: rollcall.KindForbidden, Reason: c.answer.Reason}
}
