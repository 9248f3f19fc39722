package scimtest

import (
	"strings"
	"time"

	"github.com/rollcall-project/rollcall/scim"
)

// What is created is kept whole, is found at its location, and has an id of its
// own.
func testCreate(s *service) {
	ids := map[string]bool{}
	for n := range 6 {
		sent := s.samples.body(n)
		if n == 0 {
			sent = s.samples.whole(n)
		}
		a := s.must(201, "POST", s.typ.Endpoint(), sent)
		s.holds(a, sent)
		id, _ := a.object["id"].(string)
		if id == "" || ids[id] || strings.Contains(strings.ToLower(id), "bulkid") {
			s.Errorf("%s\n\tthe id is empty, not new, or one that SCIM reserves", a)
		}
		ids[id] = true
		if location := a.header.Get("Location"); !strings.HasSuffix(location, s.path(a)) {
			s.Errorf("%s\n\tthe Location is %q", a, location)
		}
		if created := a.meta("created"); created == "" || created != a.meta("lastModified") {
			s.Errorf("%s\n\tmeta.created and meta.lastModified differ or are missing", a)
		}
		if s.features.ETag && a.version() == "" {
			s.Errorf("%s\n\tmeta.version is missing, although Features say ETag", a)
		}
		s.stays(a, "its creation")
	}
}

// Nobody is there, whatever is asked of him.
func testUnknown(s *service) {
	s.add(1)
	path := s.typ.Endpoint() + "/no-such-id"
	s.must(404, "GET", path, nil)
	s.must(404, "PUT", path, s.samples.body(2))
	s.must(404, "DELETE", path, nil)
	if a, ok := s.samples.changeable(); ok && s.features.Patch {
		s.must(404, "PATCH", path, patch("replace", a.path(), value(a.Attribute, 2)))
	}
	if s.features.ETag {
		if a := s.send("PUT", path, s.samples.body(2), "If-Match", "*"); a.code != 404 && a.code != 412 {
			s.Errorf("%s\n\twant 404 or 412", a)
		}
	}
	if n := s.total(""); n != 1 {
		s.Errorf("there are %d resources, want 1: nothing was created", n)
	}
}

// patch is a PATCH message with one operation.
func patch(op, path string, v any) object {
	return patches(object{"op": op, "path": path, "value": v})
}

func patches(operations ...any) object {
	return object{"schemas": []any{scim.PatchOpURN}, "Operations": operations}
}

// A PUT replaces everything that can be replaced, and keeps id and creation.
func testPut(s *service) {
	for n := range 3 { // each optional attribute is left out once
		before := s.must(201, "POST", s.typ.Endpoint(), s.samples.whole(10+n))
		sent := s.samples.body(n)
		after := s.must(200, "PUT", s.path(before), sent)
		s.holds(after, sent)
		for _, a := range s.samples.attributes {
			if a.urn == "" && sent[a.Name] == nil && !a.KeepOmitted && a.Mutability == scim.ReadWrite {
				s.gone(after, a.Name)
			}
		}
		s.changed(before, after)
	}
}

// changed checks what a change does to id and meta.
func (s *service) changed(before, after answer) {
	s.Helper()
	if before.object["id"] != after.object["id"] || before.meta("created") != after.meta("created") {
		s.Errorf("%s\n\tid or meta.created is another than in %s", after, before.body)
	}
	was, _ := time.Parse(time.RFC3339Nano, before.meta("lastModified"))
	is, err := time.Parse(time.RFC3339Nano, after.meta("lastModified"))
	if err != nil || is.Before(was) {
		s.Errorf("%s\n\tmeta.lastModified went back from %v", after, was)
	}
	if s.features.ETag && before.version() == after.version() {
		s.Errorf("%s\n\tmeta.version is the same although the resource changed", after)
	}
	s.stays(after, "its change")
}

// A PUT of what is there changes nothing: version and time stay.
func testPutSame(s *service) {
	before := s.must(201, "POST", s.typ.Endpoint(), s.samples.whole(1))
	s.must(200, "PUT", s.path(before), s.samples.whole(1))
	s.stays(before, "a PUT of the same")
	s.must(200, "PUT", s.path(before), before.object)
	s.stays(before, "a PUT of what was read")
}

// Each attribute can be replaced, removed and added by a path.
func testPatch(s *service) {
	if !s.features.Patch {
		s.Skip("PATCH is not offered")
	}
	before := s.must(201, "POST", s.typ.Endpoint(), s.samples.whole(1))
	for _, a := range s.samples.attributes {
		if a.Mutability != scim.ReadWrite {
			continue
		}
		sent := value(a.Attribute, 2)
		after := s.must(200, "PATCH", s.path(before), patch("replace", a.path(), sent))
		s.holds(after, a.within(after, sent))
		if !equal(sent, value(a.Attribute, 1)) {
			s.changed(before, after)
		}
		before = after
		if a.Required || a.KeepOmitted {
			continue
		}
		after = s.must(200, "PATCH", s.path(before), patches(object{"op": "remove", "path": a.path()}))
		if got := a.in(after); got != nil {
			s.Errorf("%s\n\t%s is still %s", after, a.path(), text(got))
		}
		s.changed(before, after)
		before = s.must(200, "PATCH", s.path(before), patch("add", a.path(), sent))
		s.holds(before, a.within(before, sent))
	}
}

