package idp

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// groups serves /Groups and, with an id, /Groups/{id}.
func (f *fake) groups(r *http.Request, id string, in resource) (int, any) {
	switch {
	case id == "" && r.Method == "GET":
		return f.listGroups(r)
	case id == "" && r.Method == "POST":
		return f.createGroup(in)
	}
	i := slices.IndexFunc(f.lists, func(g resource) bool { return g.str("id") == id })
	if i < 0 {
		return 404, scimError(404, "There is no group "+id+".")
	}
	g := f.lists[i]
	switch r.Method {
	case "GET":
		return 200, withoutMembersIf(r, g)
	case "DELETE":
		f.lists = slices.Delete(slices.Clone(f.lists), i, i+1)
		return 204, nil
	case "PUT":
		return f.writeGroup(g, in)
	case "PATCH":
		next := deepCopy(g)
		if fault := patchGroupOf(next, in); fault != "" {
			return 400, scimError(400, fault)
		}
		if status, reply := f.writeGroup(g, next); status != 200 {
			return status, reply
		}
		return 204, nil
	}
	return 405, scimError(405, "Not so.")
}

func (f *fake) listGroups(r *http.Request) (int, any) {
	hits := f.lists
	if filter := r.URL.Query().Get("filter"); filter != "" {
		first, second, _ := strings.Cut(filter, " and members eq ")
		name, byName := strings.CutPrefix(first, "displayName eq ")
		gid, byID := strings.CutPrefix(first, "id eq ")
		if !byName && !byID {
			return 400, scimError(400, "The filter "+filter+" is not understood.")
		}
		hits = slices.DeleteFunc(slices.Clone(hits), func(g resource) bool {
			return byName && !strings.EqualFold(g.str("displayName"), literal(name)) ||
				byID && g.str("id") != literal(gid) ||
				second != "" && !slices.Contains(g.lookup("members.value"), any(literal(second)))
		})
	}
	for i, g := range hits {
		if shown := withoutMembersIf(r, g); i >= 0 {
			hits = slices.Clone(hits)
			hits[i] = shown
		}
	}
	return 200, f.page(r, hits)
}

func withoutMembersIf(r *http.Request, g resource) resource {
	if r.URL.Query().Get("excludedAttributes") != "members" {
		return g
	}
	g = deepCopy(g)
	delete(g, "members")
	return g
}

func (f *fake) createGroup(in resource) (int, any) {
	f.next++
	g := resource{"id": "g" + strconv.Itoa(f.next), "meta": map[string]any{"resourceType": "Group"}}
	if status, reply := f.writeGroup(g, in); status != 200 {
		return status, reply
	}
	f.lists = append(f.lists, g)
	return 201, g
}

// writeGroup replaces what g keeps; members must be users, each once.
func (f *fake) writeGroup(g, in resource) (int, any) {
	name := in.str("displayName")
	if name == "" {
		return 400, scimError(400, "A group needs a displayName.")
	}
	for _, other := range f.lists {
		if other.str("id") != g.str("id") && strings.EqualFold(other.str("displayName"), name) {
			return 409, scimError(409, "The group "+name+" is there already.")
		}
	}
	members, seen := []any{}, make(map[string]bool)
	for _, v := range in.lookup("members.value") {
		id := fmt.Sprint(v)
		if !slices.ContainsFunc(f.users, func(u resource) bool { return u.str("id") == id }) {
			return 400, scimError(400, "The member "+id+" is no user.")
		}
		if !seen[id] {
			members = append(members, map[string]any{"value": id})
		}
		seen[id] = true
	}
	kept := resource{"id": g["id"], "meta": g["meta"], "schemas": []any{groupURN}, "displayName": name, "members": members}
	if ext := in.str("externalId"); ext != "" {
		kept["externalId"] = ext
	}
	clear(g)
	for k, v := range kept {
		g[k] = v
	}
	return 200, g
}

// patchGroupOf applies operations to a group's document.
func patchGroupOf(g, in resource) string {
	ops, _ := in["Operations"].([]any)
	for _, item := range ops {
		op := resource(item.(map[string]any))
		kind, path := strings.ToLower(op.str("op")), parsePath(op.str("path"))
		held := g.lookup("members")
		switch {
		case path.name == "" && kind == "replace":
			values, _ := op["value"].(map[string]any)
			for key, v := range values {
				if key != "id" && key != "schemas" {
					g.set(key, v)
				}
			}
		case path.name != "members" && kind == "replace":
			g.set(path.name, op["value"])
		case kind == "replace":
			g["members"] = op["value"]
		case kind == "add":
			g["members"] = append(held, op["value"].([]any)...)
		case kind == "remove":
			gone := []any{path.matches}
			if path.filterBy == "" {
				gone = op.lookup("value.value")
			}
			g["members"] = slices.DeleteFunc(slices.Clone(held), func(m any) bool {
				_, id := field(m.(map[string]any), "value")
				return slices.Contains(gone, id)
			})
		default:
			return "The operation " + kind + " is not known."
		}
	}
	return ""
}

// leave takes a deleted user out of all groups.
func (f *fake) leave(id string) {
	for _, g := range f.lists {
		g["members"] = slices.DeleteFunc(g.lookup("members"), func(m any) bool {
			_, v := field(m.(map[string]any), "value")
			return v == id
		})
	}
}
