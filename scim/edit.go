package scim

// An Edit is what a PUT or a PATCH makes of a resource. It is immutable, so
// that a Backend may apply it again when the resource has changed in between.
// The zero Edit changes nothing.
type Edit struct {
	input *Resource
	patch *Patch
}

// Edit is the edit that replaces a resource by r, as a PUT does. r must not be
// changed afterwards.
func (r *Resource) Edit() Edit { return Edit{input: r} }

// Edit is the edit that applies p.
func (p *Patch) Edit() Edit { return Edit{patch: p} }

// Apply returns what becomes of current: what [Replace] or [Patch.Apply] makes
// of it. current is never changed. changed is false when both are equal, and
// then current itself is returned.
func (e Edit) Apply(current *Resource) (next *Resource, changed bool, err error) {
	switch {
	case e.patch != nil:
		return e.patch.Apply(current)
	case e.input == nil:
		return current, false, nil
	}
	next, err = Replace(current, e.input)
	if err != nil {
		return nil, false, err
	}
	if next.Equal(current) {
		return current, false, nil
	}
	return next, true, nil
}

// Ignored are names that the client sent and that are not kept, sorted; at most
// 64.
func (e Edit) Ignored() []string {
	switch {
	case e.patch != nil:
		return e.patch.Ignored()
	case e.input != nil:
		return e.input.Ignored()
	}
	return nil
}

// Patch is the PATCH that is applied, or nil. It is for backends that can do
// better than to load a large resource as a whole.
func (e Edit) Patch() *Patch { return e.patch }

// Input is what a PUT sent, or nil. It must not be changed.
func (e Edit) Input() *Resource { return e.input }