// in is the attribute's value in an answer.
func (a attribute) in(from answer) any {
	if a.urn == "" {
		return from.object[a.Name]
	}
	inner, _ := from.object[a.urn].(object)
	return inner[a.Name]
}

// within is what an answer must hold when the attribute has the value v.
func (a attribute) within(from answer, v any) object {
	if a.urn == "" {
		return object{a.Name: v}
	}
	inner, _ := from.object[a.urn].(object)
	return object{a.urn: a.with(object{a.urn: inner}, v)[a.urn]}
}

// A PATCH without an effect changes nothing: version and time stay.
func testPatchSame(s *service) {
	if !s.features.Patch {
		s.Skip("PATCH is not offered")
	}
	before := s.must(201, "POST", s.typ.Endpoint(), s.samples.whole(1))
	for _, a := range s.samples.attributes {
		if a.Mutability == scim.ReadWrite {
			s.must(200, "PATCH", s.path(before), patch("replace", a.path(), value(a.Attribute, 1)))
		}
	}
	s.must(200, "PATCH", s.path(before), patches())
	s.stays(before, "PATCHes of what is there")
}

// A PATCH of which one operation fails leaves everything as it was.
func testPatchWhole(s *service) {
	a, ok := s.samples.changeable()
	if !ok || !s.features.Patch {
		s.Skip("PATCH is not offered, or nothing is there to be changed")
	}
	before := s.must(201, "POST", s.typ.Endpoint(), s.samples.whole(1))
	for _, required := range s.samples.attributes {
		if !required.Required || required.urn != "" {
			continue
		}
		refused := s.send("PATCH", s.path(before), patches(
			object{"op": "replace", "path": a.path(), "value": value(a.Attribute, 2)},
			object{"op": "remove", "path": required.path()},
		))
		s.refused(refused, 400, scim.KeywordMutability)
		s.stays(before, "a PATCH that was refused")
	}
}

// What is deleted is gone for good.
func testDelete(s *service) {
	before, other := s.add(1), s.add(2)
	s.must(204, "DELETE", s.path(before), nil)
	s.must(404, "GET", s.path(before), nil)
	s.must(404, "DELETE", s.path(before), nil)
	s.must(404, "PUT", s.path(before), s.samples.body(1))
	if n := s.total(""); n != 1 {
		s.Errorf("there are %d resources after one of two is deleted", n)
	}
	s.stays(other, "another was deleted")
	again := s.add(1)
	if again.object["id"] == before.object["id"] {
		s.Errorf("%s\n\tthe id is that of a deleted resource", again)
	}
	s.must(404, "GET", s.path(before), nil)
}

// Answers hold what was asked for, and reading in part changes nothing.
func testProjection(s *service) {
	before := s.must(201, "POST", s.typ.Endpoint(), s.samples.whole(1))
	for _, a := range s.samples.attributes {
		if a.urn != "" || a.Returned == scim.ReturnedAlways {
			continue
		}
		only := s.must(200, "GET", s.path(before)+"?attributes="+a.Name, nil)
		s.holds(only, object{a.Name: before.object[a.Name], "id": before.object["id"]})
		without := s.must(200, "GET", s.path(before)+"?excludedAttributes="+a.Name, nil)
		s.gone(without, a.Name)
		for _, b := range s.samples.attributes {
			if b.urn == "" && b.Name != a.Name && b.Returned != scim.ReturnedAlways {
				s.gone(only, b.Name)
				s.holds(without, object{b.Name: before.object[b.Name]})
			}
		}
		if only.header.Get("ETag") != before.header.Get("ETag") {
			s.Errorf("%s\n\tthe ETag is %s, of the whole resource %s", only, only.header.Get("ETag"), before.header.Get("ETag"))
		}
	}
	s.stays(before, "reading parts")
}

// Writes happen only if the precondition holds.
func testIfMatch(s *service) {
	if !s.features.ETag {
		s.Skip("versions are not offered")
	}
	first := s.must(201, "POST", s.typ.Endpoint(), s.samples.whole(1))
	now := s.must(200, "PUT", s.path(first), s.samples.whole(2), "If-Match", first.version())
	s.must(412, "PUT", s.path(first), s.samples.whole(3), "If-Match", first.version())
	if a, ok := s.samples.changeable(); ok && s.features.Patch {
		s.must(412, "PATCH", s.path(first), patch("replace", a.path(), value(a.Attribute, 3)), "If-Match", first.version())
	}
	s.must(412, "DELETE", s.path(first), nil, "If-Match", first.version())
	s.stays(now, "writes with a stale If-Match")
	s.must(304, "GET", s.path(first), nil, "If-None-Match", now.version())
	now = s.must(200, "PUT", s.path(first), s.samples.whole(3), "If-Match", "*")
	s.must(204, "DELETE", s.path(first), nil, "If-Match", now.version())
}
