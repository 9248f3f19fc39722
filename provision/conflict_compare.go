package provision

import "github.com/rollcall-project/rollcall/scim"

// compare sets what is here beside what the identity provider sent.
func (p *profile) compare(here *Person, sent []byte) ([]Compared, error) {
	if sent == nil {
		return nil, nil
	}
	theirs, err := p.user.Decode(sent)
	if err != nil {
		return nil, err
	}
	ours := p.user.NewResource()
	if here != nil {
		if ours, err = p.user.Decode(here.Document); err != nil {
			return nil, err
		}
	}
	both, err := scim.Merge(ours, theirs)
	if err != nil {
		return nil, err
	}
	left, right := texts(ours), texts(theirs)
	var all []Compared
	for _, c := range scim.Diff(nil, both) {
		l, r := left[c.Path], right[c.Path]
		if c.Path == "id" {
			continue
		}
		all = append(all, Compared{Path: itemName(c.Path), Here: l, Sent: r, Differs: l != r})
	}
	return all, nil
}

// texts are a resource's values by path.
func texts(r *scim.Resource) map[string]string {
	m := map[string]string{}
	for _, c := range scim.Diff(nil, r) {
		m[c.Path] = valueText(c.After)
	}
	return m
}
